"""Figures: numbers and dates, however a language writes them, as one value each."""

from __future__ import annotations

import re

import pytest

from policies.lexicon.figures import NUMBER, in_digits
from policies.lexicon.folding import folded
from policies.lexicon.written_dates import dates_in


def numbers(written: str) -> list[str]:
    return [value for match in re.finditer(NUMBER, folded(written)) for value in in_digits(match[0])]


def dates(written: str) -> list[str]:
    return [date.value for date in dates_in(folded(written))]


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("1.234.567", ["1234567"]),
        ("1,234", ["1234"]),
        ("12.000", ["12000"]),
        ("1’234", ["1234"]),
        ("1\u202f000\u202f000", ["1000000"]),
        ("1,234.5", ["1234.5"]),
        ("1.234.567,89", ["1234567.89"]),
        ("1 234,50", ["1234.50"]),
        ("٢٬٥٠٠٫٧٥", ["2500.75"]),
        ("12,5", ["12.5"]),
        ("12.50", ["12.50"]),
        ("0,5", ["0.5"]),
        ("0.125", ["0.125"]),
        ("1234.567", ["1234.567"]),
        ("12,00 €", ["12"]),
        ("1,234.00", ["1234"]),
        ("12,0", ["12.0"]),
        ("12.000,000", ["12000.000"]),
        ("00", ["0"]),
        ("012", ["12"]),
    ],
)
def test_a_number_has_no_separators_but_a_decimal_point(written: str, values: list[str]) -> None:
    assert numbers(written) == values


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("09.08", ["9", "8"]),
        ("01,234", ["1", "234"]),
        ("1.2.3", ["1", "2", "3"]),
        ("1,234,5", ["1", "234", "5"]),
        ("123.456.78", ["123", "456", "78"]),
        ("0.123.456", ["0", "123", "456"]),
        ("1234,567,890", ["1234", "567", "890"]),
        ("10.20,30", ["10", "20", "30"]),
        ("1 000 12", ["1000", "12"]),
    ],
)
def test_what_is_no_number_in_groups_of_three_is_a_reference(written: str, values: list[str]) -> None:
    assert numbers(written) == values


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2026-3-1", "2026-03-01"),
        ("2026/03/01", "2026-03-01"),
        ("1.3.2026", "2026-03-01"),
        ("15-03-2026", "2026-03-15"),
        ("31 décembre 2025", "2025-12-31"),
        ("le 1er MARS 2026", "2026-03-01"),
        ("5 de mai 2026", "2026-05-05"),
        ("1st of May 2026", "2026-05-01"),
        ("Sept. 5, 2026", "2026-09-05"),
        ("March 22nd, 2026", "2026-03-22"),
        ("3 من مايو 2026", "2026-05-03"),
        ("15 ماي سنة 2026", "2026-05-15"),
        ("en mai 2026", "2026-05"),
        ("كانون الثاني 2026", "2026-01"),
        ("le 3 mai", "--05-03"),
        ("October 12", "--10-12"),
        ("فاتح مارس", "--03-01"),
    ],
)
def test_a_date_is_written_as_the_standard_writes_it(written: str, date: str) -> None:
    assert dates(written) == [date]


def test_every_date_of_a_text_counts_and_what_is_none_is_no_date() -> None:
    assert dates("13 mai 2026, puis 13 mai 2026, en mars 2027 et 12/2026") == [
        "2026-05-13",
        "2026-05-13",
        "2027-03",
    ]
