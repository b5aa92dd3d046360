"""The shape of a document, schema 2: frozen values that refuse to be malformed.

Every string is held in Unicode normalisation form C, so two documents that look alike are equal and
have the same canonical bytes. A document of schema 1 is one that says nothing of what schema 2 added; it keeps its
schema, so that its bytes come back as they were published.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from .blocks import Block, Body, Footnotes, List, Table, blocks_in, runs_of
from .languages import CODES
from .malformed import (
    MalformedDocument,
    Value,
    by_language,
    label,
    normalised,
    require_one_of,
    whole_number,
)

SCHEMA: Final = 2
SCHEMAS: Final = (1, 2)
LEVELS: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9)
LEVELS_OF_SCHEMA_1: Final = (1, 2, 3)
KINDS: Final = ("privacy", "cookies", "terms", "other")
Numbering = Literal["decimal", "outline", "none"]
NUMBERINGS: Final[tuple[Numbering, ...]] = ("decimal", "outline", "none")
HIGHEST_VERSION: Final = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One clause. ``key`` is the same in every language and every version of a policy.

    A section without a heading in a language is an introduction: shown without number or heading. ``label`` is its
    number as it was typed; a language without one has the computed number. ``behind`` marks a translation that
    follows an earlier source: the number of the version whose authoritative text it follows, 0 where none was
    published.
    """

    key: uuid.UUID
    level: int
    heading: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Body] = field(default_factory=dict)
    label: Mapping[str, str] = field(default_factory=dict)
    behind: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_one_of(LEVELS, self.level, "section level")
        object.__setattr__(self, "heading", by_language(self.heading, "a heading", normalised))
        object.__setattr__(self, "body", by_language(self.body, "a body", _body))
        object.__setattr__(self, "label", by_language(self.label, "a label", label))
        object.__setattr__(self, "behind", by_language(self.behind, "a mark", _version))

    def __hash__(self) -> int:
        return hash((self.key, self.level, *self.heading.items(), *self.body.items()))


def _body(blocks: Body) -> Body:
    for block in blocks[:-1]:
        if isinstance(block, Footnotes):
            raise MalformedDocument("footnotes stand before other blocks: they are the last of a body")
    return tuple(blocks)


def _version(number: int) -> int:
    return whole_number(number, "version that a translation follows", 0, HIGHEST_VERSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One policy's whole content in all its languages.

    ``languages`` are those the text is published in, ``authoritative`` the one that prevails. ``issuer`` has at least
    the authoritative language. ``numbering`` is part of the document because readers cite clauses by the numbers they
    saw. ``title_behind`` and ``summary_behind`` are as ``behind`` of a section.
    """

    policy: uuid.UUID
    kind: str
    languages: tuple[str, ...]
    authoritative: str
    issuer: Mapping[str, str]
    title: Mapping[str, str]
    summary: Mapping[str, str] = field(default_factory=dict)
    title_behind: Mapping[str, int] = field(default_factory=dict)
    summary_behind: Mapping[str, int] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    numbering: Numbering = "decimal"
    schema: int = field(default=SCHEMA, compare=False)

    def __post_init__(self) -> None:
        require_one_of(SCHEMAS, self.schema, "schema")
        require_one_of(KINDS, self.kind, "kind")
        require_one_of(NUMBERINGS, self.numbering, "numbering")
        unknown = [code for code in self.languages if code not in CODES]
        if unknown or not self.languages:
            raise MalformedDocument(f"languages {self.languages!r}: some of {', '.join(CODES)}")
        object.__setattr__(self, "languages", tuple(code for code in CODES if code in self.languages))
        if self.authoritative not in self.languages:
            raise MalformedDocument(
                f"authoritative language {self.authoritative!r} is not among {self.languages!r}"
            )
        for name, held in (
            ("issuer", normalised),
            ("title", normalised),
            ("summary", normalised),
            ("title_behind", _version),
            ("summary_behind", _version),
        ):
            object.__setattr__(self, name, by_language(getattr(self, name), f"a {name}", held))
        if self.authoritative not in self.issuer:
            raise MalformedDocument(
                f"issuer {dict(self.issuer)!r}: it has a name in {self.authoritative!r}, which prevails"
            )
        keys = [section.key for section in self.sections]
        if len(set(keys)) != len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise MalformedDocument(f"section key {twice} is used twice: a key names one section")
        for where, behind in self.marks():
            if self.authoritative in behind:
                raise MalformedDocument(
                    f"{where} is marked as behind in {self.authoritative!r}, the language that prevails"
                )
        if self.schema == 1 and (new := next(_new_in(self), None)):
            raise MalformedDocument(f"{new}: schema 1 has no such thing")

    def __hash__(self) -> int:
        return hash((self.policy, self.languages, self.sections, *self.title.items()))

    def section(self, key: uuid.UUID) -> Section | None:
        """The section with this key, or none."""
        return next((section for section in self.sections if section.key == key), None)

    def issuer_in(self, language: str) -> str:
        """The issuer's name in this language, or in the one that prevails."""
        return self.issuer.get(language) or self.issuer[self.authoritative]

    def marks(self) -> Iterator[tuple[str, Mapping[str, int]]]:
        """Every part that can be behind: ``title``, ``summary`` or a section's key, and its marks."""
        yield "title", self.title_behind
        yield "summary", self.summary_behind
        for section in self.sections:
            yield str(section.key), section.behind

    def behind(self, language: str) -> dict[str, int]:
        """What follows an earlier source in this language, by part: see ``marks``."""
        return {where: behind[language] for where, behind in self.marks() if language in behind}

    def only(self, *languages: str) -> Document:
        """The same document with these languages only.

        Raises ``MalformedDocument`` when the authoritative language is not among them.
        """

        def kept(texts: Mapping[str, Value]) -> dict[str, Value]:
            return {code: text for code, text in texts.items() if code in languages}

        return replace(
            self,
            languages=tuple(code for code in self.languages if code in languages),
            issuer=kept(self.issuer),
            title=kept(self.title),
            summary=kept(self.summary),
            title_behind=kept(self.title_behind),
            summary_behind=kept(self.summary_behind),
            sections=tuple(
                replace(
                    section,
                    heading=kept(section.heading),
                    body=kept(section.body),
                    label=kept(section.label),
                    behind=kept(section.behind),
                )
                for section in self.sections
            ),
        )


def _new_in(document: Document) -> Iterator[str]:
    """What a document says that schema 1 cannot."""
    if set(document.issuer) != {document.authoritative}:
        yield f"issuer {dict(document.issuer)!r}"
    for where, behind in document.marks():
        if behind:
            yield f"mark {dict(behind)!r} of {where}"
    for section in document.sections:
        if section.label:
            yield f"label {dict(section.label)!r}"
        if section.level not in LEVELS_OF_SCHEMA_1:
            yield f"level {section.level!r}"
        for body in section.body.values():
            for block in blocks_in(body):
                yield from _new_in_block(block)


def _new_in_block(block: Block) -> Iterator[str]:
    match block:
        case Footnotes():
            yield "footnotes"
        case Table(spans=spans) if spans:
            yield f"spans {spans!r}"
        case List(style=style, start=start, items=items):
            if style != "decimal" or start != 1:
                yield f"list style {style!r} from {start}"
            yield from (f"item label {item.label!r}" for item in items if item.label)
    for runs in runs_of(block):
        yield from (f"{run!r}" for run in runs if run.struck or run.script or run.role)
