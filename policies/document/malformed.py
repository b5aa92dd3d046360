"""What every value of a document is checked by: strings in normal form, and choices from a list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from .languages import CODES

_SURROGATE = re.compile("[\ud800-\udfff]")
LONGEST_LABEL = 60

Value = TypeVar("Value")


class MalformedDocument(ValueError):
    """A value that no document may hold; the message quotes it and states the rule."""


def normalised(text: str) -> str:
    """The text in Unicode normalisation form C, its line breaks as ``\\n``."""
    if not isinstance(text, str):
        raise MalformedDocument(f"{text!r} is not text")
    if _SURROGATE.search(text):
        raise MalformedDocument(f"{text!r} holds a lone surrogate: text must be valid Unicode")
    if "\x00" in text:
        raise MalformedDocument(f"{text!r} holds a NUL character")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def normalise(value: object, *names: str) -> None:
    """Bring these fields of a frozen value into their normal form."""
    for name in names:
        object.__setattr__(value, name, normalised(getattr(value, name)))


def by_language(
    parts: Mapping[str, Value], what: str, held: Callable[[Value], Value]
) -> Mapping[str, Value]:
    """The parts in the register's order of languages, each as ``held`` gives it."""
    for code in parts:
        require_one_of(CODES, code, f"{what} in unknown language")
    return MappingProxyType({code: held(parts[code]) for code in CODES if code in parts})


def require_one_of(allowed: Iterable[object], value: object, what: str) -> None:
    if value not in allowed:
        raise MalformedDocument(f"{what} {value!r}: one of {', '.join(map(repr, allowed))}")


def whole_number(value: int, what: str, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise MalformedDocument(f"{what} {value!r}: a whole number from {least} to {most}")
    return value


def label(text: str) -> str:
    """A label as it was typed, such as ``2 bis``: one line that is not blank, without spaces around it."""
    held = normalised(text)
    if not held or held != held.strip() or "\n" in held or len(held) > LONGEST_LABEL:
        raise MalformedDocument(
            f"label {text!r}: one line of 1 to {LONGEST_LABEL} characters, without spaces around it"
        )
    return held
