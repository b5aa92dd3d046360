"""Whether two languages of a clause have the same parts: items, rows and terms stop a release, the rest is a hint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from policies.document.blocks import Definitions, List, Note, Table, blocks_in

from .clause import Clause, paired, sentences_of


class Count(NamedTuple):
    """``aspect`` names what is counted."""

    aspect: str
    there: int
    here: int


_STOPPING: Final = ("items", "rows", "definitions")


def counts_of(clause: Clause) -> dict[str, int]:
    counts = dict.fromkeys(("items", "rows", "definitions", "lists", "tables", "columns", "notes"), 0)
    for block in blocks_in(clause.body):
        match block:
            case List(items=items):
                counts["lists"] += 1
                counts["items"] += len(items)
            case Definitions(items=definitions):
                counts["definitions"] += len(definitions)
            case Table(rows=rows, width=width):
                counts["tables"] += 1
                counts["rows"] += len(rows)
                counts["columns"] += width
            case Note():
                counts["notes"] += 1
    return counts


def items_apart(source: Clause, translation: Clause) -> Iterator[Count]:
    """Items, rows or terms that one side has more of; not where the other has them as paragraphs."""
    old, new = counts_of(source), counts_of(translation)
    more = len(source.passages) - len(translation.passages)
    for aspect in _STOPPING:
        difference = old[aspect] - new[aspect]
        if difference and more and (difference > 0) == (more > 0):
            yield Count(aspect, old[aspect], new[aspect])


def parts_apart(source: Clause, translation: Clause) -> Iterator[Count]:
    """What else is counted otherwise: a reason to look."""
    old, new = counts_of(source), counts_of(translation)
    told = {count.aspect for count in items_apart(source, translation)}
    for aspect, count in old.items():
        if aspect not in told and count != new[aspect]:
            yield Count(aspect, count, new[aspect])


def sentences_apart(source: Clause, translation: Clause) -> Iterator[Count]:
    """The number of sentences, passage by passage where the passages correspond."""
    pairs = paired(source, translation)
    if not pairs:
        old, new = (
            sum(len(sentences_of(passage.text)) for passage in clause.passages)
            for clause in (source, translation)
        )
        if old != new:
            yield Count("sentences", old, new)
        return
    for here, there in pairs:
        old, new = len(sentences_of(here.text)), len(sentences_of(there.text))
        if old != new:
            yield Count("sentences", old, new)
