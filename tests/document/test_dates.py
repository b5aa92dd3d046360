"""Dates in the words of each language."""

from __future__ import annotations

import re
from datetime import date

import pytest

from policies.document.dates import long_date, months_in
from policies.publication.country_names import country_choices


@pytest.mark.parametrize(
    ("day", "language", "expected"),
    [
        (date(2026, 11, 2), "fr", "2 novembre 2026"),
        (date(2026, 3, 1), "fr", "1er mars 2026"),
        (date(2026, 3, 11), "fr", "11 mars 2026"),
        (date(2026, 3, 1), "en", "1 March 2026"),
        (date(2026, 11, 2), "ar", "2 نوفمبر 2026"),
    ],
)
def test_date_is_written_as_the_language_writes_it(day: date, language: str, expected: str) -> None:
    assert long_date(day, language) == expected


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("MA", ["يناير", "ماي", "يوليوز", "غشت", "شتنبر", "نونبر", "دجنبر"]),
        ("DZ", ["جانفي", "ماي", "جويلية", "أوت", "سبتمبر", "نوفمبر", "ديسمبر"]),
        ("TN", ["جانفي", "ماي", "جويلية", "أوت", "سبتمبر", "نوفمبر", "ديسمبر"]),
        ("EG", ["يناير", "مايو", "يوليو", "أغسطس", "سبتمبر", "نوفمبر", "ديسمبر"]),
        ("SA", ["يناير", "مايو", "يوليو", "أغسطس", "سبتمبر", "نوفمبر", "ديسمبر"]),
        ("AE", ["يناير", "مايو", "يوليو", "أغسطس", "سبتمبر", "نوفمبر", "ديسمبر"]),
        ("LB", ["كانون الثاني", "أيار", "تموز", "آب", "أيلول", "تشرين الثاني", "كانون الأول"]),
        # Neither a country nor one that CLDR knows no Arabic of.
        ("", ["يناير", "مايو", "يوليو", "أغسطس", "سبتمبر", "نوفمبر", "ديسمبر"]),
        ("FR", ["يناير", "مايو", "يوليو", "أغسطس", "سبتمبر", "نوفمبر", "ديسمبر"]),
    ],
)
def test_arabic_date_has_the_months_of_the_country(country: str, expected: list[str]) -> None:
    days = [date(2026, month, 2) for month in (1, 5, 7, 8, 9, 11, 12)]

    assert [long_date(day, "ar", country) for day in days] == [f"2 {month} 2026" for month in expected]
    assert all(
        dict(months_in("ar", country))[day.month] in long_date(day, "ar", country) for day in days
    )


def test_every_country_writes_arabic_dates_in_latin_digits_and_french_ones_as_everywhere() -> None:
    day = date(2026, 11, 12)
    for country, _name in country_choices():
        assert re.fullmatch(r"12 [^\W\d]+(?: [^\W\d]+)? 2026", long_date(day, "ar", country)), country
        assert long_date(day, "fr", country) == "12 novembre 2026"


def test_countries_are_those_of_the_standard() -> None:
    codes = [code for code, _name in country_choices()]

    assert len(codes) == len(set(codes)) == 249
    assert {"MA", "DZ", "TN", "EG", "SA", "AE", "LB", "FR", "US"} <= set(codes)
