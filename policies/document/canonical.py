"""Documents as JSON values and as canonical bytes (RFC 8785), and back.

The JSON of schema 1 leaves out what is empty or false, so one document has exactly one form.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785

from .shape import (
    SCHEMA,
    Block,
    Body,
    Definition,
    Definitions,
    Document,
    Item,
    List,
    MalformedDocument,
    Note,
    Paragraph,
    Run,
    Runs,
    Section,
    Table,
)

Json = dict[str, Any]

_TYPES = {
    Paragraph: "paragraph",
    List: "list",
    Definitions: "definitions",
    Table: "table",
    Note: "note",
}
_PARTS = frozenset((*_TYPES, Item, Definition))


def canonical_bytes(value: Document | Json) -> bytes:
    """The UTF-8 bytes of RFC 8785 for a document, or for a JSON object that holds one."""
    return rfc8785.dumps(to_json(value) if isinstance(value, Document) else value)


def to_json(document: Document) -> Json:
    """The document as a JSON object of schema 1."""
    return {
        "schema": document.schema,
        "policy": str(document.policy),
        "kind": document.kind,
        "languages": list(document.languages),
        "authoritative": document.authoritative,
        "issuer": document.issuer,
        "numbering": document.numbering,
        "title": dict(document.title),
        "summary": dict(document.summary),
        "sections": [
            {
                "key": str(section.key),
                "level": section.level,
                "heading": dict(section.heading),
                "body": {code: blocks_to_json(body) for code, body in section.body.items()},
            }
            for section in document.sections
        ],
    }


def from_json(value: Json) -> Document:
    """The document of such an object.

    Raises ``MalformedDocument`` when a part is missing or not of its form.
    """
    schema = value.get("schema") if isinstance(value, dict) else None
    if schema != SCHEMA:
        raise MalformedDocument(f"schema {schema!r}: this code reads schema {SCHEMA}")
    try:
        return Document(
            schema=value["schema"],
            policy=uuid.UUID(value["policy"]),
            kind=value["kind"],
            languages=tuple(value["languages"]),
            authoritative=value["authoritative"],
            issuer=value["issuer"],
            numbering=value["numbering"],
            title=value["title"],
            summary=value["summary"],
            sections=tuple(
                Section(
                    key=uuid.UUID(section["key"]),
                    level=section["level"],
                    heading=section["heading"],
                    body={code: blocks_from_json(body) for code, body in section["body"].items()},
                )
                for section in value["sections"]
            ),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise MalformedDocument(f"not a document of schema 1: {error!r}") from error


def blocks_to_json(blocks: Sequence[Block]) -> list[Json]:
    return [_plain(block) for block in blocks]


def blocks_from_json(values: Sequence[Mapping[str, Any]]) -> Body:
    return tuple(_block_from_json(value) for value in values)


def _plain(value: Any) -> Any:
    """A part of a body as JSON: an object of its fields, and of a block the name of its type too."""
    if isinstance(value, Run):
        formatting = {"bold": value.bold, "italic": value.italic, "link": value.link}
        return {"text": value.text} | {name: part for name, part in formatting.items() if part}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if type(value) not in _PARTS:
        return value
    named = {"type": _TYPES[type(value)]} if type(value) in _TYPES else {}
    return named | {name: _plain(getattr(value, name)) for name in value.__slots__}


def _runs_from_json(values: Sequence[Mapping[str, Any]]) -> Runs:
    return tuple(Run(**value) for value in values)


def _row_from_json(cells: Sequence[Sequence[Mapping[str, Any]]]) -> tuple[Runs, ...]:
    return tuple(_runs_from_json(cell) for cell in cells)


def _block_from_json(value: Mapping[str, Any]) -> Block:
    match value["type"]:
        case "paragraph":
            return Paragraph(runs=_runs_from_json(value["runs"]))
        case "list":
            return List(
                ordered=value["ordered"],
                items=tuple(
                    Item(
                        runs=_runs_from_json(item["runs"]),
                        children=blocks_from_json(item["children"]),
                    )
                    for item in value["items"]
                ),
            )
        case "definitions":
            return Definitions(
                items=tuple(
                    Definition(
                        term=_runs_from_json(item["term"]),
                        blocks=blocks_from_json(item["blocks"]),
                    )
                    for item in value["items"]
                )
            )
        case "table":
            return Table(
                caption=_runs_from_json(value["caption"]),
                header=_row_from_json(value["header"]),
                rows=tuple(_row_from_json(row) for row in value["rows"]),
            )
        case "note":
            return Note(tone=value["tone"], blocks=blocks_from_json(value["blocks"]))
        case other:
            raise MalformedDocument(f"block type {other!r}: schema 1 has no such block")
