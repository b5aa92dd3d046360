"""Changes compared: what changed in one language alone is found, and a repair is not."""

from __future__ import annotations

import pytest

from policies.authoring.divergence.changes_compared import changes_compared
from policies.authoring.divergence.find import divergences
from policies.authoring.divergence.kinds import Kind

from .clauses import KEY, document

OLD = {
    "fr": "Nous pouvons partager ces données avec nos partenaires, sauf refus. Nous ne les vendons pas.",
    "en": "We may share this data with our partners, unless you refuse. We do not sell it.",
    "ar": "يجوز لنا مشاركة هذه البيانات مع شركائنا، إلا إذا رفضتم. ونحن لا نبيعها.",
}


@pytest.mark.parametrize(
    ("language", "before", "after", "aspect"),
    [
        ("fr", "pouvons", "devons", "obligation"),
        ("fr", "ne les vendons pas", "les vendons", "negation"),
        ("en", "our partners", "customers", "recipient"),
        ("en", ", unless you refuse", "", "condition"),
        ("ar", "لا نبيعها", "نبيعها", "negation"),
    ],
)
def test_a_change_of_one_language_alone_stops(
    language: str, before: str, after: str, aspect: str
) -> None:
    new = OLD | {language: OLD[language].replace(before, after)}

    found = [
        each for each in changes_compared(document(**OLD), document(**new)) if each.aspect == aspect
    ]

    assert found
    assert all(each.kind is Kind.CHANGE and each.key == str(KEY) for each in found)
    assert {bool(each.there) for each in found} == {language == "fr"}


def test_a_change_of_all_languages_is_none() -> None:
    new = {
        "fr": OLD["fr"].replace("ne les vendons pas", "les vendons"),
        "en": OLD["en"].replace("do not sell", "sell"),
        "ar": OLD["ar"].replace("لا نبيعها", "نبيعها"),
    }

    assert changes_compared(document(**OLD), document(**new)) == ()


def test_a_figure_that_is_mended_is_none() -> None:
    old = document(fr="Nous répondons sous 30 jours.", en="We answer within 20 days.")
    new = document(fr="Nous répondons sous 30 jours.", en="We answer within 30 days.")

    assert [each.kind for each in divergences(old)] == [Kind.PERIOD]
    assert divergences(new, old) == ()


def test_a_unit_that_the_other_language_does_not_say_is_found_by_its_change() -> None:
    old = document(fr="Interdit aux moins de 13 ans.", en="Not for children under 13.")
    new = document(fr="Interdit aux moins de 13 mois.", en="Not for children under 13.")

    assert divergences(new) == ()
    assert [each.kind for each in divergences(new, old)] == [Kind.CHANGE]
