"""Dates and names of languages, in the words of the language active now."""

from __future__ import annotations

from datetime import date

from babel import Locale
from django.utils.translation import get_language

from policies.document.dates import long_date
from policies.document.languages import CODES


def active_language() -> str:
    """The register's language that messages are written in now; English where it is another."""
    language = (get_language() or "")[:2]
    return language if language in CODES else "en"


def spoken_date(day: date) -> str:
    """For example “1er mars 2026”."""
    return long_date(day, active_language())


def language_name(language: str) -> str:
    """A language's name: ``ar`` is “Arabic”, “arabe”, “العربية”."""
    return str(Locale.parse(active_language()).languages[language])
