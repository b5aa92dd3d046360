"""Where a text writes digits that are more than a number: references, phones, times, enumerations."""

from __future__ import annotations

import re
from typing import Final

from policies.lexicon.arabic import PARTICLES

# Also what is left of an address that a template cut in two, and characters by their numbers.
ADDRESS: Final = re.compile(
    r"https?://[^\s<>«»()]+|www\.[^\s<>«»()]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\S)[^\s\d(]*/[a-z]{3,}/\S*|&#\d+;?"
)
ALWAYS: Final = re.compile(
    r"\b24 ?(?:h|heures)? ?(?:/|sur) ?24(?: ?h(?:eures)?)?|\b24 ?/ ?7\b|\b7 ?(?:j|jours)? ?(?:/|sur) ?7\b"
)
IBAN: Final = re.compile(r"\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,4})?\b")
PHONE: Final = re.compile(r"(?<![\w.,/])(?:\+ ?|00)?\(?\+?\d[\d ().\-/]{6,}\d\+?(?!\w)")
LABEL: Final = re.compile(r"^\s*\(?\d{1,2}(?:\.\d{1,2})*[.)°-]+(?=\s)|^\s*\d{1,2}(?:\.\d{1,2})+(?=\s)")
IN_BRACKETS: Final = re.compile(r"\(\s*(\d{1,2})\s*\)|(?<![\w(])(\d{1,2})\)(?=\s)|\[(\d{1,3})\]")

# What a number behind it names: a clause, a law, a decision.
_NAME: Final = r"(?:[a-z]{0,2}\.?-?\(?\d[\w.()/°-]*|[ivxlc]+(?:er|re|e)?\b)"
_NUMBER_WORD: Final = r"(?:[ -]*(?:n[°ºo]s?\.?|no?s?\.|numbers?|numéros?|num\.|رقم|ارقام|عدد))?"
_JOINT: Final = r"(?:,? (?:and|et|or|ou|to|à|au|through|و|الي|حتي|او|لغايه)|,| و|-|–|/)"
_KEYWORDS: Final = {
    "en": r"sections?|articles?|arts?\.|clauses?|paragraphs?|points?|annex(?:es)?|appendix|schedules?|parts?|chapters?|"
    r"recitals?|versions?|rules?|titles?|acts?|laws?|decrees?|dahirs?|regulations?|directives?|decisions?|orders?|"
    r"deliberations?|resolutions?|conventions?|iso|rfc|steps?|codes?|§+|nos?\.(?= ?\d)|n°",
    "fr": r"sections?|articles?|arts?\.|clauses?|paragraphes?|alinéas?|points?|annexes?|chapitres?|parties?|"
    r"considérants?|versions?|règles?|titres?|lois?|décrets?|dahirs?|règlements?|directives?|décisions?|arrêtés?|"
    r"délibérations?|conventions?|circulaires?|ordonnances?|iso|rfc|étapes?|codes?|§+|n[°ºo]s?(?= ?\d)",
    "ar": rf"{PARTICLES}(?:ماده|مواد|مادتين|مادتان|قسم|اقسام|بند|بنود|فقره|فقرات|نقطه|ملحق|ملاحق|فصل|فصول|باب|ابواب|قانون|"
    r"قوانين|ظهير|مرسوم|اصدار|نسخه|خطوه|لايحه|لوايح|توجيه|قرار|مقرر|مداوله|اتفاقيه|دوريه|منشور|حيثيه|رقم|عدد)",
}
REFERENCES: Final = {
    language: re.compile(
        rf"(?<!\w)(?:{words}){_NUMBER_WORD}[ -]*(?:\((?:eu|ue|ce|ec|no|n°)\) ?)?(?:n[°o] ?)?[«\"(]?"
        rf"(?P<names>{_NAME}(?:{_JOINT} ?{_NAME})*)"
    )
    for language, words in _KEYWORDS.items()
}
# "Article premier", «المادة الأولى»: words that a numeral in another language may match.
ROMAN_MARK: Final = re.compile(r"\(([ivx]{1,5})\)")
ROMAN: Final = re.compile(r"(?<![\w'-])[ivx]{1,5}(?:er|re|e)?(?![\w'-])")

TIMES: Final = {
    "en": re.compile(
        r"(?<![\d.,:])(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[ap])\.?m\b\.?|"
        r"(?<![\d.,:])(?P<hour2>\d{1,2}):(?P<minute2>[0-5]\d)(?!\d|:)"
    ),
    "fr": re.compile(
        r"(?<![\d.,:])(?P<hour>\d{1,2}) ?(?:h|heures?) ?(?P<minute>[0-5]\d)(?!\d)(?! ?(?:h|jours|%|/))(?P<half>)|"
        r"(?<![\d.,:])(?P<hour2>\d{1,2}):(?P<minute2>[0-5]\d)(?!\d|:)"
    ),
    "ar": re.compile(
        r"(?<![\d.,:])(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>صباحا|مساء?|زوالا|بعد الزوال|ظهرا|ليلا|ص|م)(?!\w)|"
        r"(?<![\d.,:])(?P<hour2>\d{1,2}):(?P<minute2>[0-5]\d)(?!\d|:)"
    ),
}
AFTERNOON: Final = frozenset({"p", "مسا", "مساء", "زوالا", "بعد الزوال", "م"})

# How much a word behind a number makes of it, and what it says alone: thousands, not how many.
POWERS: Final = {
    "en": {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "m": 6, "k": 3, "bn": 9},
    "fr": {
        "m": 6,
        "k": 3,
        "cents": 2,
        "mille": 3,
        "million": 6,
        "millions": 6,
        "milliard": 9,
        "milliards": 9,
        "md": 9,
        "mds": 9,
    },
    "ar": {
        "الف": 3,
        "الفا": 3,
        "الاف": 3,
        "مليون": 6,
        "مليونا": 6,
        "ملايين": 6,
        "مليار": 9,
        "مليارا": 9,
        "مليارات": 9,
    },
}
INDEFINITE: Final = {
    "en": {"hundreds": 2, "thousands": 3, "millions": 6, "billions": 9},
    "fr": {"centaines": 2, "milliers": 3, "millions": 6, "milliards": 9},
    "ar": {"ميات": 2, "الاف": 3, "ملايين": 6, "مليارات": 9},
}
# About so many: a number that another language may write exactly.
ABOUT: Final = {
    "dozen": 12,
    "fortnight": 14,
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
    "millier": 1000,
}
# Numerals that are words of another sense too: new; you are not.
ALSO_WORDS: Final = frozenset({"neuf", "ست"})
