"""Dates in the words of each language, with Latin digits everywhere (the Maghreb's custom)."""

from __future__ import annotations

from datetime import date
from typing import Final

from babel.dates import format_date, get_month_names
from babel.localedata import exists

_LOCALES: Final = {"fr": "fr", "en": "en_GB", "ar": "ar"}


def long_date(day: date, language: str, country: str = "") -> str:
    """For example ``2 novembre 2026``, ``2 November 2026``, ``2 نوفمبر 2026``; the first is ``1er`` in French.

    Arabic has the months of the country (ISO 3166-1 alpha-2), as CLDR has them: ``2 نونبر 2026`` in Morocco; without
    one, those most countries know. Raises ``KeyError`` for a language the register does not have.
    """
    text = format_date(day, "long", locale=_locale(language, country))
    # French counts the first of a month, and only the first, with an ordinal; CLDR's pattern does not.
    return f"1er{text[1:]}" if language == "fr" and day.day == 1 else text


def months_in(language: str, country: str = "") -> list[tuple[int, str]]:
    """The months of the year by number, as a date writes them: CLDR has those of a country in dates only."""
    names = get_month_names("wide", locale=_locale(language, country))
    return sorted(names.items())


def _locale(language: str, country: str) -> str:
    general = _LOCALES[language]
    local = f"{general}_{country}"
    return local if language == "ar" and country and exists(local) else general
