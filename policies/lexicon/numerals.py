"""Numbers written as words in French, English and Arabic.

Whole numbers up to the millions, in the spelling of running text: "quatre-vingt-dix", "twenty-four", "خمسة وأربعون".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from .arabic import bare
from .folding import folded


def counted(forms: str, start: int = 1, step: int = 1) -> dict[str, int]:
    """Form: value, of numbers that follow each other; a stroke parts the forms of one."""
    return {
        form: start + step * place
        for place, number in enumerate(forms.split())
        for form in number.split("/")
    }


# Form: value, in folded spelling. "un" and "one" are articles and pronouns too.
NUMERALS: Final[dict[str, dict[str, int]]] = {
    "fr": counted(
        "un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    )
    | counted(
        "vingt/vingts trente quarante cinquante soixante septante octante/huitante nonante", 20, 10
    )
    | {"cent": 100, "cents": 100, "mille": 1000, "million": 1_000_000, "millions": 1_000_000},
    "en": counted(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen"
    )
    | counted("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
    | {"hundred": 100, "thousand": 1000, "million": 1_000_000},
    "ar": counted(
        "واحد/واحدا/واحده/احد/احدا/احدي اثنان/اثنين/اثنا/اثني/اثنتان/اثنتين/اثنتا/اثنتي ثلاث/ثلاثه اربع/اربعه "
        "خمس/خمسه ست/سته سبع/سبعه ثمان/ثماني/ثمانه/ثمانيه تسع/تسعه عشر/عشره"
    )
    | counted(
        "عشرون/عشرين ثلاثون/ثلاثين اربعون/اربعين خمسون/خمسين ستون/ستين سبعون/سبعين ثمانون/ثمانين تسعون/تسعين",
        20,
        10,
    )
    | counted(
        "ميه/مايه ميتان/ميتين/ميتا/ميتي/مايتان/مايتين/مايتا/مايتي ثلاثميه/ثلاثمايه اربعميه/اربعمايه خمسميه/خمسمايه "
        "ستميه/ستمايه سبعميه/سبعمايه ثمانميه/ثمانمايه/ثمانيميه/ثمانيمايه تسعميه/تسعمايه",
        100,
        100,
    )
    | counted("الف/الفا/الاف الفان/الفين", 1000, 1000)
    | counted("مليون/مليونا/ملايين مليونان/مليونين", 1_000_000, 1_000_000),
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

# A hyphen joins words, a dash between spaces parts them.
_TOKEN = re.compile(r"[^\W\d_]+|[^\w\s-]|(?<=\s)-|\d+")


def for_numbers(text: str) -> str:
    """The text folded, without the name of the company that is two hundred when it is folded."""
    return folded(_META.sub(" ", text))


def numbers_in(text: str, numerals: Mapping[str, int] = _ALL) -> list[int]:
    """Every number that a folded text writes as a word or several, in reading order, also 1 and 2.

    ``numerals`` are the words of one language, or of all. A number goes on with what is smaller than its last word,
    read as a whole: "cent vingt" and "mille et deux cents" are one, "cent et deux cents", "vingt et trente" and "ألف
    وثلاثة آلاف" are two.
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
    """A word for a number. ``joint`` is what stands between it and another one right before: nothing or a word
    for "and"; ``None`` if none stands before it.
    """

    value: int
    joint: str | None
    form: str


_NONE: Final = _Word(0, None, "")
# A number, and where the words after it begin; 0 if there is none.
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
