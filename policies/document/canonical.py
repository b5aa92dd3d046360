"""Documents as JSON values and as canonical bytes (RFC 8785), and back.

The JSON leaves out what is empty or false in a run, and what schema 2 added where it says nothing, so one document has
exactly one form. What it does not know it refuses: an unknown field is a word that a reader would not see.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

import rfc8785

from .blocks import (
    Block,
    Body,
    Definition,
    Definitions,
    Footnote,
    Footnotes,
    Item,
    List,
    Note,
    Paragraph,
    Row,
    Run,
    Runs,
    Span,
    Table,
)
from .malformed import MalformedDocument
from .shape import SCHEMAS, Document, Section

Json = dict[str, Any]

_TYPES: Final[dict[type, str]] = {
    Paragraph: "paragraph",
    List: "list",
    Definitions: "definitions",
    Table: "table",
    Note: "note",
    Footnotes: "footnotes",
}
_BLOCKS = {name: form for form, name in _TYPES.items()}
_ITEMS: dict[type, type] = {List: Item, Definitions: Definition, Footnotes: Footnote}
_PARTS = frozenset((*_TYPES, Item, Definition, Footnote, Span, Section, Document))
# What says nothing, by field: left out. Every other field is always there, but those of a run.
_SILENT: Final[dict[type, dict[str, object]]] = {
    List: {"style": "decimal", "start": 1},
    Item: {"label": ""},
    Table: {"spans": ()},
    Section: {"label": {}, "behind": {}},
    Document: {"title_behind": {}, "summary_behind": {}},
}


def canonical_bytes(value: Document | Json) -> bytes:
    """The UTF-8 bytes of RFC 8785 for a document, or for a JSON object that holds one."""
    return rfc8785.dumps(to_json(value) if isinstance(value, Document) else value)


def to_json(document: Document) -> Json:
    """The document as a JSON object of its schema."""
    value: Json = _plain(document)
    if document.schema == 1:
        value["issuer"] = document.issuer[document.authoritative]
    return value


def from_json(value: Json) -> Document:
    """The document of such an object.

    Raises ``MalformedDocument`` when a part is missing, unknown or not of its form.
    """
    schema = value.get("schema") if isinstance(value, dict) else None
    if schema not in SCHEMAS:
        raise MalformedDocument(f"schema {schema!r}: this code reads {', '.join(map(str, SCHEMAS))}")
    try:
        fields = _fields(Document, value)
        if schema == 1:
            fields["issuer"] = {fields["authoritative"]: fields["issuer"]}
        return Document(
            **fields
            | {
                "policy": uuid.UUID(value["policy"]),
                "languages": tuple(value["languages"]),
                "sections": tuple(_section_from_json(section) for section in value["sections"]),
            }
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise MalformedDocument(f"not a document of schema {schema}: {error!r}") from error


def blocks_to_json(blocks: Sequence[Block]) -> list[Json]:
    return [_plain(block) for block in blocks]


def blocks_from_json(values: Sequence[Mapping[str, Any]]) -> Body:
    return tuple(_block_from_json(value) for value in values)


def _plain(value: Any) -> Any:
    """A part of a document as JSON: an object of its fields, and of a block the name of its type too."""
    if isinstance(value, Run):
        return {
            name: part for name in value.__slots__ if (part := getattr(value, name)) or name == "text"
        }
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, uuid.UUID):
        return str(value)
    form = type(value)
    if form not in _PARTS:
        return value
    silent = _SILENT.get(form, {})
    fields = {"type": _TYPES[form]} if form in _TYPES else {}
    for name in value.__slots__:
        part = getattr(value, name)
        if name not in silent or part != silent[name]:
            fields[name] = _plain(part)
    return fields


def _fields(form: Any, value: Mapping[str, Any]) -> Json:
    """The fields of this form that the object has. Raises ``MalformedDocument`` when it has others."""
    silent = _SILENT.get(form, {})
    if unknown := [name for name in value if name not in form.__slots__ and name != "type"]:
        raise MalformedDocument(f"{form.__name__.lower()} with {unknown[0]!r}: there is no such field")
    return {name: value[name] for name in form.__slots__ if name in value or name not in silent}


def _section_from_json(value: Mapping[str, Any]) -> Section:
    body = {code: blocks_from_json(blocks) for code, blocks in value["body"].items()}
    return Section(**_fields(Section, value) | {"key": uuid.UUID(value["key"]), "body": body})


def _block_from_json(value: Mapping[str, Any]) -> Block:
    form = _BLOCKS.get(value["type"])
    if form is None:
        raise MalformedDocument(f"block type {value['type']!r}: there is no such block")
    block: Block = _part_from_json(form, value)
    return block


def _part_from_json(form: Any, value: Mapping[str, Any]) -> Any:
    """The part of this form, from an object of its fields."""
    return form(
        **{name: _field_from_json(form, name, part) for name, part in _fields(form, value).items()}
    )


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
        case "spans":
            return tuple(Span(**span) for span in value)
        case _:
            return value


def _row_from_json(cells: Sequence[Sequence[Mapping[str, Any]]]) -> Row:
    return tuple(_runs_from_json(cell) for cell in cells)


def _runs_from_json(values: Sequence[Mapping[str, Any]]) -> Runs:
    return tuple(Run(**value) for value in values)
