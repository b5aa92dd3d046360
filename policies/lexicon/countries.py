"""Countries, by the names that CLDR gives them: where data is, and whose law applies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale

from .arabic import PARTICLES
from .folding import either, folded

# What people write beside CLDR's names.
_ALSO = {
    "en": {
        **dict.fromkeys(("usa", "u.s.a.", "united states of america"), "US"),
        **dict.fromkeys(("uk", "u.k.", "great britain"), "GB"),
        **dict.fromkeys(("czech republic", "the czech republic"), "CZ"),
        "burma": "MM",
        "myanmar": "MM",
        "hong kong": "HK",
        "ivory coast": "CI",
        "palestine": "PS",
        "the netherlands": "NL",
        "holland": "NL",
        "russian federation": "RU",
        "viet nam": "VN",
    },
    "fr": {
        **dict.fromkeys(("usa", "états-unis d'amérique", "etats-unis", "états unis"), "US"),
        "grande-bretagne": "GB",
        "république tchèque": "CZ",
        "hollande": "NL",
        "vietnam": "VN",
        "birmanie": "MM",
        "myanmar": "MM",
        "hong kong": "HK",
        "palestine": "PS",
        "emirats arabes unis": "AE",
        "egypte": "EG",
        "fédération de russie": "RU",
    },
    "ar": {
        "امريكا": "US",
        "بريطانيا": "GB",
        "المملكه المغربيه": "MA",
        "السعوديه": "SA",
        "الامارات": "AE",
        "هونغ كونغ": "HK",
        "ميانمار": "MM",
        "فلسطين": "PS",
        "جمهوريه التشيك": "CZ",
        "كوت ديفوار": "CI",
    },
}
# Names that are ordinary words too: financial, a diameter.
_WORDS = frozenset({"مالي", "قطر"})


@cache
def _named(language: str) -> dict[str, str]:
    """Folded name: code. Of “Myanmar (Burma)” and “Hong Kong SAR China” only the plain names are taken."""
    names = Locale(language).territories.items()
    found = {folded(name): code for code, name in names if code.isalpha() and "(" not in name}
    return {name: code for name, code in found.items() if name not in _WORDS} | _ALSO[language]


@cache
def _expression(language: str) -> re.Pattern[str]:
    names = _named(language)
    if language != "ar":
        return re.compile(rf"(?<!\w)(?P<name>{either(map(re.escape, names))})(?!\w)")
    # «المغرب» is written «للمغرب» and «بالمغرب» too; without its article it is another word.
    definite = (name.removeprefix("ال") for name in names if name.startswith("ال"))
    others = (name for name in names if not name.startswith("ال"))
    return re.compile(
        rf"(?<!\w)(?:[وف]?(?:[بكل]?ال|لل)(?P<definite>{either(map(re.escape, definite))})"
        rf"|{PARTICLES}(?P<name>{either(map(re.escape, others))}))(?!\w)"
    )


def countries(text: str, language: str) -> Iterator[tuple[str, int, int]]:
    """The ISO 3166 code of each country that a folded text of this language names, where it begins and ends."""
    for match in _expression(language).finditer(text):
        name = match["name"] or f"ال{match['definite']}"
        yield _named(language)[name], *match.span()
