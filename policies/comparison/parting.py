"""Paragraphs whose first or last part went to another section, or came from one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import count
from typing import Final, Literal, NamedTuple

from .fragments import compare_merged, compare_split
from .moving import LEAST_WORDS, Places, Spot
from .pairing import Piece, recognised
from .result import BlockChange, BlockKind, PartKind, Side

# So many of the longest words of an end tell whether a paragraph may hold it.
_TELLING: Final = 3
# By the side on which they are one: what became of the paragraph that is apart, and of its words in the other one.
_FATES: Final[dict[Side, tuple[BlockKind, PartKind]]] = {
    "old": ("added", "deleted"),
    "new": ("removed", "inserted"),
}


class _End(NamedTuple):
    """The end of a paragraph at which words went or came, and these words."""

    spot: Spot
    part: Literal[0, -1]
    words: Piece


def parted_between(places: Places, moves: count[int]) -> None:
    """Makes of a paragraph that one section gained or lost, and of one that in another section lost or gained
    its words at an end, fragments of one piece."""
    for whole, (fate, fate_of_words) in _FATES.items():
        ends = list(_ends(places, fate_of_words)) if places.of(fate) else []
        others = _others(places, fate, _other(whole), ends) if ends else []
        if not others:
            continue
        pieces = [places.piece(spot, _other(whole)) for spot in others]
        instead: dict[Spot, list[BlockChange]] = {}
        for i, j in recognised([end.words for end in ends], pieces):
            end, other = ends[i], others[j]
            if end.spot[0] == other[0] or end.spot in instead or len(pieces[j].words) < LEAST_WORDS:
                continue
            fragments = _fragments(places, whole, end, other)
            if fragments is None:
                continue
            kept, parted = fragments
            departure, arrival = _ends_of_move(parted, next(moves))
            here, there = (departure, arrival) if whole == "old" else (arrival, departure)
            instead[end.spot] = [here, kept] if end.part == 0 else [kept, here]
            instead[other] = [there]
        places.put(instead)


def _ends(places: Places, fate: PartKind) -> Iterator[_End]:
    for spot in places.of("edited"):
        block = places.block(spot)
        if block.type != "paragraph":
            continue
        for at in (0, -1):
            if block.parts[at].kind == fate:
                text = block.parts[at].text
                if text.count(" ") >= LEAST_WORDS - 1:
                    yield _End(spot, at, Piece(type="paragraph", content=text, text=text))


def _others(places: Places, fate: BlockKind, side: Side, ends: Sequence[_End]) -> list[Spot]:
    """The paragraphs that hold one of the longest words of an end: quicker to tell than how much they are alike."""
    telling = {word for end in ends for word in nlargest(_TELLING, end.words.text.split(), key=len)}
    return [
        spot
        for spot in places.of(fate)
        if places.block(spot).type == "paragraph"
        and not telling.isdisjoint(places.node(spot, side).text.split())
    ]


def _fragments(
    places: Places, whole: Side, end: _End, other: Spot
) -> tuple[BlockChange, BlockChange] | None:
    """What stayed and what is apart; none where too few words keep their order."""
    side = _other(whole)
    one = places.node(end.spot, whole).runs
    several = [places.node(end.spot, side).runs, places.node(other, side).runs]
    first = end.part == 0
    if first:
        several.reverse()
    parts = compare_split(one, several) if whole == "old" else compare_merged(several, one)
    if parts is None:
        return None
    if first:
        parts.reverse()
    kept = places.block(end.spot)._replace(
        kind="split" if whole == "old" else "merged", parts=parts[0], continues=whole if first else None
    )
    there = places.block(other)
    parted = kept._replace(parts=parts[1], continues=None if first else whole)
    return kept, parted._replace(new=there.new) if whole == "old" else parted._replace(old=there.old)


def _ends_of_move(change: BlockChange, move: int) -> tuple[BlockChange, BlockChange]:
    return change._replace(move=move, place="departure"), change._replace(move=move, place="arrival")


def _other(side: Side) -> Side:
    return "new" if side == "old" else "old"
