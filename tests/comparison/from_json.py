"""The comparison that a JSON value holds: the way back from ``show.as_json``, to test that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from policies.comparison.result import (
    BlockChange,
    Comparison,
    Counts,
    Part,
    Parts,
    SectionChange,
    passage_of,
)
from policies.document.blocks import Run, Runs

Json = dict[str, Any]


def from_json(value: Json) -> Comparison:
    """The comparison of an object that ``to_json`` wrote."""
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


def _runs_from_json(values: Sequence[Mapping[str, Any]]) -> Runs:
    return tuple(Run(**value) for value in values)


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


def _from_sides(value: Mapping[str, Any]) -> Json:
    result: Json = {}
    for side in ("old", "new"):
        if side in value:
            fields = dict(value[side])
            result[side] = fields.pop("position")
            result |= {f"{side}_{name}": field for name, field in fields.items()}
    return result


def _fate_of(value: Mapping[str, Any]) -> Json:
    return {name: value[name] for name in ("place", "move", "continues", "change") if name in value}


class _Reader:
    """Reads sections and blocks; gives each departure the content of its arrival, wherever that stands."""

    def __init__(self, sections: Sequence[Mapping[str, Any]]) -> None:
        self._arrivals: dict[int, Mapping[str, Any]] = {}
        work = [*sections]
        while work:
            value = work.pop()
            if value.get("place") == "arrival" and "move" in value:
                self._arrivals[value["move"]] = value
            work.extend((*value.get("blocks", ()), *value.get("children", ())))

    def sections(self, values: Iterable[Mapping[str, Any]]) -> tuple[SectionChange, ...]:
        return tuple(self._section(*self._standing(value)) for value in values)

    def _standing(self, value: Mapping[str, Any]) -> tuple[Mapping[str, Any], Json]:
        """Where the content is written, and what is said of the place it was asked for."""
        if value.get("place") == "departure" and "move" in value:
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
