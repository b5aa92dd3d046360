"""Units of time and money in French, English and Arabic: expressions over a folded text, by what they mean."""

from __future__ import annotations

from typing import Final

from .arabic import PARTICLES

UNITS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "second": "seconds?",
        "minute": "minutes?",
        "hour": "hours?|hrs?|h",
        "day": "days?",
        "week": "weeks?",
        "month": "months?",
        "quarter": "quarters?",
        "year": "years?",
    },
    "fr": {
        "second": "secondes?",
        "minute": "minutes?",
        "hour": "heures?|h",
        "day": "jours?|journées?",
        "week": "semaines?",
        "month": "mois",
        "quarter": "trimestres?",
        "year": "ans?|années?",
    },
    "ar": {
        "second": "ثاني(?:ه|تين)|ثواني?",
        "minute": "دقيقه|دقايق",
        "hour": "ساع(?:ه|ات)",
        "day": "يوما?|ايام",
        "week": "اسبوعا?|اسابيع",
        "month": "شهرا?|اشهر|شهور",
        "year": "سنه|سن(?:وات|ين)|عاما?|اعوام",
    },
}

QUALIFIERS: Final[dict[str, dict[str, str]]] = {
    "en": {"working": "working|business", "calendar": "calendar|consecutive"},
    "fr": {"working": "ouvr(?:és?|ables?)", "calendar": "calendaires?|francs?|consécutifs?"},
    "ar": {"working": "عمل", "calendar": "تقويمي(?:ه|ا)?"},
}

# Two of a unit in one Arabic word: what stands before the ending of the dual.
_DUALS = {
    "يوم": "day",
    "اسبوع": "week",
    "شهر": "month",
    "سنت": "year",
    "عام": "year",
    "ساعت": "hour",
}
# Folded word: unit.
DUALS: Final = {f"{stem}{ending}": unit for stem, unit in _DUALS.items() for ending in ("ان", "ين")}

_REPEATED = ("hour", "day", "week", "month", "year")
# Periods without a numeral, and their value.
PERIODS: Final[dict[str, list[tuple[str, str]]]] = {
    "en": [
        *((rf"(?:a|per|each) {unit}(?! of\b)", f"1 {unit}") for unit in _REPEATED),
        ("once(?= (?:a|an|per|every|each) )", "1 time"),
        ("twice", "2 time"),
    ],
    "fr": [
        (rf"(?:par|chaque) {form}", f"1 {unit}")
        for unit, form in zip(_REPEATED, ("heure", "jour", "semaine", "mois", "an"), strict=True)
    ],
    "ar": [
        *((rf"{PARTICLES}{form}", f"2 {unit}") for form, unit in DUALS.items()),
        (r"مرت(?:ان|ين)", "2 time"),
        *(
            (rf"(?:(?<=خلال )|(?<=لمده )|(?<=بعد ))(?:{forms})(?! \d)", f"1 {unit}")
            for unit, forms in {
                "day": "يوما?",
                "week": "اسبوعا?",
                "month": "شهرا?",
                "year": "سنه|عاما?",
            }.items()
        ),
    ],
}

CURRENCIES: Final[dict[str, str]] = {
    "percent": "%|per ?cent|pour cent|في الما?يه|بالما?يه|ب الما?يه",
    "eur": "€|eur|euros?|يورو",
    "usd": r"us ?\$|\$|usd|(?:us )?dollars?|دولارا?(?: امريكي)?",
    "gbp": "£|gbp|pounds?|livres? sterling",
    "mad": r"mad|dhs?|dirhams?|درهما?|دراهم|د\.م",
    "tnd": "tnd|dinars?|دينارا?|دنانير",
    "chf": "chf|francs? suisses?",
}
