"""Both sides of a comparison, from the comparison alone.

The property: ``rebuild(compare(a, b, l), "old") == text_of(a, l)`` and the same for the new side, exactly.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from policies.comparison.align.nodes import Node, blocks_of, joined, nodes_of
from policies.comparison.result import BlockChange, Comparison, SectionChange, Side, runs_on, text_on
from policies.document.numbering import numbers
from policies.document.shape import Body, Document, Numbering

_Change = TypeVar("_Change", BlockChange, SectionChange)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSection:
    """One section in one language; ``number`` is the computed one, ``heading`` may be empty."""

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
        issuer=document.issuer,
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
            joined(run for each in fragments for run in runs_on(each.parts, side)),
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
