"""The numbers and dates of a text, written the same way whatever the language they were written in."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from .arabic import bare
from .numerals import ORDINALS, for_numbers, numbers_in
from .units import DUALS
from .written_dates import dates_in

# In a folded text. Groups of three behind a separator are thousands; a single one before other digits is decimal.
NUMBER: Final = r"(?<!\d)\d{1,3}(?:[ .,']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*"

# Words that stand for a number which another language may write as one.
_VALUES = {**ORDINALS, "single": 1, "double": 2, **dict.fromkeys(DUALS, 2)}
# Marks of an enumeration inside a text, "(1) … (2) …": another language has (i), (a) or a list.
_MARK = re.compile(r"(?<![\w()])\(?(\d{1,2})\)(?=\s)")
_NUMBER = re.compile(NUMBER)
# "1.234.567", "1,234" and "1,234.5"; then "12,5".
_THOUSANDS = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*)(?:(?!(?P=mark))[.,](?P<cents>\d+))?"
)
_DECIMAL = re.compile(r"(?P<whole>0|[1-9]\d*)[.,](?P<cents>\d+)")
_WORD = re.compile(r"\w+(?:-\w+)*")
# "un", "one" and "deux" are articles and pronouns too, and "both" is two.
_LEAST_SPELLED = 3


class Figures(NamedTuple):
    """``numbers`` and ``dates`` as written in digits; ``words``: numbers written as words, also ordinals.

    ``spelled`` are those of the words that are surely numbers: "un" and "deux" may be none.
    """

    numbers: Counter[str]
    dates: Counter[str]
    words: Counter[str]
    spelled: frozenset[str]


# A draft asks for the same texts at each opening and twice at each save; a text is asked for once per translation.
@lru_cache(maxsize=1024)
def figures_of(text: str) -> Figures:
    """The figures of a text in French, English or Arabic; callers must not change them.

    Dates are as ``dates_in`` gives them. A number has no separators but a decimal point: ``1000``, ``12.5``.
    """
    # Folded, the Arabic comma of "3،4" would look like a decimal mark.
    plain = for_numbers(text.replace("،", "، "))
    dates = list(dates_in(plain))
    starts, ends = [0, *(date.end for date in dates)], [*(date.start for date in dates), len(plain)]
    rest = _without_marks(" ".join(plain[start:end] for start, end in zip(starts, ends, strict=True)))
    numbers = Counter(number for match in _NUMBER.finditer(rest) for number in in_digits(match.group()))
    words = Counter(_VALUES[known[0]] for word in _WORD.findall(rest) if (known := bare(word, _VALUES)))
    cardinals = numbers_in(rest)
    return Figures(
        numbers=numbers,
        dates=Counter(date.value for date in dates),
        words=Counter(map(str, [*words.elements(), *cardinals])),
        spelled=frozenset(str(number) for number in cardinals if number >= _LEAST_SPELLED),
    )


def _without_marks(text: str) -> str:
    """The text without numbers in brackets that count 1, 2, … by themselves."""
    marks = [int(mark) for mark in _MARK.findall(text)]
    counting = all(mark in (1, before + 1) for before, mark in pairwise([0, *marks]))
    return _MARK.sub(" ", text) if counting and len(marks) > 1 else text


def in_digits(written: str) -> list[str]:
    """The number that ``NUMBER`` matched, or the several of a reference: "1.09.15" and "09.08" name a law or a clause."""
    digits = re.sub("[ ']", "", written)
    if match := _THOUSANDS.fullmatch(digits) or _DECIMAL.fullmatch(digits):
        whole, cents = re.sub(r"\D", "", match["whole"]), match["cents"]
        # A price with its cents is the price without, where there are none: "1,000.00" and "1 000".
        return [whole if cents in (None, "00") else f"{whole}.{cents}"]
    return [part.lstrip("0") or "0" for part in re.split("[.,]", digits)]
