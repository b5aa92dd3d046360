"""Pieces that were split in two or more, and pieces that were merged into one.

A piece without a partner was split off when most of its words stood, on the other side, in the partner of a
neighbour, and are no longer in that neighbour. Whether they also keep their order is for the caller to see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from typing import Final

from ..result import Side
from .pairing import Join, Piece, Step, weight_of

# A fragment has at least so many words, and this share of them comes from the piece that was split.
_LEAST_WORDS: Final = 4
_LEAST_HELD: Final = 0.6


def joins(
    steps: Sequence[Step],
    old: Sequence[Piece],
    new: Sequence[Piece],
    able: Callable[[Piece], bool] = lambda _: True,
) -> Iterator[Join]:
    """Every split, then every merger, of pieces that are ``able``; no piece is in two of them."""
    here = [
        step for step in steps if step.old is not None and step.new is not None and step.place == "here"
    ]
    splits = {step.new: step.old for step in here}
    mergers = {step.old: step.new for step in here}
    alone = [step.new for step in steps if step.old is None and step.new is not None]
    gone = [step.old for step in steps if step.new is None and step.old is not None]
    busy: set[int] = set()
    for join in _joins("old", splits, alone, new, old, able):
        busy.add(join.whole)
        yield join
    for join in _joins("new", mergers, gone, old, new, able):
        if busy.isdisjoint(join.fragments):
            yield join


def _joins(
    side: Side,
    partner: dict[int | None, int | None],
    alone: Sequence[int],
    pieces: Sequence[Piece],
    wholes: Sequence[Piece],
    able: Callable[[Piece], bool],
) -> Iterator[Join]:
    """``partner`` gives the whole of each paired fragment; ``alone`` are the pieces without one."""
    left = set(alone)
    for kept, whole in partner.items() if left else ():
        if kept is None or whole is None or not able(wholes[whole]) or not able(pieces[kept]):
            continue
        fragments = [kept]
        taken = set(pieces[kept].words)
        for step in (1, -1):
            at = kept + step
            while at in left and able(pieces[at]) and pieces[at].type == wholes[whole].type:
                if not _held(pieces[at], wholes[whole], taken):
                    break
                taken |= pieces[at].words
                fragments.append(at)
                left.discard(at)
                at += step
        if len(fragments) > 1:
            yield Join(side, whole, tuple(sorted(fragments)), kept)


def _held(piece: Piece, whole: Piece, taken: Set[str]) -> bool:
    """Whether the words that the fragments so far do not have are those of the whole."""
    words = piece.words - taken
    return len(words) >= _LEAST_WORDS and weight_of(words & whole.words) >= _LEAST_HELD * weight_of(
        words
    )


def with_joins(steps: Sequence[Step], found: Sequence[Join]) -> Iterator[Step]:
    """The steps with all fragments of a piece together, where the one that was recognised stands.

    Nothing else may stand between them, or the side on which they are one piece would be out of order.
    """
    of_new: dict[int | None, Join] = {
        at: join for join in found if join.side == "old" for at in join.fragments
    }
    of_old: dict[int | None, Join] = {
        at: join for join in found if join.side == "new" for at in join.fragments
    }
    for step in steps:
        join = of_new.get(step.new) or of_old.get(step.old)
        if join is None:
            yield step
        elif join.kept == (step.new if join.side == "old" else step.old):
            for at, (old, new) in enumerate(join.pairs):
                yield Step(old, new, join=join, continues=join.side if at else None)
