"""Units beside numbers, in their inflections."""

from __future__ import annotations

import pytest

from policies.lexicon.folding import folded
from policies.lexicon.measures import lasts, measure_at, measure_before, unnumbered


@pytest.mark.parametrize(
    ("language", "text", "unit", "qualifier"),
    [
        ("fr", " derniers jours", "day", ""),
        ("fr", " jours ouvrables", "day", "working"),
        ("en", " business days", "day", "working"),
        ("en", " (30) days", "day", ""),
        ("ar", " يوم عمل", "day", "working"),
        ("ar", " شهرا", "month", ""),
        ("fr", " Mo", "megabyte", ""),
        ("en", " MB", "megabyte", ""),
        ("ar", " في المائة", "percent", ""),
    ],
)
def test_a_unit_stands_behind_its_number(language: str, text: str, unit: str, qualifier: str) -> None:
    measure = measure_at(folded(text), 0, language)

    assert measure is not None
    assert (measure.unit, measure.qualifier) == (unit, qualifier)


def test_what_is_no_unit_is_none() -> None:
    assert measure_at(" to 20", 0, "en") is None


def test_an_arabic_unit_may_stand_before_its_number() -> None:
    text = folded("خلال السنوات الثلاث")

    assert measure_before(text, text.index("ثلاث")) == "year"
    assert measure_before("مقابل ثلاث", 6) == ""


@pytest.mark.parametrize(
    ("language", "text", "period"),
    [
        ("ar", "شهرين", (2, "month")),
        ("en", "within a year", (1, "year")),
        ("fr", "chaque semaine", (1, "week")),
        ("ar", "سنويا", (1, "year")),
    ],
)
def test_a_period_may_have_no_number(language: str, text: str, period: tuple[int, str]) -> None:
    assert [found[:2] for found in unnumbered(folded(text), language)] == [period]


def test_only_what_converts_exactly_is_as_long() -> None:
    assert lasts("12", "month") == lasts("1", "year")
    assert lasts("24", "hour") == lasts("1", "day")
    assert lasts("30", "day") != lasts("1", "month")
    assert lasts("3", "percent") is None
