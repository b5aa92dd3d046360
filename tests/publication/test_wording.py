"""Counts as each language writes them."""

from __future__ import annotations

import pytest
from django.utils import translation

from policies.publication.wording import grouped

NARROW_SPACE = "\u202f"
# In the Maghreb's custom Arabic has Latin digits and a full stop between thousands (CLDR, ar-MA).
WRITTEN = {
    "fr": {999: "999", 1240: f"1{NARROW_SPACE}240", 1234567: f"1{NARROW_SPACE}234{NARROW_SPACE}567"},
    "en": {999: "999", 1240: "1,240", 1234567: "1,234,567"},
    "ar": {999: "999", 1240: "1.240", 1234567: "1.234.567"},
}


@pytest.mark.parametrize("language", WRITTEN)
def test_thousands_are_set_apart_as_the_language_does(language: str) -> None:
    with translation.override(language):
        assert {count: grouped(count) for count in WRITTEN[language]} == WRITTEN[language]
