"""Draft ↔ document: what editors wrote as a document, and a document as what editors can go on with."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, cast

from policies.document.blocks import Body
from policies.document.canonical import blocks_from_json, blocks_to_json
from policies.document.languages import CODES, in_language, put_in_language
from policies.document.malformed import MalformedDocument
from policies.document.numbering import numbers_of
from policies.document.references import with_references_resolved
from policies.document.shape import Document, Numbering, Section

from .draft_types import DraftPage
from .page_text_keys import KEYS

_ANY_KEY: Final = uuid.UUID(int=0)
# What a translation was made from, in place of a digest: the text that is the source when the draft is saved.
CURRENT: Final = "current"


def document_of(page: DraftPage, languages: Iterable[str] | None = None) -> Document:
    """The document this draft would be published as.

    ``languages`` defaults to those the draft is to be published in. Raises ``MalformedDocument`` when
    there is no such document, for example because the authoritative language is not among them.
    """
    organisation = page.organisation_page
    chosen = tuple(languages) if languages is not None else languages_of(page)
    marks = page.marks(chosen)
    document = Document(
        policy=page.policy_uuid,
        kind=page.kind,
        languages=chosen,
        authoritative=organisation.authoritative,
        issuer=issuer_of(organisation, chosen),
        numbering=cast(Numbering, page.numbering),
        title={code: in_language(page, "heading", code) or "" for code in chosen},
        summary=_written(page, "summary", chosen),
        title_behind=marks.get(KEYS["heading"], {}),
        summary_behind=marks.get(KEYS["summary"], {}),
        sections=tuple(
            _section(section, chosen, marks.get(section.key, {})) for section in ordered_sections(page)
        ),
    )
    return with_references_resolved(document)


def issuer_of(organisation: Any, languages: Iterable[str]) -> dict[str, str]:
    """What the organisation calls itself in each of these languages, and in the one that prevails."""
    prevails = organisation.authoritative
    own = organisation.name_in(prevails)
    names = {code: organisation.name_in(code) for code in CODES if code in languages}
    return {code: name for code, name in names.items() if name != own} | {prevails: own}


def ordered_sections(page: DraftPage) -> list[Any]:
    """The draft's sections in reading order, saved or not."""
    return sorted(page.sections.all(), key=lambda section: section.sort_order or 0)


def numbers_in(sections: Iterable[Any], numbering: str, language: str) -> list[str]:
    """The sections' numbers, as a reader of this language sees them."""
    sections = list(sections)
    levels = [
        section.level if (in_language(section, "heading", language) or "").strip() else None
        for section in sections
    ]
    labels = [(in_language(section, "label", language) or "").strip() for section in sections]
    return numbers_of(levels, cast(Numbering, numbering), labels)


def languages_of(page: DraftPage) -> tuple[str, ...]:
    """The languages to publish: ticked by the editor, and begun at all."""
    return tuple(code for code in CODES if in_language(page, "with", code) and is_begun(page, code))


def is_begun(page: DraftPage, language: str) -> bool:
    """Whether anything of the text is written in this language."""
    return bool(in_language(page, "heading", language)) or any(
        in_language(section, "heading", language) or in_language(section, "body", language)
        for section in page.sections.all()
    )


def notes_of(page: DraftPage, languages: Iterable[str]) -> dict[str, str]:
    """The change note in each of these languages, empty where it is missing."""
    return {code: (in_language(page, "change_note", code) or "").strip() for code in languages}


def _section(section: Any, languages: Iterable[str], behind: Mapping[str, int]) -> Section:
    bodies = {code: body_of(in_language(section, "body", code)) for code in languages}
    return Section(
        key=section.key,
        level=section.level,
        heading=_written(section, "heading", languages),
        label=_written(section, "label", languages),
        body={code: body for code, body in bodies.items() if body},
        behind=behind,
    )


def _written(row: object, field: str, languages: Iterable[str]) -> dict[str, str]:
    """The field in each of these languages that it is written in."""
    texts = {code: (in_language(row, field, code) or "").strip() for code in languages}
    return {code: text for code, text in texts.items() if text}


def body_of(value: Any) -> Body:
    """The blocks of a body as a draft holds it: the document's own JSON, or nothing.

    Raises ``MalformedDocument`` when it is no body of a document.
    """
    if not value:
        return ()
    try:
        written = json.dumps(value, ensure_ascii=False)
    except RecursionError as error:
        raise MalformedDocument("blocks stand too deep within each other") from error
    except (TypeError, ValueError) as error:
        raise MalformedDocument(f"not the body of a clause: {error!r}") from error
    return _read(written)


@lru_cache(maxsize=1_024)
def _read(written: str) -> Body:
    """A save changes one clause of many, and asks for the body of each six times: what was read is kept."""
    try:
        blocks = blocks_from_json(json.loads(written))
        return Section(key=_ANY_KEY, level=1, body={CODES[0]: blocks}).body[CODES[0]]
    except (KeyError, TypeError, AttributeError) as error:
        raise MalformedDocument(f"not the body of a clause: {error!r}") from error
    except RecursionError as error:
        raise MalformedDocument("blocks stand too deep within each other") from error


def fill(page: DraftPage, document: Document) -> None:
    """Write the document into the draft (unsaved), for every language it holds.

    Sections that the document no longer has leave the draft.
    """
    existing = {section.key: section for section in page.sections.all()}
    page.kind = document.kind
    page.numbering = document.numbering
    for code in document.languages:
        put_in_language(page, "with", code, True)
        for field, texts in (("heading", document.title), ("summary", document.summary)):
            text = texts.get(code, "")
            if text != (in_language(page, field, code) or ""):
                put_in_language(page, f"{field}_translated_from", code, CURRENT)
            put_in_language(page, field, code, text)
    sections = []
    for position, section in enumerate(document.sections):
        row = existing.get(section.key) or page.sections.model(key=section.key)
        row.level, row.sort_order = section.level, position
        for code in document.languages:
            _write(row, section, code)
        sections.append(row)
    page.sections = sections


def _write(row: Any, section: Section, code: str) -> None:
    """One language of a section; a text that is another one now was made from the source beside it."""
    heading, body = section.heading.get(code, ""), section.body.get(code, ())
    before = in_language(row, "heading", code) or "", body_of(in_language(row, "body", code))
    put_in_language(row, "heading", code, heading)
    put_in_language(row, "label", code, section.label.get(code, ""))
    put_in_language(row, "body", code, blocks_to_json(body))
    if (heading, body) != before:
        put_in_language(row, "translated_from", code, CURRENT)
