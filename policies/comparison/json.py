"""Comparisons as JSON values, and back: from the JSON alone both documents rebuild exactly.

What is empty is left out. A departure is written as its move's number only: its arrival, which stands
elsewhere among the same siblings, holds the content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final, TypeVar

from policies.document.shape import Run, Runs

from .result import BlockChange, Comparison, Counts, Part, Parts, SectionChange

FORMAT: Final = 1

Json = dict[str, Any]
_Change = TypeVar("_Change", BlockChange, SectionChange)


class MalformedComparison(ValueError):
    """A JSON value that is not a comparison."""


def to_json(comparison: Comparison) -> Json:
    """The comparison as a JSON object."""
    return {
        "format": FORMAT,
        "language": comparison.language,
        "identical": comparison.identical,
        "counts": asdict(comparison.counts),
        "numbering": {"old": comparison.old_numbering, "new": comparison.new_numbering},
        "title": _parts_to_json(comparison.title),
        "summary": _parts_to_json(comparison.summary),
        "issuer": _parts_to_json(comparison.issuer),
        "sections": [_section_to_json(section) for section in comparison.sections],
    }


def from_json(value: Json) -> Comparison:
    """The comparison of such an object; raises ``MalformedComparison`` when it is not one."""
    try:
        if value["format"] != FORMAT:
            raise MalformedComparison(f"format {value['format']!r}: this code reads format {FORMAT}")
        return Comparison(
            language=value["language"],
            counts=Counts(**value["counts"]),
            old_numbering=value["numbering"]["old"],
            new_numbering=value["numbering"]["new"],
            title=_parts_from_json(value["title"]),
            summary=_parts_from_json(value["summary"]),
            issuer=_parts_from_json(value["issuer"]),
            sections=_with_departures([_section_from_json(each) for each in value["sections"]]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise MalformedComparison(f"not a comparison of format {FORMAT}: {error!r}") from error


def _runs_to_json(runs: Runs) -> list[Json]:
    result = []
    for run in runs:
        value: Json = {"text": run.text}
        value |= {name: True for name in ("bold", "italic") if getattr(run, name)}
        if run.link is not None:
            value["link"] = run.link
        result.append(value)
    return result


def _runs_from_json(values: Sequence[Mapping[str, Any]]) -> Runs:
    return tuple(Run(**value) for value in values)


def _parts_to_json(parts: Parts) -> list[Json]:
    result = []
    for part in parts:
        value: Json = {"kind": part.kind, "runs": _runs_to_json(part.runs)}
        if part.before:
            value["before"] = _runs_to_json(part.before)
        result.append(value)
    return result


def _parts_from_json(values: Sequence[Mapping[str, Any]]) -> Parts:
    return tuple(
        Part(
            kind=value["kind"],
            runs=_runs_from_json(value["runs"]),
            before=_runs_from_json(value.get("before", ())),
        )
        for value in values
    )


def _sides(change: BlockChange | SectionChange, *names: str) -> Json:
    """``{"old": {…}, "new": {…}}`` of the fields ``old_NAME`` and ``new_NAME``, where a side has them."""
    result: Json = {}
    for side in ("old", "new"):
        position = getattr(change, side)
        if position is not None:
            values = {name: getattr(change, f"{side}_{name}") for name in names}
            result[side] = {"position": position} | {k: v for k, v in values.items() if v != ""}
    return result


def _from_sides(value: Mapping[str, Any]) -> Json:
    result: Json = {}
    for side in ("old", "new"):
        if side in value:
            fields = dict(value[side])
            result[side] = fields.pop("position")
            result |= {f"{side}_{name}": field for name, field in fields.items()}
    return result


def _ends(change: BlockChange | SectionChange) -> Json:
    return {} if change.move is None else {"place": change.place, "move": change.move}


def _section_to_json(section: SectionChange) -> Json:
    if section.place == "departure":
        return _ends(section)
    return {
        "kinds": list(section.kinds),
        **_sides(section, "key", "number", "level"),
        **_ends(section),
        "heading": _parts_to_json(section.heading),
        "blocks": [_block_to_json(block) for block in section.blocks],
    }


def _section_from_json(value: Mapping[str, Any]) -> SectionChange:
    ends = {name: value[name] for name in ("place", "move") if name in value}
    if value.get("place") == "departure":
        return SectionChange(kinds=("moved",), heading=(), blocks=(), **ends)
    numbers: Json = {f"{side}_number": "" for side in ("old", "new") if side in value}
    return SectionChange(
        kinds=tuple(value["kinds"]),
        heading=_parts_from_json(value["heading"]),
        blocks=_with_departures([_block_from_json(block) for block in value["blocks"]]),
        **(numbers | _from_sides(value)),
        **ends,
    )


def _block_to_json(block: BlockChange) -> Json:
    if block.place == "departure":
        return _ends(block)
    value: Json = {"kind": block.kind, "type": block.type, **_sides(block, "form"), **_ends(block)}
    if block.parts:
        value["parts"] = _parts_to_json(block.parts)
    if block.children:
        value["children"] = [_block_to_json(child) for child in block.children]
    return value


def _block_from_json(value: Mapping[str, Any]) -> BlockChange:
    ends = {name: value[name] for name in ("place", "move") if name in value}
    if value.get("place") == "departure":
        return BlockChange(kind="moved", type="paragraph", **ends)
    return BlockChange(
        kind=value["kind"],
        type=value["type"],
        parts=_parts_from_json(value.get("parts", ())),
        children=_with_departures([_block_from_json(child) for child in value.get("children", ())]),
        **_from_sides(value),
        **ends,
    )


def _with_departures(changes: Iterable[_Change]) -> tuple[_Change, ...]:
    """Each departure with the content of its arrival."""
    changes = list(changes)
    arrivals = {change.move: change for change in changes if change.place == "arrival"}
    return tuple(
        replace(arrivals[change.move], place="departure") if change.place == "departure" else change
        for change in changes
    )
