"""Lines that begin with a bullet, a number or a letter as items of lists: the numbers stay as they were typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from policies.document.blocks import HIGHEST_START, Item, List, ListStyle
from policies.document.numbering import item_number, roman

from .typed_numbers import Label, resolved, split_label

BULLET = re.compile(
    r"(?P<mark>[-–—•*·▪▫◦●○■□►▶➢➤✓✔‣⁃→\uf0b7\uf0a7]|o(?=[\s\u00a0]))(?:[\s\u00a0]+(?=\S)|(?<=[-•·▪●*\uf0b7])(?=[^\W\d_]))"
)
_STYLES: Final[dict[str, ListStyle]] = {
    "upper": "upper-alpha",
    "lower": "lower-alpha",
    "abjad": "arabic-abjad",
    "decimal": "decimal",
}


class Mark(NamedTuple):
    """What begins a line: a bullet, or a number; ``rest`` is the line without it."""

    bullet: str
    label: Label | None
    rest: str

    @property
    def kind(self) -> str:
        return self.bullet or (self.label.family if self.label else "")


def mark_of(line: str) -> Mark | None:
    """The mark at the start of a line, if there is one and words follow it."""
    text = line.lstrip()
    if found := BULLET.match(text):
        return Mark(found["mark"], None, text[found.end() :])
    label, rest = split_label(text)
    return Mark("", label, rest) if label is not None else None


class MarkedItem(NamedTuple):
    """A line or paragraph that begins with a mark; ``level`` 1 is the outermost."""

    level: int
    mark: Mark
    item: Item


def lists_of(marked: Sequence[MarkedItem]) -> list[List]:
    """The lists that these items make, one after the other, nested by their levels."""
    lists: list[List] = []
    at = 0
    while at < len(marked):
        first = marked[at]
        held: list[MarkedItem] = []
        while at < len(marked):
            entry = marked[at]
            if entry.level > first.level and held:
                end = at
                while end < len(marked) and marked[end].level > first.level:
                    end += 1
                last = held[-1]
                children = (*last.item.children, *lists_of(marked[at:end]))
                held[-1] = last._replace(item=Item(runs=last.item.runs, children=children))
                at = end
            elif held and not _continues(held[-1].mark, entry.mark):
                break
            else:
                held.append(entry)
                at += 1
        labels = resolved([entry.mark.label for entry in held])
        lists.append(list_of(labels, [entry.item for entry in held]))
    return lists


def _continues(before: Mark, mark: Mark) -> bool:
    """Whether an item of this mark goes on with the list of the one before."""
    if before.label is None or mark.label is None:
        return before.label is None and mark.label is None
    one, two = resolved([before.label, mark.label])
    if one is None or two is None or one.family != two.family:
        return False
    return two.text == one.text == "1." or two.number == one.number + 1 or _roman_after(before, mark)


def _roman_after(before: Mark, mark: Mark) -> bool:
    """Whether two single letters are Roman numerals that follow each other, such as ``(i)`` and ``(v)`` do not."""
    letters = [each.label.text.strip("().- ").lower() for each in (before, mark) if each.label]
    numerals = {roman(number): number for number in range(1, 60)}
    return len(letters) == 2 and numerals.get(letters[1], 0) == numerals.get(letters[0], -9) + 1


def list_of(labels: Sequence[Label | None], items: Sequence[Item]) -> List:
    """The list of these items; without labels it is one of bullets.

    Its numbers are computed where that gives those that were typed; else each item keeps its own.
    """
    typed = [label for label in labels if label is not None]
    if len(typed) != len(items) or not typed:
        return List(ordered=False, items=tuple(items))
    first = typed[0]
    style = _STYLES.get(first.style, "decimal")
    if first.style == "roman":
        style = "upper-roman" if first.text.strip("()., ").isupper() else "lower-roman"
    start = first.number if 0 <= first.number <= HIGHEST_START else 1
    computed = [item_number(start + at, style) for at in range(len(items))]
    if [label.shown for label in typed] == computed:
        return List(ordered=True, items=tuple(items), style=style, start=start)
    numbers = [label.number for label in typed]
    if len(numbers) > 1 and {label.text for label in typed} == {"1."}:
        # Numbers that all say "1." were for who shows them to count.
        return List(ordered=True, items=tuple(items))
    labelled = (
        Item(runs=item.runs, children=item.children, label=label.shown)
        for item, label in zip(items, typed, strict=True)
    )
    return List(ordered=True, items=tuple(labelled), style=style, start=start)
