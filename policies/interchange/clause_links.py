"""Links between clauses: ``#anchor`` of a file becomes ``#key`` of the section it means."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any
from urllib.parse import unquote

from policies.document.shape import Body, Run, Runs
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

    changed: Body = _changed(blocks, lambda runs: joined(map(linked, runs)))
    return changed


def _slug(heading: str) -> str:
    """As GitHub and most renderers make it: lower case, no punctuation, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def _changed(part: Any, change: Callable[[Runs], Runs]) -> Any:
    """The same part of a body (blocks, items, rows, cells) with each stretch of its running text changed."""
    if isinstance(part, tuple):
        is_text = bool(part) and isinstance(part[0], Run)
        return change(part) if is_text else tuple(_changed(each, change) for each in part)
    if not is_dataclass(part):
        return part
    values = {field.name: _changed(getattr(part, field.name), change) for field in fields(part)}
    kind: Any = type(part)
    return kind(**values)
