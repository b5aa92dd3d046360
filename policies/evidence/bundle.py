"""The evidence bundle: one version with all it takes to prove it, in one archive.

The same version at the same checkpoint is the same bytes. What is in it is explained in
``offline/explanation.en.html``, and checked by ``offline/checking.py``: the program is published apart
(``single_file``), and no bundle carries one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from .digests import digest
from .merkle import Tree
from .offline import proofs, rendering
from .offline.archive import Files, pack, sums
from .offline.whole_proof import canonical, tlog_proof
from .offline.withheld import withheld_facts

OFFLINE: Final = Path(__file__).parent / "offline"
LANGUAGES: Final = ("ar", "en", "fr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a bundle is made of.

    ``content`` holds the version's bytes, and nothing where readers are not shown them; ``entries`` the log's entries of its policy by position, all that
    ``latest`` covers, with the acts by which the log was resumed, and ``position`` its own; ``census`` the last entry
    that ``latest`` covers, and ``counted`` the policy's path in it; ``latest`` and ``first`` are signed checkpoints, the newest and the earliest
    that covers the version; ``keys`` are the public keys that signed either. ``timestamp`` is an
    authority's answer about ``first`` with the authority's certificates (PEM).
    """

    content: bytes | None
    entries: Sequence[tuple[int, bytes]]
    position: int
    census: bytes
    counted: Sequence[bytes]
    latest: str
    first: str
    keys: Sequence[str]
    timestamp: tuple[bytes, str] | None = None


def files_of(evidence: Evidence, tree: Tree) -> Files:
    """The files of the bundle; ``tree`` is the log's, of at least the size of ``latest``."""
    keys = "".join(f"{key}\n" for key in sorted(evidence.keys)).encode()
    files: Files = {
        **_carried("explanation" if evidence.content is not None else "withheld"),
        **_texts(evidence),
        "proof.json": _proof(evidence, tree),
        "version.tlog-proof": _tlog_proof(evidence, tree),
        "checkpoint.txt": evidence.latest.encode(),
        "first-checkpoint.txt": evidence.first.encode(),
        "keys.txt": keys,
        "public-keys.pem": proofs.pem_of(proofs.read_keys(keys)),
    }
    if evidence.timestamp is not None:
        response, authority = evidence.timestamp
        files |= {"timestamp.tsr": response, "timestamp-authority.pem": authority.encode()}
    return files | {"SHA256SUMS": sums(files)}


def _texts(evidence: Evidence) -> Files:
    """The bytes and what is made of them to be read; of a text that is withheld, what the log says of it."""
    entry = json.loads(dict(evidence.entries)[evidence.position])
    if evidence.content is None:
        events = [json.loads(leaf) for _position, leaf in evidence.entries]
        return {"facts.json": withheld_facts(entry, events)}
    record = json.loads(evidence.content)
    files = {"version.json": evidence.content, "facts.json": rendering.facts_json(record, entry)}
    for language in record["document"]["languages"]:
        files[f"text.{language}.html"] = rendering.text_html(record, entry, language)
        files[f"text.{language}.txt"] = rendering.text_txt(record, entry, language)
    return files


def bundle(evidence: Evidence, tree: Tree) -> bytes:
    """The archive."""
    return pack(files_of(evidence, tree))


def fingerprint(evidence: Evidence) -> str:
    """64 hexadecimal digits that differ for every bundle, found without making it."""
    response, authority = evidence.timestamp or (b"", "")
    parts = (
        *_carried("explanation" if evidence.content is not None else "withheld").values(),
        *(
            part.encode()
            for part in (evidence.latest, evidence.first, *sorted(evidence.keys), authority)
        ),
        *(evidence.content or b"", response, str(evidence.position).encode()),
    )
    return digest("".join(digest(part) for part in parts).encode())


def _proof(evidence: Evidence, tree: Tree) -> bytes:
    latest = proofs.read_note(evidence.latest.encode())
    first = proofs.read_note(evidence.first.encode())
    return canonical(
        {
            "entries": [_entry(*entry, tree, latest.size) for entry in evidence.entries],
            "census": _entry(latest.size - 1, evidence.census, tree, latest.size),
            "counted": _hex(evidence.counted),
            "first": _hex(tree.inclusion(evidence.position, first.size)),
            "consistency": _hex(tree.consistency(first.size, latest.size)),
        }
    )


def _tlog_proof(evidence: Evidence, tree: Tree) -> bytes:
    latest = evidence.latest.encode()
    path = tree.inclusion(evidence.position, proofs.read_note(latest).size)
    return tlog_proof(evidence.position, _hex(path), latest)


def _entry(position: int, leaf: bytes, tree: Tree, size: int) -> dict[str, object]:
    return {
        "index": position,
        "entry": leaf.decode(),
        "path": _hex(tree.inclusion(position, size)),
    }


def _hex(path: Sequence[bytes]) -> list[str]:
    return [one.hex() for one in path]


@cache
def _carried(kind: str) -> Mapping[str, bytes]:
    """What explains the bundle, to the reader who opens it."""
    return {
        f"explanation.{code}.html": (OFFLINE / f"{kind}.{code}.html").read_bytes() for code in LANGUAGES
    }
