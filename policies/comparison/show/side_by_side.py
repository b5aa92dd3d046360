"""A comparison as HTML, side by side: rows whose two cells hold the same passage before and after.

What only one side has stands beside an empty cell. Lists and definitions stand piece by piece, tables row by row,
also those inside a note or a piece: its box then spans both columns. Inside ``.pair__old``, dropping
``.visually-hidden`` gives the old text of each passage, inside ``.pair__new`` the new one, character for character;
the fragments of a piece that was split or merged stand in rows of their own, all but the first of class
``continues-old`` or ``continues-new``: on that side they go on with the piece before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from typing import Final

from ..form_ends import Ends, together
from ..result import SIDES, BlockChange, Parts, SectionChange, Side, is_changed
from .block_writer import Column, columns_of, name_of, near_changes, position_on, texts_of
from .one_side import OneSide
from .render_context import RenderContext

# Of the width of a table each column has its share, the same in every group: by its longest cell the least of them,
# and one more for each of these numbers of characters that it passes.
_LEAST_SHARE: Final = 2
_LENGTHS: Final = (12, 30, 60, 120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One passage on both sides, or what has rows of its own: a table, and all that holds one."""

    html: str
    changed: bool


def pairs_html(section: SectionChange, page: RenderContext, *, around: int | None = None) -> str:
    """The heading and the blocks of one section as rows; see ``Writer.blocks`` for ``around``."""
    old, new = (OneSide(page, side, empty=position_on(section, side) is None) for side in SIDES)
    rows = list(_rows(section.blocks, old, new))
    if around is None or section.place != "here":
        return "".join(row.html for row in rows)
    near = near_changes([row.changed for row in rows], around)
    return page.with_gaps(row.html if close else None for row, close in zip(rows, near, strict=True))


def heading_pair(section: SectionChange, page: RenderContext, rank: int) -> str:
    """The headings with their numbers, as one row; nothing for an introduction. ``rank`` is the ``h`` rank."""
    sides: list[str] = []
    for side in ("old", "new"):
        number = section.old_number if side == "old" else section.new_number
        here = position_on(section, side) is not None
        words = OneSide(page, side).passage(section.heading) if here else ""
        numbered = f'<span class="clause__number">{escape(number)} </span>' if number and words else ""
        # One heading per clause for those who move by headings: the new one, the old one where it is gone.
        tag = f"h{rank}" if side == "new" or position_on(section, "new") is None else "p"
        sides.append(
            f'<{tag} class="clause__heading">{numbered}<span class="clause__words">{words}</span></{tag}>'
            if words
            else ""
        )
    changed = not {"renamed", "renumbered", "added", "removed"}.isdisjoint(section.kinds)
    changed = changed or section.place != "here"
    return _row(page, sides[0], sides[1], changed=changed).html if any(sides) else ""


def passage_pair(parts: Parts, page: RenderContext, tag: str, classes: str) -> str:
    """The title or the summary as one row."""

    def cell(side: Side) -> str:
        words = OneSide(page, side).passage(parts)
        return f'<{tag} class="{classes}">{words}</{tag}>' if words else ""

    return _row(page, cell("old"), cell("new"), changed=is_changed(parts)).html


def _rows(blocks: Iterable[BlockChange], old: OneSide, new: OneSide) -> Iterator[Row]:
    for block in together(blocks):
        if isinstance(block, Ends):
            yield _row(new.context, old.blocks(block.old), new.blocks(block.new), changed=True)
        elif block.type in ("list", "definitions", "footnotes") and block.changed and block.children:
            yield from _piece_rows(block, old, new)
        elif block.type == "table" and _has_table_rows(block, old, new):
            yield Row(html=_table(block, new.context), changed=True)
        elif block.type == "note" and _has_table_rows(block, old, new):
            yield Row(html=new.note(block, _inside(block, old, new)), changed=True)
        else:
            yield _row(
                new.context,
                old.blocks([block]),
                new.blocks([block]),
                changed=block.changed,
                continues=block.continues if block.fragment_of else None,
            )


def _has_table_rows(block: BlockChange, old: OneSide, new: OneSide) -> bool:
    """Whether it is, or holds, a table that changed in its place."""
    if not block.changed or old.position(block) is None or new.position(block) is None:
        return False
    return block.type == "table" or any(_has_table_rows(each, old, new) for each in block.children)


def _inside(block: BlockChange, old: OneSide, new: OneSide) -> str:
    return "".join(row.html for row in _rows(block.children, old, new))


def _piece_rows(block: BlockChange, old: OneSide, new: OneSide) -> Iterator[Row]:
    """A list or definitions, one row a piece, so that what belongs together stands side by side."""
    begun: set[str] = set()
    for index, each in enumerate(together(block.children)):
        pieces = (*each.old, *each.new) if isinstance(each, Ends) else (each,)
        within = None
        if not isinstance(each, Ends) and _has_table_rows(each, old, new):
            within, pieces = each, (each._replace(children=()),)
        # What is said of the whole block stands before the first piece that this side has.
        before, after = (half.only(block, pieces, first=half.side not in begun) for half in (old, new))
        begun |= {half.side for half, html in ((old, before), (new, after)) if html}
        if before or after:
            changed = is_changed(pieces[0].parts) if within else pieces[0].changed
            changed = changed or block.kind in ("added", "removed", "moved")
            yield _row(
                old.context,
                before,
                after,
                changed=changed or (block.reformed and index == 0),
                continues=pieces[0].continues,
            )
        if within:
            yield Row(html=f'<div class="within">{_inside(within, old, new)}</div>', changed=True)


def _row(
    page: RenderContext, old: str, new: str, *, changed: bool, continues: Side | None = None
) -> Row:
    """One passage on both sides, empty where a side does not have it. ``continues``: see ``BlockChange``."""
    classes = _pair_classes(changed)
    classes += f" continues-{continues}" if continues else ""
    cells = "".join(
        f'<div class="pair__{side}" data-label="{escape(label)}">'
        f"{page.said(f'{label}:') if changed and html else ''}{html}</div>"
        for side, label, html in (("old", page.labels.old, old), ("new", page.labels.new, new))
    )
    return Row(html=f'<div class="{classes}">{cells}</div>', changed=changed)


def _table(table: BlockChange, page: RenderContext) -> str:
    """A table that stands on both sides, in its place on either, as one table: rows that belong together are a group.

    Each group is a ``pair``, its rows ``pair__old`` and ``pair__new``, so that a style sheet can set them beside or
    below each other. Both sides have all columns: a cell that only one side has stands beside an empty one, a row
    beside an empty row.
    """
    columns = columns_of(table.children) or _in_order(table.children)
    halves = [_TableRows(page, side, table.children, columns) for side in SIDES]
    changed = is_changed(table.parts)
    caption = "".join(half.caption(table, announced=changed) for half in halves)
    if caption:
        caption = f'<caption class="{_pair_classes(changed)}">{caption}</caption>'
    headers = [row for row in table.children if row.type == "header"]
    head = _group("thead", headers, halves) if headers else ""
    body = "".join(_group("tbody", [row], halves) for row in table.children if row.type == "row")
    return (
        f'<div class="table table--pairs change change--{table.kind}" tabindex="0">'
        f"<table>{caption}{head}{body}</table></div>"
    )


def _group(tag: str, rows: Sequence[BlockChange], halves: Iterable[_TableRows]) -> str:
    """One row on either side, or what stands on neither beside the other: a header that was replaced."""
    changed = any(row.changed for row in rows)
    inner = "".join(half.row(rows, announced=changed) for half in halves)
    return f'<{tag} class="{_pair_classes(changed)}">{inner}</{tag}>'


def _pair_classes(changed: bool) -> str:
    return "pair pair--changed" if changed else "pair pair--same"


class _TableRows(OneSide):
    """Writes the rows of one side, with all columns of both."""

    def __init__(
        self, page: RenderContext, side: Side, rows: Sequence[BlockChange], columns: Sequence[Column]
    ) -> None:
        super().__init__(page, side)
        self.label = page.labels.old if side == "old" else page.labels.new
        self.columns = columns
        headers = [row for row in rows if row.type == "header"]
        self.shares = [_share(rows, column) for column in columns]
        self.names = [name_of(headers, column, side) for column in columns]

    def caption(self, table: BlockChange, *, announced: bool) -> str:
        words = self.passage(table.parts)
        if not words:
            return ""
        said = self.context.said(f"{self.label}:") if announced else ""
        return f'<span class="pair__{self.side}">{said}{words}</span>'

    def row(self, rows: Iterable[BlockChange], *, announced: bool) -> str:
        """The one that stands here; ``announced``: with the name of its text."""
        row = next((each for each in rows if self.position(each) is not None), None)
        if row is None:
            width = max(1, len(self.columns))
            return f'<tr class="pair__{self.side}" aria-hidden="true"><td colspan="{width}"></td></tr>'
        tag = 'th scope="col"' if row.type == "header" else "td"
        cells = {self._at(cell.old, cell.new): cell for cell in row.children}
        start = self._start(row)
        side = ""
        if announced:
            start = self.context.said(f"{self.label}:") + start
            side = f' data-side="{escape(self.label)}"'
        inner = ""
        for column, share, name in zip(self.columns, self.shares, self.names, strict=True):
            at = self._at(*column)
            cell = None if at is None else cells.get(at)
            words = self._start(cell) + self.passage(cell.parts) if cell else ""
            named = f' data-label="{escape(name)}"' if name and row.type == "row" else ""
            classes = f"share-{share}"
            attributes = self._attributes(cell, classes) if cell else f' class="{classes}"'
            inner += f"<{tag}{attributes}{named}{side}>{start}{words}</{tag[:2]}>"
            start = side = ""
        return f"<tr{self._attributes(row, f'pair__{self.side}')}>{inner}</tr>"

    def _at(self, old: int | None, new: int | None) -> int | None:
        return old if self.side == "old" else new


def _in_order(rows: Sequence[BlockChange]) -> list[Column]:
    """The columns of a table of which no row stands on both sides: the first beside the first."""
    old, new = (
        max((len(row.children) for row in rows if position_on(row, side) is not None), default=0)
        for side in SIDES
    )
    return list(zip_longest(range(old), range(new)))


def _share(rows: Iterable[BlockChange], column: Column) -> int:
    longest = max((len(text) for _, text in texts_of(rows, column)), default=0)
    return _LEAST_SHARE + sum(longest > length for length in _LENGTHS)
