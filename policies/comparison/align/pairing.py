"""Pairing the pieces of two sequences: which old piece is which new one, and what moved.

Pieces are paired by identity where they have one, then by equal content, by name, by likeness among
neighbours, and last by likeness anywhere. Pieces of different types never pair. Of the pairs, those of the
heaviest increasing chain (weight: words) are in place; the others moved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from rapidfuzz.distance import Postfix, Prefix

from ..result import Place, Side
from .matching import heaviest_increasing, matches
from .tokens import plain_words

# Likeness (see ``likeness``) that pairs two pieces between the same neighbours, and anywhere.
_NEAR: Final = 0.34
_FAR: Final = 0.6
# The share of rough words in common that leaves no doubt; of texts so long, also what they begin and end with.
_SURE: Final = 0.5
_LONG_TEXT: Final = 80
_SHORT_WORD: Final = 3
# What is left of a piece weighs so much at the least; this share of its words comes from it, where it has so many.
_LEAST_LEFT: Final = 1.0
_LEAST_HELD: Final = 5
_SHARE_HELD: Final = 0.8
_SIGNS: Final = " \u00a0\u202f.,:;!?…؛،؟"
# A piece of fewer words is not said to have moved: it was removed here and added there.
_LEAST_MOVED: Final = 3
# Between two neighbours, up to so many pairs are all measured; above, only pairs that share rare words.
_MEASURED_PAIRS: Final = 64
# A word in more pieces than this tells nothing about which is which.
_RARE: Final = 12
_CANDIDATES: Final = 4

Pair = tuple[int, int]


class Piece:
    """One piece as pairing sees it. ``identity`` and ``name`` are empty where it has none.

    ``content`` is equal for equal pieces.
    """

    __slots__ = ("_weight", "_words", "content", "identity", "name", "text", "type")

    def __init__(
        self, *, type: str, content: Hashable, text: str, name: str = "", identity: str = ""
    ) -> None:
        self.type = type
        self.content = content
        self.text = text
        self.name = name
        self.identity = identity
        self._words: frozenset[str] | None = None
        self._weight = 0.0

    @property
    def words(self) -> frozenset[str]:
        if self._words is None:
            self._words = frozenset(plain_words(self.text))
        return self._words

    @property
    def weight(self) -> float:
        self._weight = self._weight or weight_of(self.words)
        return self._weight


@dataclass(frozen=True, slots=True)
class Join:
    """``whole`` is one piece on its ``side``; ``fragments`` are what it is on the other, in order there.

    ``kept`` is the fragment that pairing had recognised as the whole.
    """

    side: Side
    whole: int
    fragments: tuple[int, ...]
    kept: int

    @property
    def pairs(self) -> list[Pair]:
        """The old and the new position of each fragment."""
        split = self.side == "old"
        return [(self.whole, at) if split else (at, self.whole) for at in self.fragments]


class Step(NamedTuple):
    """One place in reading order. A moved pair has two: its ``departure`` and its ``arrival``.

    One side may be a fragment of the other: then ``join`` tells of which pieces, ``continues`` as in ``result``.
    """

    old: int | None
    new: int | None
    place: Place = "here"
    join: Join | None = None
    continues: Side | None = None


def recognised(old: Sequence[Piece], new: Sequence[Piece]) -> list[Pair]:
    """Pairs wherever they stand, by equal content and then by likeness; in the order of the old pieces."""
    pairs = _Pairs(old, new)
    pairs.by_content()
    pairs.by_likeness_anywhere()
    return sorted(pairs.partner.items())


def pair(old: Sequence[Piece], new: Sequence[Piece]) -> list[Step]:
    """Both sequences in one reading order: every old index and every new index is in its order."""
    pairs = _Pairs(old, new)
    pairs.by_identity()
    pairs.by_content()
    pairs.by_name()
    pairs.by_likeness_nearby()
    pairs.by_likeness_anywhere()
    kept = pairs.in_place()
    moved = {
        (i, j)
        for i, j in pairs.partner.items()
        if (i, j) not in kept and (old[i].identity or len(new[j].words) >= _LEAST_MOVED)
    }
    return list(_reading_order(len(old), len(new), sorted(kept), moved))


def _reading_order(olds: int, news: int, kept: Sequence[Pair], moved: set[Pair]) -> Iterator[Step]:
    """Between two pieces in place: first what left, then what came."""
    departures, arrivals = dict(moved), {j: i for i, j in moved}
    at = there = 0
    for i, j in [*kept, (olds, news)]:
        for gone in range(at, i):
            partner = departures.get(gone)
            yield Step(gone, partner, "here" if partner is None else "departure")
        for come in range(there, j):
            partner = arrivals.get(come)
            yield Step(partner, come, "here" if partner is None else "arrival")
        if i < olds:
            yield Step(i, j)
        at, there = i + 1, j + 1


def likeness(old: Piece, new: Piece) -> float:
    """From 0 to 1: the share of distinct words in common (Dice), short words counting little."""
    total = old.weight + new.weight
    return 2 * weight_of(old.words & new.words) / total if total else 1.0


def _likeness_nearby(old: Piece, new: Piece) -> float:
    """Between the same neighbours: also enough where one is what was left of the other, or what it grew from."""
    like = likeness(old, new)
    if like >= _NEAR:
        return like
    short, long = (old, new) if len(old.text) < len(new.text) else (new, old)
    held = like * (old.weight + new.weight) / 2
    enough = short.weight >= _LEAST_LEFT and held >= _SHARE_HELD * short.weight
    return _NEAR if enough and _is_rest(short, long) else like


def _is_rest(short: Piece, long: Piece) -> bool:
    """Of two texts of which the long one has nearly all words of the short one: whether it begins or ends with that, or
    these are many.
    """
    text, whole = short.text.casefold().strip(_SIGNS), long.text.casefold().strip(_SIGNS)
    begins, ends = whole.startswith(text), whole.endswith(text)
    if (begins and not whole[len(text) : len(text) + 1].isalnum()) or (
        ends and not whole[: -len(text)][-1:].isalnum()
    ):
        return True
    return len(short.words) >= _LEAST_HELD


def weight_of(words: Set[str]) -> float:
    """Long words and numbers tell one text from another; the others are mostly of grammar."""
    long = sum([len(word) > _SHORT_WORD or word.isdigit() for word in words])
    return long + (len(words) - long) / 4


def ends_alike(before: str, after: str) -> bool:
    """Whether half of a text long enough to tell begins and ends both."""
    longest = max(len(before), len(after))
    if longest < _LONG_TEXT:
        return False
    return Prefix.similarity(before, after) + Postfix.similarity(before, after) >= longest // 2


def surely_alike(old: Piece, new: Piece) -> bool:
    """Whether two pieces have so much in common that no other pairing need be tried; quick to tell."""
    if old.type != new.type or old.name != new.name:
        return False
    if ends_alike(old.text, new.text):
        return True
    # What stands between spaces is cheaper than words.
    one, other = set(old.text.split(" ")), set(new.text.split(" "))
    return len(one & other) >= _SURE * max(len(one), len(other))


class _Pairs:
    """The pairing as it grows: ``partner`` from old to new, ``taken`` the new ones."""

    def __init__(self, old: Sequence[Piece], new: Sequence[Piece]) -> None:
        self.old, self.new = old, new
        self.partner: dict[int, int] = {}
        self.taken: set[int] = set()
        self._kept: tuple[int, set[Pair]] = 0, set()

    def add(self, i: int, j: int) -> None:
        self.partner[i] = j
        self.taken.add(j)

    def free(self) -> tuple[list[int], list[int]]:
        return (
            [i for i in range(len(self.old)) if i not in self.partner],
            [j for j in range(len(self.new)) if j not in self.taken],
        )

    def in_place(self) -> set[Pair]:
        # Pairs are only ever added.
        if self._kept[0] != len(self.partner):
            self._kept = len(self.partner), self._heaviest()
        return self._kept[1]

    def _heaviest(self) -> set[Pair]:
        pairs = sorted(self.partner.items())
        if all(one < other for (_, one), (_, other) in pairwise(pairs)):
            return set(pairs)
        # Words by the spaces between them: counting them properly would cost more than all the rest.
        weights = [2 + self.new[j].text.count(" ") for _, j in pairs]
        return {pairs[at] for at in heaviest_increasing([j for _, j in pairs], weights)}

    def by_identity(self) -> None:
        there = {piece.identity: j for j, piece in enumerate(self.new) if piece.identity}
        for i, piece in enumerate(self.old):
            if piece.identity and piece.identity in there:
                self.add(i, there[piece.identity])

    def by_content(self) -> None:
        """Equal pieces: those that keep their order first, then any."""
        old, new = self.free()
        numbers: dict[Hashable, int] = {}
        old_codes = [numbers.setdefault(self.old[i].content, len(numbers)) for i in old]
        new_codes = [numbers.setdefault(self.new[j].content, len(numbers)) for j in new]
        for first, second, length in matches(old_codes, new_codes):
            for step in range(length):
                self.add(old[first + step], new[second + step])
        there: dict[int, list[int]] = defaultdict(list)
        for j, code in zip(reversed(new), reversed(new_codes), strict=True):
            if j not in self.taken:
                there[code].append(j)
        for i, code in zip(old, old_codes, strict=True):
            if i not in self.partner and there[code]:
                self.add(i, there[code].pop())

    def by_name(self) -> None:
        """Pieces whose name nobody else on their side has: a term, a heading, a row's first cell."""
        old, new = self.free()
        there = _unique_names((self.new[j], j) for j in new)
        for key, i in _unique_names((self.old[i], i) for i in old).items():
            if key in there:
                self.add(i, there[key])

    def by_likeness_nearby(self) -> None:
        """Between two pairs in place, keeping the order there."""
        at = there = 0
        for i, j in [*sorted(self.in_place()), (len(self.old), len(self.new))]:
            old = [each for each in range(at, i) if each not in self.partner]
            new = [each for each in range(there, j) if each not in self.taken]
            at, there = i + 1, j + 1
            if not old or not new:
                continue
            if len(old) * len(new) <= _MEASURED_PAIRS:
                self._likest_in_order(old, new)
            else:
                self._likest(old, new, _NEAR)

    def by_likeness_anywhere(self) -> None:
        self._likest(*self.free(), _FAR)

    def _likest_in_order(self, old: list[int], new: list[int]) -> None:
        """The pairs of the greatest total likeness that keep their order (dynamic programming)."""
        best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
        like: dict[Pair, float] = {}
        for x in range(len(old) - 1, -1, -1):
            for y in range(len(new) - 1, -1, -1):
                one, other = self.old[old[x]], self.new[new[y]]
                score = _likeness_nearby(one, other) if one.type == other.type else 0.0
                like[x, y] = score
                paired = score + best[x + 1][y + 1] if score >= _NEAR else 0.0
                best[x][y] = max(best[x + 1][y], best[x][y + 1], paired)
        x = y = 0
        while x < len(old) and y < len(new):
            if like[x, y] >= _NEAR and best[x][y] == like[x, y] + best[x + 1][y + 1]:
                self.add(old[x], new[y])
                x, y = x + 1, y + 1
            elif best[x][y] == best[x + 1][y]:
                x += 1
            else:
                y += 1

    def _likest(self, old: Sequence[int], new: Sequence[int], least: float) -> None:
        """The likest pairs first, among those that share rare words: few candidates per piece."""
        holders: dict[str, list[int]] = defaultdict(list)
        for j in new:
            for word in self.new[j].words:
                holders[word].append(j)
        scored = []
        for i in old:
            votes = Counter(
                j
                for word in self.old[i].words
                if len(holders.get(word, ())) <= _RARE
                for j in holders.get(word, ())
            )
            for j, _ in votes.most_common(_CANDIDATES):
                if self.old[i].type == self.new[j].type:
                    score = (_likeness_nearby if least == _NEAR else likeness)(self.old[i], self.new[j])
                    if score >= least:
                        scored.append((-score, abs(i - j), i, j))
        for _, _, i, j in sorted(scored):
            if i not in self.partner and j not in self.taken:
                self.add(i, j)


def _unique_names(pieces: Iterable[tuple[Piece, int]]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for piece, at in pieces:
        if piece.name:
            found[piece.type, piece.name].append(at)
    return {key: positions[0] for key, positions in found.items() if len(positions) == 1}
