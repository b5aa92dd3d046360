"""Blocks that moved from one section to another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Final, Literal

from .nodes import Node
from .pairing import recognised
from .result import BlockChange, SectionChange
from .tree import both, piece_of

# A block of fewer different words is not said to have moved to another section: such lines stand in many places.
_LEAST_WORDS: Final = 6

_Spot = tuple[int, int]  # which section in reading order, which of its blocks


def moved_between(
    sections: list[SectionChange],
    old: Sequence[Sequence[Node]],
    new: Sequence[Sequence[Node]],
    moves: count[int],
) -> list[SectionChange]:
    """The sections, of which blocks removed in one and added in another are both ends of a move.

    ``old`` and ``new`` are the blocks of all sections of each side.
    """
    gone = _spots(sections, "removed")
    come = _spots(sections, "added") if gone else []
    if not come or len({at for at, _ in (*gone, *come)}) == 1:
        return sections
    olds = [_node(sections[at], block, old) for at, block in gone]
    news = [_node(sections[at], block, new) for at, block in come]
    ends: dict[_Spot, BlockChange] = {}
    befores, afters = [piece_of(node) for node in olds], [piece_of(node) for node in news]
    for i, j in recognised(befores, afters):
        if gone[i][0] == come[j][0] or len(afters[j].words) < _LEAST_WORDS:
            continue
        departure, arrival = _block(sections, gone[i]), _block(sections, come[j])
        change = both(olds[i], news[j], (departure.old or 0, arrival.new or 0), moves, None)
        change = change._replace(kind="moved", move=next(moves))
        ends[gone[i]] = change._replace(place="departure")
        ends[come[j]] = change._replace(place="arrival")
    return [_with(section, at, ends) for at, section in enumerate(sections)] if ends else sections


def _spots(sections: Sequence[SectionChange], kind: Literal["added", "removed"]) -> list[_Spot]:
    return [
        (at, index)
        for at, section in enumerate(sections)
        if section.changed and section.place == "here"
        for index, block in enumerate(section.blocks)
        if block.kind == kind
    ]


def _block(sections: Sequence[SectionChange], spot: _Spot) -> BlockChange:
    return sections[spot[0]].blocks[spot[1]]


def _node(section: SectionChange, index: int, clauses: Sequence[Sequence[Node]]) -> Node:
    block = section.blocks[index]
    if block.kind == "removed":
        return clauses[section.old or 0][block.old or 0]
    return clauses[section.new or 0][block.new or 0]


def _with(section: SectionChange, at: int, ends: dict[_Spot, BlockChange]) -> SectionChange:
    blocks = tuple(ends.get((at, index), block) for index, block in enumerate(section.blocks))
    return section if blocks == section.blocks else section._replace(blocks=blocks)
