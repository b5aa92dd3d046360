"""The dates a text states of itself: ``Last updated: 27 février 2026``, ``Effective Date: 01.01.2024``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from policies.document.shape import Body, Definitions
from policies.document.text import block_text, body_text, runs_text

from .parsed_text import ParsedSection, StatedDates

_MONTHS = (
    ("january", "jan", "janvier", "يناير", "كانون الثاني", "جانفي"),
    ("february", "feb", "février", "fevrier", "فبراير", "شباط", "فيفري"),
    ("march", "mar", "mars", "مارس", "آذار"),
    ("april", "apr", "avril", "أبريل", "ابريل", "إبريل", "نيسان", "أفريل"),
    ("may", "mai", "مايو", "ماي", "أيار"),
    ("june", "jun", "juin", "يونيو", "يونيه", "حزيران", "جوان"),
    ("july", "jul", "juillet", "يوليو", "يوليوز", "تموز", "جويلية"),
    ("august", "aug", "août", "aout", "أغسطس", "غشت", "آب", "أوت"),
    ("september", "sep", "sept", "septembre", "سبتمبر", "شتنبر", "أيلول"),
    ("october", "oct", "octobre", "أكتوبر", "تشرين الأول"),
    ("november", "nov", "novembre", "نوفمبر", "نونبر", "تشرين الثاني"),
    ("december", "dec", "décembre", "decembre", "ديسمبر", "دجنبر", "كانون الأول"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_NAMES = "|".join(sorted(map(re.escape, _MONTH), key=len, reverse=True))
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b")
_NUMERIC = re.compile(r"\b(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})\b")
_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?\.?\s+(?:of\s+|de\s+)?(?P<name>{_NAMES})\.?[,،]?\s+(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"\b(?P<name>{_NAMES})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"last\s+(?:updated|modified|revised|update)|updated\s+on|dernière\s+(?:mise\s+à\s+jour|modification)"
    r"|mis(?:e)?\s+à\s+jour\s+le|آخر\s+(?:تحديث|تعديل)|تاريخ\s+(?:آخر\s+)?(?:تحديث|التحديث)",
    re.IGNORECASE,
)
_EFFECTIVE = re.compile(
    r"effective(?:\s+(?:date|as\s+of|from))?|in\s+force|date\s+d['’](?:effet|entrée\s+en\s+vigueur)"
    r"|en\s+vigueur|applicable|تاريخ\s+(?:السريان|النفاذ|سريان)|سار(?:ي|ية)|يسري|تسري|نافذ",
    re.IGNORECASE,
)
_MAX_LINE = 200
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def stated_dates(sections: Iterable[ParsedSection]) -> StatedDates:
    """The first date called last update, and the first called effective, in short lines of the text."""
    found: dict[str, date] = {}
    for line in (line for section in sections for line in _lines(section.blocks)):
        if len(line) > _MAX_LINE or (day := date_in(line)) is None:
            continue
        if _UPDATED.search(line):
            found.setdefault("updated", day)
        elif _EFFECTIVE.search(line):
            found.setdefault("effective", day)
    return StatedDates(**found)


def _lines(blocks: Body) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Definitions):
            for item in block.items:
                yield f"{runs_text(item.term)}: {body_text(item.blocks)}"
        else:
            yield from block_text(block).split("\n")


def date_in(line: str) -> date | None:
    """The first date in a line: numeric dates are day first, as in French and Arabic."""
    line = line.translate(_DIGITS)
    matches = [
        match
        for pattern in (_ISO, _NUMERIC, _DAY_FIRST, _MONTH_FIRST)
        if (match := pattern.search(line))
    ]
    for match in sorted(matches, key=lambda match: match.start()):
        parts = match.groupdict()
        month = _MONTH[parts["name"].lower()] if "name" in parts else int(parts["month"])
        try:
            return date(int(parts["year"]), month, int(parts["day"]))
        except ValueError:
            continue
    return None
