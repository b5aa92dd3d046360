"""The repair of a finding as words: what to write in a translation in place of what it says, where that is certain."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from babel.numbers import format_decimal
from babel.units import format_unit

from policies.document.dates import long_date

from .counted_figures import Figure, figures_in
from .kinds import Divergence, Kind

# What the two languages write alike.
_VERBATIM: Final = frozenset({Kind.MAIL, Kind.CONTACT})
_FIGURES: Final = frozenset(
    {Kind.DATE, Kind.AMOUNT, Kind.PERIOD, Kind.UNIT, Kind.NUMBER, Kind.REFERENCE}
)
_DIGITS: Final = re.compile(r"\d+(?:[ \u00a0\u202f.,]\d+)*")
# After 3 to 10, after 11 to 99, after whole hundreds; CLDR's table of Arabic lacks days and months.
_ARABIC: Final = {
    "second": ("ثوانٍ", "ثانية", "ثانية"),
    "minute": ("دقائق", "دقيقة", "دقيقة"),
    "hour": ("ساعات", "ساعة", "ساعة"),
    "day": ("أيام", "يومًا", "يوم"),
    "week": ("أسابيع", "أسبوعًا", "أسبوع"),
    "month": ("أشهر", "شهرًا", "شهر"),
    "year": ("سنوات", "سنة", "سنة"),
}
_LEAST_FEW: Final = 3
_LOCALES: Final = {"fr": "fr", "en": "en_GB", "ar": "ar"}
_EASTERN: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def put_in_place(found: Divergence, text: str, country: str = "") -> str:
    """What to write for ``found.here`` in this text of its language; empty where a person has to see to it.

    It is offered where what is said stands once in the text. ``country`` is whose months Arabic has.
    """
    if not found.here or text.count(found.here) != 1:
        return ""
    if found.kind == Kind.VARIANT or found.kind in _VERBATIM:
        return found.there
    if found.kind not in _FIGURES or not found.there:
        return ""
    source, here = _only(found.there, found.source), _only(found.here, found.language)
    if source is None or here is None or len(source.values) != 1:
        return ""
    instead = _figure(source, here, found, country)
    return "" if instead == found.here else instead


def _only(said: str, language: str) -> Figure | None:
    """The one figure of these words, if they are one."""
    figures = figures_in(said, language)
    return figures[0] if len(figures) == 1 else None


def _figure(source: Figure, here: Figure, found: Divergence, country: str) -> str:
    value = source.values[0]
    if source.sort == "date":
        return _date(value, found.language, country) if here.sort == "date" else ""
    if here.sort == "date" or source.qualifier != here.qualifier or not value.isdecimal():
        return ""
    locale = _LOCALES[found.language]
    same_money = source.codes == here.codes or not source.codes.isdisjoint(here.codes)
    if source.unit == here.unit and same_money and not here.spelled:
        money = bool(here.codes)
        return _with_digits(found.here, format_decimal(int(value), locale=locale) if money else value)
    if source.unit in _ARABIC and here.unit in _ARABIC and here.said == found.here:
        return _period(int(value), source.unit, found.language)
    return ""


def _period(count: int, unit: str, language: str) -> str:
    if language != "ar":
        return str(format_unit(count, f"duration-{unit}", "long", locale=_LOCALES[language]))
    if count < _LEAST_FEW:
        return ""  # one and two have no numeral, and their case depends on the sentence
    few, many, other = _ARABIC[unit]
    rest = count % 100
    return f"{count} {few if 3 <= rest <= 10 else many if rest > 10 else other}"


def _date(value: str, language: str, country: str) -> str:
    try:
        return long_date(date.fromisoformat(value), language, country)
    except ValueError:  # a day without its year, or a month alone
        return ""


def _with_digits(said: str, value: str) -> str:
    """The same words about another number, in the digits they have; nothing where they hold two."""
    runs = _DIGITS.findall(said)
    if len(runs) != 1:
        return ""
    eastern = any("٠" <= character <= "٩" for character in runs[0])
    return said.replace(runs[0], value.translate(_EASTERN) if eastern else value)
