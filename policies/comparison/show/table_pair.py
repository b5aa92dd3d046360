"""A changed table side by side: one table for both sides, in which the rows that belong together are a group.

Each group is a ``pair`` as elsewhere in the view, its rows ``pair__old`` and ``pair__new``, so that a style sheet
can set them beside or below each other. Both sides have all columns: a cell that only one side has stands beside
an empty one, a row beside an empty row. Rows that are laid out in a grid lose what they are to some screen
readers, so their roles are written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import zip_longest
from typing import Final

from ..result import SIDES, BlockChange, Side, is_changed
from .block_writer import Column, columns_of, name_of, position_on, texts_of
from .one_side import Half
from .render_context import RenderContext

# Of the width of a table each column has its share, the same in every group: by its longest cell the least of them,
# and one more for each of these numbers of characters that it passes.
_LEAST_SHARE: Final = 2
_LENGTHS: Final = (12, 30, 60, 120)


def table_pair(table: BlockChange, page: RenderContext) -> str:
    """A table that stands on both sides, in its place on either."""
    columns = columns_of(table.children) or _in_order(table.children)
    halves = [_Rows(page, side, table.children, columns) for side in SIDES]
    changed = is_changed(table.parts)
    caption = "".join(half.caption(table, announced=changed) for half in halves)
    if caption:
        caption = f'<caption class="{_classes(changed)}">{caption}</caption>'
    headers = [row for row in table.children if row.type == "header"]
    head = _group("thead", headers, halves) if headers else ""
    body = "".join(_group("tbody", [row], halves) for row in table.children if row.type == "row")
    return (
        f'<div class="table table--pairs change change--{table.kind}" tabindex="0">'
        f'<table role="table">{caption}{head}{body}</table></div>'
    )


def _group(tag: str, rows: Sequence[BlockChange], halves: Iterable[_Rows]) -> str:
    """One row on either side, or what stands on neither beside the other: a header that was replaced."""
    changed = any(row.changed for row in rows)
    inner = "".join(half.row(rows, announced=changed) for half in halves)
    return f'<{tag} class="{_classes(changed)}" role="rowgroup">{inner}</{tag}>'


def _classes(changed: bool) -> str:
    return "pair pair--changed" if changed else "pair pair--same"


class _Rows(Half):
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
        tag = 'th scope="col" role="columnheader"' if row.type == "header" else 'td role="cell"'
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
        return f'<tr{self._attributes(row, f"pair__{self.side}")} role="row">{inner}</tr>'

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
