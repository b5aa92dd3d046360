"""A clause as the passages and sentences in which two languages correspond: heading, paragraphs, items, cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

from policies.document.blocks import Block, Body, Definitions, Footnotes, List, Note, Paragraph, Table
from policies.document.text import runs_text
from policies.lexicon.folding import folded

from .counted_figures import Figure, figures_in


class Passage(NamedTuple):
    """``place`` says what it is: a heading, a paragraph, an item, a term or a cell."""

    place: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One section, or one text of the page, in one language."""

    language: str
    heading: str
    body: Body

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        head = (Passage("heading", self.heading),) if self.heading else ()
        return (*head, *_walk(self.body, "paragraph"))

    @cached_property
    def text(self) -> str:
        return "\n".join(passage.text for passage in self.passages)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, each with the number of its passage."""
        return tuple(
            replace(figure, passage=at)
            for at, passage in enumerate(self.passages)
            for figure in figures_in(passage.text, self.language)
        )

    @property
    def empty(self) -> bool:
        return not self.text.strip()


def _walk(blocks: Iterable[Block], place: str) -> Iterator[Passage]:
    for block in blocks:
        match block:
            case Paragraph(runs=runs):
                for line in runs_text(runs).split("\n"):
                    if line.strip():
                        yield Passage(place, line)
            case List(items=items):
                for item in items:
                    yield Passage("item", runs_text(item.runs))
                    yield from _walk(item.children, "item")
            case Definitions(items=definitions):
                for definition in definitions:
                    yield Passage("term", runs_text(definition.term))
                    yield from _walk(definition.blocks, "definition")
            case Table(caption=caption, header=header, rows=rows):
                if caption:
                    yield Passage("caption", runs_text(caption))
                for row in (header, *rows):
                    yield from (Passage("cell", runs_text(cell)) for cell in row)
            case Note(blocks=inner):
                yield from _walk(inner, place)
            case Footnotes(items=footnotes):
                for footnote in footnotes:
                    yield from _walk(footnote.blocks, "footnote")


def paired(one: Clause, other: Clause) -> list[tuple[Passage, Passage]]:
    """The passages that correspond. There are none if the two have different parts."""
    if len(one.passages) != len(other.passages):
        return []
    return list(zip(one.passages, other.passages, strict=True))


# What ends with a point and no sentence: abbreviations, initials, the number of a line.
_ABBREVIATIONS: Final = re.compile(
    r"(?:^|[\s('«\"])(?:[a-zà-ÿ]|no|nos|art|arts|e\.g|i\.e|inc|ltd|co|corp|st|ste|mr|mrs|ms|dr|etc|vs|cf|p|pp|al|approx|ave|"
    r"tel|tél|max|min|sec|ch|vol|fig|u\.s|u\.k|u\.s\.a|s\.a|ex|n°|\d{1,2}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|déc|"
    r"janv|févr|avr|juil)$"
)
_END: Final = re.compile(r"[.!?؟…]+[\"”»’)\]*]*(?=\s+\S)")


def sentences_of(text: str) -> list[str]:
    """The sentences of a passage as written. Semicolons end none: languages use them differently."""
    result: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if match[0].startswith(".") and _ABBREVIATIONS.search(folded(text[start : match.start()])):
            continue
        result.append(text[start : match.end()].strip())
        start = match.end()
    return [each for each in (*result, text[start:].strip()) if re.search(r"\w", each)]


def paired_sentences(one: Clause, other: Clause) -> Iterator[tuple[str, str]]:
    """The sentences that correspond, where both have as many in a passage."""
    for here, there in paired(one, other):
        old, new = sentences_of(here.text), sentences_of(there.text)
        if len(old) == len(new):
            yield from zip(old, new, strict=True)
        else:
            yield here.text, there.text
