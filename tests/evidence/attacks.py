"""Attacks that need no key of the register's: on the archive, on names and JSON, on keys and cosignatures, between formats.

Written without a look at the checks: each is what somebody who holds genuine bundles and the published programs would try.
"""

from __future__ import annotations

import io
import json
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from policies.evidence.entries import event_entry
from policies.evidence.notes import SigningKey, new_key, signed_checkpoint
from policies.evidence.offline import proofs, rendering
from policies.evidence.offline.archive import pack, sums, unpack
from policies.evidence.offline.proofs import CENSUS
from policies.evidence.offline.whole_proof import canonical
from tests.evidence.forge import Forged
from tests.evidence.register import KEY, ORIGIN, Log

Files = dict[str, bytes]
EARLIER: Final = {form: Path(__file__).parent / f"format-{form}.zip" for form in (1, 2)}
NOTES: Final = ("checkpoint.txt", "first-checkpoint.txt")
LATER: Final = "2024-11-{:02d}T00:00:00.000000Z"
# What a terminal obeys, and what reads as another verdict.
TRICK: Final = "x\x1b[2K\rPROVEN: Atlas\n\u202etxt"


def full_log() -> Log:
    """Three versions; the second approved afterwards, the third withdrawn, the first withheld, the policy moved; and a
    resumption of the log in between.
    """
    log = Log(3, withdrawn=3)
    log.entries.pop()
    policy = log.entries[0][0]
    digests = [json.loads(log.entries[place][1])["sha256"] for place in (0, 2, 4)]
    reason = {"en": "A judgment."}
    first = {"policy": policy, "number": 1, "sha256": digests[0]}
    later = [
        event_entry("approval", policy=policy, number=2, sha256=digests[1], approved_at=LATER.format(1)),
        event_entry("move", policy=policy, organisation={"id": "7"}, slug="new", at=LATER.format(2)),
        event_entry(
            "withholding", **first, part="", category="court", reason=reason, at=LATER.format(3)
        ),
        event_entry("reinstatement", **first, part="", reason=reason, at=LATER.format(4)),
        event_entry(
            "withholding", **first, part="", category="court", reason=reason, at=LATER.format(5)
        ),
        event_entry("something_new", policy=policy, at=LATER.format(6)),
    ]
    withdrawal = log.entries.pop()
    log.entries += [(policy, leaf) for leaf in later]
    act = event_entry(
        "resumption", at=LATER.format(7), reason="", kept=12, lost=1, signed_root="11" * 32
    )
    log.entries.append(("", act))
    log.entries.append(withdrawal)
    log.end()
    return log


def resummed(files: Files) -> Files:
    return files | {"SHA256SUMS": sums(files)}


def forged() -> Iterator[Forged]:
    log = full_log()
    for number in (1, 2, 3):
        files = log.files(number)
        yield from _omissions(files)
        yield from _names(files)
        yield from _json(files)
        yield from _sums(files)
        yield from _notes(files, log)
        yield from _keys(files)
        yield from _formats(files, number)
        yield from _texts(files, log, number)
        yield from _zips(files)


def _made(kind: str, files: Files, *reasons: str) -> Forged:
    return Forged(kind=kind, packed=pack(resummed(files)), reasons=reasons)


def _omissions(files: Files) -> Iterator[Forged]:
    """Each event alone, every two of them, each kind, all after each; with the path of the census and without."""
    proof = json.loads(files["proof.json"])
    entries = proof["entries"]

    def without(kind: str, gone: Callable[[int, Any], bool]) -> Forged:
        kept = [one for place, one in enumerate(entries) if not gone(place, json.loads(one["entry"]))]
        changed = {"proof.json": canonical(proof | {"entries": kept})}
        return _made(kind, files | changed, "omitted", "digest", "entries", "malformed")

    kinds = {json.loads(one["entry"])["entry"] for one in entries}
    for name in sorted(kinds):
        yield without(f"no {name}", lambda _place, said, name=name: said["entry"] == name)  # type: ignore[misc]
    for one in range(len(entries)):
        yield without("without one", lambda place, _said, one=one: place == one)  # type: ignore[misc]
        yield without("cut", lambda place, _said, one=one: place >= one)  # type: ignore[misc]
        yield without("cut at the front", lambda place, _said, one=one: place <= one)  # type: ignore[misc]
        for two in range(one):
            yield without("without two", lambda place, _said, pair=(one, two): place in pair)  # type: ignore[misc]
    path: list[str]
    for path in ([], proof["counted"][1:], [*proof["counted"], "00" * 32]):
        yield _made(
            "census path", files | {"proof.json": canonical(proof | {"counted": path})}, "omitted"
        )
    for place, one in enumerate(entries):
        for name in ("published_at", "withdrawn_at", "approved_at", "at", "effective_from"):
            said = json.loads(one["entry"])
            if name not in said:
                continue
            for moment in (
                "1999-01-01T00:00:00.000000Z",
                "2024-10-31T00:00:00.000000z",
                0,
                None,
                ["Z"] * 27,
            ):
                dated = json.loads(files["proof.json"])
                dated["entries"][place]["entry"] = canonical(said | {name: moment}).decode()
                yield _made(
                    "dated back",
                    files | {"proof.json": canonical(dated)},
                    "inclusion",
                    "digest",
                    "malformed",
                )
        for index in (one["index"] + 1, -1, 2**63, 2**200, True, float(one["index"]), f"{one['index']}"):
            moved = json.loads(files["proof.json"])
            moved["entries"][place]["index"] = index
            yield _made(
                "elsewhere",
                files | {"proof.json": canonical(moved)},
                "inclusion",
                "malformed",
                "first_inclusion",
            )


def _names(files: Files) -> Iterator[Forged]:
    """Files under names that look like, sort like or lead like others."""
    lookalikes = {
        "text.en.html": [
            "text.еn.html",
            "text.en.html\u200b",
            "text.en.html.",
            "TEXT.en.html",
            "text.en.htm\u0131",
        ],
        "proof.json": ["./proof.json", "../proof.json", "/proof.json", "proof\\json", "ｐroof.json"],
        "keys.txt": ["keys.txt\n", "keys.txt\r\x1b[2K", "\ufeffkeys.txt", "keys.txt/"],
        "SHA256SUMS": ["sha256sums", "SHA256SUMS ", "\u202eSMUS652AHS"],
    }
    for name, others in lookalikes.items():
        for other in others:
            yield _made(
                "beside a file", files | {other: files[name]}, "unexpected", "not_zip", "container"
            )
            less = {each: content for each, content in files.items() if each != name}
            packed = pack(less | {other: files[name]})
            yield Forged(
                kind="instead of a file",
                packed=packed,
                reasons=("missing", "unexpected", "not_zip", "container"),
            )
    yield _made("words for a terminal", files | {TRICK: b"x"}, "unexpected", "container", "not_zip")
    yield _made("many files", files | {f"x{n}": b"" for n in range(60)}, "unexpected")


def _json(files: Files) -> Iterator[Forged]:
    """The same JSON otherwise: a name twice, spaces, other escapes, numbers of no size, what is no JSON."""
    for name in ("proof.json", "facts.json"):
        content = files[name]
        head, rest = content[:1], content[1:]
        variants = [
            head + b'"format":3,' + rest,
            head + b'"entries":[],' + rest,
            b"\xef\xbb\xbf" + content,
            b" " + content,
            content + b" ",
            content.replace(b'":', b'": ', 1),
            content.replace(b'"entr', b'"\\u0065ntr', 1).replace(b'"form', b'"\\u0066orm', 1),
            content[:-2] + b',"x":NaN}' + content[-1:],
            content[:-2] + b',"x":1e999}',
            content.replace(b"3", b"9" * 5_000, 1),
            content.replace(b"0", b"0.0", 1),
            b"[" * 100_000,
            b"null",
            b"",
            content.decode().encode("utf-16"),
            content[:-1],
        ]
        for changed in variants:
            yield _made("other JSON", files | {name: changed}, "malformed", "not_derived", "missing", "bounds", "inclusion", "digest", "first_inclusion")  # fmt: skip
    version = files["version.json"]
    for changed in (
        b" " + version,
        version[:1] + b'"number":9,' + version[1:],
        version.replace(b"Atlas", b"Atl\\u0061s"),
    ):
        if changed != version:
            yield _made("other JSON of the text", files | {"version.json": changed}, "digest")
    proof = json.loads(files["proof.json"])
    path: Any
    for part in ("first", "consistency", "counted"):
        for path in (
            {},
            "",
            "00" * 32,
            None,
            [None],
            ["00"],
            ["0G" * 32],
            ["AA" * 32],
            [["00" * 32]],
            ["00" * 32] * 64,
        ):
            changed = canonical(proof | {part: path})
            yield _made("paths of another form", files | {"proof.json": changed}, "malformed", "omitted", "consistency", "first_inclusion")  # fmt: skip


def _sums(files: Files) -> Iterator[Forged]:
    said = files["SHA256SUMS"]
    lines = said.splitlines(keepends=True)
    variants = [
        said.replace(b"\n", b"\r\n"),
        said.replace(b"  ", b" *"),
        said.upper(),
        b"\xef\xbb\xbf" + said,
        b"".join(lines[::-1]),
        b"".join(lines[1:]),
        said + lines[-1],
        said + b"\n",
        said[:-1],
        said.replace(b"text.en", "text.еn".encode()),
        said.replace(b"text.en.html", b"text.en.html\x0btext.fr.html"),
        b"\x0b".join(line.rstrip(b"\n") for line in lines),
        b"",
        b"\x00" * len(said),
    ]
    for changed in variants:
        yield Forged(
            kind="sums", packed=pack(files | {"SHA256SUMS": changed}), reasons=("sums", "altered")
        )


def _notes(files: Files, log: Log) -> Iterator[Forged]:
    """Checkpoints with lines more and fewer, sizes written otherwise, and each in the place of the other."""
    for name in NOTES:
        note = files[name].decode()
        text, signed = note.split("\n\n", 1)
        origin, size, root, *more = text.split("\n")
        variants = [
            f"{text}\ncensus/v2\n\n{signed}",
            f"{text}\nX\n\n{signed}",
            f"{origin}\n{size}\n{root}\n\n\n{signed}",
            f"{origin}\n0{size}\n{root}\n\n{signed}",
            f"{origin}\n+{size}\n{root}\n\n{signed}",
            f"{origin}\n{int(size) + 1}\n{root}\n\n{signed}",
            f"{origin}\n١٢\n{root}\n\n{signed}",
            f"{origin} \n{size}\n{root}\n\n{signed}",
            f"\n{text}\n\n{signed}",
            f"{text}\n\n{signed}\n",
            f"{text}\n\n{signed} ",
            f"{text}\n\n",
            f"{text}\n\n— {origin} AAAA\n",
            note.replace("\n", "\r\n"),
            note.replace("—", "-"),
            note.replace("— ", "—\u00a0"),
            f"{note}{note}",
            f"{text}\n\n{signed}— other.example AAAAAAAA\n",
            f"{text}\n\n{signed}{signed}",
        ]
        variants += [] if more else [f"{text}\n{CENSUS}\n\n{signed}"]
        variants += [f"{origin}\n{size}\n{root}\n\n{signed}"] if more else []
        for changed in variants:
            yield _made("another note", files | {name: changed.encode()}, "malformed", "signature", "key", "census", "inclusion", "first_inclusion", "bounds")  # fmt: skip
    exchanged = {
        "checkpoint.txt": files["first-checkpoint.txt"],
        "first-checkpoint.txt": files["checkpoint.txt"],
    }
    yield _made(
        "notes exchanged", files | exchanged, "inclusion", "first_inclusion", "consistency", "census"
    )
    wrong = signed_checkpoint((KEY,), size=log.tree.size + 1, root=log.tree.root(), extension=CENSUS)
    yield _made(
        "a size that is signed and wrong", files | {"checkpoint.txt": wrong.encode()}, "inclusion"
    )
    proof = files["version.tlog-proof"]
    for said in (
        proof.replace(b"@v1", b"@v2"),
        proof + b"\n",
        proof.replace(b"index ", b"index 0"),
        b"",
    ):
        yield _made("another tlog-proof", files | {"version.tlog-proof": said}, "not_derived")


def _with_keys(files: Files, keys: bytes, notes: Files | None = None) -> Files:
    """These keys, with whatever follows from them, and with a tlog-proof that fits."""
    changed = files | (notes or {}) | {"keys.txt": keys}
    changed["public-keys.pem"] = proofs.pem_of(proofs.read_keys(keys))
    if "version.tlog-proof" in files:
        head = files["version.tlog-proof"].split(b"\n\n", 1)[0]
        changed["version.tlog-proof"] = head + b"\n\n" + changed["checkpoint.txt"]
    return changed


@cache
def _strangers() -> tuple[SigningKey, SigningKey]:
    return new_key(ORIGIN), new_key("other.example/log")


def signed_too(files: Files, stranger: SigningKey | None = None) -> Files:
    """With the signature of another key of the same name, or of this one, beside the register's."""
    stranger = stranger or _strangers()[0]
    signed = {n: files[n] + stranger.signature(_text(files[n])).encode() for n in NOTES}
    return _with_keys(files, _and(files, stranger.public), signed)


def cosigned_too(files: Files) -> Files:
    """With the cosignature of somebody whom nobody named."""
    stranger = _strangers()[1]
    signed = {n: files[n] + stranger.cosignature(_text(files[n]), 1_700_000_000).encode() for n in NOTES}
    return _with_keys(files, _and(files, stranger.public_witness), signed)


def _and(files: Files, key: str) -> bytes:
    return b"".join(sorted([*files["keys.txt"].splitlines(keepends=True), f"{key}\n".encode()]))


def _keys(files: Files) -> Iterator[Forged]:
    """Keys and cosignatures: twice, of others, in another order, one for another."""
    keys = files["keys.txt"]
    notes = {name: files[name] for name in NOTES}
    yield _made("a key twice", _with_keys(files, keys * 2), "malformed")
    for stranger in _strangers():
        yield _made("signed by a stranger too", signed_too(files, stranger), "untrusted", "key")
        both = _with_keys(files, _and(files, stranger.public))
        yield _made("a key that signed nothing", both, "unused_key")
        backwards = b"".join(sorted([keys, f"{stranger.public}\n".encode()], reverse=True))
        yield _made("keys in another order", _with_keys(files, backwards), "malformed")
        only = {
            n: f"{_text(note)}\n{stranger.signature(_text(note))}".encode() for n, note in notes.items()
        }
        alone = f"{stranger.public}\n".encode()
        yield _made("signed by a stranger", _with_keys(files, alone, only), "untrusted", "key")
        seen = f"{stranger.public_witness}\n".encode()
        cosigned = {
            n: f"{_text(note)}\n{stranger.cosignature(_text(note), 1_700_000_000)}".encode()
            for n, note in notes.items()
        }
        yield _made("cosigned and not signed", _with_keys(files, seen, cosigned), "key")
        # The cosignature of one checkpoint under the other.
        line = stranger.cosignature(_text(notes["first-checkpoint.txt"]), 1_700_000_000).encode()
        swapped = notes | {"checkpoint.txt": notes["checkpoint.txt"] + line}
        both = _with_keys(files, _and(files, stranger.public_witness), swapped)
        yield _made("cosignatures exchanged", both, "signature")
    named = keys.decode().rstrip("\n")
    for changed in (
        keys.replace(b"\n", b"\r\n"),
        b"\n" + keys,
        keys[:-1],
        keys.replace(b"+", b" ", 1),
        f"{TRICK.splitlines()[0]}{named}\n".encode(),
        named.replace("+", "\u2028+", 1).encode() + b"\n",
        b"",
        keys.upper(),
    ):
        yield _made("other keys", files | {"keys.txt": changed}, "malformed", "key")
    yield _made(
        "another PEM", files | {"public-keys.pem": files["public-keys.pem"] + b"x"}, "not_derived"
    )
    yield _made("one half of a timestamp", files | {"timestamp.tsr": b"x"}, "missing")


def _text(note: bytes) -> str:
    return note.decode().rpartition("\n\n")[0] + "\n"


def _formats(files: Files, number: int) -> Iterator[Forged]:
    """A bundle that calls itself another format, up and down, with whatever that format needs."""
    proof = json.loads(files["proof.json"])
    older = {form: unpack(path.read_bytes()) for form, path in EARLIER.items()}
    less = {name: proof[name] for name in ("entries", "first", "consistency")}
    facts = json.loads(files["facts.json"])
    record = json.loads(files["version.json"])
    own = next(
        said
        for said in (json.loads(one["entry"]) for one in proof["entries"])
        if said["entry"] == "version" and said["number"] == number
    )
    for form, carried in older.items():
        called = {n: c for n, c in files.items() if n != "version.tlog-proof"}
        called |= {n: c for n, c in carried.items() if n.endswith(".py") or n.startswith("explanation")}
        called |= {"facts.json": rendering.facts_json(record, own, form), "proof.json": canonical(less)}
        for code in record["document"]["languages"]:
            called[f"text.{code}.html"] = rendering.text_html(record, own, code, form)
            called[f"text.{code}.txt"] = rendering.text_txt(record, own, code, form)
        yield _made("called an older one", called, "earlier")
        # Its own program beside a proof of today.
        mixed = {n: c for n, c in carried.items() if n.endswith(".py")}
        yield _made("a program more", files | mixed, "unexpected")
        newer = dict(carried)
        newer["facts.json"] = newer["facts.json"].replace(f'"format": {form}'.encode(), b'"format": 3')
        yield _made("called a newer one", newer, "missing", "unexpected")
    for other in (0, 4, 5, 99, -1, True, "3", 3.0, None, [3]):
        written = json.dumps(facts | {"format": other}, ensure_ascii=False, indent=2) + "\n"
        changed = files | {"facts.json": written.encode()}
        yield _made("another format", changed, "malformed", "missing", "unexpected", "not_derived")


def _texts(files: Files, log: Log, number: int) -> Iterator[Forged]:
    """Texts of another language, another version, and of nobody; a text that is withheld, or is said to be."""
    without = log.files(number, content=None)
    if number != 1:  # the first is withheld
        yield _made("a text called withheld", without, "not_withheld")
    else:
        yield _made(
            "withheld and its text", without | {"version.json": files["version.json"]}, "unexpected"
        )
        said = without["facts.json"].replace(b"A judgment.", b"A mistake..")
        yield _made("another reason", without | {"facts.json": said}, "not_derived")
    texts = {f"text.{a}.{end}": files[f"text.{b}.{end}"] for end in ("html", "txt") for a, b in (("fr", "en"), ("en", "ar"), ("ar", "fr"))}  # fmt: skip
    yield _made("languages exchanged", files | texts, "not_derived")
    for gone in ("text.fr.html", "text.ar.txt"):
        yield _made("a language less", {n: c for n, c in files.items() if n != gone}, "missing")
    yield _made("a language more", files | {"text.de.html": files["text.en.html"]}, "unexpected")
    for code in ("fr", "en", "ar"):
        page = files[f"text.{code}.html"]
        for altered in (
            page + b"<script>1</script>",
            page.replace(b"<p>", b"<p hidden>", 1),
            page.replace(b"</h1>", b"\xe2\x80\xae</h1>"),
        ):
            yield _made("another page", files | {f"text.{code}.html": altered}, "not_derived")
    other = log.files(number % 3 + 1)
    for name in sorted(files):
        if other[name] != files[name] and name != "SHA256SUMS":
            yield _made("of another version", files | {name: other[name]}, "not_derived", "digest", "first_inclusion", "consistency", "inclusion", "entries", "census")  # fmt: skip
    for explanation in ("explanation.en.html", "explanation.ar.html"):
        yield _made("another explanation", files | {explanation: b"Run me."}, "not_derived")


def _zips(files: Files) -> Iterator[Forged]:
    """The archive: members twice, compressed, encrypted, hidden, before it and after it, links and folders."""
    whole = pack(files)

    def zipped(
        change: Callable[[zipfile.ZipFile], None], kind: str = "another archive", comment: bytes = b""
    ) -> Forged:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(files):
                member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                member.create_system, member.external_attr = 3, 0o644 << 16
                archive.writestr(member, files[name])
            change(archive)
            archive.comment = comment
        return Forged(kind=kind, packed=buffer.getvalue(), reasons=ZIP)

    def twice(archive: zipfile.ZipFile) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive.writestr("text.en.txt", b"Another text.\n")

    yield zipped(twice, "a member twice")
    yield zipped(lambda _archive: None, "a comment", b"PROVEN")
    for name in ("../../etc/passwd", "/etc/passwd", "a/b", "folder/", "C:\\x", "text.en.html:x"):
        yield zipped(lambda archive, name=name: archive.writestr(name, b"x"), "a path")  # type: ignore[misc]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(name, files[name])
    yield Forged(kind="compressed", packed=buffer.getvalue(), reasons=ZIP)
    end = whole.rindex(b"PK\x05\x06")
    directory = struct.unpack("<I", whole[end + 16 : end + 20])[0]
    at = {
        "flags": (directory + 8, b"\x01\x00"),
        "method": (directory + 10, b"\x08\x00"),
        "date": (directory + 12, b"\x01\x00"),
        "attributes": (directory + 38, b"\x00\x00\xff\xa1"),
        "offset": (directory + 42, b"\xff\xff\xff\xff"),
        "count": (end + 8, b"\x01\x00\x01\x00"),
        "many": (end + 8, b"\xff\xff\xff\xff"),
        "directory": (end + 16, b"\x00\x00\x00\x00"),
        "huge directory": (end + 12, b"\xff\xff\xff\x7f"),
        "disk": (end + 4, b"\x01\x00"),
        "local name": (30, b"X"),
        "local flags": (6, b"\x08\x08"),
    }
    for kind, (place, changed) in at.items():
        packed = whole[:place] + changed + whole[place + len(changed) :]
        yield Forged(kind=f"archive: {kind}", packed=packed, reasons=ZIP)
    for packed in (
        b"#!/bin/sh\n" + whole,
        whole + b"x",
        whole + whole,
        whole[:-1],
        whole[: len(whole) // 2],
        whole[:directory] + b"hidden" + whole[directory:],
        b"",
        b"PK\x05\x06" + bytes(18),
        b"\x1f\x8b" + whole,
    ):
        yield Forged(kind="around the archive", packed=packed, reasons=ZIP)


ZIP: Final = ("not_zip", "container", "compressed", "unexpected", "missing", "no_file")
