"""Currencies by code, sign and name, in three languages."""

from __future__ import annotations

import pytest

from policies.lexicon.currencies import money_in
from policies.lexicon.folding import folded_text


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("en", "US$10", "USD"),
        ("en", "MAD 10", "MAD"),
        ("en", "ten pounds sterling", "GBP"),
        ("fr", "10 dirhams marocains", "MAD"),
        ("fr", "10 francs suisses", "CHF"),
        ("fr", "10 €", "EUR"),
        ("ar", "10 دراهم مغربية", "MAD"),
        ("ar", "10 دولارات أمريكية", "USD"),
        ("ar", "10 دنانير تونسية", "TND"),
    ],
)
def test_a_currency_is_known_by_its_full_name(language: str, text: str, code: str) -> None:
    assert [money.codes for money in money_in(folded_text(text), language)] == [{code}]


@pytest.mark.parametrize(
    ("language", "text", "some"),
    [
        ("en", "10 dollars", {"USD", "CAD"}),
        ("fr", "10 DH", {"MAD", "AED"}),
        ("ar", "10 دينار", {"TND", "DZD"}),
    ],
)
def test_a_name_of_several_may_be_any_of_them(language: str, text: str, some: set[str]) -> None:
    (money,) = money_in(folded_text(text), language)

    assert some <= money.codes


@pytest.mark.parametrize(
    ("language", "text"), [("en", "all of them try"), ("ar", "بين 10 و20"), ("en", "one account")]
)
def test_ordinary_words_are_no_currency(language: str, text: str) -> None:
    assert money_in(folded_text(text), language) == []
