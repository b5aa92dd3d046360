"""The numbers of changes on a page: each marked once, where it begins, with links to the one before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from ..result import BlockChange, Comparison, Parts, SectionChange
from .labels import Labels


class Marks:
    """Hands out the mark of each change the first time it is asked for.

    A mark holds no text of its own, so that the text around it stays what it is: its links are named by
    ``aria-label``, its number and arrows are the style sheet's, from ``data-n``.
    """

    def __init__(self, numbers: Iterable[int], labels: Labels, scope: str = "") -> None:
        self._name = f"change-{scope}"
        self.numbers = sorted(set(numbers))
        self._previous = dict(zip(self.numbers[1:], self.numbers, strict=False))
        self._next = dict(zip(self.numbers, self.numbers[1:], strict=False))
        self._waiting = set(self.numbers)
        # What stands around the number of the change that a link leads to.
        self._back, self._on = (
            (f'<a href="#{self._name}', f'" rel="{rel}" aria-label="{escape(label)}"></a>')
            for rel, label in (("prev", labels.previous), ("next", labels.next))
        )

    def mark(self, change: int | None) -> str:
        if change is None or change not in self._waiting:
            return ""
        self._waiting.remove(change)
        before, after = self._previous.get(change), self._next.get(change)
        back = f"{self._back[0]}{before}{self._back[1]}" if before else ""
        on = f"{self._on[0]}{after}{self._on[1]}" if after else ""
        return f'<span class="mark" id="{self._name}{change}" data-n="{change}">{back}{on}</span>'


def numbers_of(comparison: Comparison) -> range:
    """The numbers of all changes."""
    return range(1, comparison.counts.changes + 1)


def numbers_in(sections: Iterable[SectionChange]) -> Iterator[int]:
    """The numbers of the changes in these sections."""
    for section in sections:
        if section.change is not None:
            yield section.change
        yield from _in_parts(section.heading)
        yield from _in_blocks(section.blocks)


def _in_blocks(blocks: Iterable[BlockChange]) -> Iterator[int]:
    for block in blocks:
        if block.changed:
            if block.change is not None:
                yield block.change
            yield from _in_parts(block.parts)
            yield from _in_blocks(block.children)


def _in_parts(parts: Parts) -> Iterator[int]:
    for part in parts:
        if part.change is not None:
            yield part.change
