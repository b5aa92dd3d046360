"""One clause of a version, read from its bytes without reading the other clauses.

RFC 8785 sorts keys, so a section is written ``{"body":…,"heading":…,"key":…,"level":…}`` and its last two
members end it: a clause's history over a hundred long versions parses a hundred clauses, not all of them.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from policies.document.canonical import blocks_from_json
from policies.document.numbering import numbers_of
from policies.document.shape import Section

from .covers import opening_of

# Quotes inside strings are escaped, so neither mark can occur in a text.
_END: Final = re.compile(rb'"key":"([0-9a-f-]{36})","level":([1-3])\}')
_HEADING: Final = b',"heading":{'


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A section in one language as one version has it, with the number it has there."""

    section: Section
    number: str

    @property
    def key(self) -> str:
        return str(self.section.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a section's JSON stands in the bytes; ``heading`` is empty for an introduction."""

    key: str
    level: int
    heading: str
    start: int
    end: int


def keys_of(content: bytes) -> list[str]:
    """The keys of all sections of a record, in order."""
    return [found.group(1).decode() for found in _END.finditer(content)]


def excerpt_of(content: bytes, key: str, language: str) -> Excerpt | None:
    """The section of this key, or none where the version lacks it or it says nothing in this language."""
    places = list(_places(content, language))
    index = next((index for index, place in enumerate(places) if place.key == key), None)
    if index is None:
        return None
    place = places[index]
    value: dict[str, Any] = json.loads(content[place.start : place.end])
    body = value["body"].get(language, ())
    if not place.heading and not body:
        return None
    levels = [other.level if other.heading else None for other in places]
    return Excerpt(
        section=Section(
            key=uuid.UUID(key),
            level=place.level,
            heading={language: place.heading},
            body={language: blocks_from_json(body)},
        ),
        number=numbers_of(levels, opening_of(content)["numbering"])[index],
    )


def _places(content: bytes, language: str) -> Iterator[_Place]:
    start = content.index(b'"sections":[') + len(b'"sections":[')
    for found in _END.finditer(content, start):
        heading = content.rindex(_HEADING, start, found.start()) + len(_HEADING) - 1
        headings = json.loads(content[heading : found.start() - 1])
        yield _Place(
            key=found.group(1).decode(),
            level=int(found.group(2)),
            heading=headings.get(language, "").strip(),
            start=start,
            end=found.end(),
        )
        start = found.end() + 1  # the comma, or the bracket that ends the list
