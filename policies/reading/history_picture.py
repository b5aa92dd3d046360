"""A picture of a history: clauses down, versions across, and in each cell how much of the clause changed there.

Nothing is compared word by word for it: how many words stayed in order is enough to see where to look, and each cell leads
to the comparison that says what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from rapidfuzz.distance import Indel

from policies.document.languages import CODES, direction
from policies.publication.public_addresses import comparison_path

from .excerpts import Clauses, shown_clauses
from .lookup import policy_context, policy_page
from .responses import Absent
from .timeline import Entry, Timeline, with_words

VERSIONS: Final = 12  # the newest ones
CLAUSES: Final = 200
_CELL, _GAP, _LABEL, _HEAD = 26, 4, 236, 30
_LONGEST: Final = 31  # characters of a label
State = Literal["absent", "same", "added", "removed", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A clause in a version. ``share`` is how much of it changed, from 0 to 1; ``said`` says all of it in words."""

    state: State
    share: float
    said: str
    address: str
    x: int
    y: int

    @property
    def filled(self) -> int:
        """The height of what changed, in a cell; seen even where it is one word."""
        return max(5, round(self.share * _CELL))

    @property
    def top(self) -> int:
        return self.y + _CELL - self.filled


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    key: str
    label: str
    y: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """``columns`` are the versions with the middle of their column; sizes are in pixels of the drawing."""

    rows: tuple[Row, ...]
    columns: tuple[tuple[Entry, int], ...]
    width: int
    height: int
    label_x: int
    language: str
    cell: int = _CELL

    @property
    def direction(self) -> str:
        return direction(self.language)


@policy_page
def picture_page(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:
    picture = picture_of(history, language)
    if picture is None:
        raise Absent(
            _("There is nothing to compare yet: a picture needs two versions in this language.")
        )
    with_words(history.titled)
    context = policy_context(history) | {"picture": picture, "alternates": CODES}
    return render(request, "policies/history_picture.html", context)


@policy_page
def picture_svg(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The same alone, for the page of the history."""
    picture = picture_of(history, language)
    if picture is None:
        raise Absent(
            _("There is nothing to compare yet: a picture needs two versions in this language.")
        )
    drawn = render_to_string("policies/_history_picture.html", {"picture": picture, "alone": True})
    return HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")


def picture_of(
    history: Timeline, language: str, *, only: str = "", contents: Mapping[int, Clauses] | None = None
) -> Picture | None:
    """Of the newest versions in this language, of every clause or of ``only`` one. None for a history of one version.

    ``contents`` are those that the caller has read already.
    """
    entries = [entry for entry in history.standing if language in entry.languages][-VERSIONS:]
    if len(entries) < 2:
        return None
    contents = contents or shown_clauses(history, *(entry.number for entry in entries))
    words = [contents[entry.number].words(language) for entry in entries]
    numbers = [
        dict(zip(contents[e.number].keys, contents[e.number].numbers(language), strict=True))
        for e in entries
    ]
    keys = [key for key in _in_order(words) if not only or key == only][:CLAUSES]
    rtl = direction(language) == "rtl"
    width = _LABEL + len(entries) * (_CELL + _GAP)

    def column(at: int) -> int:
        start = _LABEL + at * (_CELL + _GAP)
        return width - start - _CELL if rtl else start

    rows = []
    for place, key in enumerate(keys):
        y = _HEAD + place * (_CELL + _GAP)
        last = max(at for at, found in enumerate(words) if key in found)
        number, heading = numbers[last].get(key, ""), words[last][key][0] or _("Introduction")
        name = f"{number} {heading}".strip()
        cells = tuple(_cells(history, entries, words, key, name, language, y, column))
        rows.append(Row(key=key, label=_short(name), y=y, cells=cells))
    return Picture(
        rows=tuple(rows),
        columns=tuple((entry, column(at) + _CELL // 2) for at, entry in enumerate(entries)),
        width=width,
        height=_HEAD + len(rows) * (_CELL + _GAP),
        label_x=width if rtl else 0,
        language=language,
    )


Words = Sequence[dict[str, tuple[str, list[str]]]]


def _in_order(words: Words) -> list[str]:
    """The clauses of the newest version, then those that earlier ones had."""
    found: dict[str, None] = {}
    for each in reversed(words):
        found |= dict.fromkeys(each)
    return list(found)


def _cells(
    history: Timeline,
    entries: Sequence[Entry],
    words: Words,
    key: str,
    name: str,
    language: str,
    y: int,
    column: Callable[[int], int],
) -> Iterator[Cell]:
    for at, entry in enumerate(entries):
        before, now = (words[at - 1].get(key) if at else None), words[at].get(key)
        state, share = _state(before, now) if at else (("same", 0.0) if now else ("absent", 0.0))
        address = ""
        if state not in ("same", "absent"):
            address = comparison_path(history.policy, language, entries[at - 1].number, entry.number)
            address += f"#{key}"
        said = _said(state, share) % {"clause": name, "number": entry.number}
        yield Cell(state=state, share=share, said=said, address=address, x=column(at), y=y)


def _state(
    before: tuple[str, list[str]] | None, now: tuple[str, list[str]] | None
) -> tuple[State, float]:
    if now is None:
        return ("removed", 1.0) if before else ("absent", 0.0)
    if before is None:
        return "added", 1.0
    if before[1] == now[1]:
        return "same", 0.0
    return "changed", Indel.normalized_distance(before[1], now[1])


def _said(state: State, share: float) -> str:
    match state:
        case "added":
            return _("%(clause)s: added by version %(number)s")
        case "removed":
            return _("%(clause)s: removed by version %(number)s")
        case "absent":
            return _("%(clause)s: not in version %(number)s")
        case "same":
            return _("%(clause)s: unchanged in version %(number)s")
    if share < 0.15:
        return _("%(clause)s: a few words changed in version %(number)s")
    if share < 0.5:
        return _("%(clause)s: changed in part in version %(number)s")
    return _("%(clause)s: mostly rewritten in version %(number)s")


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1].rstrip() + "…"
