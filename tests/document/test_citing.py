"""Addresses of clauses as people say them."""

from __future__ import annotations

import pytest

from policies.document.citing import places


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ("5.2", "5.2"),
        ("5.2.", "5.2"),
        ("A.", "A"),
        ("(a)", "a"),
        ("Article 5", "Article-5"),
        ("2 bis", "2-bis"),
        ("٥٫٢", "5.2"),
        ("المادة ١٢", "المادة-12"),
        ("", ""),
        ("main", ""),
        ("x" * 60, ""),
    ],
)
def test_place_is_the_visible_number(label: str, place: str) -> None:
    assert places([label]) == [place]


def test_number_that_two_clauses_have_names_neither() -> None:
    assert places(["1.", "2.", "1", "3."]) == ["", "2", "", "3"]
