"""Sentences about a file: in English here, and such that others can say them in their language.

Readers know no catalogue. A sentence keeps its pattern and what fills its places, also on its way out of a child process;
``interchange.said_words`` looks the pattern up. The catalogues find patterns by the names ``worded`` and ``worded_many``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self


class Worded(str):
    """The sentence in English. ``plural`` is empty where nothing is counted; else ``values`` holds ``count``."""

    __slots__ = ("pattern", "plural", "values")

    pattern: str
    plural: str
    values: Mapping[str, Any]

    def __new__(cls, pattern: str, plural: str, values: Mapping[str, Any]) -> Self:
        shown = plural if plural and values["count"] != 1 else pattern
        made = super().__new__(cls, shown.format(**values))
        made.pattern, made.plural, made.values = pattern, plural, values
        return made


def worded(pattern: str, **values: Any) -> Worded:
    """``pattern`` with its ``{places}`` filled by these values, which may be worded themselves."""
    return Worded(pattern, "", values)


def worded_many(one: str, many: str, count: int, **values: Any) -> Worded:
    """The same of something that is counted: ``{count}`` is its number."""
    return Worded(one, many, {"count": count, **values})


def worded_to_json(words: str) -> Any:
    """What ``worded_from_json`` makes the same sentence of; a plain string stays one."""
    if not isinstance(words, Worded):
        return words
    values = {
        name: worded_to_json(value) if isinstance(value, str) else value
        for name, value in words.values.items()
    }
    return [words.pattern, words.plural, values]


def worded_from_json(value: Any) -> str:
    """Raises ``ValueError``, ``KeyError`` or ``TypeError`` for what ``worded_to_json`` did not make."""
    if isinstance(value, str):
        return value
    pattern, plural, values = value
    return Worded(
        pattern,
        plural,
        {
            name: each if isinstance(each, int) else worded_from_json(each)
            for name, each in values.items()
        },
    )


def refusal_of(error: Exception) -> str:
    """The sentence that an error was raised with, still worded where it was."""
    first = error.args[0] if error.args else ""
    return first if isinstance(first, Worded) else str(error)
