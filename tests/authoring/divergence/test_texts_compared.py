"""Texts compared: what says the same is silent, and what does not is found with both values."""

from __future__ import annotations

import re
from itertools import combinations, permutations

import pytest

from policies.authoring.divergence.kinds import Kind
from policies.authoring.divergence.texts_compared import texts_compared

from .clauses import clause, compared, stopping
from .same_clauses import SAME

LANGUAGES = ("fr", "en", "ar")


@pytest.mark.parametrize("texts", SAME, ids=lambda texts: texts[1][:40])
def test_what_says_the_same_stops_no_release(texts: tuple[str, str, str]) -> None:
    written = dict(zip(LANGUAGES, texts, strict=True))

    for source, language in combinations(LANGUAGES, 2):
        assert stopping((source, written[source]), (language, written[language])) == []


def test_nearly_every_changed_digit_is_found() -> None:
    """Not: marks of an enumeration, names in another script, prefixes of phones, a value that is said again."""
    changed = found = 0
    for texts in SAME:
        written = dict(zip(LANGUAGES, texts, strict=True))
        for one, other in permutations(LANGUAGES, 2):
            for digits in re.finditer(r"\d+", written[one]):
                more = str(int(digits[0]) + 1).zfill(len(digits[0]))
                text = written[one][: digits.start()] + more + written[one][digits.end() :]
                changed += 1
                found += bool(stopping((one, text), (other, written[other])))

    assert found / changed > 0.92


@pytest.mark.parametrize(
    ("source", "translation", "found"),
    [
        (("fr", "sous 30 jours"), ("en", "within 30 months"), ("unit", "30 jours", "30 months")),
        (("fr", "sous 30 jours ouvrables"), ("en", "within 30 days"), ("unit", "30 jours ouvrables", "30 days")),
        (("en", "two years"), ("ar", "لمدة ثلاث سنوات"), ("period", "two years", "ثلاث سنوات")),
        (("fr", "un mois"), ("ar", "خلال شهرين"), ("period", "un mois", "شهرين")),
        (("fr", "500 dirhams"), ("en", "500 euros"), ("currency", "500 dirhams", "500 euros")),
        (("fr", "500 $ CA"), ("en", "500"), ("currency", "500 $", "500")),
        (("en", "US$10,000"), ("fr", "1 000 USD"), ("amount", "US$10,000", "1 000 USD")),
        (("fr", "5 %"), ("ar", "6 في المائة"), ("amount", "5 %", "6 في المائة")),
        (("fr", "la loi n° 09-08"), ("ar", "القانون رقم 09.09"), ("reference", "09-08", "09.09")),
        (("en", "Article 11"), ("fr", "l’article 12"), ("reference", "11", "12")),
        (("fr", "trente (30) jours"), ("en", "thirty (40) days"), ("number", "", "40")),
        (("fr", "le 3 mai 2026"), ("ar", "في 4 ماي 2026"), ("date", "3 mai 2026", "4 ماي 2026")),
        (("fr", "à 17 h 30"), ("en", "at 5:30 a.m."), ("time", "17 h 30", "5:30 a.m.")),
        (("fr", "trois cookies"), ("en", "four cookies"), ("number", "trois", "four")),
        (("en", "thousands of people"), ("fr", "des millions de gens"), ("number", "thousands", "millions")),
        (("fr", "AES-256"), ("en", "AES-128"), ("reference", "aes 256", "aes 128")),
        (("fr", "+212 537 57 11 24"), ("ar", "0537571125"), ("contact", "+212 537 57 11 24", "0537571125")),
        (("fr", "au Maroc"), ("en", "in Spain"), ("country", "Maroc", "Spain")),
        (("fr", "hors de l’EEE"), ("en", "abroad"), ("country", "EEE", "")),
        (("fr", "a@atlas.ma"), ("en", "b@atlas.ma"), ("mail", "a@atlas.ma", "b@atlas.ma")),
        (
            ("fr", "[ici](https://www.atlas.ma/fr/droits)"),
            ("en", "[here](https://atlas.net/en/droits)"),
            ("host", "atlas.ma", "atlas.net"),
        ),
        (
            ("fr", "[ici](https://atlas.ma/droits)"),
            ("en", "[here](https://atlas.ma/en/terms)"),
            ("path", "https://atlas.ma/droits", "https://atlas.ma/en/terms"),
        ),
        (("fr", "- un nom\n- une ville"), ("en", "- a name"), ("items", "2", "1")),
    ],
)  # fmt: skip
def test_what_differs_is_found_with_both_values(
    source: tuple[str, str], translation: tuple[str, str], found: tuple[str, str, str]
) -> None:
    assert found in stopping(source, translation)


@pytest.mark.parametrize(
    ("kind", "source", "translation"),
    [
        (Kind.DUTY, ("fr", "Vous devez accepter."), ("en", "You may accept.")),
        (Kind.NEGATION, ("fr", "Nous ne vendons pas ces données."), ("en", "We sell this data.")),
        (Kind.NAME, ("fr", "Firefox envoie un rapport."), ("ar", "يرسل Yahoo تقريرا.")),
        (Kind.SENTENCES, ("fr", "Un. Deux mots."), ("en", "One and two words.")),
        (Kind.EXCHANGED, ("fr", "Noms : 3 ans. Villes : 5 ans."), ("en", "Names: 5 years. Cities: 3 years.")),
        (Kind.REPEATED, ("fr", "sous 30 jours, puis 30 jours"), ("en", "within 30 days")),
    ],
)  # fmt: skip
def test_hints_stop_nothing(kind: Kind, source: tuple[str, str], translation: tuple[str, str]) -> None:
    found = compared(source, translation)

    assert kind in {each.kind for each in found}
    assert not any(each.stops for each in found)


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        (("fr", "Prévenez-nous avant qu’il ne parte."), ("en", "Tell us before he leaves.")),
        (("ar", "لا يزال الحساب مفتوحا."), ("en", "The account is still open.")),
        (("en", "No longer than a week."), ("fr", "Une semaine au plus.")),
        (("ar", "لا نجمع إلا الضروري."), ("en", "We collect only what is necessary.")),
        (("fr", "Ni vous ni nous n’y pouvons rien."), ("en", "Neither you nor we can help it.")),
        (("en", "Unauthorised access"), ("ar", "الولوج غير المصرح به")),
    ],
)
def test_words_that_only_look_like_a_negation_are_none(
    source: tuple[str, str], translation: tuple[str, str]
) -> None:
    assert Kind.NEGATION not in {each.kind for each in compared(source, translation)}


def test_pages_may_be_named_in_the_language_of_their_address() -> None:
    source = ("fr", "[ici](https://atlas.ma/fr/mentions/legales)")

    assert stopping(source, ("en", "[here](https://atlas.ma/en/legal/notice)")) == []
    assert stopping(source, ("en", "[here](https://atlas.ma/en/legal)")) != []


def test_a_copy_that_nobody_translated_has_no_divergence() -> None:
    assert compared(("fr", "We keep it for ten years."), ("en", "We keep it for ten years.")) == ()


def test_a_text_that_is_missing_has_no_divergence() -> None:
    assert texts_compared(clause("fr", "30 jours"), clause("en", "")) == ()
    assert texts_compared(clause("fr", ""), clause("en", "30 days")) == ()
