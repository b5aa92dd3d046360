"""Whether a translation holds all that its source holds: the one rule, for drafts, imports and the freezing of versions.

What is counted are pieces with words. An empty cell, item or table is no translation of one that says something.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from .blocks import Block, Body, Definitions, Footnotes, List, Note, Runs, Table, blocks_in, runs_of
from .shape import Section


class Completeness(StrEnum):
    """``missing``: the heading, or every word of the text. ``incomplete``: rows, cells, items, terms, notes."""

    WHOLE = "whole"
    MISSING = "missing"
    INCOMPLETE = "incomplete"


class Text(NamedTuple):
    """A clause in one language."""

    heading: str = ""
    body: Body = ()

    @property
    def says_nothing(self) -> bool:
        return not self.heading.strip() and not has_words(self.body)


class Shape(NamedTuple):
    """How many pieces of each kind say something."""

    tables: int
    rows: int
    cells: int
    items: int
    terms: int
    notes: int
    footnotes: int


def completeness(source: Text, here: Text) -> Completeness:
    """What ``here`` lacks of what ``source`` says. A source that says nothing is translated by anything."""
    if (source.heading.strip() and not here.heading.strip()) or (
        has_words(source.body) and not has_words(here.body)
    ):
        return Completeness.MISSING
    lacking = any(own < theirs for own, theirs in zip(shape(here.body), shape(source.body), strict=True))
    return Completeness.INCOMPLETE if lacking else Completeness.WHOLE


def completeness_of(section: Section, language: str, authoritative: str) -> Completeness:
    """What a clause lacks in this language; ``missing`` too where the language that prevails has nothing of it."""
    source, here = (
        Text(section.heading.get(code, ""), section.body.get(code, ()))
        for code in (authoritative, language)
    )
    if source.says_nothing and not here.says_nothing:
        return Completeness.MISSING
    return completeness(source, here)


def has_words(blocks: Iterable[Block]) -> bool:
    return any(_says(runs) for block in blocks for runs in runs_of(block))


def shape(body: Body) -> Shape:
    found = [each for block in blocks_in(body) for each in _pieces(block)]
    return Shape(*(found.count(name) for name in Shape._fields))


def _pieces(block: Block) -> Iterator[str]:
    """The kind of every piece directly in this block that says something."""
    match block:
        case Table(header=header, rows=rows):
            filled = [sum(map(_says, row)) for row in (header, *rows)]
            if any(filled):
                yield "tables"
            for cells in filled:
                if cells:
                    yield "rows"
                yield from ["cells"] * cells
        case List(items=items):
            yield from ("items" for item in items if _says(item.runs) or has_words(item.children))
        case Definitions(items=definitions):
            yield from ("terms" for each in definitions if _says(each.term) and has_words(each.blocks))
        case Note(blocks=blocks) if has_words(blocks):
            yield "notes"
        case Footnotes(items=footnotes):
            yield from ("footnotes" for each in footnotes if has_words(each.blocks))


def _says(runs: Runs) -> bool:
    return any(run.text.strip() for run in runs)
