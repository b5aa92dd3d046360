"""Dates in the words of each language, with Latin digits everywhere (the Maghreb's custom)."""

from __future__ import annotations

from datetime import date
from typing import Final

from babel.dates import format_date

_LOCALES: Final = {"fr": "fr", "en": "en_GB", "ar": "ar"}


def long_date(day: date, language: str) -> str:
    """For example ``2 novembre 2026``, ``2 November 2026``, ``2 نوفمبر 2026``."""
    return format_date(day, "long", locale=_LOCALES[language])
