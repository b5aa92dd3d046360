"""Numbers that count: amounts, periods, dates, ages; not those of clauses, laws, phones and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from policies.comparison.arabic import FIRST_OF_MONTH, PARTICLES
from policies.comparison.spelled import NO_NUMERAL, NUMERALS, numbers_in

from .measures import (
    ADDRESS,
    CURRENCIES,
    DATED,
    DATES_THE_TEXT,
    DUALS,
    MONTHS,
    QUALIFIERS,
    REFERENCES,
    UNITS,
    either,
)

Span = tuple[int, int]
Quantity = tuple[str, str, Span]  # kind, value, where

_DIGITS = r"\d{1,3}(?:[ .,']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_GROUPED = re.compile(r"[ .,'](?=\d{3}(?:\D|$))")
# What holds digits and counts nothing: addresses, phones, numbers with strokes, labels of clauses and items.
_NO_NUMBER = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+\d[\d ().-]{5,}\d|\b0\d(?:[ .-]?\d\d){4}\b"
    r"|\b\d+/\d+(?:/\w+)?\b(?!/)|(?:(?<=\n)|\A)\s*\(?(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,4}|[a-z])[.)]+(?=\s)"
    r"|\b[a-z]+-?\d[\w-]*|\b(?:iphone|ipad|ios|android|windows|macos) \d[\d.]*\+?|\b\d+(?:\.\d+){2,}\b"
)
# “Alpha” and “Meta”, unless a unit makes them a thousand and two hundred.
_NO_COUNT = ("الفا", "ميتا")
_DATED, _DATES_THE_TEXT, _ADDRESS = map(re.compile, (DATED, DATES_THE_TEXT, ADDRESS))
# A date of its own, or one with a label of so few words, is the text's own date.
_LABEL_WORDS = 4
# A sentence of more words says something else besides when the text takes effect.
_DATING_WORDS = 9
# Of a date that says no year; a leap year, for the 29th of February.
_EVERY_YEAR = 4
# A lone letter, as in “date d’effet”, is no word of a label.
_DATE_WORDS = re.compile(r"\w{2,}")
_DATE_NUMERIC = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b|\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")


class _Grammar:
    """The expressions of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.months = MONTHS[language]
        word = either(NUMERALS[language])
        joint = {"en": "[ -](?:and[ -])?", "fr": "[ -](?:et[ -])?", "ar": " (?:و ?)?(?:ال)?"}[language]
        first = rf"(?!{NO_NUMERAL}\b){PARTICLES}" if language == "ar" else ""
        spelled = rf"\b{first}(?:{word})(?:{joint}(?:{word}))*\b"
        number = rf"(?:{_DIGITS}|{spelled})"
        units = "|".join(f"(?P<{unit}>{forms})" for unit, forms in UNITS[language].items())
        qualifier = "|".join(
            f"(?P<{name}{{at}}>{forms})" for name, forms in QUALIFIERS[language].items()
        )
        self.period = re.compile(
            rf"(?P<number>{number})(?:[ -]*\((?P<again>{number})\))?[ -]*(?:(?:{qualifier.format(at=1)})[ -])?"
            rf"(?:{units})\b(?: (?:{qualifier.format(at=2)})\b)?"
        )
        # “شهرين (2)” says its number again.
        self.duals = [
            (re.compile(rf"\b(?:{forms})\b(?: \({value[0]}\))?"), value)
            for forms, value in DUALS[language]
        ]
        money = "|".join(f"(?P<{name}>{forms})" for name, forms in CURRENCIES.items())
        before = "|".join(f"(?P<{name}_>{forms})" for name, forms in CURRENCIES.items())
        self.amount = re.compile(
            rf"(?<!\w)(?:(?:{before}) ?)?(?P<number>{number})(?: ?(?:{money})(?!\w))?"
        )
        month = either(self.months)
        self.date = re.compile(
            rf"\b(?P<day>\d{{1,2}}|{FIRST_OF_MONTH})(?:er|st|nd|rd|th)? (?:of |من )?(?P<month>{month})(?!\w)(?:,? (?P<year>\d{{4}})\b)?"
            rf"|\b(?P<month2>{month}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year2>\d{{4}})\b)?"
        )
        self.reference = re.compile(REFERENCES[language])

    def value_of(self, number: str) -> str:
        """The number in digits: “1 000”, “1,000” and “one thousand” are 1000."""
        if number[0].isdigit():
            plain = _GROUPED.sub("", number).replace(",", ".")
            return f"{float(plain):g}" if "." in plain else plain.lstrip("0") or "0"
        return " ".join(map(str, numbers_in(number, NUMERALS[self.language])))


_GRAMMARS = {language: _Grammar(language) for language in NUMERALS}


def quantities(text: str, language: str) -> Iterator[Quantity]:
    """What counts in a folded text; each digit in one quantity at most."""
    grammar = _GRAMMARS[language]
    rest = text
    for find in (_dates, _skipped, _periods, _amounts):
        found = list(find(rest, grammar))
        for kind, value, (start, end) in found:
            rest = rest[:start] + "\x00" * (end - start) + rest[end:]
            if kind:
                yield kind, value, (start, end)


def _dates(text: str, grammar: _Grammar) -> Iterator[Quantity]:
    for match in _DATE_NUMERIC.finditer(text):
        year, month, day = match.group(1, 2, 3) if match[1] else (match[6], match[5], match[4])
        yield from _date(match.span(), int(year), int(month), int(day))
    for match in grammar.date.finditer(text):
        name = match["month"] or match["month2"]
        number = next(value for form, value in grammar.months.items() if re.fullmatch(form, name))
        yield from _date(
            match.span(),
            int(match["year"] or match["year2"] or _EVERY_YEAR),
            number,
            1 if match["day"] == FIRST_OF_MONTH else int(match["day"] or match["day2"]),
        )


def dates_itself(sentence: str, start: int, end: int) -> bool:
    """Whether the date in a folded sentence is that of the text: “Last updated: 3 May 2026”."""
    rest = _DATE_WORDS.findall(_DATE_NUMERIC.sub(" ", sentence[:start] + " " + sentence[end:]))
    if not rest or (len(rest) <= _LABEL_WORDS and _DATED.search(sentence)):
        return True
    return len(rest) <= _DATING_WORDS and _DATES_THE_TEXT.search(sentence) is not None


def is_own_date(sentence: str) -> bool:
    """Whether a folded sentence is nothing but the date of the text."""
    if not any(character.isdigit() for character in sentence):
        return False
    return any(
        dates_itself(sentence, start, end)
        for grammar in _GRAMMARS.values()
        for _, _, (start, end) in _dates(sentence, grammar)
    )


def is_address(sentence: str) -> bool:
    """Whether a folded sentence holds a street, a postcode or a phone, whose numbers count nothing."""
    return _ADDRESS.search(sentence) is not None


def _date(span: Span, year: int, month: int, day: int) -> Iterator[Quantity]:
    for one, other in ((month, day), (day, month)):  # 05/25/2018 is written with the month first
        try:
            yield "date", date(year, one, other).isoformat(), span
        except ValueError:
            continue
        return


def _skipped(text: str, grammar: _Grammar) -> Iterator[Quantity]:
    for pattern in (_NO_NUMBER, grammar.reference):
        for match in pattern.finditer(text):
            yield "", "", match.span()


def _periods(text: str, grammar: _Grammar) -> Iterator[Quantity]:
    for match in grammar.period.finditer(text):
        named = [name for name in match.groupdict() if match[name] and name not in ("number", "again")]
        unit = next(name for name in named if name in UNITS[grammar.language])
        qualified = sorted(name.rstrip("12") for name in named if name != unit)
        number = grammar.value_of(match["again"] or match["number"])
        yield "period", " ".join([number, *qualified, unit]), match.span()
    for pattern, value in grammar.duals:
        for match in pattern.finditer(text):
            yield "period", value, match.span()


def _amounts(text: str, grammar: _Grammar) -> Iterator[Quantity]:
    for match in grammar.amount.finditer(text):
        names = {name.rstrip("_") for name in match.groupdict() if match[name] and name != "number"}
        number = grammar.value_of(match["number"])
        if names:
            yield "amount", f"{number} {' '.join(sorted(names))}", match.span()
        elif (
            number and match["number"] not in _NO_COUNT and (number != "1" or match["number"].isdigit())
        ):
            # A lone “one”, “un”, “une” counts nothing.
            yield "number", number, match.span()
