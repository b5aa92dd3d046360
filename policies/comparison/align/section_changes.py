"""The change of each section: sections are paired, then their headings and blocks compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, count
from typing import Literal

from policies.document.blocks import Run
from policies.document.numbering import numbers
from policies.document.shape import Document, Section

from ..result import BlockChange, Parts, SectionChange, SectionKind, Side
from .block_changes import alone, changes, piece_of, unchanged
from .joins import joins, with_joins
from .nodes import Node, nodes_of
from .outline_levels import without_followers
from .pairing import Join, Pair, Piece, Step, pair
from .paragraph_moves import with_moves_between
from .words import compare_runs

# Of each fragment of a split section at least this share of words stands in blocks that it has from the whole.
_LEAST_KEPT = 0.5
_QUIET = {"form", "formatting", "typographic"}


class Clause:
    """A section in one language, as pairing and comparing see it."""

    def __init__(self, section: Section, number: str, language: str) -> None:
        self.key = str(section.key)
        self.level = section.level
        self.number = number
        self.heading = section.heading.get(language, "")
        self.body = section.body.get(language, ())

    @cached_property
    def blocks(self) -> tuple[Node, ...]:
        return nodes_of(self.body)

    def piece(self, identity: str) -> Piece:
        return Piece(
            type="section",
            content=self.key if identity else (self.heading, self.blocks),
            text="\n".join([self.heading, *[block.text for block in self.blocks]]),
            name=self.heading.strip().casefold(),
            identity=identity,
        )


def clauses(document: Document, language: str) -> list[Clause]:
    return [
        Clause(section, number, language)
        for section, number in zip(document.sections, numbers(document, language), strict=True)
    ]


def compare_texts(old: str, new: str) -> Parts:
    """The parts of two texts without formatting."""
    return compare_runs(_plain(old), _plain(new))


def _plain(text: str) -> tuple[Run, ...]:
    return (Run(text=text),) if text else ()


def section_changes(old: Sequence[Clause], new: Sequence[Clause]) -> list[SectionChange]:
    """The sections of both sides in reading order; changes are not numbered yet."""
    moves = count(1)
    levels = [[clause.level for clause in side] for side in (old, new)]
    found = without_followers(list(_section_changes(old, new, moves)), *levels)
    return with_moves_between(
        found, [clause.blocks for clause in old], [clause.blocks for clause in new], moves
    )


def _section_changes(
    old: Sequence[Clause], new: Sequence[Clause], moves: count[int]
) -> Iterator[SectionChange]:
    common = {clause.key for clause in old} & {clause.key for clause in new}
    before, after = (
        [clause.piece(clause.key if clause.key in common else "") for clause in side]
        for side in (old, new)
    )
    steps = pair(before, after)
    cuts = dict(_cuts(joins(steps, before, after), old, new))
    moved: dict[Pair, SectionChange] = {}
    for step in with_joins(steps, list(cuts)):
        match step:
            case Step(old=int(i), new=None):
                yield _alone(old[i], "removed", i)
            case Step(old=None, new=int(j)):
                yield _alone(new[j], "added", j)
            case Step(old=int(i), new=int(j), join=Join() as join):
                yield _fragment(old[i], new[j], step, join.side, cuts[join][i, j], moves)
            case Step(old=int(i), new=int(j), place="here"):
                yield _both(old[i], new[j], (i, j), moves, None)
            case Step(old=int(i), new=int(j)):
                if (i, j) not in moved:
                    moved[i, j] = _both(old[i], new[j], (i, j), moves, next(moves))
                yield moved[i, j]._replace(place=step.place)


def _alone(clause: Clause, kind: Literal["added", "removed"], at: int) -> SectionChange:
    """A section that only one side has."""
    added = kind == "added"
    old, new = (None, clause) if added else (clause, None)
    heading = compare_texts("" if added else clause.heading, clause.heading if added else "")
    blocks = tuple(alone(node, kind, index) for index, node in enumerate(clause.blocks))
    return _change(old, new, (None if added else at, at if added else None), (kind,), heading, blocks)


def _both(old: Clause, new: Clause, at: Pair, moves: count[int], move: int | None) -> SectionChange:
    heading = compare_texts(old.heading, new.heading)
    if old.body == new.body:
        blocks: tuple[BlockChange, ...] = tuple(
            unchanged(node, (at, at)) for at, node in enumerate(new.blocks)
        )
    else:
        blocks = changes(old.blocks, new.blocks, moves)
    kinds = _kinds(old, new, heading, blocks)
    kinds = ("moved", *kinds) if move else kinds or ("unchanged",)
    return _change(old, new, at, kinds, heading, blocks, move)


def _change(
    old: Clause | None,
    new: Clause | None,
    at: tuple[int | None, int | None],
    kinds: tuple[SectionKind, ...],
    heading: Parts,
    blocks: tuple[BlockChange, ...],
    move: int | None = None,
) -> SectionChange:
    return SectionChange(
        kinds=kinds,
        heading=heading,
        blocks=blocks,
        old_key=old.key if old else None,
        new_key=new.key if new else None,
        old=at[0],
        new=at[1],
        old_number=old.number if old else None,
        new_number=new.number if new else None,
        old_level=old.level if old else None,
        new_level=new.level if new else None,
        move=move,
    )


def _kinds(
    old: Clause, new: Clause, heading: Parts, blocks: Sequence[BlockChange]
) -> tuple[SectionKind, ...]:
    """All that applies to a section that both sides have; nothing for an unchanged one."""
    inside = {block.kind for block in blocks} - {"unchanged"}
    title = {part.kind for part in heading} - {"same"}
    renamed = not title <= {"typographic"}
    quiet = inside | title == {"typographic"}
    applies: list[tuple[SectionKind, bool]] = [
        ("renamed", renamed),
        ("level", old.level != new.level),
        ("edited", not inside <= _QUIET),
        ("form", "form" in inside and inside <= _QUIET),
        ("formatting", "formatting" in inside and inside <= _QUIET),
        ("typographic", quiet),
        ("renumbered", old.number != new.number),
    ]
    return tuple(kind for kind, true in applies if true)


def _cuts(
    found: Iterator[Join], old: Sequence[Clause], new: Sequence[Clause]
) -> Iterator[tuple[Join, dict[Pair, tuple[int, int]]]]:
    """Of each join whose blocks keep their order, which blocks of the whole each fragment has."""
    for join in found:
        wholes, pieces = (old, new) if join.side == "old" else (new, old)
        ends = _ends(wholes[join.whole].blocks, [pieces[at].blocks for at in join.fragments])
        if ends is not None:
            spans = zip([0, *ends], ends, strict=False)
            yield join, dict(zip(join.pairs, spans, strict=True))


def _ends(whole: Sequence[Node], fragments: Sequence[Sequence[Node]]) -> list[int] | None:
    """After how many blocks of the whole each fragment ends; none when one has too little of it."""
    parts = [piece_of(node) for nodes in fragments for node in nodes]
    sizes = list(accumulate(map(len, fragments)))
    steps = pair([piece_of(node) for node in whole], parts)
    kept = [(step.old, step.new) for step in steps if step.place == "here"]
    pairs = [(i, j) for i, j in kept if i is not None and j is not None]
    ends = []
    start = 0
    for end in sizes:
        mine = [(i, j) for i, j in pairs if start <= j < end]
        weights = [parts[j].weight for _, j in mine]
        if not mine or sum(weights) < _LEAST_KEPT * sum(part.weight for part in parts[start:end]):
            return None
        ends.append(mine[-1][0] + 1)
        start = end
    ends[-1] = len(whole)
    return ends


def _fragment(
    old: Clause, new: Clause, step: Step, whole: Side, span: tuple[int, int], moves: count[int]
) -> SectionChange:
    """One fragment; ``span`` is what it has of the blocks of the whole, which stands on the side ``whole``."""
    low, high = span
    split, first = whole == "old", step.continues is None
    if split:
        found = changes(old.blocks[low:high], new.blocks, moves)
        blocks = tuple(
            [each if each.old is None else each._replace(old=each.old + low) for each in found]
        )
    else:
        found = changes(old.blocks, new.blocks[low:high], moves)
        blocks = tuple(
            [each if each.new is None else each._replace(new=each.new + low) for each in found]
        )
    # The heading of the whole stands before all of it, so with the first fragment; the others have their own.
    heading = compare_texts(
        old.heading if first or not split else "", new.heading if first or split else ""
    )
    kinds = _kinds(old, new, heading, blocks) if first else _kinds(old, old, (), blocks)
    change = _change(
        old, new, (step.old, step.new), ("split" if split else "merged", *kinds), heading, blocks
    )
    return change._replace(continues=step.continues)
