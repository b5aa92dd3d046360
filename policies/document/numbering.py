"""Numbers of clauses and of list items: computed, or as they were typed.

A computed number is no edit of the text. A label is text: readers see what was typed, such as ``2 bis``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import repeat

from .blocks import List
from .shape import Document, Numbering

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_ABJAD = ("أ", "ب", "ج", "د", "هـ", *"وزحطيكلمنسعفصقرشتثخذضظغ")
_ALPHA = (*"أبتثجحخدذرزسشصضطظعغفقكلمن", "هـ", "و", "ي")


def numbers(document: Document, language: str) -> list[str]:
    """One number per section, in order; ``""`` for an introduction and where numbering is ``none``."""
    numbered = [
        section.level if section.heading.get(language, "").strip() else None
        for section in document.sections
    ]
    labels = [section.label.get(language, "") for section in document.sections]
    return numbers_of(numbered, document.numbering, labels)


def numbers_of(
    levels: Iterable[int | None], numbering: Numbering, labels: Iterable[str] = repeat("")
) -> list[str]:
    """Numbers for a sequence of levels; a level of ``None`` counts for nothing and gets ``""``.

    Depth is counted, not named: a jump from level 1 to 3 numbers as 1 to 2, and a first section
    that is deep counts as level 1. Nobody reads "1.0.1".

    A section with a label has that number and is not counted, so that ``2 bis`` stands between 2 and 3; the decimal
    numbers of the sections below it begin with it.
    """
    result = []
    stack: list[tuple[int, int, str]] = []  # level, count and label of each clause around the next one
    for level, label in zip(levels, labels, strict=False):
        if level is None:
            result.append("")
            continue
        # Leave every deeper level. A level between the last one and its parent takes the place of the last one.
        while len(stack) > 1 and stack[-1][0] > level and stack[-2][0] >= level:
            stack.pop()
        count = stack.pop()[1] if stack and stack[-1][0] >= level else 0
        stack.append((level, count if label else count + 1, label))
        result.append(label or _number(stack, numbering))
    return result


def _number(stack: list[tuple[int, int, str]], numbering: Numbering) -> str:
    if numbering == "none":
        return ""
    last = stack[-1][1]
    if numbering == "decimal":
        parts: list[str] = []
        for _level, count, label in stack:
            parts = [label.rstrip(".")] if label else [*parts, str(count)]
        return f"{parts[0]}." if len(parts) == 1 else ".".join(parts)
    match len(stack):
        case 1:
            return f"{last}."
        case 2:
            return f"{letters(last)}."
        case 3:
            return f"({roman(last)})"
        case 4:
            return f"({letters(last).lower()})"
        case _:
            return f"({last})"


def item_labels(block: List) -> list[str]:
    """What stands before each item of an ordered list: its label, or its number in the list's style; else ``""``.

    An item with a label is not counted, as a section is not.
    """
    if not block.ordered:
        return ["" for _item in block.items]
    found, number = [], block.start
    for item in block.items:
        found.append(item.label or item_number(number, block.style))
        number += 0 if item.label else 1
    return found


def item_number(number: int, style: str) -> str:
    """A number in a style of lists, with its full stop. Letters and Roman numerals begin at 1: 0 is a digit."""
    return f"{_STYLES[style](number) if number else '0'}."


def letters(number: int) -> str:
    """A, B … Z, AA, AB …"""
    result = ""
    while number:
        number, rest = divmod(number - 1, 26)
        result = chr(ord("A") + rest) + result
    return result


def roman(number: int) -> str:
    """i, ii, iii, iv … in lower case."""
    result = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        result += numeral * count
    return result


def _repeated(alphabet: Iterable[str]) -> Callable[[int], str]:
    """Letters of an alphabet; after the last one each is written twice, as Word does."""
    each = tuple(alphabet)
    return lambda number: each[(number - 1) % len(each)] * ((number - 1) // len(each) + 1)


_STYLES: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "lower-alpha": lambda number: letters(number).lower(),
    "upper-alpha": letters,
    "lower-roman": roman,
    "upper-roman": lambda number: roman(number).upper(),
    "arabic-abjad": _repeated(_ABJAD),
    "arabic-alpha": _repeated(_ALPHA),
}
