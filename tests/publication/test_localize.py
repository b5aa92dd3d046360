"""Dates, counts and names of languages, as each language writes them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from policies.publication.localize import (
    active_language,
    grouped,
    how_long_ago,
    language_name,
    spoken_date,
)

NARROW_SPACE = "\u202f"
# In the Maghreb's custom Arabic has Latin digits and a full stop between thousands (CLDR, ar-MA).
WRITTEN = {
    "fr": {999: "999", 1240: f"1{NARROW_SPACE}240", 1234567: f"1{NARROW_SPACE}234{NARROW_SPACE}567"},
    "en": {999: "999", 1240: "1,240", 1234567: "1,234,567"},
    "ar": {999: "999", 1240: "1.240", 1234567: "1.234.567"},
}


@pytest.mark.parametrize("language", WRITTEN)
def test_thousands_are_set_apart_as_the_language_does(language: str) -> None:
    with translation.override(language):
        assert {count: grouped(count) for count in WRITTEN[language]} == WRITTEN[language]


@pytest.mark.parametrize(
    ("language", "day", "name"),
    [
        ("fr", "1er mars 2026", "arabe"),
        ("en", "1 March 2026", "Arabic"),
        ("en-gb", "1 March 2026", "Arabic"),
        ("ar", "1 مارس 2026", "العربية"),
        ("de", "1 March 2026", "Arabic"),
    ],
)
def test_words_are_of_the_active_language_or_english(language: str, day: str, name: str) -> None:
    with translation.override(language):
        assert (spoken_date(date(2026, 3, 1)), language_name("ar")) == (day, name)


def test_where_no_language_is_active_it_is_english() -> None:
    with translation.override(None):
        assert active_language() == "en"


@pytest.mark.parametrize(
    ("seconds", "language", "words"),
    [
        (5, "ar", "قبل دقيقة واحدة"),
        (120, "ar", "قبل دقيقتين"),
        (7200, "fr", "il y a 2 heures"),
        (-5, "en", "1 minute ago"),
    ],
)
def test_time_that_passed_is_counted_as_the_language_does(
    seconds: int, language: str, words: str
) -> None:
    with translation.override(language):
        assert how_long_ago(timezone.now() - timedelta(seconds=seconds)) == words
