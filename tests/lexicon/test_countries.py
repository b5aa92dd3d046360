"""Countries are found by their names, with what Arabic writes before them."""

from __future__ import annotations

import pytest

from policies.lexicon.countries import countries
from policies.lexicon.folding import folded


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("fr", "Elles vont du Maroc aux États-Unis d’Amérique.", ["MA", "US"]),
        ("en", "From the U.S.A. to the UK and to Côte d’Ivoire.", ["US", "GB", "CI"]),
        ("ar", "تنقل من المغرب إلى فرنسا وبريطانيا.", ["MA", "FR", "GB"]),
        ("ar", "تخزن للمغرب وبالجزائر.", ["MA", "DZ"]),
        ("ar", "قرار مالي، وقطر الدائرة.", []),
        ("en", "A Frenchman and his Chinaware.", []),
    ],
)
def test_each_country_that_a_text_names_is_found(language: str, text: str, codes: list[str]) -> None:
    assert [code for code, _start, _end in countries(folded(text), language)] == codes


def test_a_country_is_found_where_it_stands() -> None:
    text = folded("La loi du Maroc.")

    assert [text[start:end] for _code, start, end in countries(text, "fr")] == ["maroc"]
