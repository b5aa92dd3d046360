"""The numbers and dates of a text, written the same way whatever the language they were written in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .arabic import bare
from .numerals import for_numbers, numbers_in
from .ordinals import ORDINALS
from .units import DUALS
from .written_dates import dates_in

# In a folded text. Groups of three behind a separator are thousands; a single one before other digits is decimal.
NUMBER: Final = r"(?<!\d)\d{1,3}(?:[ .,']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*"

# Words that stand for a number which another language may write as one.
_VALUES: Final = {**ORDINALS, "single": 1, "double": 2, **dict.fromkeys(DUALS, 2)}
# Marks of an enumeration inside a text, "(1) … (2) …": another language has (i), (a) or a list.
_MARK = re.compile(r"(?<![\w()])\(?(\d{1,2})\)(?=\s)")
_NUMBER = re.compile(NUMBER)
_WORD = re.compile(r"\w+(?:-\w+)*")
# "un", "one" and "deux" are articles and pronouns too, and "both" is two.
LEAST_SPELLED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
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
        spelled=frozenset(str(number) for number in cardinals if number >= LEAST_SPELLED),
    )


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


def in_digits(written: str) -> list[str]:
    """The number that ``NUMBER`` matched, or the several of a reference: "1.09.15" and "09.08" name a law or a clause."""
    grouped = re.sub("[ ']", "", written)
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
