"""A divergence in words: both languages, both values and the repair."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from policies.authoring.divergence.divergence_words import divergence_words, repair_words
from policies.authoring.divergence.kinds import Divergence, Kind


def found(kind: Kind, there: str = "", here: str = "", aspect: str = "") -> Divergence:
    return Divergence(kind=kind, source="fr", language="en", there=there, here=here, aspect=aspect)


@pytest.mark.parametrize(
    ("divergence", "words"),
    [
        (found(Kind.UNIT, "30 jours", "30 months"), "French says 30 jours, English says 30 months."),
        (found(Kind.COUNTRY, "Maroc"), "Maroc is in French and not in English."),
        (found(Kind.COUNTRY, "", "Spain"), "Spain is in English and not in French."),
        (found(Kind.ITEMS, "1200", "3", "items"), "Items: 1,200 in French, 3 in English."),
        (
            found(Kind.CHANGE, "peut → doit", "", "obligation"),
            "What must or may be done: changed in French (peut → doit), not in English.",
        ),
        (found(Kind.VARIANT, "processor", "vendor"), "English says vendor instead of processor."),
        (found(Kind.REPEATED, "30 jours"), "30 jours is said more often in French than in English."),
    ],
)
def test_the_sentence_names_both_languages_and_both_values(divergence: Divergence, words: str) -> None:
    with override("en"):
        assert divergence_words(divergence).replace("\u2068", "").replace("\u2069", "") == words


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_repair_in_every_language(kind: Kind) -> None:
    said = set()
    for language in ("en", "fr", "ar"):
        with override(language):
            said.add(repair_words(found(kind)))

    assert len(said) == 3
