"""Numbers written as words in French, English and Arabic: cardinals and ordinals.

Whole numbers up to the millions, in the spelling of running text: "quatre-vingt-dix", "twenty-four", "خمسة وأربعون".
Ordinals from first to tenth, in Arabic to the twentieth.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from .arabic import bare
from .folding import folded, unaccented


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
_ALL = {form: value for forms in NUMERALS.values() for form, value in forms.items()}
# In "pour cent" and "في المائة" the hundred is no number of anything.
_OF_A_HUNDRED = frozenset({"pour", "per", "في", "ب"})
# "I am not", and no "for six".
NO_NUMERAL: Final = "لست"
# The company, and not «مئتا», which is spelled like it once it is folded.
META: Final = "ميتا"
# A hyphen joins words, a dash between spaces parts them.
_TOKEN = re.compile(r"[^\W\d_]+|[^\w\s-]|(?<=\s)-|\d+")

# A text's numerals as one letter each: 1–9, a–j for 10–19, k–r for the tens, C–K for the hundreds, then a thousand,
# two thousand, a million and two millions. Two forms differ from others of their value: the score of "quatre-vingts",
# and twelve's two, which is no number without its ten: it is what is left of «أثناء», "during".
_VALUES = (
    counted(" ".join("123456789abcdefghij"))
    | counted(" ".join("klmnopqr"), 20, 10)
    | counted(" ".join("CDEFGHIJK"), 100, 100)
    | {"S": 1000, "T": 2000, "U": 1_000_000, "V": 2_000_000}
)
_LETTERS = {value: letter for letter, value in _VALUES.items()}
_FORMS = {form: _LETTERS[value] for form, value in _ALL.items()} | {
    **dict.fromkeys(("vingt", "vingts"), "v"),
    **dict.fromkeys(("اثنا", "اثني", "اثنتا", "اثنتي"), "t"),
}
# What may stand between two numerals of a number. Nothing is nothing, all else a space.
_AND = {"et": "+", "and": "&", "و": "و"}

# How the letters make numbers. Each part is read as far as it goes, and never again shorter.
_BELOW_20 = "(?:a[7-9]|[1-9a-j])"
_BELOW_100 = (
    rf"(?>o(?:\+[1b]|{_BELOW_20})?"  # soixante, soixante et un, et onze, soixante-dix
    r"|[k-rv](?:\+1|[1-9])?"  # vingt, vingt et un, twenty-two
    rf"|4v{_BELOW_20}?"  # quatre-vingts, quatre-vingt-onze
    rf"|[1-9t]a|[1-9t]و[k-rv]|{_BELOW_20})"  # "خمسة عشر", "خمسة وعشرون"
)
# What only says how many hundreds or thousands is a number of its own: "cent et [deux] cents", "cent et [deux] mille".
# In English and Arabic thousands may be as many as all the words say: "one hundred and two thousand".
_BELOW_1000 = (
    rf"(?>(?:{_BELOW_100}?C|[D-K])(?:\+{_BELOW_100}(?![CS-V])|[&و]?{_BELOW_100}(?!C))?|{_BELOW_100})"
)
_THOUSANDS = f"{_BELOW_1000}?[ST]"
_REST = rf"(?:[+&و]?{_BELOW_1000}(?![S-V]))?"
_NUMBER = re.compile(
    f"{_BELOW_1000}?[UV](?:[+&و]?{_THOUSANDS})?{_REST}|{_THOUSANDS}{_REST}|{_BELOW_1000}"
)


class WrittenNumber(NamedTuple):
    """A number that stands as words from ``start`` up to ``end`` of a folded text."""

    value: int
    start: int
    end: int


def numbers_in(text: str, numerals: Container[str] = _ALL) -> list[int]:
    """Every number that a folded text writes as a word or several, in reading order, also 1 and 2.

    ``numerals`` are the words of one language, or of all. A number goes on with what is smaller than its last word,
    read as a whole: "cent vingt" and "mille et deux cents" are one, "cent et deux cents", "vingt et trente" and "ألف
    وثلاثة آلاف" are two.
    """
    return [number.value for number in written_numbers(text, numerals)]


def written_numbers(text: str, numerals: Container[str] = _ALL) -> list[WrittenNumber]:
    """The same numbers with their places."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for letter, place in _letters(text, numerals):
        letters.append(letter)
        places += [place] * len(letter)
    return [
        WrittenNumber(_value(match.group()), places[match.start()][0], places[match.end() - 1][1])
        for match in _NUMBER.finditer("".join(letters))
    ]


def _letters(text: str, numerals: Container[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """The numerals of the text as letters, each after what joins it to the one before, and where its word stands."""
    joint = " "
    before = ""
    for match in _TOKEN.finditer(text):
        token = match.group()
        known = None if token == NO_NUMERAL else bare(token, numerals)
        if known is None:
            joint = " " if joint else _AND.get(token, " ")
        else:
            form, particles = known
            letter = _FORMS[form]
            if letter in "CSTUV" and ("ب" in particles or before in _OF_A_HUNDRED):
                joint = " "
            else:
                # A preposition begins a number of its own.
                if joint != " " and particles not in ("", "ال"):
                    joint = "و" if particles in ("و", "وال") else " "
                yield joint + letter, match.span()
                joint = ""
        before = token


def _value(letters: str) -> int:
    total = value = 0
    for before, letter in pairwise(f" {letters}"):
        if letter in "STUV":
            total, value = total + max(value, 1) * _VALUES[letter], 0
        elif letter == "C":
            value = max(value, 1) * 100
        elif letter == "v":
            value += 80 - 4 if before == "4" else 20
        else:
            value += 2 if letter == "t" else _VALUES.get(letter, 0)
    return total + value


_LATIN = counted(
    "premier/première second/seconde/deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième"
) | counted("first second third fourth fifth sixth seventh eighth ninth tenth")
_ARABIC = {
    stem + ending: number
    for stem, number in counted("اول/حادي ثاني/ثان ثالث رابع خامس سادس سابع ثامن تاسع عاشر").items()
    for ending in ("", "ه", "ا")
} | {"اولي": 1}

# Form: value, of a folded word. In Arabic only with the article: without it, "third parties" would count.
ORDINALS: Final = {
    **_LATIN,
    **{unaccented(form): number for form, number in _LATIN.items()},
    **{f"ال{form}": number for form, number in _ARABIC.items()},
}


def arabic_ordinal(words: str) -> int:
    """The value, 1–20, of an Arabic ordinal in any gender and case, as written; 0 for another word."""
    first, _space, ten = folded(words).removeprefix("ال").partition(" ")
    number = _ARABIC.get(first, 0)
    return number + 10 if number and ten else number
