"""One clause of a version: only this clause of the bytes becomes a value."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from policies.document.canonical import blocks_from_json
from policies.document.numbering import numbers_of
from policies.document.shape import Document, Section
from policies.publication.version_record import read_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A section in one language as one version has it, with the number it has there."""

    section: Section
    number: str

    @property
    def key(self) -> str:
        return str(self.section.key)


class Clauses:
    """The clauses of one version, from its bytes. A history over many versions parses each of them once."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @cached_property
    def _said(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self._content)["document"]
        return said

    @cached_property
    def document(self) -> Document:
        """The whole document: parses and checks every clause."""
        return read_record(self._content).document

    @cached_property
    def keys(self) -> list[str]:
        """The keys of all sections, in order."""
        return [section["key"] for section in self._said["sections"]]

    def excerpt(self, key: str, language: str) -> Excerpt | None:
        """The section of this key, or none when the version lacks it or it says nothing in this language."""
        if key not in self.keys:
            return None
        place = self.keys.index(key)
        section = self._said["sections"][place]
        heading, body = _heading(section, language), section["body"].get(language, ())
        if not heading and not body:
            return None
        levels = [
            other["level"] if _heading(other, language) else None for other in self._said["sections"]
        ]
        return Excerpt(
            section=Section(
                key=uuid.UUID(key),
                level=section["level"],
                heading={language: heading},
                body={language: blocks_from_json(body)},
            ),
            number=numbers_of(levels, self._said["numbering"])[place],
        )


def _heading(section: dict[str, Any], language: str) -> str:
    return str(section["heading"].get(language, "")).strip()
