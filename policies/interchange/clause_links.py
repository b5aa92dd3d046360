"""Links between clauses: ``#anchor`` of a file becomes ``#key`` of the section it means."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import unquote

from policies.document.shape import (
    Block,
    Body,
    Definition,
    Definitions,
    Item,
    List,
    Note,
    Paragraph,
    Run,
    Runs,
    Table,
)
from policies.document.text import joined

from .readers.parsed_text import ParsedSection

Resolve = Callable[[str], str | None]


def anchors_of(sections: Sequence[ParsedSection], keys: Sequence[uuid.UUID]) -> dict[str, uuid.UUID]:
    """What each section can be called in a link of its file: its anchor, or its heading's slug."""
    anchors: dict[str, uuid.UUID] = {}
    for section, key in zip(sections, keys, strict=True):
        if section.anchor:
            anchors.setdefault(section.anchor.lower(), key)
    for section, key in zip(sections, keys, strict=True):
        if section.heading:
            typed = f"{section.label.text} {section.heading}" if section.label else section.heading
            anchors.setdefault(_slug(typed), key)
            anchors.setdefault(_slug(section.heading), key)
    return anchors


def with_links(blocks: Body, resolve: Resolve) -> Body:
    """The blocks with every ``#…`` link replaced; where ``resolve`` gives none, its text stays."""
    return tuple(_block(block, resolve) for block in blocks)


def unresolved(text: str) -> str:
    """An anchor as it is compared: decoded, in lower case, without ``#``."""
    return unquote(text.removeprefix("#")).lower()


def _slug(heading: str) -> str:
    """As GitHub and most renderers make it: lower case, no punctuation, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def _runs(runs: Iterable[Run], resolve: Resolve) -> Runs:
    return joined(
        Run(text=run.text, bold=run.bold, italic=run.italic, link=resolve(run.link))
        if run.link is not None and run.link.startswith("#")
        else run
        for run in runs
    )


def _block(block: Block, resolve: Resolve) -> Block:
    match block:
        case Paragraph(runs=runs):
            return Paragraph(runs=_runs(runs, resolve))
        case List(ordered=ordered, items=items):
            return List(
                ordered=ordered,
                items=tuple(
                    Item(runs=_runs(item.runs, resolve), children=with_links(item.children, resolve))
                    for item in items
                ),
            )
        case Definitions(items=definitions):
            return Definitions(
                items=tuple(
                    Definition(term=_runs(item.term, resolve), blocks=with_links(item.blocks, resolve))
                    for item in definitions
                )
            )
        case Table(caption=caption, header=header, rows=rows):
            return Table(
                caption=_runs(caption, resolve),
                header=tuple(_runs(cell, resolve) for cell in header),
                rows=tuple(tuple(_runs(cell, resolve) for cell in row) for row in rows),
            )
        case Note(tone=tone, blocks=blocks):
            return Note(tone=tone, blocks=with_links(blocks, resolve))
