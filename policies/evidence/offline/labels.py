"""The numbers of sections and of list items that readers saw, from the canonical bytes alone (since bundle format 3)."""

from __future__ import annotations

from typing import Any, Dict  # noqa: UP035 - read by Python 3.8 too

Json = Dict[str, Any]  # noqa: UP006 - evaluated, by Python 3.8 too
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
_ABJAD = ["أ", "ب", "ج", "د", "هـ", *"وزحطيكلمنسعفصقرشتثخذضظغ"]
_ALPHA = [*"أبتثجحخدذرزسشصضطظعغفقكلمن", "هـ", "و", "ي"]


def numbers(document: Json, language: str) -> list[str]:
    """The section numbers readers saw; empty for a section without a heading in this language."""
    stack: list[tuple[int, int, str]] = []  # level, count and label of each section around the next one
    found = []
    for section in document["sections"]:
        if not section["heading"].get(language, "").strip():
            found.append("")
            continue
        level, label = section["level"], section.get("label", {}).get(language, "")
        while len(stack) > 1 and stack[-1][0] > level and stack[-2][0] >= level:
            stack.pop()
        count = stack.pop()[1] if stack and stack[-1][0] >= level else 0
        stack.append((level, count if label else count + 1, label))
        found.append(label or _number(stack, document["numbering"]))
    return found


def _number(stack: list[tuple[int, int, str]], numbering: str) -> str:
    last, depth = stack[-1][1], len(stack)
    if numbering == "none":
        return ""
    if numbering == "decimal":
        parts: list[str] = []
        for _level, count, label in stack:
            parts = [label.rstrip(".")] if label else [*parts, str(count)]
        return ".".join(parts) + ("." if len(parts) == 1 else "")
    if depth == 1:
        return f"{last}."
    if depth == 2:
        return f"{_letters(last)}."
    return f"({_roman(last) if depth == 3 else _letters(last).lower() if depth == 4 else last})"


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def _roman(number: int) -> str:
    roman = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        roman += numeral * count
    return roman


def item_labels(block: Json) -> list[str]:
    """What stands before each item of a list."""
    if not block["ordered"]:
        return ["-"] * len(block["items"])
    found, number = [], block.get("start", 1)
    for item in block["items"]:
        label = item.get("label", "")
        found.append(label or f"{_item_number(number, block.get('style', 'decimal'))}.")
        number += 0 if label else 1
    return found


def _item_number(number: int, style: str) -> str:
    if style == "decimal" or not number:
        return str(number)
    if style in ("arabic-abjad", "arabic-alpha"):
        alphabet = _ABJAD if style == "arabic-abjad" else _ALPHA
        times, place = divmod(number - 1, len(alphabet))
        return str(alphabet[place]) * (times + 1)
    if style.endswith("alpha"):
        return _letters(number) if style.startswith("upper") else _letters(number).lower()
    return _roman(number).upper() if style.startswith("upper") else _roman(number)
