"""Figures: numbers and dates, however a language writes them, as one value each."""

from __future__ import annotations

import pytest

from policies.lexicon.figures import figures_of


@pytest.mark.parametrize(
    ("written", "numbers"),
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
def test_a_number_has_no_separators_but_a_decimal_point(written: str, numbers: list[str]) -> None:
    assert [*figures_of(written).numbers.elements()] == numbers


@pytest.mark.parametrize(
    ("written", "numbers"),
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
def test_what_is_no_number_in_groups_of_three_is_a_reference(written: str, numbers: list[str]) -> None:
    assert [*figures_of(written).numbers.elements()] == numbers


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
    found = figures_of(written)

    assert (dict(found.dates), dict(found.numbers)) == ({date: 1}, {})


def test_every_date_of_a_text_counts_and_what_is_none_is_numbers() -> None:
    found = figures_of("13 mai 2026, puis 13 mai 2026, en mars 2027 et 12/2026")

    assert found.dates == {"2026-05-13": 2, "2027-03": 1}
    assert found.numbers == {"12": 1, "2026": 1}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("(1) le nom (2) la ville (3) l’âge", []),
        ("1) le nom 2) la ville", []),
        ("(1) a (2) b, puis (1) c (2) d", []),
        ("(1) a et (2) b sous 30 jours", ["30"]),
        ("(1) le nom", ["1"]),
        ("(2) a (3) b", ["2", "3"]),
        ("(1) a (3) b", ["1", "3"]),
        ("(1) a (2) b (2) c", ["1", "2", "2"]),
        ("les articles 9(1) et 9(2) de la loi", ["9", "1", "9", "2"]),
    ],
)
def test_marks_of_an_enumeration_are_no_numbers(text: str, numbers: list[str]) -> None:
    assert sorted(figures_of(text).numbers.elements()) == sorted(numbers)


@pytest.mark.parametrize(
    ("text", "words", "sure"),
    [
        ("le premier et la seconde", {"1": 1, "2": 1}, set()),
        ("the third", {"3": 1}, set()),
        ("وشهرين", {"2": 1}, set()),
        ("deux fois", {"2": 1}, set()),
        ("trois fois et trois mois", {"3": 2}, {"3"}),
        ("vingt-quatre heures", {"24": 1}, {"24"}),
        ("vos données", {}, set()),
    ],
)
def test_numbers_in_words_are_surely_numbers_from_three_on(
    text: str, words: dict[str, int], sure: set[str]
) -> None:
    found = figures_of(text)

    assert (dict(found.words), found.spelled, dict(found.numbers)) == (words, sure, {})
