"""The shape of a document, schema 1: frozen values that refuse to be malformed.

Every string is held in Unicode normalisation form C, so two documents that look alike are equal and
have the same canonical bytes. Line breaks inside a run's text are ``\\n``.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Literal, TypeVar

from .languages import CODES

SCHEMA: Final = 1
LEVELS: Final = (1, 2, 3)
KINDS: Final = ("privacy", "cookies", "terms", "other")
TONES: Final = ("info", "important", "warning")
Numbering = Literal["decimal", "outline", "none"]
NUMBERINGS: Final[tuple[Numbering, ...]] = ("decimal", "outline", "none")

LINK_SCHEMES: Final = ("https:", "http:", "mailto:", "tel:", "#", "/")


_SURROGATE = re.compile("[\ud800-\udfff]")

_Part = TypeVar("_Part", str, "tuple[Block, ...]")


class MalformedDocument(ValueError):
    """A value that no document may hold; the message quotes it and states the rule."""


def _normalised(text: str) -> str:
    if not isinstance(text, str):
        raise MalformedDocument(f"{text!r} is not text")
    if _SURROGATE.search(text):
        raise MalformedDocument(f"{text!r} holds a lone surrogate: text must be valid Unicode")
    if "\x00" in text:
        raise MalformedDocument(f"{text!r} holds a NUL character")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _normalise(value: object, *names: str) -> None:
    for name in names:
        object.__setattr__(value, name, _normalised(getattr(value, name)))


def _by_language(
    parts: Mapping[str, _Part], what: str, held: Callable[[_Part], _Part]
) -> Mapping[str, _Part]:
    """The parts in the register's order of languages, each as ``held`` gives it."""
    for code in parts:
        _require_one_of(CODES, code, f"{what} in unknown language")
    return MappingProxyType({code: held(parts[code]) for code in CODES if code in parts})


def _require_one_of(allowed: Iterable[object], value: object, what: str) -> None:
    if value not in allowed:
        raise MalformedDocument(f"{what} {value!r}: one of {', '.join(map(str, allowed))}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text with one formatting. ``link`` is an absolute address, a path or ``#anchor``."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str | None = None

    def __post_init__(self) -> None:
        _normalise(self, "text")
        if self.link is not None:
            _normalise(self, "link")
            if not self.link.lower().startswith(LINK_SCHEMES):
                raise MalformedDocument(
                    f"link {self.link!r}: a link starts with one of {' '.join(LINK_SCHEMES)}"
                )

    @property
    def formatting(self) -> tuple[bool, bool, str | None]:
        return self.bold, self.italic, self.link

    def with_part(self, text: str) -> Run:
        """The same formatting on other text."""
        return Run(text=text, bold=self.bold, italic=self.italic, link=self.link)


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a list: its own line, and the blocks beneath it (mostly nested lists)."""

    runs: Runs
    children: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    ordered: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    term: Runs
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """Terms and what they mean; also label–value lines such as ``Phone: …``."""

    items: tuple[Definition, ...]


Row = tuple[Runs, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A grid: ``header`` may be empty, else every row has as many cells as it."""

    caption: Runs = ()
    header: Row = ()
    rows: tuple[Row, ...] = ()

    def __post_init__(self) -> None:
        width = len(self.header) or (len(self.rows[0]) if self.rows else 0)
        for row in self.rows:
            if len(row) != width:
                raise MalformedDocument(
                    f"a table row of {len(row)} cells in a table of {width}: rows are equally long"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    tone: str
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        _require_one_of(TONES, self.tone, "tone")


Block = Paragraph | List | Definitions | Table | Note
Body = tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One clause. ``key`` is the same in every language and every version of a policy.

    A section without a heading in a language is an introduction: shown without number or heading.
    """

    key: uuid.UUID
    level: int
    heading: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Body] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _require_one_of(LEVELS, self.level, "section level")
        object.__setattr__(self, "heading", _by_language(self.heading, "a heading", _normalised))
        object.__setattr__(self, "body", _by_language(self.body, "a body", tuple))

    def __hash__(self) -> int:
        return hash((self.key, self.level, *self.heading.items(), *self.body.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One policy's whole content in all its languages.

    ``languages`` are those the text is complete in, ``authoritative`` the one that prevails.
    ``numbering`` is part of the document because readers cite clauses by the numbers they saw.
    """

    policy: uuid.UUID
    kind: str
    languages: tuple[str, ...]
    authoritative: str
    issuer: str
    title: Mapping[str, str]
    summary: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    numbering: Numbering = "decimal"
    schema: int = SCHEMA

    def __post_init__(self) -> None:
        if self.schema != SCHEMA:
            raise MalformedDocument(f"schema {self.schema!r}: this code reads schema {SCHEMA}")
        _require_one_of(KINDS, self.kind, "kind")
        _require_one_of(NUMBERINGS, self.numbering, "numbering")
        unknown = [code for code in self.languages if code not in CODES]
        if unknown or not self.languages:
            raise MalformedDocument(f"languages {self.languages!r}: some of {', '.join(CODES)}")
        object.__setattr__(self, "languages", tuple(code for code in CODES if code in self.languages))
        if self.authoritative not in self.languages:
            raise MalformedDocument(
                f"authoritative language {self.authoritative!r} is not among {self.languages!r}"
            )
        _normalise(self, "issuer")
        object.__setattr__(self, "title", _by_language(self.title, "a title", _normalised))
        object.__setattr__(self, "summary", _by_language(self.summary, "a summary", _normalised))
        keys = [section.key for section in self.sections]
        if len(set(keys)) != len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise MalformedDocument(f"section key {twice} is used twice: a key names one section")

    def __hash__(self) -> int:
        return hash((self.policy, self.languages, self.sections, *self.title.items()))

    def section(self, key: uuid.UUID) -> Section | None:
        """The section with this key, or none."""
        return next((section for section in self.sections if section.key == key), None)

    def only(self, *languages: str) -> Document:
        """The same document with these languages only.

        Raises ``MalformedDocument`` when the authoritative language is not among them.
        """

        def kept(texts: Mapping[str, _Part]) -> dict[str, _Part]:
            return {code: text for code, text in texts.items() if code in languages}

        return replace(
            self,
            languages=tuple(code for code in self.languages if code in languages),
            title=kept(self.title),
            summary=kept(self.summary),
            sections=tuple(
                replace(section, heading=kept(section.heading), body=kept(section.body))
                for section in self.sections
            ),
        )


def runs_of(block: Block) -> Iterator[Runs]:
    """Every stretch of running text of a block, in reading order."""
    match block:
        case Paragraph(runs=runs):
            yield runs
        case List(items=items):
            for item in items:
                yield item.runs
                for child in item.children:
                    yield from runs_of(child)
        case Definitions(items=definitions):
            for definition in definitions:
                yield definition.term
                for child in definition.blocks:
                    yield from runs_of(child)
        case Table(caption=caption, header=header, rows=rows):
            if caption:
                yield caption
            yield from header
            for row in rows:
                yield from row
        case Note(blocks=blocks):
            for child in blocks:
                yield from runs_of(child)
