"""Numbers are computed from levels."""

from __future__ import annotations

import pytest

from policies.document.numbering import letters, numbers_of, roman
from policies.document.shape import Numbering


@pytest.mark.parametrize(
    ("levels", "numbering", "expected"),
    [
        ([1, 2, 2, 1, 2], "decimal", ["1.", "1.1", "1.2", "2.", "2.1"]),
        ([1, 2, 3, 3, 2], "outline", ["1.", "A.", "(i)", "(ii)", "B."]),
        ([1, 2, 1], "none", ["", "", ""]),
        ([None, 1, 1], "decimal", ["", "1.", "2."]),
        ([1, 3, 2, 3], "decimal", ["1.", "1.1", "1.2", "1.2.1"]),
        ([3, 1], "decimal", ["1.", "2."]),
        ([], "decimal", []),
    ],
)
def test_numbers_follow_the_levels(
    levels: list[int | None], numbering: Numbering, expected: list[str]
) -> None:
    assert numbers_of(levels, numbering) == expected


def test_letters_go_on_after_z() -> None:
    assert [letters(n) for n in (1, 26, 27, 52, 53)] == ["A", "Z", "AA", "AZ", "BA"]


def test_roman_numerals() -> None:
    assert [roman(n) for n in (1, 4, 9, 14, 40)] == ["i", "iv", "ix", "xiv", "xl"]
