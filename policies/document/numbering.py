"""Section numbers: computed from levels, never typed, so that a new number is no edit of the text."""

from __future__ import annotations

from collections.abc import Iterable

from .shape import Document, Numbering

_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def numbers(document: Document, language: str) -> list[str]:
    """One number per section, in order; ``""`` for an introduction and where numbering is ``none``."""
    numbered = [
        section.level if section.heading.get(language, "").strip() else None
        for section in document.sections
    ]
    return numbers_of(numbered, document.numbering)


def numbers_of(levels: Iterable[int | None], numbering: Numbering) -> list[str]:
    """Numbers for a sequence of levels; a level of ``None`` counts for nothing and gets ``""``.

    Depth is counted, not named: a jump from level 1 to 3 numbers as 1 to 2, and a first section
    that is deep counts as level 1. Nobody reads "1.0.1".
    """
    result = []
    stack: list[tuple[int, int]] = []  # level and count of each clause around the next one
    for level in levels:
        if level is None or numbering == "none":
            result.append("")
            continue
        # Leave every deeper level. A level between the last one and its parent takes the place of the last one.
        while len(stack) > 1 and stack[-1][0] > level and stack[-2][0] >= level:
            stack.pop()
        count = stack.pop()[1] if stack and stack[-1][0] >= level else 0
        stack.append((level, count + 1))
        result.append(_number([count for _level, count in stack], numbering))
    return result


def _number(counters: list[int], numbering: Numbering) -> str:
    if numbering == "decimal":
        joined = ".".join(str(counter) for counter in counters)
        return f"{joined}." if len(counters) == 1 else joined
    last = counters[-1]
    match len(counters):
        case 1:
            return f"{last}."
        case 2:
            return f"{letters(last)}."
        case _:
            return f"({roman(last)})"


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
