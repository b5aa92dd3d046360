"""A changed month is found in every naming; so is a changed number, however large or small."""

from __future__ import annotations

from itertools import permutations

import pytest

from policies.lexicon.folding import unaccented
from policies.lexicon.months import NAMINGS

from .test_detect import found

SENTENCES = {
    "fr": "Ce service ferme pour tous le {} sans autre avis.",
    "en": "This service closes for everybody on {} for good.",
    "ar": "تغلق هذه الخدمة أمام الجميع يوم {} نهائيا.",
}
DATES = ["15 {} 2026", "15 {}", "{} 2026"]


@pytest.mark.parametrize("accents", ["with accents", "without accents"])
@pytest.mark.parametrize("naming", NAMINGS)
def test_another_month_is_another_date_in_every_naming(naming: str, accents: str) -> None:
    sentence = SENTENCES[naming[:2]]
    names = NAMINGS[naming] if accents == "with accents" else map(unaccented, NAMINGS[naming])

    for at, pair in enumerate(permutations(names, 2)):
        date = DATES[0] if accents == "with accents" else DATES[at % 3]
        texts = [sentence.format(date.format(name)) for name in pair]
        kinds = [(each.kind, each.before != each.after) for each in found(naming[:2], *texts)]
        assert kinds == [("date", True)], texts


@pytest.mark.parametrize("naming", NAMINGS)
def test_the_same_month_in_another_naming_is_the_same_date(naming: str) -> None:
    language = naming[:2]
    for other in NAMINGS:
        if other.startswith(language):
            for pair in zip(NAMINGS[naming], NAMINGS[other], strict=True):
                texts = [SENTENCES[language].format(f"15 {name} 2026") for name in pair]
                assert found(language, *texts) == [], texts


def test_twin_names_of_a_month_are_one_date() -> None:
    sentence = SENTENCES["ar"]
    twin, single = sentence.format("15 آذار/مارس 2026"), sentence.format("15 مارس 2026")

    assert found("ar", twin, single) == []
    (finding,) = found("ar", twin, sentence.format("15 نيسان/أبريل 2026"))
    assert (finding.kind, finding.before, finding.after) == (
        "date",
        "15 آذار/مارس 2026",
        "15 نيسان/أبريل 2026",
    )


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("fr", "1 234 567,89 €", "1 234 567,99 €"),
        ("en", "0.125 %", "125 %"),
        ("en", "$1,234,567.25", "$1,234,567.75"),
        ("ar", "١٬٢٣٤٬٥٦٧٫٢٥ درهم", "١٬٢٣٤٬٥٦٧٫٧٥ درهم"),
    ],
)
def test_amounts_that_differ_in_any_digit_are_found(language: str, old: str, new: str) -> None:
    sentence = {
        "fr": "Le montant dû est de {} hors taxes.",
        "en": "The sum due is {} before tax.",
        "ar": "المبلغ المستحق هو {} قبل الضريبة.",
    }[language]

    (finding,) = found(language, sentence.format(old), sentence.format(new))

    assert (finding.kind, finding.before, finding.after) == ("amount", old, new)


def test_an_amount_is_the_same_with_and_without_last_zeros() -> None:
    assert found("fr", "Vous payez 10,50 € par mois.", "Vous payez 10,5 € par mois.") == []
    assert found("en", "You pay €1,000.00 a month.", "You pay €1,000 a month.") == []


def test_letters_of_a_persian_keyboard_are_the_same_letters() -> None:
    assert found("ar", "يجب عليكم أداء حق شركائنا.", "یجب علیکم أداء حق شرکائنا.") == []
