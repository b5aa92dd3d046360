"""Both sides of a comparison, from the comparison alone.

The property: ``rebuild(compare(a, b, l), "old") == text_of(a, l)`` and the same for the new side, exactly.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from policies.comparison.align.nodes import Node, nodes_of
from policies.comparison.result import (
    COVERED,
    BlockChange,
    Comparison,
    Parts,
    SectionChange,
    Side,
    runs_of,
    text_on,
)
from policies.comparison.show.list_labels import read_form
from policies.document.blocks import (
    Block,
    Body,
    Definition,
    Definitions,
    Footnote,
    Footnotes,
    Item,
    List,
    Note,
    Paragraph,
    Row,
    Run,
    Span,
    Table,
)
from policies.document.numbering import numbers
from policies.document.shape import Document, Numbering
from policies.document.text import joined

_Change = TypeVar("_Change", BlockChange, SectionChange)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSection:
    """One section in one language; ``number`` is what readers see, ``heading`` may be empty."""

    key: uuid.UUID
    level: int
    number: str
    heading: str
    body: Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A document in one language: all that a reader of that language reads, and the sections' keys.

    Running text is in normal form: a run without text is dropped, neighbours of one formatting are one run.
    """

    language: str
    title: str
    summary: str
    issuer: str
    numbering: Numbering
    sections: tuple[TextSection, ...]


def text_of(document: Document, language: str) -> Text:
    """The document in ``language``; what it lacks in that language is empty."""
    return Text(
        language=language,
        title=document.title.get(language, ""),
        summary=document.summary.get(language, ""),
        issuer=document.issuer_in(language),
        numbering=document.numbering,
        sections=tuple(
            TextSection(
                key=section.key,
                level=section.level,
                number=number,
                heading=section.heading.get(language, ""),
                body=blocks_of(nodes_of(section.body.get(language, ()))),
            )
            for section, number in zip(document.sections, numbers(document, language), strict=True)
        ),
    )


def rebuild(comparison: Comparison, side: Side) -> Text:
    """One side's text, from the comparison alone."""
    return Text(
        language=comparison.language,
        title=text_on(comparison.title, side),
        summary=text_on(comparison.summary, side),
        issuer=text_on(comparison.issuer, side),
        numbering=comparison.old_numbering if side == "old" else comparison.new_numbering,
        sections=tuple(_sections(comparison.sections, side)),
    )


def _sections(sections: Iterable[SectionChange], side: Side) -> Iterator[TextSection]:
    for fragments in _pieces(sections, side):
        first = fragments[0]
        key, level, number = (
            (first.old_key, first.old_level, first.old_number)
            if side == "old"
            else (first.new_key, first.new_level, first.new_number)
        )
        if key is None or level is None or number is None:
            continue
        yield TextSection(
            key=uuid.UUID(key),
            level=level,
            number=number,
            heading="".join(text_on(each.heading, side) for each in fragments),
            body=blocks_of(nodes_on([block for each in fragments for block in each.blocks], side)),
        )


def nodes_on(blocks: Iterable[BlockChange], side: Side) -> tuple[Node, ...]:
    """The pieces that stand on one side, in its order."""
    return tuple(
        Node(
            fragments[0].type,
            joined(run for each in fragments for run in _runs_on(each.parts, side)),
            nodes_on([child for each in fragments for child in each.children], side),
            fragments[0].old_form if side == "old" else fragments[0].new_form,
        )
        for fragments in _pieces(blocks, side)
    )


def _pieces(changes: Iterable[_Change], side: Side) -> Iterable[list[_Change]]:
    """What stands on one side, the fragments of one piece together."""
    other_end = "arrival" if side == "old" else "departure"
    pieces: dict[int, list[_Change]] = {}
    for change in changes:
        position = change.old if side == "old" else change.new
        if position is not None and change.place != other_end:
            pieces.setdefault(position, []).append(change)
    return pieces.values()


def _runs_on(parts: Parts, side: Side) -> Iterator[Run]:
    """One side of a passage, in stretches: neighbours may have the same formatting."""
    for part in parts:
        yield from runs_of(part.on(side))


def block_of(node: Node) -> Block:
    """The block a node stands for; the inverse of ``node_of`` for running text in normal form.

    Raises ``ValueError`` for a node that is only a piece of a block.
    """
    match node.type:
        case "paragraph":
            return Paragraph(runs=node.runs)
        case "list":
            items = tuple(
                Item(runs=item.runs, children=blocks_of(item.children), label=item.form)
                for item in node.children
            )
            form = read_form(node.form)
            return List(ordered=form.ordered, items=items, style=form.style, start=form.start)
        case "definitions":
            definitions = tuple(
                Definition(term=each.runs, blocks=blocks_of(each.children)) for each in node.children
            )
            return Definitions(items=definitions)
        case "table":
            header = next((_row(child) for child in node.children if child.type == "header"), ())
            rows = tuple(_row(child) for child in node.children if child.type == "row")
            return Table(caption=node.runs, header=header, rows=rows, spans=tuple(_spans(node)))
        case "note":
            return Note(tone=node.form, blocks=blocks_of(node.children))
        case "footnotes":
            footnotes = tuple(
                Footnote(label=each.form, blocks=blocks_of(each.children)) for each in node.children
            )
            return Footnotes(items=footnotes)
        case _:
            raise ValueError(f"a {node.type} is a piece of a block, not a block")


def _spans(table: Node) -> Iterator[Span]:
    for row, held in enumerate(table.children):
        for column, cell in enumerate(held.children):
            if cell.form not in ("", COVERED):
                height, width = map(int, cell.form.split("x"))
                yield Span(row=row, column=column, height=height, width=width)


def _row(node: Node) -> Row:
    return tuple(cell.runs for cell in node.children)


def blocks_of(nodes: Sequence[Node]) -> tuple[Block, ...]:
    return tuple(block_of(node) for node in nodes)
