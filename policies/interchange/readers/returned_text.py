"""What a translator's file says: of which policy and languages it is, and each passage that it holds."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from policies.document.inline_codes import Mark, Piece, Pieces

from .parsed_text import UnreadableText
from .worded import worded

MOST_UNITS: Final = 20_000
MOST_CHARACTERS: Final = 2_000_000
_OF_A_CODE: Final = 10
_LONGEST_NAME: Final = 200


class ReturnedUnit(NamedTuple):
    """``done``: the file says that it is translated; none if its form says nothing of that.

    ``foreign`` names markup within the text that is no text for translators.
    """

    name: str
    source: Pieces
    target: Pieces
    done: bool | None = None
    foreign: str = ""


class ReturnedText(NamedTuple):
    """``original`` names the policy as the file does."""

    original: str
    source_language: str
    target_language: str
    units: tuple[ReturnedUnit, ...]


def bounded(text: ReturnedText) -> ReturnedText:
    """The same; raises ``UnreadableText`` where it holds more than any policy, or nothing."""
    if not text.units:
        raise UnreadableText(worded("the file holds no passages"))
    if len(text.units) > MOST_UNITS:
        raise UnreadableText(
            worded(
                "{count} passages: no policy has more than {most}",
                count=len(text.units),
                most=MOST_UNITS,
            )
        )
    length = sum(
        len(piece) if isinstance(piece, str) else _OF_A_CODE
        for unit in text.units
        for pieces in (unit.source, unit.target)
        for piece in pieces
    )
    if length > MOST_CHARACTERS:
        raise UnreadableText(
            worded(
                "{count} characters: no policy has more than {most}", count=length, most=MOST_CHARACTERS
            )
        )
    return text._replace(
        units=tuple(unit._replace(name=unit.name[:_LONGEST_NAME]) for unit in text.units)
    )


def merged(pieces: list[Piece]) -> Pieces:
    """Texts that stand side by side as one, and none that is empty."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece:
            found.append(piece)
    return tuple(found)


def returned_to_json(text: ReturnedText) -> dict[str, Any]:
    return text._asdict() | {"units": [unit._asdict() for unit in text.units]}


def returned_from_json(value: dict[str, Any]) -> ReturnedText:
    """Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what ``returned_to_json`` did not make."""
    units = tuple(
        ReturnedUnit(
            str(unit["name"]),
            _pieces(unit["source"]),
            _pieces(unit["target"]),
            unit["done"],
            str(unit["foreign"]),
        )
        for unit in value["units"]
    )
    languages = str(value["source_language"]), str(value["target_language"])
    return ReturnedText(str(value["original"]), *languages, units)


def _pieces(value: list[Any]) -> Pieces:
    return tuple(piece if isinstance(piece, str) else Mark(*piece) for piece in value)
