"""Dates in the words of each language."""

from __future__ import annotations

from datetime import date

import pytest

from policies.document.dates import long_date


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
