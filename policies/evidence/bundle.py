"""The evidence bundle: one version with all it takes to prove it, in one archive.

The same version at the same checkpoint is the same bytes. What is in it is explained in
``offline/explanation.en.html``, and checked by ``offline/checking.py``.
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
from .offline.checking import EXPLANATIONS, canonical

OFFLINE: Final = Path(__file__).parent / "offline"
CARRIED: Final = (
    "archive.py",
    "checking.py",
    "explanation.ar.html",
    "explanation.en.html",
    "explanation.fr.html",
    "proofs.py",
    "rendering.py",
    "verify.py",
)
# SHA-256 of the programs in bundles of earlier formats, which stay genuine.
EARLIER: Final = {
    1: {
        "archive.py": "cb8faffa5ccd47abc291e3d9ee7cefd132b4570a12177461f3a994ed14eb1931",
        "checking.py": "fc528bf6c19fbe89cf704d19b1c90bafceabcd6f25089dfc17a90bc1b9258e1e",
        "proofs.py": "a9f43da2ccf63159cbb9986f31bc745ef175eff522a2a6ce6689300d632b5206",
        "rendering.py": "3c9024745eb8b2062b2e3d5e3e0425b963163d614ff2f5d7f04943a594f8b5b6",
        "verify.py": "f4118cc81c59c54c337345c5d782a5da006a13df7318f32b47d8536de1909784",
    }
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a bundle is made of.

    ``content`` holds the version's bytes; ``entries`` the log's entries of its policy by position, all that
    ``latest`` covers, ``position`` its own; ``latest`` and ``first`` are signed checkpoints, the newest and the earliest
    that covers the version; ``keys`` are the public keys that signed either. ``timestamp`` is an
    authority's answer about ``first`` with the authority's certificates (PEM).
    """

    content: bytes
    entries: Sequence[tuple[int, bytes]]
    position: int
    latest: str
    first: str
    keys: Sequence[str]
    timestamp: tuple[bytes, str] | None = None


def files_of(evidence: Evidence, tree: Tree) -> Files:
    """The files of the bundle; ``tree`` is the log's, of at least the size of ``latest``."""
    record = json.loads(evidence.content)
    entry = json.loads(dict(evidence.entries)[evidence.position])
    keys = "".join(f"{key}\n" for key in sorted(evidence.keys)).encode()
    files: Files = dict(_carried()) | {
        "version.json": evidence.content,
        "facts.json": rendering.facts_json(record, entry),
        "proof.json": _proof(evidence, tree),
        "checkpoint.txt": evidence.latest.encode(),
        "first-checkpoint.txt": evidence.first.encode(),
        "keys.txt": keys,
        "public-keys.pem": proofs.pem_of(proofs.read_keys(keys)),
    }
    for language in record["document"]["languages"]:
        files[f"text.{language}.html"] = rendering.text_html(record, entry, language)
        files[f"text.{language}.txt"] = rendering.text_txt(record, entry, language)
    if evidence.timestamp is not None:
        response, authority = evidence.timestamp
        files |= {"timestamp.tsr": response, "timestamp-authority.pem": authority.encode()}
    return files | {"SHA256SUMS": sums(files)}


def bundle(evidence: Evidence, tree: Tree) -> bytes:
    """The archive."""
    return pack(files_of(evidence, tree))


def fingerprint(evidence: Evidence) -> str:
    """64 hexadecimal digits that differ for every bundle, found without making it."""
    response, authority = evidence.timestamp or (b"", "")
    parts = (
        *_carried().values(),
        *(
            part.encode()
            for part in (evidence.latest, evidence.first, *sorted(evidence.keys), authority)
        ),
        *(evidence.content, response, str(evidence.position).encode()),
    )
    return digest("".join(digest(part) for part in parts).encode())


def is_own_program(files: Files) -> bool:
    """Whether the programs in a bundle are the register's, of today or of an earlier format.

    Only then does the bundle's own ``verify.py`` prove anything.
    """
    digests = {name: digest(files.get(name, b"")) for name in CARRIED}
    return digests in (
        {name: digest(content) for name, content in _carried().items()},
        *map(_earlier, EARLIER),
    )


def _earlier(form: int) -> dict[str, str]:
    explanations = EXPLANATIONS[form].items()
    return EARLIER[form] | {f"explanation.{language}.html": each for language, each in explanations}


def _proof(evidence: Evidence, tree: Tree) -> bytes:
    latest = proofs.read_note(evidence.latest.encode())
    first = proofs.read_note(evidence.first.encode())
    return canonical(
        {
            "entries": [
                {
                    "index": position,
                    "entry": leaf.decode(),
                    "path": _hex(tree.inclusion(position, latest.size)),
                }
                for position, leaf in evidence.entries
            ],
            "first": _hex(tree.inclusion(evidence.position, first.size)),
            "consistency": _hex(tree.consistency(first.size, latest.size)),
        }
    )


def _hex(path: Sequence[bytes]) -> list[str]:
    return [one.hex() for one in path]


@cache
def _carried() -> Mapping[str, bytes]:
    return {name: (OFFLINE / name).read_bytes() for name in CARRIED}
