"""Forged histories and bundles, a thousand of them, each with the reason for which it must be refused.

The forger knows the program, may make any log and any bundle, and has a key of its own; of the register's key it has the
signatures that were published, and where a case says so, the key itself.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policies.evidence.notes import new_key, signed_checkpoint
from policies.evidence.offline.archive import pack, sums, unpack
from policies.evidence.offline.proofs import CENSUS
from policies.evidence.offline.whole_proof import canonical
from tests.evidence.register import KEY, ORIGIN, POLICY, Log

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forged:
    """``reasons`` are the codes of which one must be given first."""

    kind: str
    packed: bytes
    reasons: tuple[str, ...]


def resummed(files: Files) -> Files:
    return files | {"SHA256SUMS": sums(files)}


def with_proof(files: Files, proof: Any) -> bytes:
    return pack(resummed(files | {"proof.json": canonical(proof)}))


def genuine() -> list[tuple[Log, int]]:
    """Logs of several lengths, with and without a withdrawal, and a version of each to prove."""
    made = []
    for versions in range(1, 7):
        for withdrawn in (None, versions):
            log = Log(versions, withdrawn=withdrawn)
            made += [(log, number) for number in range(1, versions + 1)]
    return made


def forged(seed: int = 14) -> Iterator[Forged]:
    """All of them."""
    for log, number in genuine():
        yield from of(log, number, seed)
    yield from _other_checkers()


def of(log: Log, number: int, seed: int = 14) -> Iterator[Forged]:
    """Those of one version's bundle."""
    files = log.files(number)
    yield from _cut(files)
    yield from _moved_in_time(files, log, number)
    yield from _rolled_back(files, log, number)
    yield from _forked(files, log, number)
    yield from _multiplied(files)
    yield from _renamed(files, random.Random(seed))  # noqa: S311 - which byte to change
    yield from _swapped(files, log, number)


def _cut(files: Files) -> Iterator[Forged]:
    """Every event taken away, the last ones taken away, and one of another policy in its place."""
    proof = json.loads(files["proof.json"])
    entries = proof["entries"]
    for place in range(len(entries)):
        less = proof | {"entries": entries[:place] + entries[place + 1 :]}
        yield Forged(
            kind="cut",
            packed=with_proof(files, less),
            reasons=("omitted", "digest", "entries", "malformed"),
        )
        shorter = proof | {"entries": entries[: place + 1]}
        if len(shorter["entries"]) < len(entries):
            yield Forged(
                kind="truncated", packed=with_proof(files, shorter), reasons=("omitted", "digest")
            )
        twice = proof | {"entries": [*entries, entries[place]]}
        yield Forged(kind="repeated", packed=with_proof(files, twice), reasons=("entries",))


def _moved_in_time(files: Files, log: Log, number: int) -> Iterator[Forged]:
    """An entry that says another moment; and a whole log in which an event is dated back, signed with the key itself."""
    proof = json.loads(files["proof.json"])
    for place, given in enumerate(proof["entries"]):
        said = json.loads(given["entry"])
        for name in ("published_at", "withdrawn_at"):
            if name in said:
                moved = json.loads(json.dumps(proof))
                moved["entries"][place]["entry"] = canonical(
                    said | {name: "2001-01-01T00:00:00.000000Z"}
                ).decode()
                yield Forged(
                    kind="moved in time", packed=with_proof(files, moved), reasons=("inclusion", "time")
                )
    if number > 1:
        other = Log(len(log.contents))
        place = (number - 1) * 2
        said = json.loads(other.entries[place][1]) | {"published_at": "2001-01-01T00:00:00.000000Z"}
        other.entries[place] = (str(POLICY), canonical(said))
        other.end()
        yield Forged(kind="dated back and signed", packed=pack(other.files(number)), reasons=("time",))


def _rolled_back(files: Files, log: Log, number: int) -> Iterator[Forged]:
    """Checkpoints of before the census stood, with the proofs of today; and the older checkpoint for the newest."""
    older = log.checkpoint(number * 2)
    yield Forged(
        kind="rolled back",
        packed=pack(resummed(files | {"checkpoint.txt": older.encode()})),
        reasons=("inclusion", "census", "consistency"),
    )
    size = log.tree.size
    unsaid = signed_checkpoint((KEY,), size=size, root=log.tree.root(size))
    yield Forged(
        kind="without a census",
        packed=pack(resummed(files | {"checkpoint.txt": unsaid.encode()})),
        reasons=("census",),
    )


def _forked(files: Files, log: Log, number: int) -> Iterator[Forged]:
    """Another history: signed with a key of the forger's, and with one that bears the register's name."""
    for name in (ORIGIN, "other.example/log"):
        forger = new_key(name)
        size = log.tree.size
        notes = {
            "latest": signed_checkpoint(
                (forger,), size=size, root=log.tree.root(size), extension=CENSUS
            ),
            "first": signed_checkpoint((forger,), size=number * 2, root=log.tree.root(number * 2)),
        }
        made = log.files(number, **notes, keys=[forger.public])
        yield Forged(kind="forked", packed=pack(made), reasons=("untrusted",))
    census = json.loads(log.entries[-1][1])
    lied = canonical(census | {"root": "00" * 32})
    proof = json.loads(files["proof.json"])
    proof["census"]["entry"] = lied.decode()
    yield Forged(kind="another census", packed=with_proof(files, proof), reasons=("inclusion",))


def _multiplied(files: Files) -> Iterator[Forged]:
    """Signatures, keys, entries and hashes, many times."""
    note, keys = files["checkpoint.txt"], files["keys.txt"]
    signature = note[note.index("— ".encode()) :]
    many = {
        "signatures": {"checkpoint.txt": note + signature * 60_000},
        "signature twice": {"checkpoint.txt": note + signature},
        "keys": {"keys.txt": keys * 20_000, "public-keys.pem": files["public-keys.pem"] * 20_000},
        "key twice": {"keys.txt": keys * 2, "public-keys.pem": files["public-keys.pem"] * 2},
    }
    for kind, changed in many.items():
        if kind == "key twice":
            continue  # the same key twice proves the same
        yield Forged(kind=kind, packed=pack(resummed(files | changed)), reasons=("bounds", "malformed"))
    proof = json.loads(files["proof.json"])
    yield Forged(
        kind="paths",
        packed=with_proof(files, proof | {"first": ["00" * 32] * 5_000}),
        reasons=("malformed",),
    )
    yield Forged(
        kind="entries",
        packed=with_proof(files, proof | {"entries": proof["entries"][:1] * 3_000}),
        reasons=("malformed", "bounds"),
    )


def _renamed(files: Files, chance: random.Random) -> Iterator[Forged]:
    """Another issuer, number or date in everything that can be read, with fitting sums."""
    for old, new in (
        (b"Atlas", b"Other"),
        (b'"number":', b'"numbre":'),
        (b"2024-0", b"2023-0"),
    ):
        changed = {
            name: content.replace(old, new)
            for name, content in files.items()
            if name.startswith(("text.", "facts", "version")) and old in content
        }
        yield Forged(
            kind="renamed", packed=pack(resummed(files | changed)), reasons=("digest", "not_derived")
        )
    name = chance.choice([name for name in files if name.startswith("text.")])
    at = chance.randrange(len(files[name]))
    altered = bytearray(files[name])
    altered[at] ^= 1
    yield Forged(
        kind="another word",
        packed=pack(resummed(files | {name: bytes(altered)})),
        reasons=("not_derived",),
    )


def _swapped(files: Files, log: Log, number: int) -> Iterator[Forged]:
    """Another version's bytes, another policy's entries, another log's path in the census."""
    if len(log.contents) > 1:
        another = log.contents[number % len(log.contents)]
        yield Forged(
            kind="another version",
            packed=pack(resummed(files | {"version.json": another})),
            reasons=("first_inclusion", "not_derived"),
        )
    proof = json.loads(files["proof.json"])
    theirs = [
        (place, leaf)
        for place, (policy, leaf) in enumerate(log.entries)
        if policy and policy != str(POLICY)
    ]
    for place, leaf in theirs[:2]:
        given = {
            "index": place,
            "entry": leaf.decode(),
            "path": [one.hex() for one in log.tree.inclusion(place, log.tree.size)],
        }
        mixed = sorted([*proof["entries"], given], key=lambda one: one["index"])
        yield Forged(
            kind="another policy",
            packed=with_proof(files, proof | {"entries": mixed}),
            reasons=("entries",),
        )
    yield Forged(
        kind="another path",
        packed=with_proof(files, proof | {"counted": proof["counted"][::-1][:-1]}),
        reasons=("omitted",),
    )


def _other_checkers() -> Iterator[Forged]:
    """Programs exchanged in bundles that carry some, put into bundles that carry none, and a bundle called an older one."""
    for form in (1, 2):
        files = unpack((Path(__file__).parent / f"format-{form}.zip").read_bytes())
        for name in [name for name in files if name.endswith((".py", "explanation.en.html"))]:
            for content in (b"print('PROVEN')\n", files[name] + b"\n"):
                yield Forged(
                    kind="another checker",
                    packed=pack(resummed(files | {name: content})),
                    reasons=("program", "not_derived"),
                )
    log = Log(3, withdrawn=3)
    files = log.files(3)
    for name in ("verify.py", "checking.py", "run-me.py"):
        yield Forged(
            kind="a checker",
            packed=pack(resummed(files | {name: b"print('PROVEN')\n"})),
            reasons=("unexpected",),
        )
    earlier = unpack((Path(__file__).parent / "format-2.zip").read_bytes())
    proof = json.loads(files["proof.json"])
    less = {name: proof[name] for name in ("entries", "first", "consistency")}
    less["entries"] = [one for one in less["entries"] if "withdrawal" not in one["entry"]]
    programs = {name: earlier[name] for name in earlier if name.endswith(".py") or "explanation" in name}
    facts = json.loads(files["facts.json"]) | {"format": 2}
    called = (
        {name: content for name, content in files.items() if name != "version.tlog-proof"}
        | programs
        | {
            "proof.json": canonical(less),
            "facts.json": (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode(),
        }
    )
    yield Forged(kind="called an older one", packed=pack(resummed(called)), reasons=("earlier",))
