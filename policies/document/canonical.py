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
    Row,
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
_BLOCKS = {name: form for form, name in _TYPES.items()}
_ITEMS: dict[type, type] = {List: Item, Definitions: Definition}
_PARTS = frozenset((*_TYPES, Item, Definition, Section, Document))
# The fields of a document that are JSON already.
_AS_THEY_ARE = ("schema", "kind", "authoritative", "issuer", "numbering", "title", "summary")


def canonical_bytes(value: Document | Json) -> bytes:
    """The UTF-8 bytes of RFC 8785 for a document, or for a JSON object that holds one."""
    return rfc8785.dumps(to_json(value) if isinstance(value, Document) else value)


def to_json(document: Document) -> Json:
    """The document as a JSON object of schema 1."""
    return dict(_plain(document))


def from_json(value: Json) -> Document:
    """The document of such an object.

    Raises ``MalformedDocument`` when a part is missing or not of its form.
    """
    schema = value.get("schema") if isinstance(value, dict) else None
    if schema != SCHEMA:
        raise MalformedDocument(f"schema {schema!r}: this code reads schema {SCHEMA}")
    try:
        return Document(
            **{name: value[name] for name in _AS_THEY_ARE},
            policy=uuid.UUID(value["policy"]),
            languages=tuple(value["languages"]),
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
    """A part of a document as JSON: an object of its fields, and of a block the name of its type too."""
    if isinstance(value, Run):
        formatting = {"bold": value.bold, "italic": value.italic, "link": value.link}
        return {"text": value.text} | {name: part for name, part in formatting.items() if part}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, uuid.UUID):
        return str(value)
    if type(value) not in _PARTS:
        return value
    named = {"type": _TYPES[type(value)]} if type(value) in _TYPES else {}
    return named | {name: _plain(getattr(value, name)) for name in value.__slots__}


def _block_from_json(value: Mapping[str, Any]) -> Block:
    form = _BLOCKS.get(value["type"])
    if form is None:
        raise MalformedDocument(f"block type {value['type']!r}: schema 1 has no such block")
    block: Block = _part_from_json(form, value)
    return block


def _part_from_json(form: Any, value: Mapping[str, Any]) -> Any:
    """The part of this form, from an object of its fields."""
    return form(**{name: _field_from_json(form, name, value[name]) for name in form.__slots__})


def _field_from_json(form: Any, name: str, value: Any) -> Any:
    match name:
        case "runs" | "term" | "caption":
            return _runs_from_json(value)
        case "header":
            return _row_from_json(value)
        case "rows":
            return tuple(_row_from_json(row) for row in value)
        case "blocks" | "children":
            return blocks_from_json(value)
        case "items":
            return tuple(_part_from_json(_ITEMS[form], item) for item in value)
        case _:
            return value


def _row_from_json(cells: Sequence[Sequence[Mapping[str, Any]]]) -> Row:
    return tuple(_runs_from_json(cell) for cell in cells)


def _runs_from_json(values: Sequence[Mapping[str, Any]]) -> Runs:
    return tuple(Run(**value) for value in values)
