"""Blocks that moved from one section to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Final

from ..result import BlockChange, BlockKind, SectionChange, Side
from .block_changes import both, piece_of
from .nodes import Node
from .pairing import Piece, recognised

# A block of fewer different words is not said to have moved to another section: such lines stand in many places.
LEAST_WORDS: Final = 6

Spot = tuple[int, int]  # which section in reading order, which of its blocks


class Places:
    """The sections in reading order, and the blocks of all sections of each side."""

    def __init__(
        self,
        sections: list[SectionChange],
        old: Sequence[Sequence[Node]],
        new: Sequence[Sequence[Node]],
    ) -> None:
        self.sections = sections
        self._old, self._new = old, new
        self._spots: dict[BlockKind, list[Spot]] = defaultdict(list)
        self._pieces: dict[int, Piece] = {}

    def of(self, kind: BlockKind) -> Sequence[Spot]:
        """Where the blocks of this kind are, in sections that did not move."""
        if not self._spots:
            for at, section in enumerate(self.sections):
                if section.changed and section.place == "here":
                    for index, block in enumerate(section.blocks):
                        self._spots[block.kind].append((at, index))
        return self._spots[kind]

    def block(self, spot: Spot) -> BlockChange:
        return self.sections[spot[0]].blocks[spot[1]]

    def node(self, spot: Spot, side: Side) -> Node:
        """The block on a side on which it stands."""
        section, block = self.sections[spot[0]], self.block(spot)
        if side == "old":
            return self._old[section.old or 0][block.old or 0]
        return self._new[section.new or 0][block.new or 0]

    def piece(self, spot: Spot, side: Side) -> Piece:
        """The same to pairing, made once: it keeps the words it was asked for."""
        node = self.node(spot, side)
        known = self._pieces.get(id(node))
        if known is None:
            known = self._pieces[id(node)] = piece_of(node)
        return known

    def put(self, instead: Mapping[Spot, Sequence[BlockChange]]) -> None:
        """Others in the place of some blocks."""
        self._spots.clear()
        for at in {at for at, _ in instead}:
            section = self.sections[at]
            blocks = [instead.get((at, index), [block]) for index, block in enumerate(section.blocks)]
            self.sections[at] = section._replace(blocks=tuple(one for each in blocks for one in each))


def moved_between(places: Places, moves: count[int]) -> None:
    """Makes of blocks removed in one section and added in another both ends of a move."""
    gone, come = places.of("removed"), places.of("added")
    if not gone or not come or len({at for at, _ in (*gone, *come)}) == 1:
        return
    befores, afters = (
        [places.piece(spot, "old") for spot in gone],
        [places.piece(spot, "new") for spot in come],
    )
    ends: dict[Spot, list[BlockChange]] = {}
    for i, j in recognised(befores, afters):
        there, here = gone[i], come[j]
        if there[0] == here[0] or len(afters[j].words) < LEAST_WORDS:
            continue
        at = (places.block(there).old or 0, places.block(here).new or 0)
        change = both(places.node(there, "old"), places.node(here, "new"), at, moves, None)
        change = change._replace(kind="moved", move=next(moves))
        ends[there] = [change._replace(place="departure")]
        ends[here] = [change._replace(place="arrival")]
    places.put(ends)
