"""Numbers as Word writes them: the formats of ISO/IEC 29500-1, 17.18.59, that texts in the three languages use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from policies.document.numbering import item_number

BULLET: Final = "bullet"
_ENGLISH = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_FRENCH = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
    "vingt",
]
_ENGLISH_ORDINALS = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_FRENCH_ORDINALS = [
    "zéroième",
    "premier",
    "deuxième",
    "troisième",
    "quatrième",
    "cinquième",
    "sixième",
    "septième",
    "huitième",
    "neuvième",
    "dixième",
    "onzième",
    "douzième",
    "treizième",
    "quatorzième",
    "quinzième",
    "seizième",
    "dix-septième",
    "dix-huitième",
    "dix-neuvième",
    "vingtième",
]
_CHICAGO = "*†‡§"
_LIST_STYLES: Final = {
    "upperRoman": "upper-roman",
    "lowerRoman": "lower-roman",
    "arabicAbjad": "arabic-abjad",
    "arabicAlpha": "arabic-alpha",
}
# The styles of lists that a document knows, by Word's formats.
DOCUMENT_STYLES: Final = {
    "decimal": "decimal",
    "upperLetter": "upper-alpha",
    "lowerLetter": "lower-alpha",
    **_LIST_STYLES,
}


def formatted(number: int, form: str, language: str) -> str | None:
    """The number in this format, without punctuation; ``None`` if the format is not known."""
    if form in ("none", BULLET):
        return ""
    if number < 1 and form not in ("decimal", "decimalZero", "numberInDash"):
        # Letters and Roman numerals begin at 1.
        return str(number)
    if style := _LIST_STYLES.get(form):
        return item_number(number, style).removesuffix(".")
    write = _WRITERS.get(form)
    return write(number, language) if write else None


def padded(number: int, pattern: str) -> str:
    """A number with as many digits as the first of a pattern such as ``001, 002, 003, ...``."""
    return str(number).zfill(min(len(pattern.split(",")[0].strip()), 9))


def _letters(number: int, _language: str) -> str:
    """a … z, aa, bb …: after the last letter each is repeated."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 60 + 1)


def _ordinal(number: int, language: str) -> str:
    if language == "fr":
        return "1er" if number == 1 else f"{number}e"
    if language == "ar":
        return f"{number}."
    teen = 10 < number % 100 < 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _words(english: list[str], french: list[str]) -> Callable[[int, str], str]:
    def write(number: int, language: str) -> str:
        words = french if language == "fr" else english
        return words[number].capitalize() if number < len(words) and language != "ar" else str(number)

    return write


_WRITERS: Final[dict[str, Callable[[int, str], str]]] = {
    "decimal": lambda number, _language: str(number),
    "decimalZero": lambda number, _language: f"{number:02}",
    "numberInDash": lambda number, _language: f"- {number} -",
    "upperLetter": lambda number, language: _letters(number, language).upper(),
    "lowerLetter": _letters,
    "ordinal": _ordinal,
    "cardinalText": _words(_ENGLISH, _FRENCH),
    "ordinalText": _words(_ENGLISH_ORDINALS, _FRENCH_ORDINALS),
    "hex": lambda number, _language: f"{number:X}",
    "chicago": lambda number, _language: _CHICAGO[(number - 1) % 4] * ((number - 1) // 4 % 60 + 1),
    "decimalEnclosedCircle": lambda number, _language: (
        chr(0x245F + number) if number <= 20 else str(number)
    ),
    "decimalFullWidth": lambda number, _language: str(number),
}
