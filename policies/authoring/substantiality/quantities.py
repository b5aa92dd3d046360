"""Numbers that count: amounts, periods, dates, ages; not those of clauses, laws, phones and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from policies.lexicon.arabic import PARTICLES
from policies.lexicon.figures import NUMBER, in_digits
from policies.lexicon.folding import either
from policies.lexicon.numerals import NO_NUMERAL, NUMERALS, numbers_in
from policies.lexicon.units import CURRENCIES, PERIODS, QUALIFIERS, UNITS
from policies.lexicon.written_dates import dates_in

from .findings import Kind, Term

# What holds digits and counts nothing: addresses, phones, numbers with strokes, labels of clauses and items.
_NO_NUMBER = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+\d[\d ().-]{5,}\d|\b0\d(?:[ .-]?\d\d){4}\b"
    r"|\b\d+/\d+(?:/\w+)?\b(?!/)|(?:(?<=\n)|\A)\s*\(?(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,4}|[a-z])[.)]+(?=\s)"
    r"|\b[a-z]+-?\d[\w-]*|\b(?:iphone|ipad|ios|android|windows|macos) \d[\d.]*\+?|\b\d+(?:\.\d+){2,}\b"
)
# Numbers that name a clause, a law, a version or an edition.
_NAME = r"(?:[a-z]?\(?\d[\w.()/-]*|[ivxlc]+\b)"
_AFTER = rf"(?:[ -]*(?:n[°o]\.?|no\.|رقم))?[ -]*[(«\"]?{_NAME}"
_MORE = rf"(?:(?:, ?| and | et | or | ou | to | à |-| و ?| الي ){_NAME})*"
_REFERENCES = {
    "en": rf"(?:\b(?:sections?|articles?|art\.|clauses?|paragraphs?|points?|annex|appendix|schedule|part|chapter|"
    rf"recital|version|rule|title|act|law|iso|rfc|step)|§+|\bno\.|©){_AFTER}{_MORE}",
    "fr": rf"(?:\b(?:sections?|articles?|art\.|clauses?|paragraphes?|points?|annexes?|chapitres?|partie|"
    rf"considérant|version|règle|titre|loi|décret|dahir|iso|rfc|étape)|§+|n°|©){_AFTER}{_MORE}",
    "ar": rf"(?:\b{PARTICLES}(?:ماده|مواد|قسم|بند|فقره|نقطه|ملحق|فصل|باب|قانون|ظهير|مرسوم|اصدار|نسخه|خطوه)|"
    rf"رقم|©){_AFTER}{_MORE}",
}

# A sentence that dates the text itself, and one that holds an address: what counts there is no news.
_DATED = re.compile(
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
_DATES_THE_TEXT = re.compile(
    rf"\b{_THE_TEXT}\b.*\b{_TAKES_EFFECT}\b|\b{_TAKES_EFFECT}\b.*\b{_THE_TEXT}\b"
)
_ADDRESS = re.compile(
    r"\b\d{5}\b|#|\b(?:tel|fax|phone|téléphone|tél|street|st|road|floor|avenue|ave|suite|rue|boulevard|bd|étage|"
    r"هاتف|الهاتف|فاكس|الفاكس|شارع|الطابق|طابق)\b"
)
# A date of its own, or one with a label of so few words, is the text's own date.
_LABEL_WORDS = 4
# A sentence of more words says something else besides when the text takes effect.
_DATING_WORDS = 9
# A lone letter, as in “date d’effet”, is no word of a label, nor is another date in digits.
_DATE_WORDS = re.compile(r"\w{2,}")
_DATE_IN_DIGITS = re.compile(r"\b\d+[/.-]\d+[/.-]\d+\b")
# “Alpha” and “Meta”, unless a unit makes them a thousand and two hundred.
_NO_COUNT = ("الفا", "ميتا")


@cache
class _Grammar:
    def __init__(self, language: str) -> None:
        self.numerals = NUMERALS[language]
        self.units = UNITS[language]
        self.qualifiers = QUALIFIERS[language]
        word = either(self.numerals)
        joint = {"en": "[ -](?:and[ -])?", "fr": "[ -](?:et[ -])?", "ar": " (?:و ?)?(?:ال)?"}[language]
        first = rf"(?!{NO_NUMERAL}\b){PARTICLES}" if language == "ar" else ""
        number = rf"(?:{NUMBER}|\b{first}(?:{word})(?:{joint}(?:{word}))*\b)"
        units, qualifiers, money = (
            "|".join(forms.values()) for forms in (self.units, self.qualifiers, CURRENCIES)
        )
        self.period = re.compile(
            rf"(?P<number>{number})(?:[ -]*\((?P<again>{number})\))?[ -]*(?:(?P<before>{qualifiers})[ -])?"
            rf"(?P<unit>{units})\b(?: (?P<after>{qualifiers})\b)?"
        )
        # “شهرين (2)” says its number again.
        self.values = [value for _forms, value in PERIODS[language]]
        self.unnumbered = re.compile(
            "|".join(rf"(\b(?:{forms})\b(?: \({value[0]}\))?)" for forms, value in PERIODS[language])
        )
        self.amount = re.compile(
            rf"(?<!\w)(?:(?P<before>{money}) ?)?(?P<number>{number})(?: ?(?P<after>{money})(?!\w))?"
        )
        self.uncounted = (re.compile(_REFERENCES[language]), _NO_NUMBER)

    def value_of(self, number: str) -> str:
        """The number in digits: “1 000”, “1,000” and “one thousand” are 1000, “10,50” is 10.5."""
        if not number[0].isdigit():
            return " ".join(map(str, numbers_in(number, self.numerals)))
        return " ".join(
            each.rstrip("0").rstrip(".") if "." in each else each for each in in_digits(number)
        )


def quantities(text: str, language: str) -> Iterator[Term]:
    """What counts in a folded text; each digit in one quantity at most."""
    grammar = _Grammar(language)
    rest = text
    for date in dates_in(text):
        rest = rest[: date.start] + "\x00" * (date.end - date.start) + rest[date.end :]
        yield Term(Kind.DATE, date.value, date.start, date.end)
    for pattern in grammar.uncounted:
        rest = pattern.sub(_blank, rest)
    for match in grammar.period.finditer(rest):
        number = grammar.value_of(match["again"] or match["number"])
        said = [number, *_around(match, grammar.qualifiers), _meaning(grammar.units, match["unit"])]
        yield Term(Kind.PERIOD, " ".join(said), *match.span())
    rest = grammar.period.sub(_blank, rest)
    for match in grammar.unnumbered.finditer(rest):
        yield Term(Kind.PERIOD, grammar.values[(match.lastindex or 0) - 1], *match.span())
    rest = grammar.unnumbered.sub(_blank, rest)
    for match in grammar.amount.finditer(rest):
        number, money = grammar.value_of(match["number"]), _around(match, CURRENCIES)
        if money:
            yield Term(Kind.AMOUNT, " ".join([number, *money]), *match.span())
        elif (
            number and match["number"] not in _NO_COUNT and (number != "1" or match["number"].isdigit())
        ):
            # A lone “one”, “un”, “une” counts nothing.
            yield Term(Kind.NUMBER, number, *match.span())


def _blank(match: re.Match[str]) -> str:
    return "\x00" * len(match[0])


def _around(match: re.Match[str], forms: Mapping[str, str]) -> list[str]:
    """What the words before and after a number mean, each meaning once."""
    return sorted({_meaning(forms, match[side]) for side in ("before", "after") if match[side]})


def _meaning(forms: Mapping[str, str], said: str) -> str:
    return next(meaning for meaning, form in forms.items() if re.fullmatch(form, said))


def dates_itself(sentence: str, start: int, end: int) -> bool:
    """Whether the date in a folded sentence is that of the text: “Last updated: 3 May 2026”."""
    rest = _DATE_WORDS.findall(_DATE_IN_DIGITS.sub(" ", sentence[:start] + " " + sentence[end:]))
    if not rest or (len(rest) <= _LABEL_WORDS and _DATED.search(sentence)):
        return True
    return len(rest) <= _DATING_WORDS and _DATES_THE_TEXT.search(sentence) is not None


def is_own_date(sentence: str) -> bool:
    """Whether a folded sentence is nothing but the date of the text."""
    return any(dates_itself(sentence, date.start, date.end) for date in dates_in(sentence))


def is_address(sentence: str) -> bool:
    """Whether a folded sentence holds a street, a postcode or a phone, whose numbers count nothing."""
    return _ADDRESS.search(sentence) is not None
