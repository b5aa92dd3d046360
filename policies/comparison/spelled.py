"""Numbers written as words in French, English and Arabic: one vocabulary, for whoever reads a text's numbers.

Whole numbers up to the millions, in the spelling of running text: "quatre-vingt-dix", "twenty-four", "خمسة وأربعون".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from .arabic import LETTERS, bare

# In folded spelling.
_FORMS: Final[dict[str, dict[int, str]]] = {
    "fr": {
        1: "un une",
        2: "deux",
        3: "trois",
        4: "quatre",
        5: "cinq",
        6: "six",
        7: "sept",
        8: "huit",
        9: "neuf",
        10: "dix",
        11: "onze",
        12: "douze",
        13: "treize",
        14: "quatorze",
        15: "quinze",
        16: "seize",
        20: "vingt vingts",
        30: "trente",
        40: "quarante",
        50: "cinquante",
        60: "soixante",
        70: "septante",
        80: "octante huitante",
        90: "nonante",
        100: "cent cents",
        1000: "mille",
        1_000_000: "million millions",
    },
    "en": {
        1: "one",
        2: "two",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty",
        30: "thirty",
        40: "forty",
        50: "fifty",
        60: "sixty",
        70: "seventy",
        80: "eighty",
        90: "ninety",
        100: "hundred",
        1000: "thousand",
        1_000_000: "million",
    },
    "ar": {
        1: "واحد واحدا واحده احد احدا احدي",
        2: "اثنان اثنين اثنا اثني اثنتان اثنتين اثنتا اثنتي",
        3: "ثلاث ثلاثه",
        4: "اربع اربعه",
        5: "خمس خمسه",
        6: "ست سته",
        7: "سبع سبعه",
        8: "ثمان ثماني ثمانه ثمانيه",
        9: "تسع تسعه",
        10: "عشر عشره",
        20: "عشرون عشرين",
        30: "ثلاثون ثلاثين",
        40: "اربعون اربعين",
        50: "خمسون خمسين",
        60: "ستون ستين",
        70: "سبعون سبعين",
        80: "ثمانون ثمانين",
        90: "تسعون تسعين",
        100: "ميه مايه",
        200: "ميتان ميتين ميتا ميتي مايتان مايتين مايتا مايتي",
        300: "ثلاثميه ثلاثمايه",
        400: "اربعميه اربعمايه",
        500: "خمسميه خمسمايه",
        600: "ستميه ستمايه",
        700: "سبعميه سبعمايه",
        800: "ثمانميه ثمانمايه ثمانيميه ثمانيمايه",
        900: "تسعميه تسعمايه",
        1000: "الف الفا الاف",
        2000: "الفان الفين",
        1_000_000: "مليون مليونا ملايين",
    },
}
# Form: value. "un" and "one" are articles and pronouns too.
NUMERALS: Final[dict[str, dict[str, int]]] = {
    language: {form: value for value, words in forms.items() for form in words.split()}
    for language, forms in _FORMS.items()
}
_ALL: Final = {form: value for forms in NUMERALS.values() for form, value in forms.items()}
_MULTIPLIERS: Final = frozenset({100, 1000, 1_000_000})
# In "pour cent" and "في المائة" the hundred is no number of anything.
_OF_A_HUNDRED: Final = frozenset({"pour", "per", "في", "ب"})
_AND: Final = frozenset({"et", "and"})
# "I am not", and no "for six".
NO_NUMERAL: Final = "لست"
# Twelve's two, and without its ten what is left of «أثناء», "during".
_OF_TWELVE: Final = frozenset({"اثنا", "اثني", "اثنتا", "اثنتي"})
# The company, and not «مئتا», which is spelled like it once it is folded.
_META = re.compile(r"\bميتا\b")

_FOLD: Final = str.maketrans(
    LETTERS | {"‐": "-", "‑": "-"} | dict.fromkeys(["ـ", "ء", *map(chr, range(0x064B, 0x0653))], "")
)
_TOKEN = re.compile(r"[^\W\d_]+|[^\w\s-]|\d+")


def folded(text: str) -> str:
    """In small letters, without Arabic's vowel marks and the variants of its letters."""
    return text.casefold().translate(_FOLD)


def spelled_numbers(text: str) -> list[int]:
    """Every number that a text in any of the three languages writes as a word or several, in reading order.

    Also 1 and 2, which are often articles or pronouns.
    """
    return numbers_in(folded(_META.sub(" ", text)), _ALL)


def numbers_in(text: str, numerals: Mapping[str, int]) -> list[int]:
    """The same of a folded text, by the words of one language."""
    found: list[int] = []
    run = _Run(numerals)
    for token in _TOKEN.findall(text):
        if run.take(token):
            continue
        found += run.end()
        begun, run = run.last, _Run(numerals, before=token)
        if begun:  # the word may begin the next number
            run.take(token)
    return found + run.end()


class _Run:
    """Words that are one number together, until one does not go on from the others."""

    def __init__(self, numerals: Mapping[str, int], before: str = "") -> None:
        self.numerals = numerals
        self.before = before
        self.total = 0  # closed by a thousand
        self.value = 0
        self.last = 0  # what the last word stood for; 0 before the first
        self.joined = False  # a word for "and" came last
        self.unfinished = False  # the last word is none by itself

    def take(self, token: str) -> bool:
        """Whether the word belongs to this number, or the number has not begun."""
        if token in _AND and self.last >= 20:
            self.joined = True
            return True
        known = None if token == NO_NUMERAL else bare(token, self.numerals)
        if known is None:
            return False
        value, particles = self.numerals[known[0]], known[1]
        joined = self.joined or particles.startswith("و")
        of_a_hundred = "ب" in particles or (self.last == 0 and self.before in _OF_A_HUNDRED)
        if value in _MULTIPLIERS and of_a_hundred:
            return False
        if not self._fits(value, joined):
            return False
        self._add(value, joined)
        self.joined, self.unfinished = False, known[0] in _OF_TWELVE
        return True

    def _fits(self, value: int, joined: bool) -> bool:
        if self.last == 0:
            return True
        if value in _MULTIPLIERS:
            if self.last >= value:  # "mille cent", "ألف ومئة"
                return not self.value and (joined or self.last > value)
            return not joined or self.last >= 20
        if self.last >= 100:
            return value < self.last
        if value >= 20 and self.last < 10:  # "خمسة وأربعون", and "quatre-vingt"
            return joined or (self.last == 4 and value == 20)
        if value == 10 and self.last < 10:  # "خمسة عشر"
            return not joined
        if self.last == 10:  # "dix-huit"
            return 7 <= value <= 9 and not joined
        return self.last >= 20 and (value < 10 or (value < 20 and self.last in (20, 60)))

    def _add(self, value: int, joined: bool) -> None:
        if value in _MULTIPLIERS:
            if value == 100:
                self.value = max(self.value, 1) * value
            else:
                self.total += max(self.value, 1) * value
                self.value = 0
            self.last = value
            return
        if self.last == 4 and value == 20 and not joined:
            self.value += 76  # "quatre-vingt"
            self.last = 20
            return
        self.value += value
        # After tens a unit ends the number; after hundreds it may begin "quatre-vingts".
        self.last = 1 if value < 10 and 20 <= self.last < 100 else value

    def end(self) -> list[int]:
        number = self.total + self.value
        return [number] if number and not self.unfinished else []
