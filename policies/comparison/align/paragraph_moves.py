"""Blocks that moved from one section to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final

from ..result import BlockChange, BlockKind, SectionChange
from .block_changes import both, piece_of
from .nodes import Node
from .pairing import recognised

# A block of fewer different words is not said to have moved to another section: such lines stand in many places.
_LEAST_WORDS: Final = 6

Spot = tuple[int, int]  # which section in reading order, which of its blocks


def with_moves_between(
    sections: list[SectionChange],
    old: Sequence[Sequence[Node]],
    new: Sequence[Sequence[Node]],
    moves: count[int],
) -> list[SectionChange]:
    """Makes of blocks removed in one section and added in another both ends of a move.

    ``old`` and ``new`` are the blocks of all sections of each side.
    """
    gone, come = list(_spots(sections, "removed")), list(_spots(sections, "added"))
    if not gone or not come or len({at for at, _ in (*gone, *come)}) == 1:
        return sections
    olds = [old[sections[at].old or 0][sections[at].blocks[index].old or 0] for at, index in gone]
    news = [new[sections[at].new or 0][sections[at].blocks[index].new or 0] for at, index in come]
    afters = [piece_of(node) for node in news]
    ends: dict[Spot, BlockChange] = {}
    for i, j in recognised([piece_of(node) for node in olds], afters):
        there, here = gone[i], come[j]
        if there[0] == here[0] or len(afters[j].words) < _LEAST_WORDS:
            continue
        positions = (
            sections[there[0]].blocks[there[1]].old or 0,
            sections[here[0]].blocks[here[1]].new or 0,
        )
        change = both(olds[i], news[j], positions, moves, None)._replace(kind="moved", move=next(moves))
        ends[there] = change._replace(place="departure")
        ends[here] = change._replace(place="arrival")
    return [
        section._replace(
            blocks=tuple(ends.get((at, index), block) for index, block in enumerate(section.blocks))
        )
        for at, section in enumerate(sections)
    ]


def _spots(sections: Sequence[SectionChange], kind: BlockKind) -> Iterator[Spot]:
    """Where the blocks of this kind are, in sections that did not move."""
    for at, section in enumerate(sections):
        if section.changed and section.place == "here":
            for index, block in enumerate(section.blocks):
                if block.kind == kind:
                    yield at, index
