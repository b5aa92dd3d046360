"""HTML's lists, and what only looks like one: paragraphs and lines that begin with a bullet or a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, NamedTuple

from bs4 import Tag

from policies.document.blocks import HIGHEST_START, Item, List, ListStyle, Paragraph, Run
from policies.document.text import runs_text

from .item_marks import Mark, MarkedItem, mark_of
from .tidy_runs import tidy
from .typed_numbers import Label, resolved, split_label

_TYPES: Final[dict[str, ListStyle]] = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
    "lower-alpha": "lower-alpha",
    "lower-latin": "lower-alpha",
    "upper-alpha": "upper-alpha",
    "upper-latin": "upper-alpha",
    "lower-roman": "lower-roman",
    "upper-roman": "upper-roman",
    "arabic-abjad": "arabic-abjad",
    "-moz-arabic-abjad": "arabic-abjad",
}
_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*?([a-z-]+)", re.IGNORECASE)
_WORD_LIST = re.compile(r"mso-list\s*:\s*l\d+\s+level(\d)", re.IGNORECASE)
_WORD_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_WORD_CLASS = re.compile(r"MsoList", re.IGNORECASE)
# Marks that nobody begins a sentence with: one line of them is an item already.
_SURE_BULLETS: Final = frozenset("•·▪▫◦●○■□►▶➢➤✓✔‣⁃\uf0b7\uf0a7")


class Numbers(NamedTuple):
    """How an ordered list is numbered."""

    style: ListStyle
    start: int


def numbers_of(tag: Tag) -> Numbers:
    """What a list says of its numbers."""
    named = str(tag.get("type") or "")
    if found := _STYLE.search(str(tag.get("style") or "")):
        named = found.group(1).lower()
    start = tag.get("start")
    number = int(start) if isinstance(start, str) and start.isdecimal() and len(start) < 6 else 1
    return Numbers(_TYPES.get(named, "decimal"), min(number, HIGHEST_START))


def ordered_list(tag: Tag, items: Sequence[Item], values: Sequence[int | None]) -> List:
    """An ordered list with the numbers that a browser shows; ``values`` are those of single items."""
    style, start = numbers_of(tag)
    if not any(values):
        return List(ordered=True, items=tuple(items), style=style, start=start)
    number, labelled = start, []
    for item, value in zip(items, values, strict=True):
        number = value if value is not None else number
        labelled.append(replace(item, label=f"{number}."))
        number += 1
    return List(ordered=True, items=tuple(labelled), style=style, start=start)


def word_item(tag: Tag, line: Sequence[Run]) -> MarkedItem | None:
    """The item that a paragraph is, which Word wrote as one of a list."""
    style = str(tag.get("style") or "")
    level = _WORD_LIST.search(style)
    listed = any(_WORD_CLASS.match(name) for name in tag.get_attribute_list("class") if name)
    if level is None and not listed:
        return None
    own = tag.find(lambda each: bool(_WORD_MARK.search(str(each.get("style") or ""))))
    runs = tidy(line)
    if not runs or all(run.bold for run in runs):
        # A heading that is numbered as a list.
        return None
    text = runs_text(runs)
    mark = mark_of(text)
    if isinstance(own, Tag):
        typed = " ".join(own.get_text().split())
        if typed and text.startswith(typed):
            mark = _word_mark(typed, text[len(typed) :].lstrip(" \u00a0"))
    if mark is None:
        return None
    kept = tidy(without_mark(runs, len(text) - len(mark.rest)))
    return MarkedItem(int(level.group(1)) if level else 1, mark, Item(runs=kept))


def _word_mark(typed: str, rest: str) -> Mark:
    label, _rest = split_label(f"{typed} x")
    if label is None and any(character.isalnum() for character in typed) and typed != "o":
        label = Label(text=typed, style="decimal", path=(1,), family="word")
    return Mark("" if label else typed, label, rest)


def marked_lines(lines: Sequence[Sequence[Run]]) -> list[Paragraph | MarkedItem] | None:
    """The items that begin lines of one paragraph, and the text before them; ``None`` if no line is one."""
    marks = [mark_of(runs_text(tidy(line))) for line in lines]
    sure = _sure(marks)
    if not any(sure):
        return None
    result: list[Paragraph | MarkedItem] = []
    held: list[Run] = []
    mark: Mark | None = None
    for line, own, is_item in zip(lines, marks, sure, strict=True):
        if is_item:
            result += _ended(held, mark)
            runs = tidy(line)
            held, mark = (
                list(without_mark(runs, len(runs_text(runs)) - len(own.rest if own else ""))),
                own,
            )
        else:
            held += line
    result += _ended(held, mark)
    return result


def _ended(held: Iterable[Run], mark: Mark | None) -> Iterator[Paragraph | MarkedItem]:
    if runs := tidy(held):
        yield Paragraph(runs=runs) if mark is None else MarkedItem(1, mark, Item(runs=runs))


def _sure(marks: Sequence[Mark | None]) -> list[bool]:
    """Which lines are items: sure bullets; other bullets, and numbers that go on, where two of a kind follow."""
    labels = resolved([mark.label if mark else None for mark in marks])
    result = [mark is not None and mark.bullet in _SURE_BULLETS for mark in marks]
    marked = [at for at, mark in enumerate(marks) if mark is not None]
    for before, at in pairwise(marked):
        one, two = marks[before], marks[at]
        first, second = labels[before], labels[at]
        if one is None or two is None:
            continue
        same = one.bullet and one.bullet == two.bullet
        goes_on = (
            first and second and first.family == second.family and second.number == first.number + 1
        )
        if same or goes_on:
            result[before] = result[at] = True
    return result


def without_mark(runs: Sequence[Run], length: int) -> Iterator[Run]:
    """The runs without so many characters at their start."""
    for run in runs:
        cut = min(length, len(run.text))
        length -= cut
        if rest := run.text[cut:]:
            yield run.with_part(rest)
