"""What stands beside a number and says of what it is: units of time, data and length, and the percent.

Expressions over a folded text, by language. A unit is found behind the number, with a few words between
("14 derniers jours"), in Arabic also before a numeral («السنوات الثلاث»).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from .arabic import PARTICLES
from .numerals import NUMERALS
from .units import CURRENCIES, DUALS, QUALIFIERS, UNITS

# In any language, as in tables and beside Latin names.
_COMMON: Final = {
    "byte": "bytes?|octets?|بايت",
    "kilobyte": "kb|kib|kilobytes?|kilo-?octets?|كيلو ?بايت",
    "megabyte": "mb|mib|megabytes?|méga-?octets?|مي[غج]ا ?بايت",
    "gigabyte": "gb|gib|gigabytes?|giga-?octets?|[جغ]ي[غج]ا ?بايت",
    "terabyte": "tb|tib|terabytes?|téra-?octets?|تي?را ?بايت",
    "metre": "met(?:er|re)s?|mètres?|متر(?:ا|ات)?|امتار",
    "kilometre": "km|kilomet(?:er|re)s?|kilomètres?|كيلو ?متر(?:ا|ات)?|كلم",
    "percent": CURRENCIES["percent"],
}
_TIMES: Final = {
    "en": {
        "decade": "decades?",
        "century": "centur(?:y|ies)",
        "minute": "mins?",
        "second": "secs?",
        "year": "yrs?|year-olds?",
    },
    "fr": {
        "day": "j",
        "minute": "mn|min",
        "second": "s",
        "semester": "semestres?",
        "decade": "décennies?",
        "kilobyte": "ko|kio",
        "megabyte": "mo|mio",
        "gigabyte": "go|gio",
        "terabyte": "to|tio",
    },
    "ar": {
        "quarter": "فصول|ارباع سنه|ربع سنه",
        "week": "اسبوعيا?",
        "semester": "نصف سنه",
        "decade": "عقدا?|عقود",
        "hour": "ساعه",
    },
}
_BETWEEN: Final = {
    "en": "more|full|additional|further|consecutive|business|working|calendar|whole|civil",
    "fr": "derni(?:er|ère)s?|premi(?:er|ère)s?|prochaine?s?|pleine?s?|autres|nouveaux|nouvelles|ouvr(?:é|able)s?|longues",
    "ar": "من",
}
_EXACT: Final = {
    "second": ("second", 1),
    "minute": ("second", 60),
    "hour": ("second", 3600),
    "day": ("second", 86400),
    "week": ("second", 604800),
    "month": ("month", 1),
    "quarter": ("month", 3),
    "semester": ("month", 6),
    "year": ("month", 12),
    "decade": ("month", 120),
}
TIMES: Final = frozenset(_EXACT) | {"century"}


class Measure(NamedTuple):
    """``unit`` in one name for all languages; ``qualifier`` says which days count; ``end`` of it in the text."""

    unit: str
    qualifier: str
    end: int


@cache
def _behind(language: str) -> re.Pattern[str]:
    forms: dict[str, list[str]] = {}
    for group in (UNITS[language], _TIMES[language], _COMMON):
        for unit, form in group.items():
            forms.setdefault(unit, []).append(form)
    units = "|".join(rf"(?P<{unit}>{'|'.join(form)})" for unit, form in forms.items())
    qualifiers = "|".join(QUALIFIERS[language].values())
    before = "(?:ال)?" if language == "ar" else ""
    return re.compile(
        rf"(?P<again>[ -]*\(\d[\d., ]*\))?[ -]*(?P<first>(?:(?:{_BETWEEN[language]}|{qualifiers})[ -]+){{0,2}}){before}"
        rf"(?:{units})(?!\w)(?: (?P<after>{'(?:ال)?' if language == 'ar' else ''}(?:{qualifiers}))(?!\w))?"
    )


def measure_at(text: str, at: int, language: str) -> Measure | None:
    """The unit that follows a number which ends at this place."""
    match = _behind(language).match(text, at)
    if match is None:
        return None
    unit = next(
        name
        for name, said in match.groupdict().items()
        if said and name not in ("first", "after", "again")
    )
    around = f"{match['first'] or ''} {match['after'] or ''}"
    found = (
        name
        for name, forms in QUALIFIERS[language].items()
        if re.search(rf"(?<!\w)(?:ال)?(?:{forms})(?!\w)", around)
    )
    return Measure(unit, next(found, "") if unit == "day" else "", match.end())


_ARABIC_UNITS: Final = "|".join(rf"(?P<{unit}>{form})" for unit, form in UNITS["ar"].items())
_BEFORE: Final = re.compile(rf"(?<!\w){PARTICLES}(?:{_ARABIC_UNITS}) (?:ال)?$")


def measure_before(text: str, at: int) -> str:
    """The unit in front of an Arabic number that begins at this place, as in «السنوات الثلاث»; empty if none."""
    match = _BEFORE.search(text, max(0, at - 20), at)
    return (match.lastgroup or "") if match else ""


# Once in each: words before the unit, and adverbs.
_ONE: Final = {
    "en": r"(?<!\w)(?:(?:within|for|after|of|in|during|least|than) an?|per|each|every|once an?) (?P<unit>{units})(?!\w)",
    "fr": r"(?<!\w)(?:par|chaque) (?P<unit>{units})(?!\w)",
    "ar": r"(?:(?<=خلال )|(?<=لمده )|(?<=بعد )|(?<=اجل )|(?<=مده )|(?<=كل )|(?<=من )|(?<=قبل ))(?P<unit>{units})(?! \d)(?! (?:{numerals}))(?!\w)",
}
_ADVERBS: Final = {
    "en": {
        "day": "daily",
        "week": "weekly",
        "month": "monthly",
        "quarter": "quarterly",
        "year": "annual(?:ly)?|yearly",
    },
    "fr": {
        "day": "quotidien(?:ne)?s?|quotidiennement|journali(?:er|ère)s?",
        "week": "hebdomadaires?",
        "month": "mensuel(?:le)?s?|mensuellement",
        "quarter": "trimestriel(?:le)?s?|trimestriellement",
        "year": "annuel(?:le)?s?|annuellement",
    },
    "ar": {
        "day": "(?:ال)?يومي(?:ه|ا)?",
        "week": "(?:ال)?اسبوعي(?:ه|ا)?",
        "month": "(?:ال)?شهري(?:ه|ا)?",
        "year": "(?:ال)?سنوي(?:ه|ا)?",
    },
}


@cache
def _single(language: str) -> re.Pattern[str]:
    units = "|".join(UNITS[language].values())
    return re.compile(_ONE[language].format(units=units, numerals="|".join(NUMERALS["ar"])))


@cache
def _adverb(language: str) -> re.Pattern[str]:
    units = "|".join(rf"(?P<{unit}>{form})" for unit, form in _ADVERBS[language].items())
    return re.compile(rf"(?<!\w)(?:{units})(?!\w)")


_DUAL: Final = re.compile(rf"(?<!\w)[وف]?[بلك]?(?:ال)?(?P<dual>{'|'.join(DUALS)})(?!\w)")


def unnumbered(text: str, language: str) -> list[tuple[int, str, int, int]]:
    """Periods whose number is in the word or not said, «شهرين», "within a month": value, unit, and the place."""
    found = []
    if language == "ar":
        found = [(2, DUALS[match["dual"]], *match.span()) for match in _DUAL.finditer(text)]
    for match in _single(language).finditer(text):
        unit = next(
            (unit for unit, form in UNITS[language].items() if re.fullmatch(form, match["unit"])), ""
        )
        found.append((1, unit, *match.span()))
    for match in _adverb(language).finditer(text):
        found.append((1, match.lastgroup or "", *match.span()))
    return found


def lasts(value: str, unit: str) -> tuple[str, float] | None:
    """How long a period is, in the only units that convert exactly: seconds or months."""
    if unit not in _EXACT or not re.fullmatch(r"\d+(?:\.\d+)?", value):
        return None
    base, factor = _EXACT[unit]
    return base, float(value) * factor
