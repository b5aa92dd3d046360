"""Dates in the words of each language, with Latin digits everywhere (the Maghreb's custom)."""

from __future__ import annotations

from datetime import date
from typing import Final

from babel.dates import format_date

_LOCALES: Final = {"fr": "fr", "en": "en_GB", "ar": "ar"}


def long_date(day: date, language: str) -> str:
    """For example ``2 novembre 2026``, ``2 November 2026``, ``2 نوفمبر 2026``; the first is ``1er`` in French.

    Raises ``KeyError`` for a language the register does not have.
    """
    text = format_date(day, "long", locale=_LOCALES[language])
    # French counts the first of a month, and only the first, with an ordinal; CLDR's pattern does not.
    return f"1er{text[1:]}" if language == "fr" and day.day == 1 else text
