"""HTML's tables as grids: cells that reach over rows and columns keep their place."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import Tag

from policies.document.blocks import Row, Runs, Span, Table

from .parsed_text import UnreadableText
from .tidy_runs import lines_joined
from .worded import worded

MAX_COLUMNS, MAX_ROWS = 50, 20_000

Read = Callable[[Tag], Runs]


def table_of(tag: Tag, caption: Runs, read: Read) -> Table | None:
    """The table with each cell as ``read`` gives its text; ``None`` if it holds no text."""
    rows = _rows(tag)
    grid: dict[tuple[int, int], Runs] = {}
    spans: list[Span] = []
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            height = min(_number(cell.get("rowspan"), len(rows) - at), len(rows) - at)
            width = min(_number(cell.get("colspan"), 1), MAX_COLUMNS)
            while width > 1 and any((at, column + each) in taken for each in range(width)):
                width -= 1
            text = read(cell)
            if column < MAX_COLUMNS:
                grid[at, column] = text
            elif text:
                # Beyond any table's width: the words stay in the last cell.
                last = (at, MAX_COLUMNS - 1)
                grid[last] = lines_joined([grid.get(last, ()), text])
                continue
            width = min(width, MAX_COLUMNS - column)
            taken |= {(at + y, column + x) for y in range(height) for x in range(width)}
            if height * width > 1:
                spans.append(Span(row=at, column=column, height=height, width=width))
            column += width
    return _table(rows, caption, grid, spans)


def _rows(tag: Tag) -> list[list[Tag]]:
    found = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
    if len(found) > MAX_ROWS:
        raise UnreadableText(
            worded("a table of {rows} rows: at most {most} are read", rows=len(found), most=MAX_ROWS)
        )
    # The foot of a table may be written before its body.
    feet = [
        row for row in found if row.find_parent(["thead", "tbody", "tfoot"]) and row.find_parent("tfoot")
    ]
    ordered = [row for row in found if row not in feet] + feet if feet else found
    return [
        [cell for cell in row.find_all(["td", "th"]) if cell.find_parent("tr") is row] for row in ordered
    ]


def _table(
    rows: list[list[Tag]], caption: Runs, grid: dict[tuple[int, int], Runs], spans: list[Span]
) -> Table | None:
    width = max((column + 1 for _row, column in grid), default=0)
    width = max([width, *(span.column + span.width for span in spans)])
    texts: list[Row] = [tuple(grid.get((at, x), ()) for x in range(width)) for at in range(len(rows))]
    reached = {row for span in spans for row in range(span.row, span.row + span.height)}
    # A row without words that no cell reaches into says nothing.
    kept = [at for at, row in enumerate(texts) if any(row) or (at in reached and rows[at])]
    if not kept:
        return None
    headed = bool(rows[0]) and all(cell.name == "th" for cell in rows[0])
    if headed and not any(texts[0]) and not any(span.row == 0 for span in spans):
        headed = False
    places = {at: place for place, at in enumerate(kept)}
    held = []
    for span in spans:
        height = sum(row in places for row in range(span.row, span.row + span.height))
        if span.row in places and height * span.width > 1:
            held.append(Span(row=places[span.row], column=span.column, height=height, width=span.width))
    if headed and (0 not in places or any(span.row == 0 and span.height > 1 for span in held)):
        headed = False
    body = [texts[at] for at in kept]
    if headed and len(body) > 1 and any(body[0]):
        return Table(caption=caption, header=body[0], rows=tuple(body[1:]), spans=tuple(held))
    if headed and any(body[0]):
        return Table(caption=caption, header=body[0], rows=(), spans=tuple(held))
    return Table(caption=caption, rows=tuple(body), spans=tuple(held))


def _number(value: object, rest: int) -> int:
    """How far a cell reaches; 0 is to the end."""
    number = int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 7 else 1
    return number or max(rest, 1)
