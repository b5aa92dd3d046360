"""Plain lines as blocks: paragraphs, lists, label–value lines, tables and addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from policies.document.blocks import (
    Block,
    Body,
    Definition,
    Definitions,
    Item,
    List,
    Paragraph,
    Run,
    Runs,
    Table,
)

from .item_marks import list_of
from .text_lines import Line, begins_like_a_title

_PAIR = re.compile(r"(?P<term>[^:\n.;!?]{2,40}?)[ \u00a0]*:[ \u00a0]+(?P<value>\S.*)$")
_LISTING = re.compile(r"[,،;؛]")
_MAX_TERM_WORDS = 6
_MAX_VALUE = 200
_SHORT = 60


Taken = tuple[Block | None, int]
"""The block that begins at a line, ``None`` if no such block does; and where it ends."""


def blocks_of(lines: Sequence[Line]) -> Body:
    """The blocks these lines make; every word of them is in the result except bullets and list numbers."""
    listed = _list_lines(lines)
    blocks: list[Block] = []
    position = 0
    while position < len(lines):
        for take in (_list, _table, _pairs, alternating_pairs):
            block, end = take(lines, position, listed)
            if block is not None:
                break
        else:
            block, end = _paragraph(lines, position, listed)
        blocks.append(block)
        position = end
    return tuple(blocks)


def _runs(text: str) -> Runs:
    return (Run(text=text.replace("\t", " ")),)


def _list_lines(lines: Sequence[Line]) -> list[bool]:
    """Which lines are items: bullets, and plain numbers that stand in a row of their kind."""
    result = [bool(line.bullet) for line in lines]
    # Bullets between two numbers do not part them.
    others = [position for position, line in enumerate(lines) if not line.bullet]
    for before, after in pairwise(others):
        one, two = lines[before].label, lines[after].label
        if one and two and one.family == two.family and one.style == "decimal" and len(one.path) == 1:
            result[before] = result[after] = True
    return result


@dataclass
class _OpenList:
    """A list being read; ``kind`` is its bullet or the family of its numbers."""

    kind: str
    indent: int
    items: list[tuple[Line, list[Block | _OpenList]]] = field(default_factory=list)

    def close(self) -> List | Block:
        return list_of(
            [line.label for line, _children in self.items],
            [
                Item(
                    runs=_runs(line.rest),
                    children=tuple(
                        child.close() if isinstance(child, _OpenList) else child for child in children
                    ),
                )
                for line, children in self.items
            ],
        )


def _list(lines: Sequence[Line], position: int, listed: Sequence[bool]) -> Taken:
    if not listed[position]:
        return None, position
    first = _OpenList(kind=_kind(lines[position]), indent=lines[position].indent)
    stack = [first]
    while position < len(lines):
        line, inner = lines[position], stack[-1]
        if listed[position]:
            if not _opened(line, stack):
                break
            stack[-1].items.append((line, []))
        elif line.indent > inner.indent and not line.marked:
            # Prose set further in than its item's mark belongs to the item.
            inner.items[-1][1].append(Paragraph(runs=_runs(line.text)))
        else:
            break
        position += 1
    return first.close(), position


def _opened(line: Line, stack: list[_OpenList]) -> bool:
    """Make the list that this item belongs to the last of the stack; false where another list begins."""
    kind, kinds, inner = _kind(line), [each.kind for each in stack], stack[-1]
    depth = kinds.index(kind) if kind in kinds else len(stack)
    nested = depth == len(stack) or (depth == len(stack) - 1 and line.indent > inner.indent)
    if nested and line.gap and line.indent <= stack[0].indent:
        return False
    if nested:
        stack.append(_OpenList(kind=kind, indent=line.indent))
        inner.items[-1][1].append(stack[-1])
        return True
    # The same bullet further out closes the lists within.
    del stack[depth + 1 :]
    while len(stack) > 1 and line.indent < stack[-1].indent:
        stack.pop()
    return True


def _kind(line: Line) -> str:
    return line.bullet or (line.label.family if line.label else "")


def _paragraph(lines: Sequence[Line], position: int, listed: Sequence[bool]) -> tuple[Block, int]:
    """One line; or several short ones without sentences, such as a postal address, as one paragraph."""
    end = position + 1
    if _fragment(lines[position]):
        while end < len(lines) and not lines[end].gap and not listed[end] and _fragment(lines[end]):
            end += 1
    return Paragraph(runs=_runs("\n".join(line.text for line in lines[position:end]))), end


def _fragment(line: Line) -> bool:
    return (
        len(line.text) <= _SHORT and not line.announces and not line.text.endswith(("!", "?", "؟", ";"))
    )


def _pairs(lines: Sequence[Line], position: int, listed: Sequence[bool]) -> Taken:
    """Two or more neighbouring lines ``label: value``."""
    items = []
    end = position
    while end < len(lines) and not listed[end] and lines[end].label is None:
        match = _PAIR.match(lines[end].text)
        apart = end > position and lines[end].gap != lines[position + 1].gap
        if match is None or len(match["term"].split()) > 5 or "\t" in lines[end].text or apart:
            break
        items.append(_definition(match["term"], match["value"]))
        end += 1
    return (Definitions(items=tuple(items)), end) if len(items) > 1 else (None, position)


def alternating_pairs(lines: Sequence[Line], position: int, _listed: Sequence[bool] = ()) -> Taken:
    """Labels and values on lines of their own, by turns, two pairs or more."""
    items = []
    end = position
    fragments = 0
    while end + 1 < len(lines):
        term, value = lines[end], lines[end + 1]
        if not _is_term(term) or not _is_value(value, term):
            break
        items.append(_definition(term.text, value.text))
        fragments += not value.ends
        end += 2
    if len(items) > 1 and fragments * 2 >= len(items):
        return Definitions(items=tuple(items)), end
    return None, position


def _is_term(line: Line) -> bool:
    return (
        not line.marked
        and len(line.text) <= _SHORT
        and line.words <= _MAX_TERM_WORDS
        and begins_like_a_title(line.text)
        and not line.text.endswith((".", ",", ";", ":", "!", "?", "؟", "؛", "،"))
    )


def _is_value(line: Line, term: Line) -> bool:
    listing = bool(_LISTING.search(line.text)) or line.words > _MAX_TERM_WORDS
    return (
        not line.marked
        and len(term.text) < len(line.text) <= _MAX_VALUE
        and _PAIR.match(line.text) is None
        and listing
        and not line.announces
    )


def _definition(term: str, value: str) -> Definition:
    return Definition(term=_runs(term), blocks=(Paragraph(runs=_runs(value)),))


def _table(lines: Sequence[Line], position: int, listed: Sequence[bool]) -> Taken:
    """Neighbouring lines of cells set apart by tabs or bars, as many in each; the first is the header."""
    rows: list[list[str]] = []
    end = position
    while end < len(lines) and not listed[end]:
        cells = _cells(lines[end].text)
        if len(cells) < 2 or (rows and (len(cells) != len(rows[0]) or lines[end].gap)):
            break
        rows.append(cells)
        end += 1
    if len(rows) < 2:
        return None, position
    header, *body = (tuple(_runs(cell) if cell else () for cell in row) for row in rows)
    return Table(header=header, rows=tuple(body)), end


def _cells(text: str) -> list[str]:
    if "\t" in text:
        return [cell.strip() for cell in re.split(r"\t+", text)]
    return [cell.strip() for cell in text.strip("| ").split(" | ")] if " | " in text else []
