"""Links between clauses: ``#anchor`` of a file becomes ``#key`` of the section it means."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote

from policies.document.shape import Block, Body, Definitions, List, Note, Paragraph, Run, Runs, Table
from policies.document.text import joined

from .readers.parsed_text import ParsedSection


def anchors_of(sections: Sequence[ParsedSection], keys: Sequence[uuid.UUID]) -> dict[str, uuid.UUID]:
    """What each section can be called in a link of its file: its anchor, or its heading's slug."""
    own = list(zip(sections, keys, strict=True))
    names = [(section.anchor.lower(), key) for section, key in own if section.anchor]
    for section, key in own:
        if section.heading:
            typed = f"{section.label.text} {section.heading}" if section.label else section.heading
            names += [(_slug(typed), key), (_slug(section.heading), key)]
    # The first section of a name has it.
    return dict(reversed(names))


def with_links(blocks: Body, anchors: Mapping[str, uuid.UUID], broken: list[str]) -> Body:
    """The blocks with every ``#…`` link leading to its section.

    A link that no section answers to joins ``broken``: its text stays.
    """

    def linked(run: Run) -> Run:
        if run.link is None or not run.link.startswith("#"):
            return run
        key = anchors.get(unquote(run.link.removeprefix("#")).lower())
        if key is None:
            broken.append(run.link)
        return replace(run, link=f"#{key}" if key else None)

    return _changed(blocks, lambda runs: joined(map(linked, runs)))


def _slug(heading: str) -> str:
    """As GitHub and most renderers make it: lower case, no punctuation, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def _changed(blocks: Body, change: Callable[[Runs], Runs]) -> Body:
    """The blocks with each stretch of their running text changed."""
    return tuple(_changed_block(block, change) for block in blocks)


def _changed_block(block: Block, change: Callable[[Runs], Runs]) -> Block:
    match block:
        case Paragraph(runs=runs):
            return Paragraph(runs=change(runs))
        case List(items=items):
            changed = (
                replace(item, runs=change(item.runs), children=_changed(item.children, change))
                for item in items
            )
            return replace(block, items=tuple(changed))
        case Definitions(items=definitions):
            return Definitions(
                items=tuple(
                    replace(item, term=change(item.term), blocks=_changed(item.blocks, change))
                    for item in definitions
                )
            )
        case Table(caption=caption, header=header, rows=rows):
            return Table(
                caption=change(caption),
                header=tuple(map(change, header)),
                rows=tuple(tuple(map(change, row)) for row in rows),
            )
        case Note(blocks=inner):
            return replace(block, blocks=_changed(inner, change))
