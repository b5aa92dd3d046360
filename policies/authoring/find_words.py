"""Find words in everything that readers see of a draft, in each language: what is found, where, and beside which words.

A hit lies in one stretch of running text and may cross bold or a link. The numbers of references and the marks of
footnotes are no text: they are computed.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from policies.document.blocks import (
    Block,
    Body,
    Definitions,
    Footnotes,
    List,
    Note,
    Runs,
    Table,
)
from policies.document.languages import CODES, in_language
from policies.document.text_places import passages
from policies.lexicon.folding import unaccented

from .draft import body_of, numbers_in, ordered_sections
from .page_text_keys import KEYS

LONGEST: Final = 200  # characters of what is looked for, and of what stands in its place
MOST_HITS: Final = 1_000
_AROUND: Final = 60  # characters of context on each side
_NO_TEXT: Final = "\ufffc"  # in the place of what is computed


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for. ``fold`` takes accents, Arabic vowel marks and forms of a letter for one."""

    words: str
    languages: tuple[str, ...] = CODES
    whole: bool = False
    case: bool = False
    fold: bool = False

    @property
    def sought(self) -> str:
        return "".join(key for key, _at in self._keyed(unicodedata.normalize("NFC", self.words)))

    def _keyed(self, text: str) -> Iterator[tuple[str, int]]:
        """Each character as it is compared, with its place in the text as written."""
        for at, character in enumerate(text):
            if unicodedata.category(character) == "Zs":
                yield " ", at
                continue
            key = character
            if self.fold:
                key = unaccented(character)
                if self.case and character.isupper():
                    key = key.upper()
            elif not self.case:
                key = character.casefold()
            for each in key:
                yield each, at

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a text, from the start on; no two overlap."""
        sought, keyed = self.sought, list(self._keyed(text))
        if not sought:
            return
        folded = "".join(key for key, _at in keyed)
        offsets = [at for _key, at in keyed] + [len(text)]
        found = folded.find(sought)
        while found >= 0:
            end = found + len(sought)
            start_at, end_at = offsets[found], offsets[end]
            apart = (not found or offsets[found - 1] != start_at) and offsets[end - 1] != end_at
            if apart and self._bounded(text, start_at, end_at):
                yield start_at, end_at
                found = folded.find(sought, end)
            else:
                found = folded.find(sought, found + 1)

    def _bounded(self, text: str, start: int, end: int) -> bool:
        """A mark belongs to its letter; a whole word has no letter or digit beside it."""
        after = text[end : end + 1]
        if after and unicodedata.category(after) == "Mn":
            return False
        return not self.whole or not (_in_word(text[start - 1 : start]) or _in_word(after))


def _in_word(character: str) -> bool:
    return bool(character) and (
        character.isalnum() or character == "_" or unicodedata.category(character) == "Mn"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One stretch of text: of the page (``field``) or of a clause (``key``), the ``number``-th of a body."""

    key: str
    language: str
    part: str  # heading, summary or body
    number: int
    clause: str  # the clause's number and heading, as this language shows it
    kind: str  # what it is: a title, a table, …
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    place: Place
    start: int
    end: int

    @property
    def name(self) -> str:
        """Another one as soon as the text around it changes: a hit that was looked at is replaced, or none."""
        place = self.place
        named = f"{place.key} {place.language} {place.part} {place.number} {self.start} {self.end} {place.text}"
        return hashlib.sha256(named.encode()).hexdigest()[:24]

    @property
    def said(self) -> str:
        return self.place.text[self.start : self.end]

    @property
    def before(self) -> str:
        text = self.place.text[: self.start].replace(_NO_TEXT, "…")
        return text if len(text) <= _AROUND else f"…{text[-_AROUND:]}"

    @property
    def after(self) -> str:
        text = self.place.text[self.end :].replace(_NO_TEXT, "…")
        return text if len(text) <= _AROUND else f"{text[:_AROUND]}…"


def find_words(page: Any, question: Question) -> list[Hit]:
    """Every hit in reading order, language by language; at most ``MOST_HITS`` and one more, which says that there are more."""
    found: list[Hit] = []
    for code in question.languages:
        for place in places_in(page, code):
            for start, end in question.spans(place.text):
                found.append(Hit(place=place, start=start, end=end))
                if len(found) > MOST_HITS:
                    return found
    return found


def places_in(page: Any, language: str) -> Iterator[Place]:
    """Every stretch of text of the draft in this language."""
    for field, kind in (("heading", _("title")), ("summary", _("summary"))):
        text = in_language(page, field, language) or ""
        yield Place(
            key=str(KEYS[field]),
            language=language,
            part=field,
            number=0,
            clause="",
            kind=kind,
            text=text,
        )
    sections = ordered_sections(page)
    for section, number in zip(sections, numbers_in(sections, page.numbering, language), strict=True):
        heading = in_language(section, "heading", language) or ""
        own = {"key": str(section.key), "language": language, "clause": f"{number} {heading}".strip()}
        yield Place(**own, part="heading", number=0, kind=_("heading"), text=heading)
        for place, (kind, runs) in enumerate(
            _stretches(body_of(in_language(section, "body", language)))
        ):
            yield Place(**own, part="body", number=place, kind=kind, text=text_of(runs))


def text_of(runs: Runs) -> str:
    """A stretch as it is searched: as long as its runs, and nothing that is computed."""
    return "".join(_NO_TEXT * len(run.text) if run.role else run.text for run in runs)


def _stretches(body: Body) -> Iterator[tuple[str, Runs]]:
    for block in body:
        kind = _kind(block)
        for runs in passages((block,)).values():
            yield kind, runs


def _kind(block: Block) -> str:
    match block:
        case List():
            return _("list")
        case Table():
            return _("table")
        case Definitions():
            return _("definition")
        case Note():
            return _("note")
        case Footnotes():
            return _("footnote")
        case _:
            return _("text")
