"""The form of blocks: what is said of a list's, and blocks that are the same words in another form.

The two ends of a change of form stand together among siblings: the old blocks as departures, then the new ones as
arrivals, all of one change number and of one kind. Their lines have what changed in them at both ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .result import BlockChange, PartKind


class ListForm(NamedTuple):
    """What the form of a list says: see ``align.nodes.list_form``."""

    ordered: bool
    style: str
    start: int


def read_form(form: str) -> ListForm:
    word, *rest = form.split(" ")
    style, start = (*rest, *("decimal", "1")[len(rest) :])
    return ListForm(ordered=word == "ordered", style=style, start=int(start))


class Ends(NamedTuple):
    """Both ends of a change of form."""

    old: tuple[BlockChange, ...]
    new: tuple[BlockChange, ...]

    @property
    def line_by_line(self) -> bool:
        """Whether each old line is a line of the new form too, so that this alone can show both texts."""
        came = [line.parts for line in _lines(self.new) if not _of_one_kind(line, "inserted")]
        return [line.parts for line in _lines(self.old)] == came


def lost(ends: Ends) -> Iterator[BlockChange]:
    """The old lines that the new form does not have; all others stand in it, with what changed in them."""
    return (
        line._replace(kind="removed", place="here", children=())
        for line in _lines(ends.old)
        if _of_one_kind(line, "deleted")
    )


def _of_one_kind(line: BlockChange, kind: PartKind) -> bool:
    return all(part.kind == kind for part in line.parts)


def _lines(changes: Iterable[BlockChange]) -> Iterator[BlockChange]:
    for change in changes:
        if change.parts:
            yield change
        yield from _lines(change.children)


def together(changes: Iterable[BlockChange]) -> Iterator[BlockChange | Ends]:
    """Siblings in their order, both ends of a change of form as one."""
    old: list[BlockChange] = []
    new: list[BlockChange] = []
    for change in changes:
        recast = change.place != "here" and change.recast
        if new and (not recast or change.place == "departure"):
            yield Ends(tuple(old), tuple(new))
            old, new = [], []
        if not recast:
            yield change
        elif change.place == "departure":
            old.append(change)
        else:
            new.append(change)
    if new:
        yield Ends(tuple(old), tuple(new))
