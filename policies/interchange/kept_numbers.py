"""Numbers as they were typed: computed where that gives every one of them back, kept as labels where it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from policies.document.numbering import numbers_of
from policies.document.shape import Numbering

from .readers.typed_numbers import Label

# Of so many clauses one may have a label of its own, such as ``2 bis``, before all numbers stay as they were typed.
_ONE_LABEL_IN = 5


class Typed(NamedTuple):
    """A clause in one language: its level, the number that was typed, whether it has a heading."""

    level: int
    label: Label | None
    headed: bool


def chosen_numbering(texts: Mapping[str, Sequence[Typed]], base: str) -> tuple[Numbering, int]:
    """The numbering that gives all texts the numbers typed in them, and how many it changes all the same.

    Computed numbers are chosen where every heading was numbered, and the numbers of the ``base`` language come out
    as they were typed, but for single labels among them.
    """
    typed = [each for each in texts[base] if each.headed]
    if not any(each.label for each in typed):
        return "none", 0
    choices: tuple[Numbering, ...] = ("decimal", "outline")
    if all(each.label for text in texts.values() for each in text if each.headed):
        kept = {choice: len(labels_for(texts[base], choice)) for choice in choices}
        best = min(choices, key=kept.__getitem__)
        if kept[best] * _ONE_LABEL_IN <= len(typed):
            return best, 0
    outer = [each.label for each in typed if each.label is not None and each.level == 1]
    if len(outer) > 2 and {label.text for label in outer} == {"1."}:
        # A list whose every item says "1." is numbered by who shows it, as Markdown is: it was never shown so.
        return "decimal", len(outer) - 1
    return "none", 0


def labels_for(text: Sequence[Typed], numbering: Numbering) -> dict[int, str]:
    """The labels, by place, that a text needs so that each typed number is shown: few, or all."""
    levels = [each.level if each.headed else None for each in text]
    labels: dict[int, str] = {}
    computed = numbers_of(levels, numbering)
    for place, each in enumerate(text):
        if each.label is None or not each.headed or _same(each.label.shown, computed[place]):
            continue
        labels[place] = each.label.shown
        # A label is not counted: the numbers after it are others.
        computed = numbers_of(levels, numbering, [labels.get(at, "") for at in range(len(text))])
    return labels


def _same(typed: str, computed: str) -> bool:
    """Whether readers see one number: ``2.1.`` is ``2.1``, ``2)`` is not ``2.``"""
    return typed.rstrip(".") == computed.rstrip(".")
