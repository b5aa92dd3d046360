"""The Merkle tree of RFC 6962 (section 2.1): roots, inclusion proofs and consistency proofs.

Hashes are 32 bytes of SHA-256. ``offline/verify.py`` checks the proofs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

TILE: Final = 256  # hashes
EMPTY_ROOT: Final = hashlib.sha256().digest()


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A log's tree over its leaf hashes, in the log's order; proofs for any size up to its own.

    Keeps the hash of every full subtree, so that a proof costs a logarithm and not the whole log.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        self._add(leaves)

    def grown(self, leaves: Iterable[bytes]) -> Tree:
        """The tree with these leaves after its own. Costs a hash or two for each of them, not the whole log."""
        tree = Tree()
        tree._levels = [list(level) for level in self._levels]
        tree._add(leaves)
        return tree

    def _add(self, leaves: Iterable[bytes]) -> None:
        for leaf in leaves:
            self._append(leaf)
        self.size = len(self._levels[0])

    def _append(self, leaf: bytes) -> None:
        node = leaf
        for level in self._levels:
            level.append(node)
            if len(level) % 2:
                return
            node = node_hash(level[-2], node)
        self._levels.append([node])

    def root(self, size: int | None = None) -> bytes:
        """The root over the first ``size`` leaves, all of them unless said."""
        size = self._checked(self.size if size is None else size)
        return self._hash(0, size) if size else EMPTY_ROOT

    def tile(self, level: int, index: int, width: int, size: int) -> list[bytes]:
        """The hashes of a tile (C2SP tlog-tiles) of the tree of ``size`` leaves; raises ``LookupError`` where it has none.

        A hash of level ``l`` is of a full subtree of 256 ** l leaves.
        """
        self._checked(size)
        start = index * TILE
        if width < 1 or (start + width) * TILE**level > size:
            raise LookupError(f"no tile {index} of level {level} and width {width}")
        return self._levels[level * 8][start : start + width]

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The audit path (2.1.1) of the leaf at ``index`` in the tree of ``size`` leaves."""
        self._checked(size)
        if not 0 <= index < size:
            raise ValueError(f"leaf {index} is not in a tree of {size} leaves")
        return self._path(index, 0, size)

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._hash(middle, end)]
        return [*self._path(index, middle, end), self._hash(start, middle)]

    def consistency(self, old: int, size: int) -> list[bytes]:
        """The proof (2.1.2) that the tree of ``size`` leaves begins with the tree of ``old`` leaves."""
        self._checked(size)
        if not 0 < old <= size:
            raise ValueError(f"a tree of {size} leaves cannot follow on one of {old}")
        return self._subproof(old, 0, size, known=True)

    def _subproof(self, old: int, start: int, end: int, *, known: bool) -> list[bytes]:
        """``known`` says that leaves ``start`` to ``end`` may be the old tree itself, whose root the reader has."""
        if old == end:
            return [] if known else [self._hash(start, end)]
        middle = start + _split(end - start)
        if old <= middle:
            return [*self._subproof(old, start, middle, known=known), self._hash(middle, end)]
        return [*self._subproof(old, middle, end, known=False), self._hash(start, middle)]

    def _checked(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise ValueError(f"size {size}: this log has {self.size} entries")
        return size

    def _hash(self, start: int, end: int) -> bytes:
        """The hash of leaves ``start`` to ``end``, a subtree as RFC 6962 splits them."""
        count = end - start
        if count & (count - 1) == 0:
            return self._levels[count.bit_length() - 1][start // count]
        middle = start + _split(count)
        return node_hash(self._hash(start, middle), self._hash(middle, end))


def _split(count: int) -> int:
    """The largest power of two smaller than ``count``."""
    return 1 << (count - 1).bit_length() - 1
