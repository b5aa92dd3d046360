"""The change of each block, down to the words: pieces are paired, then compared piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Literal

from ..result import BlockChange, BlockKind, Parts
from .joins import joins, with_joins
from .nodes import Node
from .pairing import Join, Pair, Piece, Step, ends_alike, pair, surely_alike
from .words import compare_merged, compare_runs, compare_split, one_sided

Columns = Sequence[tuple[int | None, int | None]]


def changes(
    old: Sequence[Node], new: Sequence[Node], moves: count[int], columns: Columns | None = None
) -> tuple[BlockChange, ...]:
    """The pieces of both sides in reading order. ``moves`` tells the moves of a whole comparison apart.

    ``columns`` pairs the cells of the rows, where these are rows.
    """
    if not old and not new:
        return ()
    if len(old) == len(new):
        equal = [one == other for one, other in zip(old, new, strict=True)]
        if all(same or _in_step(old[at], new[at]) for at, same in enumerate(equal)):
            in_their_places = _in_their_places(columns)
            return tuple(
                [
                    unchanged(new[at], (at, at))
                    if same and in_their_places
                    else _compared(old[at], new[at], (at, at), moves, columns)
                    for at, same in enumerate(equal)
                ]
            )
    before, after = [piece_of(node) for node in old], [piece_of(node) for node in new]
    steps = pair(before, after)
    fragments = dict(_fragments(joins(steps, before, after, _may_be_split), old, new))
    # Of a text of very many pieces these hold as much as its words; they have done their part.
    del before, after
    result: list[BlockChange] = []
    moved: dict[Pair, BlockChange] = {}
    for step in with_joins(steps, list(fragments)):
        match step:
            case Step(old=int(i), new=None):
                result.append(alone(old[i], "removed", i))
            case Step(old=None, new=int(j)):
                result.append(alone(new[j], "added", j))
            case Step(old=int(i), new=int(j), join=Join() as join):
                kind: BlockKind = "split" if join.side == "old" else "merged"
                change = BlockChange(kind, new[j].type, fragments[join][i, j], (), i, j)
                result.append(change._replace(continues=step.continues))
            case Step(old=int(i), new=int(j), place="here"):
                result.append(both(old[i], new[j], (i, j), moves, columns))
            case Step(old=int(i), new=int(j)):
                if (i, j) not in moved:
                    change = both(old[i], new[j], (i, j), moves, columns)
                    moved[i, j] = change._replace(kind="moved", move=next(moves))
                result.append(moved[i, j]._replace(place=step.place))
    return tuple(result)


def _in_step(old: Node, new: Node) -> bool:
    """Whether two unequal pieces at one position are surely each other's: nothing came, went or moved."""
    if old.type == new.type == "paragraph" and ends_alike(old.text, new.text):
        return True
    return surely_alike(piece_of(old), piece_of(new))


def _may_be_split(piece: Piece) -> bool:
    node = piece.content
    return isinstance(node, Node) and node.type in ("paragraph", "item") and not node.children


def _fragments(
    found: Iterable[Join], old: Sequence[Node], new: Sequence[Node]
) -> Iterator[tuple[Join, dict[Pair, Parts]]]:
    """The parts of each fragment of the joins whose words keep their order."""
    for join in found:
        if join.side == "old":
            parts = compare_split(old[join.whole].runs, [new[at].runs for at in join.fragments])
        else:
            parts = compare_merged([old[at].runs for at in join.fragments], new[join.whole].runs)
        if parts is not None:
            yield join, dict(zip(join.pairs, parts, strict=True))


def piece_of(node: Node) -> Piece:
    name = ""
    if node.type == "definition":
        name = _plain(node)
    elif node.type == "row" and node.children:
        name = _plain(node.children[0])
    elif node.type == "header":
        name = "header"
    return Piece(type=node.type, content=node, text=node.text, name=name)


def _plain(node: Node) -> str:
    return "".join(run.text for run in node.runs).strip().casefold()


def alone(node: Node, kind: Literal["added", "removed"], at: int) -> BlockChange:
    """A piece that only one side has, with everything inside it."""
    added = kind == "added"
    return BlockChange(
        kind=kind,
        type=node.type,
        parts=one_sided(node.runs, "inserted" if added else "deleted"),
        children=tuple([alone(child, kind, index) for index, child in enumerate(node.children)]),
        old=None if added else at,
        new=at if added else None,
        old_form="" if added else node.form,
        new_form=node.form if added else "",
    )


def unchanged(node: Node, at: Pair) -> BlockChange:
    inside: tuple[BlockChange, ...] = ()
    if node.children:
        inside = tuple([unchanged(child, (index, index)) for index, child in enumerate(node.children)])
    parts, form = one_sided(node.runs, "same"), node.form
    return BlockChange("unchanged", node.type, parts, inside, *at, form, form)


def both(old: Node, new: Node, at: Pair, moves: count[int], columns: Columns | None) -> BlockChange:
    """A piece that both sides have; both of one type."""
    if old == new and _in_their_places(columns):
        return unchanged(new, at)
    return _compared(old, new, at, moves, columns)


def _in_their_places(columns: Columns | None) -> bool:
    """Whether no column came, went or moved."""
    return columns is None or all(i is not None and i == j for i, j in columns)


def _compared(old: Node, new: Node, at: Pair, moves: count[int], columns: Columns | None) -> BlockChange:
    parts = compare_runs(old.runs, new.runs)
    if columns is not None:
        children = tuple(_cells(old.children, new.children, columns))
    elif old.type == "table":
        children = changes(old.children, new.children, moves, _columns(old, new))
    else:
        children = changes(old.children, new.children, moves)
    kind = _kind(parts, children, old.form != new.form)
    return BlockChange(kind, new.type, parts, children, *at, old.form, new.form)


def _kind(parts: Parts, children: Sequence[BlockChange], reformed: bool) -> BlockKind:
    kinds = {part.kind for part in parts} | {child.kind for child in children}
    if not kinds <= {"same", "unchanged", "formatting", "typographic"}:
        return "edited"
    if reformed or "formatting" in kinds:
        return "formatting"
    return "typographic" if "typographic" in kinds else "unchanged"


def _cells(old: Sequence[Node], new: Sequence[Node], columns: Columns) -> Iterator[BlockChange]:
    for i, j in columns:
        if i is not None and j is not None:
            parts = compare_runs(old[i].runs, new[j].runs)
            yield BlockChange(kind=_kind(parts, (), False), type="cell", parts=parts, old=i, new=j)
        elif i is not None:
            yield alone(old[i], "removed", i)
        elif j is not None:
            yield alone(new[j], "added", j)


def _columns(old: Node, new: Node) -> Columns:
    """The columns of both tables in one order; a column that changed place was removed and added."""
    before, after = _column_pieces(old), _column_pieces(new)
    names = [piece.name for piece in before], [piece.name for piece in after]
    if len(before) == len(after) and (names[0] == names[1] or not any(names[0] + names[1])):
        return [(at, at) for at in range(len(before))]
    result: list[tuple[int | None, int | None]] = []
    gone: list[int] = []
    come: list[int] = []
    for step in [*pair(before, after), None]:
        if step is not None and (step.old is None or step.place == "arrival"):
            come.append(step.new or 0)
        elif step is not None and (step.new is None or step.place == "departure"):
            gone.append(step.old or 0)
        else:
            # As many gone as come between two columns in place: they are the same, under new names.
            if len(gone) == len(come):
                result.extend(zip(gone, come, strict=True))
            else:
                result.extend([*((i, None) for i in gone), *((None, j) for j in come)])
            gone, come = [], []
            if step is not None:
                result.append((step.old, step.new))
    return result


def _column_pieces(table: Node) -> list[Piece]:
    rows = table.children
    header = rows[0].children if rows and rows[0].type == "header" else ()
    width = len(rows[0].children) if rows else 0
    return [
        Piece(
            type="column",
            content=tuple(row.children[at] for row in rows),
            text="\n".join(row.children[at].text for row in rows),
            name=_plain(header[at]) if header else "",
        )
        for at in range(width)
    ]
