"""How the three languages write units of time, currencies, months and numbers that count nothing; folded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policies.comparison.arabic import PARTICLES


def either(forms: Iterable[str]) -> str:
    """An expression for any of these, the longest first."""
    return "|".join(sorted(forms, key=len, reverse=True))


def _counted(forms: str, start: int, step: int = 1) -> dict[str, int]:
    """The forms of consecutive numbers, separated by spaces."""
    return {form: step * number for number, form in enumerate(forms.split(), start)}


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
        "second": "ثاني(?:ه|تين)|ثوان[يى]?",
        "minute": "دقيقه|دقا[يئ]ق",
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

# Periods without a numeral: Arabic's dual, and the bare singular after a preposition.
DUALS: Final[dict[str, list[tuple[str, str]]]] = {
    "en": [
        (rf"(?:a|per|each) {unit}(?! of\b)", f"1 {unit}")
        for unit in ("hour", "day", "week", "month", "year")
    ]
    + [("once(?= (?:a|an|per|every|each) )", "1 time"), ("twice", "2 time")],
    "fr": [
        (rf"(?:par|chaque) (?:{forms})", f"1 {unit}")
        for unit, forms in (
            ("hour", "heure"),
            ("day", "jour"),
            ("week", "semaine"),
            ("month", "mois"),
            ("year", "an"),
        )
    ],
    "ar": [
        (rf"{PARTICLES}يوم(?:ان|ين)", "2 day"),
        (rf"{PARTICLES}اسبوع(?:ان|ين)", "2 week"),
        (rf"{PARTICLES}شهر(?:ان|ين)", "2 month"),
        (rf"{PARTICLES}(?:سنت|عام)(?:ان|ين)", "2 year"),
        (rf"{PARTICLES}ساعت(?:ان|ين)", "2 hour"),
        (r"مرت(?:ان|ين)", "2 time"),
        (r"(?<=خلال )شهرا?(?! \d)|(?<=لمده )شهرا?(?! \d)|(?<=بعد )شهرا?(?! \d)", "1 month"),
        (r"(?<=خلال )(?:سنه|عاما?)|(?<=لمده )(?:سنه|عاما?)|(?<=بعد )(?:سنه|عاما?)", "1 year"),
        (r"(?<=خلال )اسبوعا?|(?<=لمده )اسبوعا?|(?<=بعد )اسبوعا?", "1 week"),
        (r"(?<=خلال )يوما?|(?<=لمده )يوما?|(?<=بعد )يوما?", "1 day"),
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

MONTHS: Final[dict[str, dict[str, int]]] = {
    "en": _counted(
        r"jan(?:uary|\.)? feb(?:ruary|\.)? mar(?:ch|\.)? apr(?:il|\.)? may june? july? aug(?:ust|\.)? "
        r"sept?(?:ember|\.)? oct(?:ober|\.)? nov(?:ember|\.)? dec(?:ember|\.)?",
        1,
    ),
    "fr": _counted(
        r"janv(?:ier|\.) févr(?:ier|\.) mars avr(?:il|\.) mai juin juil(?:let|\.) août sept(?:embre|\.) "
        r"oct(?:obre|\.) nov(?:embre|\.) déc(?:embre|\.)",
        1,
    ),
    # In the Maghreb's, Egypt's and the Levant's names.
    "ar": _counted(
        "يناير|جانفي فبراير|فيفري|شباط مارس|اذار ابريل|افريل|نيسان مايو|ماي|ايار يونيو|يونيه|جوان|حزيران "
        "يوليو|يوليه|يوليوز|جويليه|تموز اغسطس|غشت|اوت|اب سبتمبر|شتنبر|ايلول اكتوبر "
        "نوفمبر|نونبر ديسمبر|دجنبر",
        1,
    ),
}

# Numbers that name a clause, a law, a version or an edition.
_NAME = r"(?:[a-z]?\(?\d[\w.()/-]*|[ivxlc]+\b)"
_AFTER = rf"(?:[ -]*(?:n[°o]\.?|no\.|رقم))?[ -]*[(«\"]?{_NAME}"
_MORE = rf"(?:(?:, ?| and | et | or | ou | to | à |-| و ?| الي ){_NAME})*"
# A sentence that dates the text itself, and one that holds an address: what counts there is no news.
DATED: Final = (
    r"^\W*(?:last (?:updated|modified|revised|changed)|updated|effective|version|date[ds]?|(?:dernière )?mise à jour|"
    r"(?:date d'|prend )effet|(?:entrée )?en vigueur|(?:اخر )?(?:تحديث|تعديل)|تاريخ|ساري|[يت]سري|اعتبارا من|lundi|mardi|mercredi|jeudi|"
    r"vendredi|samedi|dimanche|\w+day)\b"
)
# “This notice takes effect on …”: the text and its date, in a sentence that says no more.
_THE_TEXT = (
    r"(?:this|these|la présente|les présentes|cette|ces|هذه|هذا) (?:\w+ ){0,2}?(?:version|edition|notice|policy|statement|"
    r"agreement|terms|document|politique|conditions|charte|avis|(?:ال)?(?:نسخه|سياسه|اتفاقيه|شروط|وثيقه|بيان|اشعار))"
)
_TAKES_EFFECT = (
    r"(?:effective|effect|force|updated|revised|vigueur|effet|à jour|[يت]سري|ساري(?:ه)?|نافذ(?:ه)?)"
)
DATES_THE_TEXT: Final = rf"\b{_THE_TEXT}\b.*\b{_TAKES_EFFECT}\b|\b{_TAKES_EFFECT}\b.*\b{_THE_TEXT}\b"
ADDRESS: Final = (
    r"\b\d{5}\b|#|\b(?:tel|fax|phone|téléphone|tél|street|st|road|floor|avenue|ave|suite|rue|boulevard|bd|étage|"
    r"هاتف|الهاتف|فاكس|الفاكس|شارع|الطابق|طابق)\b"
)
REFERENCES: Final[dict[str, str]] = {
    "en": rf"(?:\b(?:sections?|articles?|art\.|clauses?|paragraphs?|points?|annex|appendix|schedule|part|chapter|"
    rf"recital|version|rule|title|act|law|iso|rfc|step)|§+|\bno\.|©){_AFTER}{_MORE}",
    "fr": rf"(?:\b(?:sections?|articles?|art\.|clauses?|paragraphes?|points?|annexes?|chapitres?|partie|"
    rf"considérant|version|règle|titre|loi|décret|dahir|iso|rfc|étape)|§+|n°|©){_AFTER}{_MORE}",
    "ar": rf"(?:\b{PARTICLES}(?:ماده|مواد|قسم|بند|فقره|نقطه|ملحق|فصل|باب|قانون|ظهير|مرسوم|اصدار|نسخه|خطوه)|"
    rf"رقم|©){_AFTER}{_MORE}",
}
