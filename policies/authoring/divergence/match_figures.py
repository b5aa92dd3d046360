"""Which figures of two languages are the same figure, and what is left on either side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from policies.lexicon.measures import TIMES, lasts

from .counted_figures import Figure


@dataclass(slots=True, kw_only=True)
class Matched:
    """``pairs`` are figures of one value; ``missing`` and ``extra`` stand on one side only, ``repeated`` too, but their
    value stands in the other text all the same.
    """

    pairs: list[tuple[Figure, Figure]] = field(default_factory=list)
    missing: list[Figure] = field(default_factory=list)
    extra: list[Figure] = field(default_factory=list)
    repeated: list[Figure] = field(default_factory=list)


_Same = Callable[[Figure, Figure], bool]


def match(source: Iterable[Figure], translation: Iterable[Figure]) -> Matched:
    """Pairs what has one value, the most alike first; then what one side writes in parts or in another unit."""
    all_old, all_new = list(source), list(translation)
    old, new = list(all_old), list(all_new)
    result = Matched()
    for same in (_wholly, _alike, _compatible, _conflicting, _lasting, _dated, _valued):
        _pair(old, new, same, result.pairs)
    old, new = _in_parts(old, new, result.pairs)
    known_old, known_new = _known(all_old), _known(all_new)
    counting_old = [each for each in old if _counts(each, new)]
    counting_new = [each for each in new if _counts(each, old)]
    both = bool(counting_old and counting_new)
    for left, known, found in (
        (counting_old, known_new, result.missing),
        (counting_new, known_old, result.extra),
    ):
        for each in left:
            told_elsewhere = not known.isdisjoint(each.values)
            if told_elsewhere and (each.spelled or not both):
                result.repeated.append(each)
            else:
                found.append(each)
    return result


def _pair(old: list[Figure], new: list[Figure], same: _Same, pairs: list[tuple[Figure, Figure]]) -> None:
    for one in list(old):
        for other in new:
            if same(one, other):
                pairs.append((one, other))
                old.remove(one)
                new.remove(other)
                break


def _valued(one: Figure, other: Figure) -> bool:
    """A date is no number, whatever its digits."""
    return (one.sort == "date") == (other.sort == "date") and not set(one.values).isdisjoint(
        other.values
    )


def _wholly(one: Figure, other: Figure) -> bool:
    return one.passage == other.passage and _alike(one, other)


def _alike(one: Figure, other: Figure) -> bool:
    return (
        _valued(one, other)
        and one.unit == other.unit
        and one.qualifier == other.qualifier
        and (one.codes == other.codes or not one.codes.isdisjoint(other.codes))
    )


def _compatible(one: Figure, other: Figure) -> bool:
    return _conflicting(one, other) and not unit_apart(one, other) and not money_apart(one, other)


def _conflicting(one: Figure, other: Figure) -> bool:
    """Of one value; what may be no number at all is paired last."""
    return "weak" not in (one.strength, other.strength) and _valued(one, other)


def unit_apart(one: Figure, other: Figure) -> bool:
    """Whether two figures of one value count different things."""
    if "time" in (one.sort, other.sort) or not _valued(one, other):
        return False
    if one.unit == other.unit:
        return (one.qualifier == "working") != (other.qualifier == "working")
    return bool(one.unit and other.unit)


def money_apart(one: Figure, other: Figure) -> bool:
    return bool(one.codes and other.codes and one.codes.isdisjoint(other.codes))


def _lasting(one: Figure, other: Figure) -> bool:
    """One year and twelve months are one period."""
    if one.unit not in TIMES or other.unit not in TIMES or one.unit == other.unit:
        return False
    return any(
        (length := lasts(value, one.unit)) is not None and length == lasts(another, other.unit)
        for value in one.values
        for another in other.values
    )


def _dated(one: Figure, other: Figure) -> bool:
    """A day without its year, which the other language has: "on 1 and 30 September 2026"."""
    if one.sort != "date" or other.sort != "date":
        return False
    short, long = sorted((one.values[0], other.values[0]), key=lambda value: not value.startswith("-"))
    return short.startswith("--") and long[4:] == short[1:]


def _known(figures: Iterable[Figure]) -> set[str]:
    return {value for each in figures for value in (*each.values, *parts_of(each))}


def parts_of(figure: Figure) -> list[str]:
    """The numbers that a figure is made of: the day and the year of a date, both halves of "53.05"."""
    value = figure.values[0]
    if figure.sort == "date":
        year, *rest = value.replace("--", "0-", 1).split("-")
        day = rest[1:]
        return [part.lstrip("0") for part in (year, *day) if part.strip("0")]
    if "." in value and not figure.unit and not figure.codes:
        return [part.lstrip("0") or "0" for part in value.split(".")]
    return []


def _in_parts(
    old: list[Figure], new: list[Figure], pairs: list[tuple[Figure, Figure]]
) -> tuple[list[Figure], list[Figure]]:
    """What is left once a figure that is made of several has met those numbers on the other side."""
    for whole, others, first in ((old, new, True), (new, old, False)):
        for one in list(whole):
            parts = parts_of(one)
            found: list[Figure] = []
            for part in parts:
                other = next(
                    (each for each in others if part in each.values and each not in found), None
                )
                if other is not None:
                    found.append(other)
            if parts and len(found) == len(parts):
                whole.remove(one)
                for other in found:
                    others.remove(other)
                    pairs.append((one, other) if first else (other, one))
    return old, new


_ALWAYS: Final = "strong"


def _counts(figure: Figure, others: list[Figure]) -> bool:
    """Whether the absence of a figure is a finding, given what is left on the other side."""
    if figure.strength == _ALWAYS:
        return True
    if figure.strength == "weak":
        return figure.values[0].startswith("~") and any(
            each.values[0].startswith("~") for each in others
        )
    beside = [each for each in others if each.strength != "weak"]
    return any(
        (figure.unit and figure.unit == each.unit)
        or (figure.codes and not figure.codes.isdisjoint(each.codes))
        for each in beside
    )
