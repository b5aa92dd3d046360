"""Both sides of a comparison, from the comparison alone.

The property: ``rebuild(compare(a, b, l), "old") == text_of(a, l)`` and the same for the new side, exactly.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policies.document.numbering import numbers
from policies.document.shape import Body, Document, Numbering, Run

from .nodes import Node, blocks_of, joined, nodes_of
from .result import BlockChange, Comparison, Parts, SectionChange, Side, runs_on, text_on


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
    for section in sections:
        key, level, number = (
            (section.old_key, section.old_level, section.old_number)
            if side == "old"
            else (section.new_key, section.new_level, section.new_number)
        )
        if key is None or level is None or number is None or section.place == _other_end(side):
            continue
        yield TextSection(
            key=uuid.UUID(key),
            level=level,
            number=number,
            heading=text_on(section.heading, side),
            body=blocks_of(nodes_on(section.blocks, side)),
        )


def nodes_on(blocks: Iterable[BlockChange], side: Side) -> tuple[Node, ...]:
    """The pieces that stand on one side, in its order."""
    return tuple(
        Node(
            block.type,
            runs_joined(block.parts, side),
            nodes_on(block.children, side),
            block.old_form if side == "old" else block.new_form,
        )
        for block in blocks
        if (block.old if side == "old" else block.new) is not None and block.place != _other_end(side)
    )


def runs_joined(parts: Parts, side: Side) -> tuple[Run, ...]:
    return joined(runs_on(parts, side))


def _other_end(side: Side) -> str:
    """The end of a move that does not count for this side."""
    return "arrival" if side == "old" else "departure"
