"""The countries of the world, as an organisation names its own."""

from __future__ import annotations

import re
from typing import Final

from babel import Locale

from .localize import active_language

# What CLDR has beside ISO 3166-1: groups of countries, islands with codes that ISO keeps free, codes for tests.
_NO_COUNTRY: Final = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"]
)
_CODE: Final = re.compile(r"[A-Z]{2}")


def country_choices() -> list[tuple[str, str]]:
    """Codes (ISO 3166-1 alpha-2) with names in the language active now, by name."""
    names = Locale.parse(active_language()).territories
    countries = [
        (code, name) for code, name in names.items() if _CODE.fullmatch(code) and code not in _NO_COUNTRY
    ]
    return sorted(countries, key=lambda country: country[1])
