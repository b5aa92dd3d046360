"""A comparison laid out for writers of files: every paragraph, cell and word with its fate.

A version is a comparison with itself, so one layout serves both. Without what is ``del`` or ``out`` it is the new
text, without what is ``ins`` or ``in`` the old one, character for character. What cannot be marked piece by
piece, such as a table that has got a column, stands twice: as it was, and as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from policies.comparison.result import (
    COVERED,
    TWO_SIDED,
    BlockChange,
    Comparison,
    NodeType,
    Part,
    Parts,
    SectionChange,
    Side,
    runs_of,
    text_of,
    text_on,
)
from policies.comparison.show.list_labels import read_form
from policies.document.blocks import Run
from policies.document.numbering import item_number

Fate = Literal["", "ins", "del", "in", "out"]
"""``in`` and ``out`` are the two ends of a move."""


class Marked(NamedTuple):
    """A run with its fate. ``was`` is the same text with its former looks. ``quiet``: it reads as before."""

    run: Run
    fate: Fate = ""
    was: Run | None = None
    quiet: bool = False


Line = tuple[Marked, ...]


class Piece(NamedTuple):
    """A block, or a piece of one. ``mark`` is the fate of the end of its line, which parts it from the next one.

    ``form`` is as in ``BlockChange``; ``label`` is the number before an item or a footnote. Both ends of a move, with
    all within them, have its number in ``move``.
    """

    type: NodeType
    fate: Fate
    runs: Line = ()
    children: tuple[Piece, ...] = ()
    form: str = ""
    label: Line = ()
    mark: Fate = ""
    move: int | None = None


class Clause(NamedTuple):
    """One section. ``fate`` is that of all its text, ``headed`` that of its heading's line."""

    key: str
    level: int
    old_level: int
    fate: Fate
    headed: Fate
    number: Line
    heading: Line
    pieces: tuple[Piece, ...]
    move: int | None = None


class MarkedText(NamedTuple):
    language: str
    title: Line
    summary: Line
    issuer: Line
    clauses: tuple[Clause, ...]


def marked_text(comparison: Comparison) -> MarkedText:
    """The whole comparison, laid out."""
    return MarkedText(
        language=comparison.language,
        title=line(comparison.title, ""),
        summary=line(comparison.summary, ""),
        issuer=line(comparison.issuer, ""),
        clauses=tuple(map(_clause, comparison.sections)),
    )


def _clause(section: SectionChange) -> Clause:
    fate = _fate(section, "added" in section.kinds, "removed" in section.kinds)
    headed = fate
    old, new = text_on(section.heading, "old").strip(), text_on(section.heading, "new").strip()
    if not fate and (section.continues == "old" or (new and not old)):
        headed = "ins"
    elif not fate and (section.continues == "new" or (old and not new)):
        headed = "del"
    was = (section.old_number or "") if _stands(section, headed, "old") else ""
    now = (section.new_number or "") if _stands(section, headed, "new") else ""
    return Clause(
        key=section.key,
        level=section.level,
        old_level=section.old_level or section.level,
        fate=fate,
        headed=headed,
        number=_replaced(was, now, headed),
        heading=line(section.heading, headed),
        pieces=pieces(section.blocks, fate, section.move),
        move=section.move,
    )


def _fate(change: SectionChange | BlockChange, added: bool, removed: bool) -> Fate:
    if change.place != "here":
        return "out" if change.place == "departure" else "in"
    return "ins" if added else "del" if removed else ""


def _side(fate: Fate) -> Side | None:
    """The one side on which text of this fate stands."""
    return ("old" if fate in ("del", "out") else "new") if fate else None


def _stands(change: SectionChange | BlockChange, fate: Fate, side: Side | None = None) -> bool:
    """Whether it stands on this side, or else where text of this fate stands."""
    only = _side(fate)
    if side and only and only != side:
        return False
    for each in (side,) if side else (only,) if only else ("old", "new"):
        away = "arrival" if each == "old" else "departure"
        if getattr(change, str(each)) is not None and change.place != away:
            return True
    return False


def line(parts: Parts, fate: Fate) -> Line:
    """Running text of which all has this fate, or each part its own."""
    if side := _side(fate):
        return tuple(Marked(run, fate) for part in parts for run in runs_of(part.on(side)))
    return tuple(marked for part in parts for marked in _part(part))


def _part(part: Part) -> Iterator[Marked]:
    if part.kind == "formatting" and text_of(part.was) == part.text:
        yield from _relooked(part)
    elif part.kind in TWO_SIDED:
        quiet = part.kind != "vowels" and not part.relinked
        yield from (Marked(run, "del", quiet=quiet) for run in part.before)
        yield from (Marked(run, "ins", quiet=quiet) for run in part.runs)
    else:
        fates: dict[str, Fate] = {"inserted": "ins", "deleted": "del"}
        yield from (Marked(run, fates.get(part.kind, "")) for run in part.runs)


def _relooked(part: Part) -> Iterator[Marked]:
    """The same characters with other looks; another link or role is other text."""
    now = [(run, character) for run in part.runs for character in run.text]
    was = [(run, character) for run in part.before for character in run.text]
    at = 0
    while at < len(now):
        end = at
        while end < len(now) and now[end][0] is now[at][0] and was[end][0] is was[at][0]:
            end += 1
        text = "".join(character for _run, character in now[at:end])
        new, old = now[at][0].with_part(text), was[at][0].with_part(text)
        if (new.link, new.role) != (old.link, old.role):
            yield from (Marked(old, "del"), Marked(new, "ins"))
        else:
            yield Marked(new, was=old if new != old else None)
        at = end


def _replaced(was: str, now: str, fate: Fate) -> Line:
    """A number or label: the old one and the new one, once where they are the same."""
    if fate:
        text = was if _side(fate) == "old" else now
        return (Marked(Run(text=text), fate),) if text else ()
    if was == now:
        return (Marked(Run(text=now)),) if now else ()
    both: tuple[tuple[str, Fate], ...] = ((was, "del"), (now, "ins"))
    return tuple(Marked(Run(text=text), each) for text, each in both if text)


def pieces(
    changes: Iterable[BlockChange], fate: Fate = "", move: int | None = None
) -> tuple[Piece, ...]:
    """These pieces in reading order, within text of this fate."""
    siblings = list(changes)
    return tuple(
        piece
        for change in siblings
        if _stands(change, fate)
        for piece in (
            _fragment(change, siblings, fate, move)
            if change.fragment_of
            else _piece(change, fate, move, _NO_LABELS)
        )
    )


def _piece(change: BlockChange, within: Fate, move: int | None, labels: Labels) -> Iterator[Piece]:
    """A piece, or two where it must stand twice; ``labels`` are those of its list."""
    move = move if within else change.move
    fate = within or _fate(change, change.kind == "added", change.kind == "removed")
    if not fate and _stands_twice(change):
        yield from _piece(change, "del", None, labels)
        yield from _piece(change, "ins", None, labels)
        return
    if change.type in ("list", "footnotes", "definitions"):
        children = tuple(_listed(change, fate, move))
    else:
        children = pieces(change.children, fate, move)
    label: Line = ()
    if change.type == "item":
        label = labels.of(change, fate)
    elif change.type == "footnote":
        label = _replaced(change.old_form, change.new_form, fate)
    form = _form(change, fate)
    yield Piece(change.type, fate, line(change.parts, fate), children, form, label, fate, move)


def _form(change: BlockChange, fate: Fate) -> str:
    return change.old_form if _side(fate) == "old" else change.new_form


class Labels(NamedTuple):
    """The numbers of the items of a list on both sides, by position."""

    was: dict[int, str]
    now: dict[int, str]

    def of(self, item: BlockChange, fate: Fate) -> Line:
        was = "" if item.old is None else self.was.get(item.old, "")
        now = "" if item.new is None else self.now.get(item.new, "")
        return _replaced(was, now, fate)


_NO_LABELS = Labels({}, {})


def _listed(change: BlockChange, fate: Fate, move: int | None) -> Iterator[Piece]:
    labels = Labels(labels_on(change, "old"), labels_on(change, "new"))
    siblings = change.children
    for each in siblings:
        if not _stands(each, fate):
            continue
        if each.fragment_of:
            for piece in _fragment(each, siblings, fate, move):
                yield piece._replace(label=labels.of(each, piece.fate) if piece.type == "item" else ())
        else:
            yield from _piece(each, fate, move, labels)


def labels_on(change: BlockChange, side: Side) -> dict[int, str]:
    """The number of each item of an ordered list on this side, by its position."""
    form = read_form(change.old_form if side == "old" else change.new_form)
    if change.type != "list" or not form.ordered:
        return {}
    typed = {
        position: item.old_form if side == "old" else item.new_form
        for item in change.children
        if (position := item.old if side == "old" else item.new) is not None
    }
    number, labels = form.start, {}
    for position in sorted(typed):
        labels[position] = typed[position] or item_number(number, form.style)
        number += 0 if typed[position] else 1
    return labels


def _stands_twice(change: BlockChange) -> bool:
    match change.type:
        case "list" | "note" | "footnote":
            return change.reformed
        case "table":
            return change.changed and not _keeps_its_grid(change)
        case _:
            return False


def _keeps_its_grid(table: BlockChange) -> bool:
    """Whether its rows can be marked one by one: the columns and what spans them are the same, the header stays."""
    rows = table.children
    both = [row for row in rows if row.place == "here" and None not in (row.old, row.new)]
    cells = [cell for row in both for cell in row.children]
    if any(None in (cell.old, cell.new) or cell.place != "here" or cell.reformed for cell in cells):
        return False
    if any(row.type == "header" and row not in both for row in rows):
        return False
    spans = any(cell.old_form or cell.new_form for row in rows for cell in row.children)
    return len(both) == len(rows) or (bool(both) and not spans)


def _fragment(
    change: BlockChange, siblings: Sequence[BlockChange], within: Fate, move: int | None
) -> Iterator[Piece]:
    """A part of what was split or merged.

    Where the parts stand in a row, only the ends of lines between them come or go. Else the whole stands as it was
    and as it is.
    """
    whole: Side = "old" if change.kind == "split" else "new"
    group = [each for each in siblings if each.fragment_of == change.fragment_of]
    if not within and _in_a_row(group, siblings, whole):
        mark: Fate = "" if change is group[-1] else "ins" if whole == "old" else "del"
        yield Piece(change.type, "", line(change.parts, ""), form=change.new_form, mark=mark)
        return
    fates: tuple[Fate, ...] = (within,) if within else ("del", "ins")
    for fate in fates:
        side = _side(fate)
        standing = [each for each in group if _stands(each, fate)]
        if change not in standing or (side == whole and change is not standing[0]):
            continue
        parts = [each.parts for each in standing] if side == whole else [change.parts]
        runs = tuple(marked for each in parts for marked in line(each, fate))
        yield Piece(change.type, fate, runs, form=_form(change, fate), mark=fate, move=move)


def _in_a_row(group: Sequence[BlockChange], siblings: Sequence[BlockChange], whole: Side) -> bool:
    if any(each.place != "here" for each in group):
        return False
    first, last = (
        next(at for at, each in enumerate(siblings) if each is end) for end in (group[0], group[-1])
    )
    between = [each for each in siblings[first:last] if all(each is not one for one in group)]
    return all(not _stands(each, "", whole) for each in between)


def is_covered(piece: Piece) -> bool:
    """Whether another cell spans this one."""
    return piece.form == COVERED


def size_of(piece: Piece) -> tuple[int, int]:
    """How many cells a cell is high and wide."""
    if not piece.form or is_covered(piece):
        return 1, 1
    height, width = map(int, piece.form.split("x"))
    return height, width
