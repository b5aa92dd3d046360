"""What a clause's body is made of: runs of text, and the blocks that hold them.

Frozen values that refuse to be malformed. What schema 2 added says nothing where it has its default, so blocks of
schema 1 are such blocks too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

from .malformed import MalformedDocument, label, normalise, require_one_of, whole_number

TONES: Final = ("info", "important", "warning")
LINK_SCHEMES: Final = ("https:", "http:", "mailto:", "tel:", "#", "/")
Script = Literal["", "super", "sub"]
SCRIPTS: Final[tuple[Script, ...]] = get_args(Script)
Role = Literal["", "reference", "footnote"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
ListStyle = Literal[
    "decimal",
    "lower-alpha",
    "upper-alpha",
    "lower-roman",
    "upper-roman",
    "arabic-abjad",
    "arabic-alpha",
]
LIST_STYLES: Final[tuple[ListStyle, ...]] = get_args(ListStyle)
HIGHEST_START: Final = 32_767  # the highest that Word writes
_CLAUSE = re.compile(r"#[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Formatting = tuple[bool, bool, str | None, bool, Script, Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text with one formatting. ``link`` is an absolute address, a path or ``#anchor``.

    ``role`` says what a run is besides its words. A ``reference`` names another clause: its text is the number that
    readers saw, its link ``#`` and the key of that clause. A ``footnote`` is a mark: its text is the label of a
    footnote of the same body.
    """

    text: str
    bold: bool = False
    italic: bool = False
    link: str | None = None
    struck: bool = False
    script: Script = ""
    role: Role = ""

    def __post_init__(self) -> None:
        normalise(self, "text")
        if self.link is not None:
            normalise(self, "link")
            if not self.link.lower().startswith(LINK_SCHEMES):
                raise MalformedDocument(
                    f"link {self.link!r}: a link starts with one of {' '.join(LINK_SCHEMES)}"
                )
        if self.script:
            require_one_of(SCRIPTS, self.script, "script")
        if self.role:
            require_one_of(ROLES, self.role, "role")
            if self.role == "reference" and not _CLAUSE.fullmatch(self.link or ""):
                raise MalformedDocument(f"reference to {self.link!r}: its link is # and a clause's key")

    @property
    def formatting(self) -> Formatting:
        return self.bold, self.italic, self.link, self.struck, self.script, self.role

    @property
    def plain(self) -> bool:
        """Nothing but words."""
        return not (self.bold or self.italic or self.link or self.struck or self.script or self.role)

    def with_part(self, text: str) -> Run:
        """The same formatting on other text."""
        return Run(
            text=text,
            bold=self.bold,
            italic=self.italic,
            link=self.link,
            struck=self.struck,
            script=self.script,
            role=self.role,
        )


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a list: its own line, and the blocks beneath it (mostly nested lists).

    ``label`` is the number as it was typed; empty where it is computed, and in a list of bullets.
    """

    runs: Runs
    children: tuple[Block, ...] = ()
    label: str = ""

    def __post_init__(self) -> None:
        if self.label:
            object.__setattr__(self, "label", label(self.label))


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """Bullets, or numbers in one ``style`` from ``start`` on."""

    ordered: bool
    items: tuple[Item, ...]
    style: ListStyle = "decimal"
    start: int = 1

    def __post_init__(self) -> None:
        require_one_of(LIST_STYLES, self.style, "list style")
        whole_number(self.start, "start of a list", 0, HIGHEST_START)
        numbered = self.style != "decimal" or self.start != 1 or any(item.label for item in self.items)
        if numbered and not self.ordered:
            raise MalformedDocument(
                "a list of bullets has a style, a start or labels: only an ordered list has"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    term: Runs
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """Terms and what they mean; also label–value lines such as ``Phone: …``."""

    items: tuple[Definition, ...]


Row = tuple[Runs, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A cell that reaches over others: its place, counted from 0 with the header, and its size in cells."""

    row: int
    column: int
    height: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A grid: ``header`` may be empty, else every row has as many cells as it.

    The cells that a span covers stand in the grid too and are empty.
    """

    caption: Runs = ()
    header: Row = ()
    rows: tuple[Row, ...] = ()
    spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != self.width:
                raise MalformedDocument(
                    f"a table row of {len(row)} cells in a table of {self.width}: rows are equally long"
                )
        if self.spans:
            object.__setattr__(
                self, "spans", tuple(sorted(self.spans, key=lambda span: (span.row, span.column)))
            )
            _check_spans(self)

    @property
    def width(self) -> int:
        return len(self.header) or (len(self.rows[0]) if self.rows else 0)

    @property
    def grid(self) -> tuple[Row, ...]:
        """All rows, the header first where there is one."""
        return (self.header, *self.rows) if self.header else self.rows

    def covered(self) -> dict[tuple[int, int], Span]:
        """The places, row and column in the grid, that a span covers, without the span's own."""
        return {
            (row, column): span
            for span in self.spans
            for row in range(span.row, span.row + span.height)
            for column in range(span.column, span.column + span.width)
            if (row, column) != (span.row, span.column)
        }


def _check_spans(table: Table) -> None:
    grid = table.grid
    taken: set[tuple[int, int]] = set()
    for span in table.spans:
        for name in ("row", "column", "height", "width"):
            whole_number(getattr(span, name), f"a span's {name}", 0, max(len(grid), table.width))
        last_row, last_column = span.row + span.height, span.column + span.width
        if span.height * span.width < 2 or last_row > len(grid) or last_column > table.width:
            raise MalformedDocument(
                f"{span!r} in a table of {len(grid)} × {table.width}: a span covers 2 cells or more of it"
            )
        if table.header and span.row == 0 and span.height > 1:
            raise MalformedDocument(f"{span!r}: a span does not reach from the header into the rows")
        places = {
            (row, column)
            for row in range(span.row, last_row)
            for column in range(span.column, last_column)
        }
        if taken & places:
            raise MalformedDocument(f"{span!r} covers a cell of another span")
        taken |= places
    for row, column in table.covered():
        if grid[row][column]:
            raise MalformedDocument(f"the cell in row {row}, column {column} is covered: it is empty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    tone: str
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        require_one_of(TONES, self.tone, "tone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    label: str
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", label(self.label))


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnotes:
    """The footnotes of a clause: the last block of its body. Marks in the body name them by their labels."""

    items: tuple[Footnote, ...]

    def __post_init__(self) -> None:
        labels = [item.label for item in self.items]
        for each in labels:
            if labels.count(each) > 1:
                raise MalformedDocument(f"footnote {each!r} stands twice: a label names one footnote")


Block = Paragraph | List | Definitions | Table | Note | Footnotes
Body = tuple[Block, ...]


def runs_of(block: Block) -> Iterator[Runs]:
    """Every stretch of running text of a block, in reading order."""
    match block:
        case Paragraph(runs=runs):
            yield runs
        case List(items=items):
            for item in items:
                yield item.runs
                for child in item.children:
                    yield from runs_of(child)
        case Definitions(items=definitions):
            for definition in definitions:
                yield definition.term
                for child in definition.blocks:
                    yield from runs_of(child)
        case Table(caption=caption, header=header, rows=rows):
            if caption:
                yield caption
            yield from header
            for row in rows:
                yield from row
        case Note(blocks=blocks):
            for child in blocks:
                yield from runs_of(child)
        case Footnotes(items=footnotes):
            for footnote in footnotes:
                for child in footnote.blocks:
                    yield from runs_of(child)


def blocks_in(blocks: Iterable[Block]) -> Iterator[Block]:
    """These blocks and all within them, in reading order."""
    for block in blocks:
        yield block
        match block:
            case List(items=items):
                for item in items:
                    yield from blocks_in(item.children)
            case Definitions(items=parts) | Footnotes(items=parts):
                for part in parts:
                    yield from blocks_in(part.blocks)
            case Note(blocks=held):
                yield from blocks_in(held)


def unmatched_footnotes(body: Body) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The marks that name no footnote, and the footnotes that no mark names."""
    marks = [
        run.text for block in body for runs in runs_of(block) for run in runs if run.role == "footnote"
    ]
    labels = [
        footnote.label
        for block in blocks_in(body)
        if isinstance(block, Footnotes)
        for footnote in block.items
    ]
    return (
        tuple(mark for mark in marks if mark not in labels),
        tuple(each for each in labels if each not in marks),
    )
