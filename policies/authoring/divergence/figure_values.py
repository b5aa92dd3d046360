"""What digits and words of a figure may mean, as a number without separators or as a phone number."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from .figure_patterns import POWERS

_THOUSANDS: Final = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*)(?:(?!(?P=mark))[.,](?P<cents>\d+))?"
)
_DECIMAL: Final = re.compile(r"(?P<whole>0|[1-9]\d*)[.,](?P<cents>\d+)")


def after_particle(word: str) -> str:
    """An Arabic word without what is written before its article."""
    return re.sub(
        r"^[وف]?(?:[بك]?(?=ال)|لل)", lambda found: "ال" if found[0].endswith("لل") else "", word
    )


def bare_digits(digits: str) -> str:
    return digits.lstrip("0") or "0"


def ambiguous(written: str) -> bool:
    return len(re.findall(r"\d+", written)) == 2


@lru_cache(maxsize=4096)
def values_of(written: str) -> tuple[str, ...]:
    """What digits may mean: "1,234" is one thousand or one, "53.05" is a number or, split later, a law's."""
    digits = re.sub("[ ']", "", written)
    values: list[str] = []
    if match := _THOUSANDS.fullmatch(digits):
        values.append(_number(match))
    if match := _DECIMAL.fullmatch(digits):
        # As another meaning it keeps its noughts: it is "10.000" and not 10.
        values.append(f"{match['whole']}.{match['cents']}" if values else _number(match))
    if values:
        return tuple(values)
    return tuple(bare_digits(part) for part in re.split("[.,]", digits))


def _number(match: re.Match[str]) -> str:
    whole, cents = re.sub(r"\D", "", match["whole"]), (match["cents"] or "").rstrip("0")
    return f"{whole}.{cents}" if cents else whole


def times_power(value: str, power: int) -> str:
    whole, _point, rest = value.partition(".")
    return bare_digits(whole + rest[:power].ljust(power, "0")) + (
        f".{rest[power:]}" if rest[power:] else ""
    )


def is_power_of_digits(text: str, start: int, word: str, language: str) -> bool:
    """Whether a word like "million" only says how much the digits before it are."""
    return word in POWERS[language] and re.search(r"\d ?$", text[max(0, start - 3) : start]) is not None


@cache
def power_words(language: str) -> re.Pattern[str]:
    return re.compile(rf" ?(?:{'|'.join(POWERS[language])})(?!\w)(?: (?:de|of|من|d')(?!\w))?")


def phone(written: str) -> str:
    """The last eight digits of a phone number, which no prefix changes; empty for another number."""
    groups = re.findall(r"\d+", written)
    digits = "".join(groups)
    dialled = written.lstrip("( ").startswith(("+", "0")) or written.rstrip().endswith("+")
    thousands = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if not 8 <= len(digits) <= 24 or (not dialled and (thousands or len(groups) < 3)):
        return ""
    return digits[-8:]


_ROMAN_VALUES: Final = {"i": 1, "v": 5, "x": 10}


def roman(word: str) -> int:
    letters = re.sub("(?:er|re|e)$", "", word)
    values = [_ROMAN_VALUES.get(letter, 0) for letter in letters]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
