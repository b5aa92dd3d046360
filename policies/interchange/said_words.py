"""What readers say about a file, in the language of the admin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, ngettext

from policies.document.languages import LANGUAGES
from policies.publication.localize import grouped, language_name

from .readers.worded import Worded

_CODES = {language.name: code for code, language in LANGUAGES.items()}


def in_words(sentence: str) -> str:
    """The sentence in the active language; one that is not worded is as it is."""
    if not isinstance(sentence, Worded):
        return str(sentence)
    pattern = gettext(sentence.pattern)
    if sentence.plural:
        pattern = ngettext(sentence.pattern, sentence.plural, sentence.values["count"])
    return pattern.format(**{name: _value(value) for name, value in sentence.values.items()})


def _value(value: Any) -> str:
    """What fills a place; words of a file keep their order within a sentence of another direction (UAX 9)."""
    if isinstance(value, int):
        return grouped(value)
    if isinstance(value, Worded):
        return in_words(value)
    if value in _CODES:
        return language_name(_CODES[value])
    return f"\u2068{value}\u2069"
