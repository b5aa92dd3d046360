"""Every name of a month is known, whatever the country, the accents and the length of the name."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from babel import Locale, localedata

from policies.lexicon.folding import folded, unaccented
from policies.lexicon.months import NAMINGS
from policies.lexicon.written_dates import dates_in

LOCALES = [
    name
    for name in localedata.locale_identifiers()
    if name.split("_")[0] in ("ar", "fr", "en") and not {"Shaw", "Dsrt"} & {*name.split("_")}
]
# The point of an abbreviation may be missing, and so may accents and hamzas.
FORMS = {
    "as it is": str,
    "without points": lambda name: name.rstrip("."),
    "in capitals": str.upper,
    "without accents": unaccented,
}


def dates(text: str) -> list[str]:
    return [date.value for date in dates_in(folded(text))]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("naming", NAMINGS)
def test_each_name_makes_the_same_date_as_its_number(naming: str, form: str) -> None:
    for number, name in enumerate(NAMINGS[naming], start=1):
        written = FORMS[form](name)
        for text, date in (
            (f"15 {written} 2026", f"2026-{number:02}-15"),
            (f"({written} 2026)", f"2026-{number:02}"),
            (f"15 {written}", f"--{number:02}-15"),
            (f"15\u00a0{written}\u202f2026.", f"2026-{number:02}-15"),
        ):
            assert dates(text) == [date], text


@pytest.mark.parametrize("other", NAMINGS)
@pytest.mark.parametrize("naming", NAMINGS)
def test_two_months_are_two_dates_and_one_month_in_two_namings_is_one(naming: str, other: str) -> None:
    for (number, one), (second, two) in product(enumerate(NAMINGS[naming]), enumerate(NAMINGS[other])):
        found = [dates(f"15 {name} 2026") for name in (one, two)]
        assert (found[0] == found[1]) == (number == second), (one, two)


@pytest.mark.parametrize("naming", [name for name in NAMINGS if name.startswith("ar")])
def test_twin_names_of_one_month_are_one_date(naming: str) -> None:
    for twins in permutations([naming, "ar Levant, Iraq"]):
        for number, (one, two) in enumerate(zip(*map(NAMINGS.get, twins), strict=True), start=1):
            for text in (f"15 {one}/{two} 2026", f"15 {one} / {two} 2026", f"15 {one} ({two}) 2026"):
                assert dates(text) == [f"2026-{number:02}-15"], text


@pytest.mark.parametrize("name", LOCALES)
def test_each_name_of_the_standard_is_known(name: str) -> None:
    months = Locale.parse(name).months
    for context, width in product(("format", "stand-alone"), ("wide", "abbreviated")):
        for number, month in months[context][width].items():
            assert dates(f"15 {month} 2026") == [f"2026-{number:02}-15"], month
