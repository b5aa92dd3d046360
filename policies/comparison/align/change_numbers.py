"""Change numbers and move numbers, from 1 in reading order (what is a change: see ``result``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from ..form_ends import Ends, together
from ..result import BlockChange, Fragmented, Part, Parts, SectionChange, is_changed

# The numbers of the split and merged pieces among siblings, for their other fragments.
_Joins = dict[Fragmented, int]
_WHOLE = frozenset({"added", "removed", "moved", "split", "merged"})


class Numbering:
    """Gives out the numbers. What it is given must come in reading order."""

    def __init__(self) -> None:
        self.changes = 0
        self._moves = count(1)
        # What has moved, as it was numbered at the first of its two ends.
        self._moved_sections: dict[int, SectionChange] = {}
        self._moved_blocks: dict[int, BlockChange] = {}
        # The numbers of the columns of the table that is being numbered.
        self._columns: dict[tuple[int | None, int | None], int] = {}

    def _next(self) -> int:
        self.changes += 1
        return self.changes

    def parts(self, parts: Parts) -> Parts:
        """Deleted and inserted words side by side are one change."""
        if not is_changed(parts):
            return parts
        result: list[Part] = []
        edit: int | None = None
        for kind, now, was, number in parts:
            if kind in ("inserted", "deleted"):
                number = edit = edit or self._next()
            else:
                edit = None
                if kind in ("formatting", "vowels"):
                    number = self._next()
            result.append(Part(kind, now, was, number))
        return tuple(result)

    def sections(self, sections: Iterable[SectionChange]) -> tuple[SectionChange, ...]:
        joins: _Joins = {}
        return tuple(self._section(section, joins) for section in sections)

    def _section(self, section: SectionChange, joins: _Joins) -> SectionChange:
        if not section.changed:
            return section
        if section.move is not None and section.move in self._moved_sections:
            return self._moved_sections[section.move]._replace(place=section.place)
        whole = not {"level", *_WHOLE}.isdisjoint(section.kinds)
        number = self._whole(section, joins) if whole else None
        one_sided = not {"added", "removed"}.isdisjoint(section.kinds)
        result = section._replace(
            heading=section.heading if one_sided else self.parts(section.heading),
            blocks=self._blocks(section.blocks, one_sided=one_sided),
            move=None if section.move is None else next(self._moves),
            change=number,
        )
        if section.move is not None:
            self._moved_sections[section.move] = result
        return result

    def _blocks(
        self, blocks: tuple[BlockChange, ...], *, one_sided: bool = False
    ) -> tuple[BlockChange, ...]:
        """``one_sided``: inside an added or removed section, where only what moved has a number."""
        if not blocks:
            return ()
        joins: _Joins = {}
        found: list[BlockChange] = []
        for each in together(blocks):
            if isinstance(each, Ends):
                found += self._recast(each)
            else:
                found.append(each if one_sided and each.move is None else self._block(each, joins))
        return tuple(found)

    def _recast(self, ends: Ends) -> Iterator[BlockChange]:
        """Both ends of a change of form: they share its number, and those of what changed in their lines."""
        known: dict[int, Parts] = {}
        number = self._next()
        for block in (*ends.old, *ends.new):
            yield self._with_lines(block, known)._replace(change=number)

    def _with_lines(self, block: BlockChange, known: dict[int, Parts]) -> BlockChange:
        """``known`` are the lines that were numbered at the other end, which has the same ones."""
        parts = known.get(id(block.parts))
        if parts is None:
            parts = known[id(block.parts)] = self.parts(block.parts)
        children = tuple(self._with_lines(child, known) for child in block.children)
        return block._replace(parts=parts, children=children)

    def _block(self, block: BlockChange, joins: _Joins) -> BlockChange:
        if not block.changed:
            return block
        if block.move is not None and block.move in self._moved_blocks:
            return self._moved_blocks[block.move]._replace(place=block.place)
        number: int | None = None
        if block.kind in _WHOLE or block.reformed:
            number = self._column(block) if block.type == "cell" else self._whole(block, joins)
        if block.type == "table":
            self._columns = {}
        # The move is numbered before those inside it.
        kind, sort, parts, children, old, new, old_form, new_form, place, move, continues, _ = block
        move = None if move is None else next(self._moves)
        if kind not in ("added", "removed"):
            parts, children = self.parts(parts), self._blocks(children)
        result = BlockChange(
            kind, sort, parts, children, old, new, old_form, new_form, place, move, continues, number
        )
        if block.move is not None:
            self._moved_blocks[block.move] = result
        return result

    def _whole(self, change: BlockChange | SectionChange, joins: _Joins) -> int:
        """The number of a piece that came, went or moved; of a fragment, that of its other fragments."""
        if change.fragment_of is None:
            return self._next()
        if change.fragment_of not in joins:
            joins[change.fragment_of] = self._next()
        return joins[change.fragment_of]

    def _column(self, cell: BlockChange) -> int:
        column = (cell.old, cell.new)
        if column not in self._columns:
            self._columns[column] = self._next()
        return self._columns[column]
