"""Countries that a text speaks of without naming them."""

from __future__ import annotations

import pytest

from policies.lexicon.folding import folded_text
from policies.lexicon.nationalities import spoken_of


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("fr", "le droit marocain", {"MA"}),
        ("en", "Moroccan law and the US", {"MA", "US"}),
        ("ar", "القانون المغربي والفرنسي", {"MA", "FR"}),
        ("en", "tell us and use it", set()),
        ("fr", "il a eu un contact", set()),
    ],
)
def test_a_country_is_spoken_of_by_an_adjective(language: str, text: str, codes: set[str]) -> None:
    assert spoken_of(folded_text(text), language) == codes
