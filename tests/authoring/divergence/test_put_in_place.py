"""The repair as words: what of the source is written in a translation, where it is certain and stands once."""

from __future__ import annotations

import pytest

from policies.authoring.divergence.kinds import Divergence, Kind
from policies.authoring.divergence.put_in_place import put_in_place

from .clauses import clause, compared


def repaired(french: str, language: str, text: str, country: str = "MA") -> str:
    """The text with its first finding repaired; empty where no words are offered."""
    [found, *_others] = compared(("fr", french), (language, text))
    instead = put_in_place(found, clause(language, text).text, country)
    return text.replace(found.here, instead) if instead else ""


@pytest.mark.parametrize(
    ("french", "language", "text", "mended"),
    [
        ("Sous 30 jours.", "en", "Within 30 months.", "Within 30 days."),
        ("Sous 30 jours.", "ar", "خلال 45 يومًا.", "خلال 30 يومًا."),
        ("Sous 5 jours.", "ar", "خلال 5 أشهر.", "خلال 5 أيام."),
        ("Le 3 août 2026.", "ar", "في 4 غشت 2026.", "في 3 غشت 2026."),
        ("Le 3 août 2026.", "en", "On 3 July 2026.", "On 3 August 2026."),
        ("Frais : 12 000 DH.", "en", "Fee: MAD 2,000.", "Fee: MAD 12,000."),
        ("Un taux de 50 %.", "en", "A rate of 60%.", "A rate of 50%."),
        ("Écrivez à a@b.example.", "en", "Write to c@b.example.", "Write to a@b.example."),
    ],
)
def test_value_of_the_source_is_written_as_the_language_writes_it(
    french: str, language: str, text: str, mended: str
) -> None:
    assert repaired(french, language, text) == mended


@pytest.mark.parametrize(
    ("french", "language", "text"),
    [
        ("Sous 30 jours ouvrables.", "en", "Within 30 days."),  # no unit says it
        ("Sous 2 jours.", "ar", "خلال 3 أشهر."),  # a dual has a case
        ("Sous 30 jours.", "en", "We answer."),  # nowhere to write it
    ],
)
def test_nothing_is_offered_where_a_person_has_to_see_to_it(
    french: str, language: str, text: str
) -> None:
    assert repaired(french, language, text) == ""


def test_words_that_stand_twice_have_no_place() -> None:
    found = Divergence(kind=Kind.UNIT, source="fr", language="en", there="30 jours", here="30 months")
    assert put_in_place(found, "30 months, and again 30 months") == ""


def test_term_is_written_for_its_forbidden_variant() -> None:
    found = Divergence(kind=Kind.VARIANT, source="fr", language="en", there="processor", here="vendor")
    assert put_in_place(found, "Our vendor keeps it.") == "processor"
