"""That one address was sent one text at one moment: the leaf of a delivery, and the receipt that proves it.

A finished notice has a tree (RFC 6962) over its deliveries; the root is an event of the log. A leaf is the digest of a
salt, the address, the digest of the text, the moment and the server's answer. Without the address nobody learns it from
the leaf: the salt is random, and no leaf stands without it anywhere else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .merkle import node_hash

FORM: Final = "sijill-delivery-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What a server took: ``salt`` and ``text`` are lower-case hex, ``at`` is RFC 3339 in UTC."""

    salt: str
    text: str
    at: str
    answer: str

    def leaf(self, address: str) -> bytes:
        """The leaf hash for this address, which is compared without regard to case."""
        lines = (FORM, self.salt, address.lower(), self.text, self.at, self.answer)
        if any("\n" in line for line in lines):
            raise ValueError("a delivery is five lines: none of them holds a line break")
        return hashlib.sha256(b"\x00" + "\n".join(lines).encode()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A handover and its place in the tree of a notice; ``path`` is the audit path (RFC 6962, 2.1.1)."""

    handover: Handover
    notice: str
    index: int
    size: int
    root: bytes
    path: Sequence[bytes]

    def proves(self, address: str) -> bool:
        """Whether the tree with this root holds this handover to this address."""
        try:
            leaf = self.handover.leaf(address)
        except ValueError:
            return False
        return _root(leaf, self.index, self.size, self.path) == self.root

    def as_json(self) -> dict[str, Any]:
        """For a file; ``read_receipt`` reads it."""
        kept = self.handover
        return {
            "form": FORM,
            "notice": self.notice,
            "salt": kept.salt,
            "text_sha256": kept.text,
            "at": kept.at,
            "answer": kept.answer,
            "index": self.index,
            "size": self.size,
            "root": self.root.hex(),
            "path": [node.hex() for node in self.path],
        }


def read_receipt(given: Mapping[str, Any]) -> Receipt:
    """Raises ``ValueError`` for what is no receipt."""
    try:
        if given["form"] != FORM:
            raise ValueError(f"form {given['form']!r}: this reads {FORM}")
        words = {name: str(given[key]) for name, key in _WORDS.items()}
        return Receipt(
            handover=Handover(**words),
            notice=str(given["notice"]),
            index=int(given["index"]),
            size=int(given["size"]),
            root=bytes.fromhex(given["root"]),
            path=[bytes.fromhex(node) for node in given["path"]],
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"a receipt lacks {error}") from error


_WORDS: Final = {"salt": "salt", "text": "text_sha256", "at": "at", "answer": "answer"}


def _root(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that the path leads to (RFC 9162, 2.1.3.2), or none if the path has another length."""
    if not 0 <= index < size:
        return None
    node, at, last = leaf, index, size - 1
    for sibling in path:
        if last == 0 or len(sibling) != 32:
            return None
        if at % 2 or at == last:
            node = node_hash(sibling, node)
            while at % 2 == 0 and at:
                at, last = at // 2, last // 2
        else:
            node = node_hash(node, sibling)
        at, last = at // 2, last // 2
    return node if last == 0 else None
