"""The change of each block, down to the words: pieces are paired, then compared piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Final, Literal

from ..result import BlockChange, BlockKind, Parts, Side
from .block_forms import Form, with_forms
from .joins import joins, with_joins
from .nodes import Node
from .pairing import Join, Pair, Piece, Step, ends_alike, pair, surely_alike
from .words import compare_merged, compare_runs, compare_split, one_sided

Columns = Sequence[tuple[int | None, int | None]]
_EMPTY: Final = Step(None, None)


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
    steps, forms = _apart(pair(before, after), old, new, columns)
    fragments = dict(_fragments(joins(steps, before, after, _may_be_split), old, new))
    # Of a text of very many pieces these hold as much as its words; they have done their part.
    del before, after
    result: list[BlockChange] = []
    moved: dict[Pair, BlockChange] = {}
    for step in with_joins(steps, list(fragments)):
        # No pattern of ``match``: one that asks for an ``int`` takes a microsecond.
        i, j, place, join, continues = step
        if i is None and j is None:
            result += _recast(forms.pop(0), old, new)
        elif i is None:
            result.append(alone(new[j or 0], "added", j or 0))
        elif j is None:
            result.append(alone(old[i], "removed", i))
        elif join:
            kind: BlockKind = "split" if join.side == "old" else "merged"
            change = BlockChange(kind, new[j].type, fragments[join][i, j], (), i, j)
            result.append(change._replace(continues=continues))
        elif place == "here":
            result.append(both(old[i], new[j], (i, j), moves, columns))
        else:
            if (i, j) not in moved:
                change = both(old[i], new[j], (i, j), moves, columns)
                moved[i, j] = change._replace(kind="moved", move=next(moves))
            result.append(moved[i, j]._replace(place=place))
    return tuple(result)


def _apart(
    found: Sequence[Step], old: Sequence[Node], new: Sequence[Node], columns: Columns | None
) -> tuple[list[Step], list[Form]]:
    """The steps without changes of form, of which each leaves an empty step where it stands."""
    if columns is not None:
        return [*found], []
    steps = with_forms(found, old, new)
    forms = [step for step in steps if isinstance(step, Form)]
    return [_EMPTY if isinstance(step, Form) else step for step in steps], forms


def _recast(form: Form, old: Sequence[Node], new: Sequence[Node]) -> Iterator[BlockChange]:
    """Both ends of a change of form."""
    lines = iter(form.before)
    for at in form.olds:
        yield _with_lines(old[at], at, lines, "old")._replace(kind=form.kind, place="departure")
    lines = iter(form.after)
    for at in form.news:
        yield _with_lines(new[at], at, lines, "new")._replace(kind=form.kind, place="arrival")


def _with_lines(node: Node, at: int, lines: Iterator[Parts], side: Side) -> BlockChange:
    """The node as one side has it, with the parts of its lines."""
    parts = next(lines) if node.runs else ()
    inside = tuple([_with_lines(child, index, lines, side) for index, child in enumerate(node.children)])
    kinds = {part.kind for part in parts}
    kind: BlockKind = "edited"
    if kinds == {"inserted"} or kinds == {"deleted"}:
        kind = "added" if side == "new" else "removed"
    else:
        kind = _kind(parts, inside, reformed=False)
    if side == "old":
        return BlockChange(kind, node.type, parts, inside, at, None, node.form)
    return BlockChange(kind, node.type, parts, inside, None, at, "", node.form)


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
    inside: tuple[BlockChange, ...] = ()
    if node.children:
        inside = tuple([alone(child, kind, index) for index, child in enumerate(node.children)])
    if kind == "added":
        parts = one_sided(node.runs, "inserted")
        return BlockChange(kind, node.type, parts, inside, None, at, "", node.form)
    return BlockChange(kind, node.type, one_sided(node.runs, "deleted"), inside, at, None, node.form)


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
    kind = _kind(parts, children, reformed=old.form != new.form)
    return BlockChange(kind, new.type, parts, children, *at, old.form, new.form)


def _kind(parts: Parts, children: Sequence[BlockChange], *, reformed: bool) -> BlockKind:
    kinds = {part.kind for part in parts} | {child.kind for child in children}
    if not kinds <= {"same", "unchanged", "form", "formatting", "typographic"}:
        return "edited"
    if "form" in kinds:
        return "form"
    if reformed or "formatting" in kinds:
        return "formatting"
    return "typographic" if "typographic" in kinds else "unchanged"


def _cells(old: Sequence[Node], new: Sequence[Node], columns: Columns) -> Iterator[BlockChange]:
    for i, j in columns:
        if i is not None and j is not None:
            parts, forms = compare_runs(old[i].runs, new[j].runs), (old[i].form, new[j].form)
            yield BlockChange(
                _kind(parts, (), reformed=forms[0] != forms[1]), "cell", parts, (), i, j, *forms
            )
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
