"""How much changed: see ``result.Counts``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeVar

from ..form_ends import Ends, lost, together
from ..result import BlockChange, Counts, Part, PartKind, Parts, SectionChange, SectionKind
from .codes import count_words

_Change = TypeVar("_Change", BlockChange, SectionChange)
# Kinds of section of which ``Counts`` has a number by the same name.
_COUNTED: tuple[SectionKind, ...] = (
    "added",
    "removed",
    "moved",
    "renamed",
    "split",
    "merged",
    "renumbered",
)
_CONTENT = frozenset({"edited", "form", "formatting", "renamed", "level", "split", "merged"})


def counts(sections: Iterable[SectionChange], texts: Iterable[Parts], changes: int) -> Counts:
    """Counts of these sections, all of a comparison or some, and of the texts before them.

    What moved is counted wherever one of its ends stands, both of which hold all of it.
    """
    met: set[int] = set()
    here = list(_changed(sections, met))
    pieces = list(_first_fragments(here))
    blocks = [block for section in here for block in _blocks(section.blocks, met)]
    whole = list(_first_fragments(blocks))
    passages = [*texts, *(section.heading for section in here), *(block.parts for block in blocks)]
    parts: dict[PartKind, list[Part]] = defaultdict(list)
    for part in chain.from_iterable(passages):
        if part.kind != "same":
            parts[part.kind].append(part)

    kinds = Counter(kind for section in pieces for kind in section.kinds)
    cut = Counter(block.kind for block in whole)
    return Counts(
        changes=changes,
        sections_changed=sum(not _CONTENT.isdisjoint(section.kinds) for section in pieces),
        **{kind: kinds[kind] for kind in _COUNTED},
        blocks_moved=sum(block.move is not None for block in blocks),
        blocks_split=cut["split"],
        blocks_merged=cut["merged"],
        forms=len({block.change for block in blocks if block.recast}),
        formatting=len(parts["formatting"]) + sum(block.reformed for block in whole),
        links=sum(part.relinked for part in parts["formatting"]),
        typographic=len(parts["typographic"]),
        vowels=len(parts["vowels"]),
        words_inserted=count_words(*[part.text for part in parts["inserted"]]),
        words_deleted=count_words(*[part.text for part in parts["deleted"]]),
    )


def _changed(changes: Iterable[_Change], met: set[int]) -> Iterator[_Change]:
    """What changed, without the second ends of moves; ``met`` holds the moves."""
    for change in changes:
        if not change.changed or change.move in met:
            continue
        if change.move is not None:
            met.add(change.move)
        yield change


def _blocks(blocks: Iterable[BlockChange], met: set[int]) -> Iterator[BlockChange]:
    for block in _changed(_standing(blocks), met):
        yield block
        if block.children:
            yield from _blocks(block.children, met)


def _standing(blocks: Iterable[BlockChange]) -> Iterator[BlockChange]:
    """Of a change of form its new end, and the old lines that this lacks."""
    for each in together(blocks):
        if isinstance(each, Ends):
            yield from (*lost(each), *each.new)
        else:
            yield each


def _first_fragments(changes: Iterable[_Change]) -> Iterator[_Change]:
    """Of the fragments of one piece, which share its number, the first that is here."""
    cut: set[int | None] = set()
    for change in changes:
        if change.change is None or change.change not in cut:
            yield change
        cut.add(change.change)
