"""The census: how many events each policy has in the log, and where its last one stands, under one root.

A prefix tree over the SHA-256 digests of the policies' names: a policy has one place in it, so that one root cannot say
two things of one policy. ``proofs.py`` checks the paths. Sources of the idea: RFC 6962's hashes with their
prefixes, and the authenticated maps of CONIKS (Melara and others, 2015).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .proofs import NOBODY, bit_of, counted_leaf, key_of, node


@dataclass
class _Node:
    """A place in the tree: a policy's leaf, or two places below. ``hash`` is none while it is not worked out."""

    key: bytes = b""
    hash: bytes | None = None
    below: list[_Node | None] = field(default_factory=list)


@dataclass
class Census:
    """The tree. ``set`` costs a walk, ``root`` the hashes of what changed since it was asked."""

    policies: int = 0
    _top: _Node | None = None

    def set(self, policy: str, events: int, last: int) -> None:
        """The policy has this many events, the last of them at this position."""
        key, leaf = key_of(policy), counted_leaf(policy, events, last)
        self._top = self._put(self._top, _Node(key, leaf), 0)

    def _put(self, place: _Node | None, new: _Node, depth: int) -> _Node:
        if place is None:
            self.policies += 1
            return new
        if place.key == new.key:
            return new
        if place.key:  # another policy's leaf: both go further down
            fork = _Node(below=[None, None])
            fork.below[bit_of(place.key, depth)] = place
            place = fork
        side = bit_of(new.key, depth)
        place.below[side] = self._put(place.below[side], new, depth + 1)
        place.hash = None
        return place

    def root(self) -> bytes:
        return _hash(self._top)

    def path(self, policy: str) -> list[bytes]:
        """The hashes beside the way from the root to the policy. Raises ``LookupError`` for one that is not there."""
        path: list[bytes] = []
        key, place = key_of(policy), self._top
        while place is not None and place.below:
            side = bit_of(key, len(path))
            path.append(_hash(place.below[1 - side]))
            place = place.below[side]
        if place is None or place.key != key:
            raise LookupError(f"policy {policy} has no event in this census")
        return path


def _hash(place: _Node | None) -> bytes:
    if place is None:
        return NOBODY
    if place.hash is None:
        place.hash = node(*map(_hash, place.below))
    return place.hash
