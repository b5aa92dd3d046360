"""How much changed: see ``result.Counts``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from .codes import count_words
from .result import BlockChange, BlockKind, Counts, Part, PartKind, Parts, SectionChange, SectionKind

_CONTENT = frozenset({"edited", "formatting", "renamed", "level", "split", "merged"})


def counts(sections: Iterable[SectionChange], texts: Iterable[Parts], changes: int) -> Counts:
    """Counts of these sections and of the texts before them; a departure repeats its arrival."""
    here = [each for each in sections if each.changed and each.place != "departure"]
    pieces = [each for each in here if each.continues is None]
    blocks = [block for section in here for block in _changed(section.blocks)]
    whole = [block for block in blocks if block.continues is None]
    passages = [*texts, *(section.heading for section in here), *(block.parts for block in blocks)]
    parts: dict[PartKind, list[Part]] = defaultdict(list)
    for part in chain.from_iterable(passages):
        if part.kind != "same":
            parts[part.kind].append(part)

    def holding(kind: SectionKind) -> int:
        return sum(kind in section.kinds for section in pieces)

    def of(kind: BlockKind) -> int:
        return sum(block.kind == kind for block in whole)

    return Counts(
        changes=changes,
        sections_changed=sum(not _CONTENT.isdisjoint(section.kinds) for section in pieces),
        added=holding("added"),
        removed=holding("removed"),
        moved=holding("moved"),
        renamed=holding("renamed"),
        split=holding("split"),
        merged=holding("merged"),
        renumbered=holding("renumbered"),
        blocks_moved=of("moved"),
        blocks_split=of("split"),
        blocks_merged=of("merged"),
        formatting=len(parts["formatting"]) + sum(block.reformed for block in whole),
        links=sum(part.relinked for part in parts["formatting"]),
        typographic=len(parts["typographic"]),
        vowels=len(parts["vowels"]),
        words_inserted=count_words(*[part.text for part in parts["inserted"]]),
        words_deleted=count_words(*[part.text for part in parts["deleted"]]),
    )


def _changed(blocks: Iterable[BlockChange]) -> Iterator[BlockChange]:
    for block in blocks:
        if block.changed and block.place != "departure":
            yield block
            yield from _changed(block.children)
