"""Currencies beside amounts, by what texts call them: codes, signs, and the names that CLDR gives them.

A name may be that of several currencies ("dinar", "$"): a mention is the set of those it may mean.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Final, NamedTuple

from babel import Locale
from babel.core import get_global

from .folding import FoldedText, either, folded

LANGUAGES: Final = ("en", "fr", "ar")

# What is written beside CLDR's names and signs; codes of what it may mean. Folded, but for the signs' case.
_ALSO: Final = {
    "us$": "USD",
    "$us": "USD",
    "us dollars": "USD",
    "american dollars": "USD",
    "american dollar": "USD",
    "u.s. dollars": "USD",
    "dollars us": "USD",
    "dollar us": "USD",
    "dollars américains": "USD",
    "dollar américain": "USD",
    "دولار امريكي": "USD",
    "دولارا امريكيا": "USD",
    "دولارات امريكيه": "USD",
    "sterling": "GBP",
    "livres sterling": "GBP",
    "livre sterling": "GBP",
    "pounds sterling": "GBP",
    "pound sterling": "GBP",
    "جنيه استرليني": "GBP",
    "جنيها استرلينيا": "GBP",
    "£": "GBP EGP LBP SYP",
    "¥": "JPY CNY",
    "€": "EUR",
    "اورو": "EUR",
    "dh": "MAD AED",
    "dhs": "MAD AED",
    "dt": "TND",
    "da": "DZD",
    "د.م": "MAD",
    "د.ت": "TND",
    "د.ج": "DZD",
    "د.ا": "AED JOD",
    "ر.س": "SAR",
    "fcfa": "XOF XAF",
    "f cfa": "XOF XAF",
    "francs cfa": "XOF XAF",
    "franc cfa": "XOF XAF",
    "cfa francs": "XOF XAF",
    "ليره": "TRY LBP SYP",
}
# Broken plurals, which no ending makes; after eleven the noun stands in the accusative.
_PLURALS: Final = {"درهم": "دراهم", "دينار": "دنانير", "جنيه": "جنيهات", "فرنك": "فرنكات"}
# Signs and names of one letter or two that are ordinary words beside a number.
_LEAST_LETTERS: Final = 2
_CODE: Final = re.compile("[a-z]{3}")


class Money(NamedTuple):
    """What stands from ``start`` up to ``end`` of a folded text, and the ISO 4217 codes that it may mean."""

    codes: frozenset[str]
    start: int
    end: int


@cache
def _current() -> frozenset[str]:
    """The currencies that are legal tender somewhere today."""
    return frozenset(
        code
        for currencies in get_global("territory_currencies").values()
        for code, _since, until, tender in currencies
        if until is None and tender
    )


@cache
def _named(language: str) -> dict[str, frozenset[str]]:
    """What a folded text in this language calls a currency, and the codes that it may mean."""
    found: dict[str, set[str]] = defaultdict(set)
    english = Locale("en").currencies
    names = Locale(language).currencies
    for code in sorted(_current()):
        name = names.get(code, code)
        plain = re.sub(r" *\(.*\)", "", folded(name))
        words = plain.split()
        noun = words[-1] if language == "en" else words[0]
        forms = {code.lower(), plain, noun}
        if language == "ar":
            forms |= {f"{noun}ا", f"{noun}ات", f"{noun}ين", _PLURALS.get(noun, noun)}
            if len(words) > 1:
                forms |= {f"{noun}ا {words[1]}ا", f"{_PLURALS.get(noun, noun)} {words[1]}ه"}
        else:
            forms |= {f"{noun}s", f"{plain}s", " ".join(f"{word}s" for word in words)}
        if code in Locale("en").currency_symbols:
            forms.add(folded(Locale("en").currency_symbols[code]))
        for form in forms:
            # «بين», "between", is no yen.
            if len(form) >= _LEAST_LETTERS and form != "ين":
                found[form].add(code)
    dollars = {code for code in _current() if english.get(code, "").endswith("Dollar")}
    found["$"] |= dollars
    for form, codes in _ALSO.items():
        found[form] = set(codes.split())
    return {form: frozenset(codes) for form, codes in found.items()}


@cache
def _expression(language: str) -> re.Pattern[str]:
    named = _named(language)
    words = either(re.escape(form) for form in named if form[0].isalpha())
    signs = either(re.escape(form) for form in named if not form[0].isalpha())
    before = "(?:و?(?:ب|ل|ال)?)" if language == "ar" else ""
    return re.compile(
        rf"(?<![^\W\d_]){before}(?P<name>{words})(?![^\W\d_])|(?P<sign>{signs})(?![^\W\d_])"
    )


def money_in(text: FoldedText, language: str) -> list[Money]:
    """Every currency that a text names, in its order, beside a number or not. Codes count in capitals only."""
    named = _named(language)
    return [
        Money(named[match["name"] or match["sign"]], *match.span())
        for match in _expression(language).finditer(text.text)
        if not _CODE.fullmatch(match["name"] or "") or text.said(*match.span("name")).isupper()
    ]
