"""Numbers written as words in French, English and Arabic: one vocabulary, for whoever reads a text's numbers.

Whole numbers up to the millions, in the spelling of running text: "quatre-vingt-dix", "twenty-four", "خمسة وأربعون".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

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
        2_000_000: "مليونان مليونين",
    },
}
# Form: value. "un" and "one" are articles and pronouns too.
NUMERALS: Final[dict[str, dict[str, int]]] = {
    language: {form: value for value, words in forms.items() for form in words.split()}
    for language, forms in _FORMS.items()
}
_ALL: Final = {form: value for forms in NUMERALS.values() for form, value in forms.items()}
_TENS: Final = frozenset({20, 30, 40, 50, 60, 70, 80, 90})
# What multiplies the words before it: how many times which scale.
_SCALES: Final = {
    1000: (1, 1000),
    2000: (2, 1000),
    1_000_000: (1, 1_000_000),
    2_000_000: (2, 1_000_000),
}
_LARGEST: Final = 1_000_000_000
# In "pour cent" and "في المائة" the hundred is no number of anything.
_OF_A_HUNDRED: Final = frozenset({"pour", "per", "في", "ب"})
_AND: Final = frozenset({"et", "and", "و"})
_SCORE: Final = frozenset({"vingt", "vingts"})
# "I am not", and no "for six".
NO_NUMERAL: Final = "لست"
# Twelve's two, which is no number by itself: without its ten it is what is left of «أثناء», "during".
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
    """The same of a folded text, by the words of one language.

    A number goes on with what is smaller than its last word, read as a whole: "cent vingt" and "mille et deux
    cents" are one, "cent et deux cents", "vingt et trente" and "ألف وثلاثة آلاف" are two.
    """
    words = [*_words(text, numerals), _NONE, _NONE]
    found: list[int] = []
    at = 0
    while at < len(words) - 2:
        number, after = _number(words, at)
        if number:
            found.append(number)
        at = max(after, at + 1)
    return found


class _Word(NamedTuple):
    """A word for a number; ``joint`` is what stands between it and another one right before: nothing or a word
    for "and". None where it has none before it."""

    value: int
    joint: str | None
    form: str


_NONE: Final = _Word(0, None, "")
# A number, and where the words after it begin; 0 where none begins.
_Read = tuple[int, int]


def _words(text: str, numerals: Mapping[str, int]) -> Iterator[_Word]:
    joint: str | None = None
    before = ""
    for token in _TOKEN.findall(text):
        known = None if token == NO_NUMERAL else bare(token, numerals)
        if known is None:
            joint = token if token in _AND and joint == "" else None
        else:
            form, particles = known
            value = numerals[form]
            if (value == 100 or value in _SCALES) and ("ب" in particles or before in _OF_A_HUNDRED):
                joint = None
            else:
                yield _Word(value, _joint(joint, particles), form)
                joint = ""
        before = token


def _joint(joint: str | None, particles: str) -> str | None:
    """A preposition begins a number of its own."""
    if joint is None or particles in ("", "ال"):
        return joint
    return "و" if particles in ("و", "وال") else None


def _number(words: Sequence[_Word], at: int) -> _Read:
    """Millions, thousands and the rest, each less than the scale before it."""
    total, limit = 0, _LARGEST
    while not total or words[at].joint is not None:
        value, scale, after = _scaled(words, at)
        if not value or scale >= limit:
            break
        total, limit, at = total + value * scale, scale, after
    return total, at


def _scaled(words: Sequence[_Word], at: int) -> tuple[int, int, int]:
    """So many times 1, a thousand or a million, and where the words after it begin."""
    value, after = _below_thousand(words, at)
    word = words[after]
    if word.value in _SCALES and (not value or word.joint == ""):
        times, scale = _SCALES[word.value]
        return max(value, 1) * times, scale, after + 1
    return value, 1, after


def _below_thousand(words: Sequence[_Word], at: int) -> _Read:
    value, after = _below_hundred(words, at)
    word = words[after]
    if word.value == 100 and (not value or word.joint == ""):
        value, after = max(value, 1) * 100, after + 1
    elif 200 <= word.value <= 900 and not value:
        value, after = word.value, after + 1
    if value >= 100 and words[after].joint is not None:
        rest, end = _below_hundred(words, after)
        if rest and not _begins_greater(words, after, end):
            return value + rest, end
    return value, after


def _begins_greater(words: Sequence[_Word], at: int, after: int) -> bool:
    """Whether the words here only say how many hundreds, "cent et [deux] cents", or thousands.

    These may be as many as all the words say, "one hundred and two thousand"; French has no "et" in "cent deux mille".
    """
    greater = words[after]
    if greater.joint != "":
        return False
    return greater.value == 100 or (greater.value in _SCALES and words[at].joint == "et")


def _below_hundred(words: Sequence[_Word], at: int) -> _Read:
    word, other = words[at], words[at + 1]
    value, joint = word.value, other.joint
    if value in _TENS:
        if joint == "et" and (other.value == 1 or (value, other.value) == (60, 11)):
            return value + other.value, at + 2
        rest, after = _right_after(words, at + 1, below=20 if value == 60 else 10)
        return value + rest, after
    if value == 4 and joint == "" and other.form in _SCORE:
        rest, after = _right_after(words, at + 2, below=20)
        return 80 + rest, after
    if 0 < value < 10 and (joint, other.value) == ("", 10):  # "خمسة عشر"
        return value + 10, at + 2
    if 0 < value < 10 and joint == "و" and other.value in _TENS:
        return value + other.value, at + 2
    return _below_twenty(words, at)


def _right_after(words: Sequence[_Word], at: int, *, below: int) -> _Read:
    word = words[at]
    return _below_twenty(words, at) if word.joint == "" and word.value < below else (0, at)


def _below_twenty(words: Sequence[_Word], at: int) -> _Read:
    word, other = words[at], words[at + 1]
    if word.value == 10 and other.joint == "" and 7 <= other.value <= 9:
        return 10 + other.value, at + 2
    if 0 < word.value < 20 and word.form not in _OF_TWELVE:
        return word.value, at + 1
    return 0, at
