"""One clause of a version: only this clause of the bytes becomes a value."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from policies.document.canonical import blocks_from_json
from policies.document.numbering import numbers_of
from policies.document.shape import Document, Section
from policies.publication.version_record import read_record

from .timeline import Entry, Timeline


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
        if key not in self.keys or language not in self._said["languages"]:
            return None
        place = self.keys.index(key)
        section = self._said["sections"][place]
        heading, body = _heading(section, language), section["body"].get(language, ())
        if not heading and not body:
            return None
        return Excerpt(
            section=Section(
                key=uuid.UUID(key),
                level=section["level"],
                heading={language: heading},
                body={language: blocks_from_json(body)},
            ),
            number=self.numbers(language)[place],
        )

    def numbers(self, language: str) -> list[str]:
        """The number of each section as readers of this language see it."""
        sections = self._said["sections"]
        levels = [section["level"] if _heading(section, language) else None for section in sections]
        labels = [section.get("label", {}).get(language, "") for section in sections]
        return numbers_of(levels, self._said["numbering"], labels)

    def words(self, language: str) -> dict[str, tuple[str, list[str]]]:
        """Of each section that says something in this language: its heading, and all its words. No clause is checked."""
        found = {}
        for section in self._said["sections"]:
            heading, body = _heading(section, language), section["body"].get(language, ())
            if heading or body:
                found[section["key"]] = (heading, [*heading.split(), *" ".join(_texts(body)).split()])
        return found


def changing(history: Timeline, entry: Entry, announced: Entry, language: str) -> frozenset[str]:
    """The keys of the clauses of ``entry`` of which ``announced`` has other words in this language, or none."""
    if language not in announced.languages or announced.withheld:
        return frozenset()
    read = shown_clauses(history, entry.number, announced.number)
    now, then = (read[number].words(language) for number in (entry.number, announced.number))
    return frozenset(key for key, words in now.items() if then.get(key) != words)


def shown_clauses(history: Timeline, *numbers: int) -> dict[int, Clauses]:
    """The clauses of these versions, or of all, as readers are shown them: without what is withheld."""
    stored = history.policy.versions.all()
    found = {}
    for version in stored.filter(number__in=numbers) if numbers else stored:
        entry = history.entry(version.number)
        if entry is not None:
            version.__dict__["withheld"] = entry.version.withheld
        content = version.masked.content() if version.withheld else version.published_content
        found[version.number] = Clauses(content)
    return found


def _texts(value: Any) -> Iterator[str]:
    """Every text in a body, as it comes; a link is a word of its own, since it can change alone."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name in ("text", "link"):
                yield part
            elif isinstance(part, dict | list):
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _heading(section: dict[str, Any], language: str) -> str:
    return str(section["heading"].get(language, "")).strip()
