"""Forgeries of no kind: a bundle changed at random, at each of the levels a forger works at, by a seed.

Unlike ``forge``, nobody knows beforehand how each is found: only that it must be. What a change leaves as it was, or makes
a genuine bundle again, is left out.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from policies.evidence.digests import digest
from policies.evidence.entries import event_entry
from policies.evidence.notes import SigningKey, new_key, signed_checkpoint
from policies.evidence.offline import proofs, rendering
from policies.evidence.offline.archive import pack, sums
from policies.evidence.offline.proofs import CENSUS
from policies.evidence.offline.whole_proof import canonical, tlog_proof
from tests.evidence.register import KEY, ORIGIN, POLICY, Log

Files = dict[str, bytes]
Change = Callable[[random.Random, Files, list[Files]], Files | bytes]
JSON: Final = ("proof.json", "facts.json", "version.json")
NOTES: Final = ("checkpoint.txt", "first-checkpoint.txt", "keys.txt", "version.tlog-proof", "SHA256SUMS")
FORGER: Final[SigningKey] = new_key(ORIGIN)
VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**53,
    2**70,
    1.0,
    1e400,
    "",
    "x",
    "\ud800",
    [],
    {},
    [[]],
    "00" * 32,
)


def bundles() -> list[Files]:
    """Genuine ones, of several logs: with a withdrawal, with a text that is withheld, of other versions."""
    made = []
    for versions, withdrawn in ((1, None), (3, None), (4, 4), (6, 2)):
        log = Log(versions, withdrawn=withdrawn)
        made += [log.files(number) for number in range(1, versions + 1)]
    log = withheld_log(3)
    return [*made, log.files(2, content=None), log.files(2), log.files(3)]


def withheld_log(versions: int, number: int = 2, *, ended: bool = False) -> Log:
    """A log in which a version's text is withheld, and shown again where ``ended``."""
    log = Log(versions)
    log.entries.pop()
    facts: dict[str, Any] = {
        "policy": str(POLICY),
        "number": number,
        "sha256": digest(log.contents[number - 1]),
        "part": "",
    }
    reason = {"en": "A judgment."}
    at = "2024-11-01T00:00:00.000000Z"
    log.entries.append(
        (str(POLICY), event_entry("withholding", **facts, category="court", reason=reason, at=at))
    )
    if ended:
        later = at.replace("11-01", "11-02")
        log.entries.append((str(POLICY), event_entry("reinstatement", **facts, reason=reason, at=later)))
    log.end()
    return log


def forgeries(seed: int, count: int, genuine: list[Files] | None = None) -> Iterator[tuple[str, bytes]]:
    """So many archives, each with the name of what was done last to it; made of these bundles."""
    chance = random.Random(seed)  # noqa: S311 - which forgery
    genuine = genuine or bundles()
    known = {pack(files) for files in genuine}
    names = list(CHANGES)
    while count:
        changed: Files | bytes = dict(chance.choice(genuine))
        name = ""
        for _time in range(chance.choice((1, 1, 1, 2, 3))):
            if isinstance(changed, bytes):
                break
            name = chance.choice(names)
            try:
                changed = CHANGES[name](chance, changed, genuine)
            except (LookupError, ValueError, TypeError, AttributeError, StopIteration):
                continue  # nothing there to be changed so
        if isinstance(changed, dict):
            if chance.random() < 0.9:
                changed = changed | {"SHA256SUMS": sums(changed)}
            changed = pack(changed)
        if changed not in known:
            known.add(changed)
            count -= 1
            yield name, changed


def _json_value(chance: random.Random, files: Files, genuine: list[Files]) -> Files:
    """One value of a JSON file is another one, gone, twice, or from another bundle."""
    name = chance.choice([each for each in JSON if each in files])
    value = json.loads(files[name])
    places = list(_places(value))
    holder, key = chance.choice(places)
    match chance.randrange(6):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, list):
            holder.insert(key, holder[key])
        case 2 if isinstance(holder, list):
            chance.shuffle(holder)
        case 3:
            other = json.loads(chance.choice(genuine)[name])
            elsewhere, place = chance.choice(list(_places(other)))
            holder[key] = elsewhere[place]
        case 4 if isinstance(holder[key], str) and holder[key]:
            at = chance.randrange(len(holder[key]))
            holder[key] = holder[key][:at] + chance.choice("0a9fZ \n") + holder[key][at + 1 :]
        case 4 if isinstance(holder[key], int):
            holder[key] += chance.choice((-1, 1, 2))
        case _:
            holder[key] = chance.choice(VALUES)
    return files | {name: _written(name, value)}


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in list(children):
        yield value, key
        yield from _places(child)


def _written(name: str, value: Any) -> bytes:
    if name == "facts.json":
        return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogatepass")
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _line(chance: random.Random, files: Files, genuine: list[Files]) -> Files:
    """A line of a text file is gone, twice, elsewhere, another one's, or has other signs around it."""
    name = chance.choice(NOTES)
    lines = files[name].split(b"\n")
    at = chance.randrange(len(lines))
    others = chance.choice(genuine)[name].split(b"\n")
    match chance.randrange(7):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[at])
        case 2:
            lines[at] = chance.choice(others)
        case 3:
            lines.insert(at, chance.choice(others))
        case 4:
            lines[at] = chance.choice((b" ", b"\r", b"\xef\xbb\xbf", b"0", b"=")) + lines[at]
        case 5:
            lines[at] += chance.choice((b" ", b"\r", b"\x00", b"=", b"0"))
        case _:
            chance.shuffle(lines)
    return files | {name: b"\n".join(lines)}


def _byte(chance: random.Random, files: Files, genuine: list[Files]) -> Files:
    name = chance.choice(sorted(files))
    content = bytearray(files[name])
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return files | {name: bytes(content)}


def _foreign_file(chance: random.Random, files: Files, genuine: list[Files]) -> Files:
    """Files of another genuine bundle."""
    other = chance.choice(genuine)
    names = chance.sample(sorted(other), chance.randint(1, 4))
    return files | {name: other[name] for name in names}


def _other_names(chance: random.Random, files: Files, genuine: list[Files]) -> Files:
    """A file is missing, under another name, or one more."""
    name = chance.choice(sorted(files))
    less = {each: content for each, content in files.items() if each != name}
    match chance.randrange(3):
        case 0:
            return less
        case 1:
            return less | {
                chance.choice(("text.de.html", "../x", f"{name} ", name.upper(), "été")): files[name]
            }
        case _:
            return files | {
                chance.choice(
                    ("verify.py", "timestamp.tsr", "text.fr.md", "a/b", "timestamp-authority.pem")
                ): b"x"
            }


def _another_format(chance: random.Random, files: Files, genuine: list[Files]) -> Files:
    facts = json.loads(files["facts.json"]) | {
        "format": chance.choice((0, 1, 2, 3, 4, 5, "3", 3.0, None))
    }
    less = dict(files)
    if chance.random() < 0.5:
        less = {
            name: content
            for name, content in files.items()
            if not name.startswith(("text.", "version."))
        }
    return less | {"facts.json": _written("facts.json", facts)}


def _altered_text(chance: random.Random, files: Files, genuine: list[Files]) -> Files:
    """Another text, with everything made again that can be made without a key."""
    record = json.loads(files["version.json"])
    holder, key = chance.choice([(h, k) for h, k in _places(record) if isinstance(h[k], str)])
    holder[key] = chance.choice(("Other", "2001-01-01", "", holder[key] + "."))
    content = canonical(record)
    proof = json.loads(files["proof.json"])
    own = next(
        e
        for e in proof["entries"]
        if json.loads(e["entry"]).get("sha256") == digest(files["version.json"])
    )
    said = json.loads(own["entry"]) | {"sha256": digest(content)}
    if chance.random() < 0.7:
        own["entry"] = canonical(said).decode()
    made = {
        "version.json": content,
        "facts.json": rendering.facts_json(record, said),
        "proof.json": canonical(proof),
    }
    for language in record["document"]["languages"]:
        made[f"text.{language}.html"] = rendering.text_html(record, said, language)
        made[f"text.{language}.txt"] = rendering.text_txt(record, said, language)
    return files | made


def _another_history(chance: random.Random, files: Files, genuine: list[Files]) -> Files:
    """A whole log of the forger's: cut, dated back, counted otherwise, or the same; signed with a key of the same name, or
    with the register's own, where the log itself must give it away.
    """
    log = Log(chance.randint(2, 5), withdrawn=chance.choice((None, 2)))
    number, entries = chance.randint(1, len(log.contents)), log.entries
    kind = chance.choice(
        ("signed by another", "dated back", "counted otherwise", "no census", "census elsewhere")
    )
    key = FORGER if kind == "signed by another" else KEY
    if kind == "dated back":
        place = chance.choice([n for n in range(2, len(entries), 2) if entries[n][0] == str(POLICY)])
        said = json.loads(entries[place][1])
        name = next(n for n in ("published_at", "withdrawn_at") if n in said)
        entries[place] = str(POLICY), canonical(said | {name: "2019-01-01T00:00:00.000000Z"})
        log.end()
    elif kind == "counted otherwise":
        census = json.loads(entries[-1][1])
        lie = chance.choice(({"root": "11" * 32}, {"size": census["size"] - 1}, {"entry": "resumption"}))
        entries[-1] = "", canonical(census | lie)
        log.tree = type(log.tree)(proofs.leaf_hash(leaf) for _policy, leaf in entries)
    size = log.tree.size - (1 if kind == "census elsewhere" else 0)
    extension = "" if kind == "no census" else CENSUS
    note = signed_checkpoint((key,), size=size, root=log.tree.root(size), extension=extension)
    first = signed_checkpoint((key,), size=number * 2, root=log.tree.root(number * 2))
    return log.files(number, latest=note, first=first, keys=[key.public])


def _left_out(chance: random.Random, files: Files, genuine: list[Files]) -> Files:
    """Events are taken away, and where it is the last that is left, an honest path in the census of fewer is invented."""
    proof = json.loads(files["proof.json"])
    less = chance.sample(proof["entries"], chance.randint(0, len(proof["entries"]) - 1))
    proof["entries"] = sorted(less, key=lambda entry: entry["index"])
    if chance.random() < 0.5:
        proof["counted"] = proof["counted"][: chance.randint(0, len(proof["counted"]))]
    return files | {"proof.json": canonical(proof)}


def _old_checkpoint(chance: random.Random, files: Files, genuine: list[Files]) -> Files:
    """Checkpoints of another log or moment, with a tlog-proof that fits."""
    other = chance.choice(genuine)
    note = other[chance.choice(("checkpoint.txt", "first-checkpoint.txt"))]
    proof = json.loads(files["proof.json"])
    entry = chance.choice(proof["entries"])
    made = tlog_proof(entry["index"], entry["path"], note)
    return files | {
        chance.choice(("checkpoint.txt", "first-checkpoint.txt")): note,
        "version.tlog-proof": made,
    }


def _many(chance: random.Random, files: Files, genuine: list[Files]) -> Files:
    name = chance.choice(("keys.txt", "checkpoint.txt", "proof.json", "public-keys.pem", "SHA256SUMS"))
    many = chance.choice((2, 3, 17, 33, 200))
    if name == "proof.json":
        proof = json.loads(files[name])
        part = chance.choice(("entries", "first", "consistency", "counted"))
        return files | {name: canonical(proof | {part: proof[part] * many or ["00" * 32] * many})}
    if name == "checkpoint.txt":
        found = re.search("— .+\n".encode(), files[name])
        return files | {name: files[name] + (found.group() if found else b"") * (many - 1)}
    if name == "keys.txt":
        keys = "".join(f"{new_key(ORIGIN).public}\n" for _number in range(many - 1)).encode()
        both = files[name] + keys
        return files | {name: both, "public-keys.pem": proofs.pem_of(proofs.read_keys(both))}
    return files | {name: files[name] * many}


def _archive(chance: random.Random, files: Files, genuine: list[Files]) -> bytes:
    """The archive itself: cut, longer, with a byte changed, two in one."""
    packed = pack(files | {"SHA256SUMS": sums(files)})
    at = chance.randrange(len(packed))
    match chance.randrange(5):
        case 0:
            return packed[:at]
        case 1:
            return packed + bytes(chance.randint(1, 40))
        case 2:
            return packed[:at] + bytes([packed[at] ^ (1 << chance.randrange(8))]) + packed[at + 1 :]
        case 3:
            return packed[:at] + bytes(chance.randint(1, 9)) + packed[at:]
        case _:
            return pack(chance.choice(genuine)) + packed


CHANGES: Final[dict[str, Change]] = {
    "value": _json_value,
    "line": _line,
    "byte": _byte,
    "foreign file": _foreign_file,
    "names": _other_names,
    "format": _another_format,
    "text": _altered_text,
    "history": _another_history,
    "left out": _left_out,
    "checkpoint": _old_checkpoint,
    "many": _many,
    "archive": _archive,
}
