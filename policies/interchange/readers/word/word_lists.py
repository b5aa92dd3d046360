"""Numbered paragraphs in a row as lists: nested by their levels, their numbers computed or kept as Word shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from policies.document.blocks import Block, Item, List, ListStyle, Paragraph, Run, Runs
from policies.document.malformed import LONGEST_LABEL
from policies.document.numbering import item_number

from .number_formats import DOCUMENT_STYLES
from .word_numbers import Numbered


class ListItem(NamedTuple):
    """``held`` are blocks beneath its line, which stand before the lists within it."""

    numbered: Numbered
    runs: Runs
    held: tuple[Block, ...] = ()


@dataclass
class _Open:
    """A list being read."""

    first: Numbered
    items: list[tuple[ListItem, list[_Open]]] = field(default_factory=list)

    def takes(self, numbered: Numbered) -> bool:
        """Whether this number goes on with the list: another definition or a new start begins another one."""
        first, last = self.first, self.items[-1][0].numbered
        same = (first.definition, first.level, first.bullet) == (
            numbered.definition,
            numbered.level,
            numbered.bullet,
        )
        return same and (numbered.bullet or numbered.path[-1] == last.path[-1] + 1)

    def close(self) -> List:
        ordered = not self.first.bullet
        style = cast(ListStyle, DOCUMENT_STYLES.get(self.first.form, "decimal"))
        start = self.first.path[-1]
        labels = [item.numbered.label for item, _children in self.items]
        computed = [item_number(start + at, style) for at in range(len(labels))]
        kept = ordered and labels != computed
        return List(
            ordered=ordered,
            style=style if ordered else "decimal",
            start=start if ordered else 1,
            items=tuple(
                Item(
                    runs=item.runs,
                    children=(*item.held, *(child.close() for child in children)),
                    label=label if kept else "",
                )
                for (item, children), label in zip(self.items, labels, strict=True)
            ),
        )


def lists_of(items: Sequence[ListItem]) -> list[Block]:
    """The lists that these paragraphs make. A paragraph whose number shows nothing, or too much, is none of a list."""
    blocks: list[Block] = []
    stack: list[_Open] = []
    outer: list[_Open] = []

    def close() -> None:
        blocks.extend(each.close() for each in outer)
        stack.clear()
        outer.clear()

    for item in items:
        numbered = item.numbered
        if not numbered.bullet and not 0 < len(numbered.label) <= LONGEST_LABEL:
            close()
            label = f"{numbered.label} " if numbered.label else ""
            blocks.append(Paragraph(runs=(Run(text=label), *item.runs) if label else item.runs))
            continue
        while stack and stack[-1].first.level > numbered.level:
            stack.pop()
        if stack and stack[-1].takes(numbered):
            stack[-1].items.append((item, []))
            continue
        if stack and stack[-1].first.level == numbered.level:
            stack.pop()
        opened = _Open(first=numbered, items=[(item, [])])
        if stack:
            stack[-1].items[-1][1].append(opened)
        else:
            outer.append(opened)
        stack.append(opened)
    close()
    return blocks
