"""Comparisons as JSON values, and back: from the JSON alone both documents rebuild exactly.

What is empty is left out. A departure is written as its move's number only: its arrival, which stands
elsewhere in the comparison, holds the content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from policies.document.shape import Run, Runs

from ..result import (
    ENGINE_VERSION,
    BlockChange,
    Comparison,
    Counts,
    Part,
    Parts,
    SectionChange,
    passage_of,
)

FORMAT: Final = 2

Json = dict[str, Any]


class MalformedComparison(ValueError):
    """A JSON value that is not a comparison."""


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
            sections=_Reader(value["sections"]).sections(value["sections"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        if isinstance(error, MalformedComparison):
            raise
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
        if part.change is not None:
            value["change"] = part.change
        result.append(value)
    return result


def _parts_from_json(values: Sequence[Mapping[str, Any]]) -> Parts:
    return tuple(
        Part(
            kind=value["kind"],
            now=passage_of(_runs_from_json(value["runs"])),
            was=passage_of(_runs_from_json(value.get("before", ()))),
            change=value.get("change"),
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


def _fate(change: BlockChange | SectionChange) -> Json:
    """Its move, what it continues and its change number, where there are such."""
    value: Json = {} if change.move is None else {"place": change.place, "move": change.move}
    return value | {
        name: getattr(change, name)
        for name in ("continues", "change")
        if getattr(change, name) is not None
    }


def _fate_of(value: Mapping[str, Any]) -> Json:
    return {name: value[name] for name in ("place", "move", "continues", "change") if name in value}


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
    if block.place == "departure":
        return _departure_to_json(block)
    value: Json = {"kind": block.kind, "type": block.type, **_sides(block, "form"), **_fate(block)}
    if block.parts:
        value["parts"] = _parts_to_json(block.parts)
    if block.children:
        value["children"] = [_block_to_json(child) for child in block.children]
    return value


class _Reader:
    """Reads sections and blocks; gives each departure the content of its arrival, wherever that stands."""

    def __init__(self, sections: Sequence[Mapping[str, Any]]) -> None:
        self._arrivals: dict[int, Mapping[str, Any]] = {}
        work = [*sections]
        while work:
            value = work.pop()
            if value.get("place") == "arrival":
                self._arrivals[value["move"]] = value
            work.extend((*value.get("blocks", ()), *value.get("children", ())))

    def sections(self, values: Iterable[Mapping[str, Any]]) -> tuple[SectionChange, ...]:
        return tuple(self._section(*self._standing(value)) for value in values)

    def _standing(self, value: Mapping[str, Any]) -> tuple[Mapping[str, Any], Json]:
        """Where the content is written, and what is said of the place it was asked for."""
        if value.get("place") == "departure":
            arrival = self._arrivals[value["move"]]
            return arrival, _fate_of(arrival) | {"place": "departure"}
        return value, _fate_of(value)

    def _section(self, value: Mapping[str, Any], fate: Json) -> SectionChange:
        numbers: Json = {f"{side}_number": "" for side in ("old", "new") if side in value}
        return SectionChange(
            kinds=tuple(value["kinds"]),
            heading=_parts_from_json(value["heading"]),
            blocks=tuple(self._block(*self._standing(block)) for block in value["blocks"]),
            **(numbers | _from_sides(value)),
            **fate,
        )

    def _block(self, value: Mapping[str, Any], fate: Json) -> BlockChange:
        return BlockChange(
            kind=value["kind"],
            type=value["type"],
            parts=_parts_from_json(value.get("parts", ())),
            children=tuple(self._block(*self._standing(child)) for child in value.get("children", ())),
            **_from_sides(value),
            **fate,
        )
