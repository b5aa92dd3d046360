"""Blocks as trees of one shape, so that paragraphs, lists, tables and definitions are compared by one walk.

paragraph            runs
list                 form: see ``list_form``, children: item (form: its label, runs, children: blocks)
definitions          children: definition (runs: the term, children: blocks)
table                runs: the caption, children: header? row*, each with children: cell (form: its span, runs)
note                 form: the tone, children: blocks
footnotes            children: footnote (form: its label, children: blocks)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policies.document.blocks import (
    Block,
    Definitions,
    Footnotes,
    List,
    Note,
    Paragraph,
    Row,
    Runs,
    Table,
)
from policies.document.text import joined

from ..result import COVERED, NodeType

# Everything that walks a comparison does so level by level on the stack.
DEEPEST: Final = 50


class Node:
    """A block or a piece of one, never changed. Equal nodes have equal content; ``text`` is all their words."""

    __slots__ = ("_digest", "_text", "children", "form", "runs", "type")

    def __init__(
        self, type: NodeType, runs: Runs = (), children: tuple[Node, ...] = (), form: str = ""
    ) -> None:
        self.type = type
        self.runs = runs
        self.children = children
        self.form = form
        self._digest: int | None = None
        self._text: str | None = None

    @property
    def text(self) -> str:
        if len(self.runs) == 1 and not self.children:
            return self.runs[0].text
        if self._text is None:
            texts = ["".join([run.text for run in self.runs]), *[child.text for child in self.children]]
            self._text = "\n".join([text for text in texts if text])
        return self._text

    def __hash__(self) -> int:
        if self._digest is None:
            self._digest = hash((self.type, self.form, self.runs, self.children))
        return self._digest

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Node):
            return NotImplemented
        # What is inside is asked of at every level from here down: it is not walked at each of them.
        if self.children and other.children and hash(self) != hash(other):
            return False
        return (
            self.runs == other.runs
            and self.type == other.type
            and self.form == other.form
            and self.children == other.children
        )

    def __repr__(self) -> str:
        return f"Node({self.type!r}, {self.runs!r}, {self.children!r}, {self.form!r})"


class TooDeep(ValueError):
    """Blocks within blocks, deeper than any text that is written for readers."""

    def __init__(self) -> None:
        super().__init__(f"blocks are nested deeper than {DEEPEST} levels: this cannot be compared")


def nodes_of(blocks: Iterable[Block], depth: int = 1) -> tuple[Node, ...]:
    return tuple([node_of(block, depth) for block in blocks])


def node_of(block: Block, depth: int = 1) -> Node:
    """The block as a node, its running text in normal form; raises ``TooDeep``."""
    if depth > DEEPEST:
        raise TooDeep
    match block:
        case Paragraph(runs=runs):
            return Node("paragraph", joined(runs))
        case List(items=items):
            children = tuple(
                Node("item", joined(item.runs), nodes_of(item.children, depth + 1), item.label)
                for item in items
            )
            return Node("list", (), children, list_form(block))
        case Definitions(items=definitions):
            children = tuple(
                Node("definition", joined(each.term), nodes_of(each.blocks, depth + 1))
                for each in definitions
            )
            return Node("definitions", (), children)
        case Table(caption=caption, header=header, rows=rows):
            sizes = _sizes(block)
            children = tuple(
                Node("row", (), _cells(row, at, sizes)) for at, row in enumerate(rows, bool(header))
            )
            if header:
                children = (Node("header", (), _cells(header, 0, sizes)), *children)
            return Node("table", joined(caption), children)
        case Note(tone=tone, blocks=blocks):
            return Node("note", (), nodes_of(blocks, depth + 1), tone)
        case Footnotes(items=footnotes):
            children = tuple(
                Node("footnote", (), nodes_of(each.blocks, depth + 1), each.label) for each in footnotes
            )
            return Node("footnotes", (), children)


def list_form(block: List) -> str:
    """``unordered``, or ``ordered`` with the style and the start where they are not decimal and 1."""
    if not block.ordered:
        return "unordered"
    if block.start != 1:
        return f"ordered {block.style} {block.start}"
    return "ordered" if block.style == "decimal" else f"ordered {block.style}"


def _sizes(table: Table) -> dict[tuple[int, int], str]:
    """The form of each cell that spans others or is covered, by its place in the grid."""
    if not table.spans:
        return {}
    sizes = dict.fromkeys(table.covered(), COVERED)
    return sizes | {(span.row, span.column): f"{span.height}x{span.width}" for span in table.spans}


def _cells(row: Row, at: int, sizes: dict[tuple[int, int], str]) -> tuple[Node, ...]:
    return tuple(
        Node("cell", joined(cell), (), sizes.get((at, column), "")) for column, cell in enumerate(row)
    )
