"""Word's tables as grids: cells that reach over others, rows that begin late, header rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from lxml import etree

from policies.document.blocks import Row, Runs, Span, Table

from ..parsed_text import UnreadableText
from ..tidy_runs import lines_joined
from ..worded import worded
from .word_package import w
from .word_styles import VAL, is_on, whole

MAX_ROWS = 20_000
MAX_COLUMNS = 63
"""As many as Word allows."""
_CELL: Final = w("tc")
_CELL_FACTS: Final = w("tcPr")
_GRID_BEFORE: Final = w("gridBefore")
_GRID_SPAN: Final = w("gridSpan")
_MERGED: Final = w("vMerge")
_ROW_FACTS: Final = w("trPr")


class Cell(NamedTuple):
    """One cell as the file has it; ``merge`` is ``""``, ``restart`` or ``continue``."""

    element: etree._Element
    column: int
    width: int
    merge: str


def cells_of(table: etree._Element) -> list[list[Cell]]:
    """The cells of each row, with the column that each begins at; raises ``UnreadableText`` beyond the bounds."""
    rows = table.findall(w("tr"))
    if len(rows) > MAX_ROWS:
        raise UnreadableText(
            worded("a table of {rows} rows: at most {most} are read", rows=len(rows), most=MAX_ROWS)
        )
    grid = []
    for row in rows:
        column = _number(row.find(_ROW_FACTS), _GRID_BEFORE, least=0)
        cells = []
        for cell in row.iterchildren(_CELL):
            facts = cell.find(_CELL_FACTS)
            width = _number(facts, _GRID_SPAN, least=1)
            cells.append(Cell(cell, column, width, _merge(facts)))
            column += width
            if column > MAX_COLUMNS:
                raise UnreadableText(
                    worded("a table of more than {most} columns: Word allows no more", most=MAX_COLUMNS)
                )
        grid.append(cells)
    return grid


def _number(facts: etree._Element | None, name: str, least: int) -> int:
    found = facts.find(name) if facts is not None else None
    value = whole(found.get(VAL)) if found is not None else None
    return least if value is None else min(max(value, least), MAX_COLUMNS + 1)


def _merge(facts: etree._Element | None) -> str:
    found = facts.find(_MERGED) if facts is not None else None
    return "" if found is None else found.get(VAL, "continue")


def table_of(
    table: etree._Element, cells: list[list[Cell]], read: Callable[[etree._Element], Runs]
) -> Table | None:
    """The table of these cells, each as ``read`` gives its text; ``None`` if it holds no text."""
    width = max((cell.column + cell.width for row in cells for cell in row), default=0)
    grid: list[list[Runs]] = [[()] * width for _row in cells]
    heights: dict[tuple[int, int], int] = {}
    above: dict[int, tuple[int, int]] = {}
    widths: dict[tuple[int, int], int] = {}
    for at, row in enumerate(cells):
        below = {}
        for cell in row:
            text = read(cell.element)
            origin = above.get(cell.column) if cell.merge == "continue" else None
            if origin is not None and widths[origin] == cell.width:
                # What stands in a covered cell belongs to the cell that covers it.
                grid[origin[0]][origin[1]] = lines_joined([grid[origin[0]][origin[1]], text])
                heights[origin] += 1
            else:
                origin = at, cell.column
                grid[at][cell.column] = text
                heights[origin], widths[origin] = 1, cell.width
            if cell.merge:
                below[cell.column] = origin
        above = below
    return _table(table, [tuple(row) for row in grid], heights, widths)


def _table(
    table: etree._Element,
    rows: Sequence[Row],
    heights: dict[tuple[int, int], int],
    widths: dict[tuple[int, int], int],
) -> Table | None:
    if not any(any(row) for row in rows):
        return None
    spans = tuple(
        Span(row=row, column=column, height=height, width=widths[row, column])
        for (row, column), height in heights.items()
        if height * widths[row, column] > 1
    )
    reaches = any(span.row == 0 and span.height > 1 for span in spans)
    if len(rows) > 1 and any(rows[0]) and not reaches and _has_header(table, rows):
        return Table(header=tuple(map(_plain, rows[0])), rows=tuple(rows[1:]), spans=spans)
    return Table(rows=tuple(rows), spans=spans)


def _has_header(table: etree._Element, rows: Sequence[Row]) -> bool:
    """Whether the first row is marked as one that repeats, or is the only one all in bold."""
    first = table.find(w("tr"))
    marked = first.find(f"{w('trPr')}/{w('tblHeader')}") if first is not None else None
    if marked is not None:
        return is_on(marked)
    return _all_bold(rows[0]) and not all(_all_bold(row) for row in rows[1:])


def _plain(cell: Runs) -> Runs:
    """A header's text without the bold that is its form."""
    return tuple(replace(run, bold=False) for run in cell)


def _all_bold(row: Row) -> bool:
    return all(run.bold or not run.text.strip() for cell in row for run in cell)
