"""Dates, counts and names of languages, as the language active now writes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from babel import Locale
from babel.dates import format_timedelta
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language

from policies.document.dates import long_date
from policies.document.languages import CODES

# How thousands are set apart (CLDR): Django knows no grouping for Arabic, whose digits are the Maghreb's here.
_NUMBERS: Final = {"fr": "fr", "en": "en_GB", "ar": "ar_MA"}


def active_language() -> str:
    """The register's language that messages are written in now; English where it is another."""
    language = (get_language() or "")[:2]
    return language if language in CODES else "en"


def spoken_date(day: date, country: str = "") -> str:
    """For example “1er mars 2026”; with the months of a country in Arabic."""
    return long_date(day, active_language(), country)


def grouped(count: int) -> str:
    """The number with its thousands set apart: “1,240”, “1.240” in Arabic, in French by a narrow space that holds."""
    return format_decimal(count, locale=_NUMBERS[active_language()])


def language_name(language: str) -> str:
    """A language's name: ``ar`` is “Arabic”, “arabe”, “العربية”."""
    return str(Locale.parse(active_language()).languages[language])


def how_long_ago(moment: datetime) -> str:
    """“2 hours ago”, as each language counts; a minute at the least."""
    passed = min(moment - timezone.now(), timedelta(minutes=-1))
    return str(format_timedelta(passed, add_direction=True, locale=active_language()))
