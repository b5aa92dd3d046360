"""The languages of the register: code, direction, own name and the order of fallback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language a policy can be written in; ``name`` is the language's own name for itself."""

    code: str
    direction: Direction
    name: str


LANGUAGES: Final = {
    "fr": Language(code="fr", direction="ltr", name="Français"),
    "en": Language(code="en", direction="ltr", name="English"),
    "ar": Language(code="ar", direction="rtl", name="العربية"),
}
CODES: Final[tuple[str, ...]] = tuple(LANGUAGES)


def language(code: str) -> Language:
    """The language with this code.

    Raises ``ValueError`` quoting the code when the register has no such language.
    """
    try:
        return LANGUAGES[code]
    except KeyError:
        raise ValueError(f"unknown language {code!r}: one of {', '.join(CODES)}") from None


def direction(code: str) -> Direction:
    """``rtl`` for Arabic, ``ltr`` for the others."""
    return language(code).direction


def column(field: str, language: str) -> str:
    """The column that holds ``field`` in this language: ``heading`` in French is ``heading_fr``."""
    return f"{field}_{language}"


def in_language(row: object, field: str, language: str) -> Any:
    """The value of ``field`` in this language. The only reader of columns that exist once per language."""
    return getattr(row, column(field, language))


def put_in_language(row: object, field: str, language: str, value: object) -> None:
    """Set ``field`` in this language. The only writer of columns that exist once per language."""
    setattr(row, column(field, language), value)
