"""Dates as texts write them: in digits, or with the name of a month in any naming of any of the three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .months import MONTH, month_of

# At the start of a word, or behind an Arabic particle that is written together with it.
_START = r"(?:(?<!\w)|(?<=\b[وفبلك]))"
_IN_DIGITS = r"(?:0?[1-9]|[12]\d|3[01])"
_DAY = rf"{_IN_DIGITS}(?:er|st|nd|rd|th)?|premier|first(?=[ ]of[ ])|فاتح|الاول(?=[ ]من[ ])"
_YEAR = r"\d{4}(?=م?(?!\w))"
_DIGITS = re.compile(r"\d+")
_DATE = re.compile(
    rf"""
      (?<![.,/]){_START}(?:
        (?P<year1>\d{{4}})(?P<mark1>[/-])(?P<month1>{_IN_DIGITS})(?P=mark1)(?P<day1>{_IN_DIGITS})
      | (?P<day2>{_IN_DIGITS})(?P<mark2>[./-])(?P<month2>{_IN_DIGITS})(?P=mark2)(?P<year2>\d{{4}})م?
      )(?![\w/])
    | {_START}
      (?:(?P<day>{_DAY})(?:[ ]+(?:(?:of|de|من(?:[ ]شهر)?)[ ])?|[/-]))?
      (?P<month>{MONTH})(?!\w)
      (?:[ ]?[/(-][ ]?(?P<twin>{MONTH})(?!\w)\)?)?
      (?(day)|(?:[ ]+(?P<after>{_IN_DIGITS})(?:st|nd|rd|th)?(?!\w|[.,]\d))?)
      (?:(?:,?[ ]+(?:(?:de|of|ل?سنه|ل?عام)[ ])?|[/-])(?P<year>{_YEAR})م?)?
    """,
    re.VERBOSE,
)


class WrittenDate(NamedTuple):
    """A date that stands from ``start`` up to ``end`` of a folded text.

    ``value`` is ``2026-03-01``, ``2026-03`` or ``--03-01`` (RFC 9557 has no form for a day without a year; this is
    ISO 8601:2000's).
    """

    value: str
    start: int
    end: int


def dates_in(text: str) -> Iterator[WrittenDate]:
    """The dates of a folded text in its order, none overlapping another.

    The day stands before the month, unless only the other order makes a date. The same month in two namings,
    «آذار/مارس», is one date; two months with one year are two.
    """
    for match in _DATE.finditer(text):
        if match["month"]:
            yield from _named(match)
            continue
        year, one, other = (
            match.group("year1", "month1", "day1")
            if match["year1"]
            else match.group("year2", "month2", "day2")
        )
        month, day = (one, other) if int(one) <= 12 else (other, one)
        if int(month) <= 12:
            yield WrittenDate(f"{year}-{month:0>2}-{day:0>2}", *match.span())


def _named(match: re.Match[str]) -> Iterator[WrittenDate]:
    written, year = match["day"] or match["after"], match["year"]
    if not written and not year:
        return
    digits = _DIGITS.match(written or "")
    # The first of a month is also written as a word.
    day = f"-{digits.group() if digits else 1:0>2}" if written else ""
    months = [(match["month"], match.span())]
    if match["twin"] and month_of(match["twin"]) != month_of(match["month"]):
        end, start = match.end("month"), match.start("twin")
        months = [(match["month"], (match.start(), end)), (match["twin"], (start, match.end()))]
    for name, span in months:
        yield WrittenDate(f"{year or '-'}-{month_of(name):02}{day}", *span)
