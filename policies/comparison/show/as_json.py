"""Comparisons as JSON values: from the JSON alone both documents can be rebuilt exactly.

What is empty is left out. The departure of a move is written as its number only: its arrival, which stands elsewhere in
the comparison, holds the content. Of blocks in another form both ends are written: they have no number of a move.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from policies.document.blocks import Run

from ..result import (
    ENGINE_VERSION,
    BlockChange,
    Comparison,
    Parts,
    Passage,
    SectionChange,
    runs_of,
)

FORMAT: Final = 3

Json = dict[str, Any]


def to_json(comparison: Comparison) -> Json:
    """The comparison as a JSON object."""
    return {
        "format": FORMAT,
        "engine": ENGINE_VERSION,
        "language": comparison.language,
        "identical": comparison.identical,
        "counts": asdict(comparison.counts),
        "numbering": {"old": comparison.old_numbering, "new": comparison.new_numbering},
        "title": _parts_to_json(comparison.title),
        "summary": _parts_to_json(comparison.summary),
        "issuer": _parts_to_json(comparison.issuer),
        "sections": [_section_to_json(section) for section in comparison.sections],
    }


def _runs_to_json(passage: Passage) -> list[Json]:
    result = []
    for run in runs_of(passage):
        result.append({name: part for name in Run.__slots__ if (part := getattr(run, name))})
    return result


def _parts_to_json(parts: Parts) -> list[Json]:
    result = []
    for part in parts:
        value: Json = {"kind": part.kind, "runs": _runs_to_json(part.now)}
        if part.was:
            value["before"] = _runs_to_json(part.was)
        if part.change is not None:
            value["change"] = part.change
        result.append(value)
    return result


def _sides(change: BlockChange | SectionChange, *names: str) -> Json:
    """``{"old": {…}, "new": {…}}`` of the fields ``old_NAME`` and ``new_NAME``, where a side has them."""
    result: Json = {}
    for side in ("old", "new"):
        position = getattr(change, side)
        if position is not None:
            values = {name: getattr(change, f"{side}_{name}") for name in names}
            result[side] = {"position": position} | {k: v for k, v in values.items() if v != ""}
    return result


def _fate(change: BlockChange | SectionChange) -> Json:
    """Its move, what it continues and its change number, where there are such."""
    value: Json = {} if change.place == "here" else {"place": change.place}
    if change.move is not None:
        value["move"] = change.move
    return value | {
        name: getattr(change, name)
        for name in ("continues", "change")
        if getattr(change, name) is not None
    }


def _departure_to_json(change: BlockChange | SectionChange) -> Json:
    return {"place": change.place, "move": change.move}


def _section_to_json(section: SectionChange) -> Json:
    if section.place == "departure":
        return _departure_to_json(section)
    return {
        "kinds": list(section.kinds),
        **_sides(section, "key", "number", "level"),
        **_fate(section),
        "heading": _parts_to_json(section.heading),
        "blocks": [_block_to_json(block) for block in section.blocks],
    }


def _block_to_json(block: BlockChange) -> Json:
    if block.place == "departure" and not block.recast:
        return _departure_to_json(block)
    value: Json = {"kind": block.kind, "type": block.type, **_sides(block, "form"), **_fate(block)}
    if block.parts:
        value["parts"] = _parts_to_json(block.parts)
    if block.children:
        value["children"] = [_block_to_json(child) for child in block.children]
    return value
