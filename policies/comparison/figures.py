"""The numbers and dates of a text, written the same way whatever the language they were written in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .arabic import FIRST_OF_MONTH, bare
from .spelled import folded, spelled_numbers

# Arabic-Indic and Persian digits, and the Arabic separators.
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")

_MONTHS: Final = (
    ("janvier", "january", "jan", "يناير", "جانفي", "كانون الثاني"),
    ("février", "fevrier", "february", "feb", "فبراير", "فيفري", "شباط"),
    ("mars", "march", "mar", "مارس", "آذار"),
    ("avril", "april", "apr", "أبريل", "إبريل", "ابريل", "أفريل", "نيسان"),
    ("mai", "may", "مايو", "ماي", "أيار"),
    ("juin", "june", "jun", "يونيو", "يونيه", "جوان", "حزيران"),
    ("juillet", "july", "jul", "يوليو", "يوليوز", "يوليه", "جويلية", "تموز"),
    ("août", "aout", "august", "aug", "أغسطس", "غشت", "أوت", "آب"),
    ("septembre", "september", "sept", "sep", "سبتمبر", "شتنبر", "أيلول"),
    ("octobre", "october", "oct", "أكتوبر", "اكتوبر", "تشرين الأول"),
    ("novembre", "november", "nov", "نوفمبر", "نونبر", "تشرين الثاني"),
    ("décembre", "decembre", "december", "dec", "ديسمبر", "دجنبر", "كانون الأول"),
)
_MONTH: Final = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_NAMES: Final = "|".join(sorted(map(re.escape, _MONTH), key=len, reverse=True))

_DATE = re.compile(
    rf"""
      (?<![\w.,/-])(?P<iy>\d{{4}})[-/](?P<im>\d{{1,2}})[-/](?P<id>\d{{1,2}})(?![\w/-])
    | (?<![\w.,/-])(?P<nd>\d{{1,2}})[./-](?P<nm>\d{{1,2}})[./-](?P<ny>\d{{4}})(?![\w/-])
    | (?<!\w)(?P<ed>\d{{1,2}})(?:er|st|nd|rd|th)?[ \u00a0]+(?:of[ ]|de[ ]|من[ ])?(?P<em>{_NAMES})\.?[,،]?
      (?:[ \u00a0]+(?:de[ ]|سنة[ ]|عام[ ])?(?P<ey>\d{{4}}))?(?!\w)
    | (?<!\w)(?P<am>{_NAMES})\.?[ \u00a0]+(?P<ad>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:[,،]?[ \u00a0]+(?P<ay>\d{{4}}))?(?!\w)
    | (?<!\w)(?P<mm>{_NAMES})\.?[,،]?[ \u00a0]+(?P<my>\d{{4}})(?!\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FIRST = re.compile(rf"\b{FIRST_OF_MONTH}(?=[ \u00a0])")
_SPACES = "\u0020\u00a0\u202f\u2009"
# Groups of three behind a separator are thousands; a single separator before other digits is a decimal mark.
_NUMBER = re.compile(rf"(?<![\d])\d{{1,3}}(?:[{_SPACES}.,'’]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*")

# Ordinals, and Arabic's units in the dual: they stand for a number that the other language may write as one.
_WORDS: Final = {
    "1": "single first premier première الأول الأولى",
    "2": "double second seconde deuxième شهران شهرين يومان يومين سنتان سنتين عامان عامين أسبوعان أسبوعين ساعتان "
    "ساعتين الثاني الثانية",
    "3": "third troisième الثالث الثالثة",
    "4": "fourth quatrième الرابع الرابعة",
    "5": "fifth cinquième الخامس الخامسة",
}
# Marks of an enumeration inside a text, "(1) … (2) …": another language has (i), (a) or a list.
_MARK = re.compile(r"(?<![\w()])\(?(\d{1,2})\)(?=\s)")
_VALUE: Final = {folded(word): value for value, words in _WORDS.items() for word in words.split()}
_WORD = re.compile(r"\w+(?:-\w+)*")
# "un", "one" and "deux" are articles and pronouns too, and "both" is two.
LEAST_SPELLED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """``numbers`` and ``dates`` as written in digits; ``words``: numbers written as words, also ordinals.

    ``spelled`` are those of the words that are surely numbers: "un" and "deux" may be less.
    """

    numbers: Counter[str]
    dates: Counter[str]
    words: Counter[str]
    spelled: frozenset[str]


# A draft asks for the same texts at each opening and twice at each save; a text is asked for once per translation.
@lru_cache(maxsize=1024)
def figures_of(text: str) -> Figures:
    """The figures of a text in French, English or Arabic; not to be changed by who asks.

    A date is ``2026-03-01``, ``2026-03`` or ``--03-01`` (RFC 9557 has no form for a day without a year; this is
    ISO 8601:2000's). A number has no separators but a decimal point: ``1000``, ``12.5``.
    """
    plain = _FIRST.sub("1", text.translate(_DIGITS))
    dates: Counter[str] = Counter()

    def take(match: re.Match[str]) -> str:
        dates[_date(match)] += 1
        return " "

    rest = _without_marks(_DATE.sub(take, plain))
    numbers = Counter(number for match in _NUMBER.finditer(rest) for number in _numbers(match.group()))
    words = Counter(
        _VALUE[known[0]] for word in _WORD.findall(folded(rest)) if (known := bare(word, _VALUE))
    )
    cardinals = spelled_numbers(rest)
    words.update(map(str, cardinals))
    spelled = frozenset(str(number) for number in cardinals if number >= LEAST_SPELLED)
    return Figures(numbers=numbers, dates=dates, words=words, spelled=spelled)


def _without_marks(text: str) -> str:
    """The text without numbers in brackets that count 1, 2, … by themselves."""
    expected, marks = 1, []
    for match in _MARK.finditer(text):
        number = int(match[1])
        if number not in (1, expected):
            return text
        expected = number + 1
        marks.append(match.span())
    if len(marks) < 2:
        return text
    for start, end in reversed(marks):
        text = f"{text[:start]} {text[end:]}"
    return text


def _date(match: re.Match[str]) -> str:
    found = {name: value for name, value in match.groupdict().items() if value}
    year = next((value for name, value in found.items() if name.endswith("y")), None)
    day = next((value for name, value in found.items() if name.endswith("d")), None)
    written = next(value for name, value in found.items() if name.endswith("m"))
    month = int(written) if written.isdigit() else _MONTH[written.casefold()]
    if year is None:
        return f"--{month:02}-{int(day or 0):02}"
    return f"{year}-{month:02}" + (f"-{int(day):02}" if day else "")


def _numbers(written: str) -> list[str]:
    """The number, or the several of a reference: "1.09.15", "1-09-15" and "09.08" name a law or a clause."""
    grouped = re.sub(rf"[{_SPACES}'’]", "", written)
    marks = re.findall(r"[.,]", grouped)
    first, *others = parts = re.split(r"[.,]", grouped)
    if not marks:
        return [_plain(grouped)]
    reference = first.startswith("0") and len(first) > 1
    whole, last = parts[:-1], parts[-1]
    thousands = all(len(part) == 3 for part in whole[1:]) and len(first) <= 3 and first != "0"
    if thousands and len(last) == 3 and len(set(marks)) == 1 and not reference:
        return ["".join(parts)]  # "1.234.567" and "1,234"
    if thousands and len(whole) > 1 and marks[-1] != marks[0]:
        return [_decimal("".join(whole), last)]  # "1,234.5"
    if len(others) == 1 and not reference:
        return [_decimal(first, last)]
    return [_plain(part) for part in parts]


def _decimal(whole: str, cents: str) -> str:
    """A price with its cents is the price without, where there are none: "1,000.00" and "1 000"."""
    return whole if set(cents) == {"0"} and len(cents) == 2 else f"{whole}.{cents}"


def _plain(digits: str) -> str:
    return digits.lstrip("0") or "0"
