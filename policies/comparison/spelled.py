"""Numbers written as words in French, English and Arabic, as a translation is compared with its source.

Whole numbers up to the thousands, in the spelling of running text: "quatre-vingt-dix", "twenty-four", "خمسة وأربعون".
"""

from __future__ import annotations

import re
from typing import Final

_SMALL: Final = {
    1: "un une one واحد واحده احد احدى",
    2: "deux two اثنان اثنين اثنا اثني اثنتان اثنتين اثنتا اثنتي",
    3: "trois three ثلاث ثلاثه",
    4: "quatre four اربع اربعه",
    5: "cinq five خمس خمسه",
    6: "six ست سته",
    7: "sept seven سبع سبعه",
    8: "huit eight ثمان ثماني ثمانيه",
    9: "neuf nine تسع تسعه",
    10: "dix ten عشر عشره",
    11: "onze eleven",
    12: "douze twelve",
    13: "treize thirteen",
    14: "quatorze fourteen",
    15: "quinze fifteen",
    16: "seize sixteen",
    17: "seventeen",
    18: "eighteen",
    19: "nineteen",
    20: "vingt vingts twenty عشرون عشرين",
    30: "trente thirty ثلاثون ثلاثين",
    40: "quarante forty اربعون اربعين",
    50: "cinquante fifty خمسون خمسين",
    60: "soixante sixty ستون ستين",
    70: "septante seventy سبعون سبعين",
    80: "octante huitante eighty ثمانون ثمانين",
    90: "nonante ninety تسعون تسعين",
    200: "مئتان مئتين مئتا مئتي مائتان مائتين مائتا مائتي",
    300: "ثلاثمئه ثلاثمائه",
    400: "اربعمئه اربعمائه",
    500: "خمسمئه خمسمائه",
    600: "ستمئه ستمائه",
    700: "سبعمئه سبعمائه",
    800: "ثمانمئه ثمانمائه ثمانيمائه",
    900: "تسعمئه تسعمائه",
    2000: "الفان الفين",
}
_TIMES: Final = {100: "cent cents hundred مئه مائه", 1000: "mille thousand الف الفا الاف"}
_VALUE: Final = {word: value for value, words in _SMALL.items() for word in words.split()}
_MULTIPLIER: Final = {word: value for value, words in _TIMES.items() for word in words.split()}
# In "pour cent" and "في المائة" the hundred is no number of anything.
_OF_A_HUNDRED: Final = frozenset({"pour", "per", "في", "ب"})
_AND: Final = frozenset({"et", "and"})
_ARABIC_BEFORE: Final = ("وال", "بال", "فال", "لل", "ال", "و", "ف", "ب", "ل")

_FOLD: Final = str.maketrans("أإآٱىة", "ااااىه", "\u0640" + "".join(map(chr, range(0x064B, 0x0653))))
_TOKEN = re.compile(r"[^\W\d_]+|[^\w\s-]|\d+")


def spelled_numbers(text: str) -> list[int]:
    """Every number written as a word or several, in reading order; also 1 and 2, which are often articles or pronouns."""
    found: list[int] = []
    run = _Run()
    for token in _TOKEN.findall(text.casefold().translate(_FOLD)):
        if run.take(token):
            continue
        found += run.end()
        begun, run = run.last, _Run(before=token)
        if begun:  # the word may begin the next number
            run.take(token)
    return found + run.end()


class _Run:
    """Words that are one number together, until one does not go on from the others."""

    def __init__(self, before: str = "") -> None:
        self.before = before
        self.total = 0  # closed by a thousand
        self.value = 0
        self.last = 0  # what the last word stood for; 0 before the first
        self.joined = False  # a word for "and" came last

    def take(self, token: str) -> bool:
        """Whether the word belongs to this number, or the number has not begun."""
        if token in _AND and self.last >= 20:
            self.joined = True
            return True
        word, prefix = _known(token)
        if word is None:
            return False
        joined = self.joined or prefix == "و"
        of_a_hundred = prefix in ("بال", "ب") or (self.last == 0 and self.before in _OF_A_HUNDRED)
        if word in _MULTIPLIER and of_a_hundred:
            return False
        if not self._fits(word, joined):
            return False
        self._add(word, joined)
        self.joined = False
        return True

    def _fits(self, word: str, joined: bool) -> bool:
        if self.last == 0:
            return True
        if word in _MULTIPLIER:
            times = _MULTIPLIER[word]
            return (
                self.value % times == 0 and joined
                if self.last >= times
                else not joined or self.last >= 20
            )
        value = _VALUE[word]
        if self.last >= 100:
            return value < self.last
        if value >= 20 and self.last < 10:  # "خمسة وأربعون", and "quatre-vingt"
            return joined or (self.last == 4 and value == 20)
        if value == 10 and self.last < 10:  # "خمسة عشر"
            return not joined
        if self.last == 10:  # "dix-huit"
            return 7 <= value <= 9 and not joined
        return self.last >= 20 and (value < 10 or (value < 20 and self.last in (20, 60)))

    def _add(self, word: str, joined: bool) -> None:
        if word in _MULTIPLIER:
            times = _MULTIPLIER[word]
            if times == 1000:
                self.total += max(self.value, 1) * times
                self.value = 0
            else:
                self.value = max(self.value, 1) * times
            self.last = times
            return
        value = _VALUE[word]
        if self.last == 4 and value == 20 and not joined:
            self.value += 76  # "quatre-vingt"
            self.last = 20
            return
        self.value += value
        self.last = value if value >= 10 or self.last < 20 else 1

    def end(self) -> list[int]:
        number = self.total + self.value
        return [number] if number else []


def _known(token: str) -> tuple[str | None, str]:
    """The word for a number that this is, and what is written together with it in Arabic."""
    if token in _VALUE or token in _MULTIPLIER:
        return token, ""
    for prefix in _ARABIC_BEFORE:
        rest = token.removeprefix(prefix)
        if rest != token and (rest in _VALUE or rest in _MULTIPLIER):
            return rest, prefix
    return None, ""
