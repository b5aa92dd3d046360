"""Draft ↔ document: what editors wrote as a document, and a document as what editors can go on with."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, Final, cast

from django.utils.translation import gettext as _

from policies.document.languages import CODES, in_language, put_in_language
from policies.document.numbering import numbers_of
from policies.document.shape import (
    Block,
    Body,
    Definition,
    Definitions,
    Document,
    List,
    MalformedDocument,
    Note,
    Numbering,
    Paragraph,
    Runs,
    Section,
    Table,
)
from policies.document.text import runs_text

from .draft_types import DraftPage
from .richtext import from_rich_text, inline_from_rich_text, inline_to_rich_text, to_rich_text

# Lists within lists that an editor may write, the outermost counted.
DEEPEST_LIST = 3
# What a translation was made from, in place of a digest: the text that is the source when the draft is saved.
CURRENT: Final = "current"


def document_of(page: DraftPage, languages: Iterable[str] | None = None) -> Document:
    """The document this draft would be published as.

    ``languages`` defaults to those the draft is to be published in. Raises ``MalformedDocument`` when
    there is no such document, for example because the authoritative language is not among them.
    """
    organisation = page.organisation_page
    chosen = tuple(languages) if languages is not None else languages_of(page)
    return Document(
        policy=page.policy_uuid,
        kind=page.kind,
        languages=chosen,
        authoritative=organisation.authoritative,
        issuer=organisation.name_in(organisation.authoritative),
        numbering=cast(Numbering, page.numbering),
        title={code: in_language(page, "heading", code) or "" for code in chosen},
        summary=_written(page, "summary", chosen),
        sections=tuple(_section(section, chosen) for section in ordered_sections(page)),
    )


def ordered_sections(page: DraftPage) -> list[Any]:
    """The draft's sections in reading order, saved or not."""
    return sorted(page.sections.all(), key=lambda section: section.sort_order or 0)


def numbers_in(sections: Iterable[Any], numbering: str, language: str) -> list[str]:
    """The sections' computed numbers, as a reader of this language sees them."""
    levels = [
        section.level if (in_language(section, "heading", language) or "").strip() else None
        for section in sections
    ]
    return numbers_of(levels, cast(Numbering, numbering))


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


def _section(section: Any, languages: Iterable[str]) -> Section:
    bodies = {code: body_of(in_language(section, "body", code)) for code in languages}
    return Section(
        key=section.key,
        level=section.level,
        heading=_written(section, "heading", languages),
        body={code: body for code, body in bodies.items() if body},
    )


def _written(row: object, field: str, languages: Iterable[str]) -> dict[str, str]:
    """The field in each of these languages that it is written in."""
    texts = {code: (in_language(row, field, code) or "").strip() for code in languages}
    return {code: text for code, text in texts.items() if text}


def body_of(stream: Any) -> Body:
    """The blocks of one StreamField value."""
    blocks: list[Block] = []
    for child in stream or ():
        blocks.extend(_FROM_STREAM[child.block_type](child.value))
    return tuple(blocks)


def _definitions_from(value: Any) -> Body:
    items = (
        Definition(
            term=inline_from_rich_text(item["term"].source),
            blocks=from_rich_text(item["meaning"].source),
        )
        for item in value
    )
    return (Definitions(items=tuple(items)),)


def _table_from(value: Any) -> Body:
    header = tuple(inline_from_rich_text(column["heading"], plain=True) for column in value.columns)
    rows = tuple(tuple(inline_from_rich_text(cell.value.source) for cell in row) for row in value.rows)
    if not any(header):
        header = ()
    caption = inline_from_rich_text(value.caption or "", plain=True)
    return (Table(caption=caption, header=header, rows=rows),) if rows or header else ()


_FROM_STREAM: dict[str, Callable[[Any], Body]] = {
    "text": lambda value: from_rich_text(value.source),
    "definitions": _definitions_from,
    "table": _table_from,
    "note": lambda value: (Note(tone=value["tone"], blocks=from_rich_text(value["text"].source)),),
}


def fill(page: DraftPage, document: Document) -> list[str]:
    """Write the document into the draft (unsaved), for every language it holds; returns warnings.

    Sections that the document no longer has leave the draft. Formatting that the editor cannot show
    (bold in a table's header, a table inside a definition) is flattened to text and said so. A list deeper than
    editors can write one stays as it is, and is said too.
    """
    warnings: list[str] = []
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
            _write(row, section, code, warnings)
        sections.append(row)
    page.sections = sections
    return warnings


def _write(row: Any, section: Section, code: str, warnings: list[str]) -> None:
    """One language of a section; a text that is another one now was made from the source beside it."""
    heading, body = section.heading.get(code, ""), section.body.get(code, ())
    before = in_language(row, "heading", code) or "", body_of(in_language(row, "body", code))
    put_in_language(row, "heading", code, heading)
    put_in_language(row, "body", code, json.dumps(stream_of(body, warnings), ensure_ascii=False))
    if list_depth(body) > DEEPEST_LIST:
        warnings.append(
            _(
                "[%(language)s] “%(heading)s”: a list is nested more than %(most)s deep; it was kept as it is."
            )
            % {"language": code, "heading": heading, "most": DEEPEST_LIST}
        )
    if (heading, body) != before:
        put_in_language(row, "translated_from", code, CURRENT)


def list_depth(blocks: Iterable[Block]) -> int:
    """How many lists stand within each other at the deepest."""
    depths = [0]
    for block in blocks:
        match block:
            case List(items=items):
                depths += (
                    1 + list_depth(children) for children in ((), *(item.children for item in items))
                )
            case Definitions(items=definitions):
                depths += (list_depth(each.blocks) for each in definitions)
            case Note(blocks=held):
                depths.append(list_depth(held))
    return max(depths)


def stream_of(body: Body, warnings: list[str] | None = None) -> list[dict[str, Any]]:
    """The blocks as raw StreamField data; neighbouring prose shares one text block."""
    warnings = [] if warnings is None else warnings
    stream: list[dict[str, Any]] = []
    for is_prose, blocks in groupby(body, key=lambda block: isinstance(block, Paragraph | List)):
        if is_prose:
            stream.append(_raw("text", to_rich_text(tuple(blocks))))
        else:
            stream += [_raw_block(block, warnings) for block in blocks]
    return stream


def _raw(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _raw_block(block: Block, warnings: list[str]) -> dict[str, Any]:
    match block:
        case Definitions(items=items):
            meanings = [(inline_to_rich_text(item.term), to_rich_text(item.blocks)) for item in items]
            return _raw(
                "definitions",
                [_raw("item", {"term": term, "meaning": meaning}) for term, meaning in meanings],
            )
        case Note(tone=tone, blocks=blocks):
            return _raw("note", {"tone": tone, "text": to_rich_text(blocks)})
        case Table():
            return _raw("table", _raw_table(block, warnings))
    raise MalformedDocument(f"a {type(block).__name__} cannot stand in a draft")


def _raw_table(table: Table, warnings: list[str]) -> dict[str, Any]:
    if any(
        run.link or run.bold or run.italic for cell in (table.caption, *table.header) for run in cell
    ):
        warnings.append(
            _("formatting in a table's heading was dropped: “%(caption)s”")
            % {"caption": runs_text(table.caption)}
        )
    width = len(table.header) or (len(table.rows[0]) if table.rows else 0)
    header: tuple[Runs, ...] = table.header or ((),) * width
    return {
        "caption": runs_text(table.caption),
        "columns": [{"type": "text", "heading": runs_text(cell)} for cell in header],
        "rows": [{"values": [inline_to_rich_text(cell) for cell in row]} for row in table.rows],
    }
