"""Change numbers and move numbers, from 1 in reading order (what is a change: see ``result``)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import TypeVar

from ..result import BlockChange, Fragmented, Part, Parts, SectionChange, is_changed, made

_Change = TypeVar("_Change", BlockChange, SectionChange)
# The numbers of the split and merged pieces among siblings, for their other fragments.
_Joins = dict[Fragmented, int]
_WHOLE = frozenset({"added", "removed", "moved", "split", "merged"})


class Numbering:
    """Gives out the numbers; what it is handed must come in reading order."""

    def __init__(self) -> None:
        self.changes = 0
        self._moves = count(1)
        # What has moved, as it was numbered at the first of its two ends.
        self._moved: dict[int, BlockChange | SectionChange] = {}
        # The numbers of the columns of the table that is being numbered.
        self._columns: dict[tuple[int | None, int | None], int] = {}

    def _next(self) -> int:
        self.changes += 1
        return self.changes

    def parts(self, parts: Parts) -> Parts:
        if not is_changed(parts):
            return parts
        result: list[Part] = []
        edit: int | None = None
        for part in parts:
            kind, runs, before, _ = part
            if kind in ("inserted", "deleted"):
                edit = edit or self._next()
                result.append(made(Part, (kind, runs, before, edit)))
                continue
            edit = None
            noted = kind in ("formatting", "vowels")
            result.append(part._replace(change=self._next()) if noted else part)
        return tuple(result)

    def sections(self, sections: Iterable[SectionChange]) -> tuple[SectionChange, ...]:
        joins: _Joins = {}
        return tuple(self._section(section, joins) for section in sections)

    def _section(self, section: SectionChange, joins: _Joins) -> SectionChange:
        if not section.changed:
            return section
        if section.move in self._moved:
            return self._other_end(section)
        piece = section.fragment_of
        number = joins.get(piece) if piece else None
        if number is None and not {"level", *_WHOLE}.isdisjoint(section.kinds):
            number = self._next()
        if piece and number:
            joins[piece] = number
        whole = not {"added", "removed"}.isdisjoint(section.kinds)
        return self._kept(
            section,
            section._replace(
                heading=section.heading if whole else self.parts(section.heading),
                blocks=self._blocks(section.blocks, whole=whole),
                move=None if section.move is None else next(self._moves),
                change=number,
            ),
        )

    def _blocks(
        self, blocks: tuple[BlockChange, ...], *, whole: bool = False
    ) -> tuple[BlockChange, ...]:
        """``whole``: inside an added or removed section, where only what moved has a number."""
        if not blocks:
            return ()
        joins: _Joins = {}
        for block in blocks:
            # A fragment that lies apart from the others may have been met, and numbered, before them.
            first = self._moved.get(block.move) if block.move else None
            if first and first.change and block.fragment_of:
                joins[block.fragment_of] = first.change
        return tuple(
            block if whole and block.move is None else self._block(block, joins) for block in blocks
        )

    def _block(self, block: BlockChange, joins: _Joins) -> BlockChange:
        if not block.changed:
            return block
        if block.move in self._moved:
            return self._other_end(block)
        piece = block.fragment_of
        number = joins.get(piece) if piece else None
        if number is None and (block.kind in _WHOLE or block.reformed):
            number = self._column(block) if block.type == "cell" else self._next()
        if piece and number:
            joins[piece] = number
        if block.type == "table":
            self._columns = {}
        one_sided = block.kind in ("added", "removed")
        # The move is numbered before those inside it.
        move = None if block.move is None else next(self._moves)
        parts, children = block.parts, block.children
        if not one_sided:
            parts, children = self.parts(parts), self._blocks(children)
        return self._kept(block, block.numbered(number, move, parts, children))

    def _column(self, cell: BlockChange) -> int:
        column = (cell.old, cell.new)
        if column not in self._columns:
            self._columns[column] = self._next()
        return self._columns[column]

    def _kept(self, change: _Change, result: _Change) -> _Change:
        if change.move is not None:
            self._moved[change.move] = result
        return result

    def _other_end(self, change: _Change) -> _Change:
        first = self._moved[change.move or 0]
        assert isinstance(first, type(change))  # noqa: S101 - a block and a section never share a move
        return first._replace(place=change.place)
