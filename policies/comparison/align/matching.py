"""What two sequences have in common, in order, in bounded time and memory.

Small problems go to rapidfuzz's bit-parallel longest common subsequence, which is exact. Large ones are cut
at anchors first: runs of codes that occur once on either side (patience), the longest runs first. Where there
is no anchor (highly repetitive text) both sides are cut into as many equal shares as keep each one small.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Sequence
from itertools import islice, pairwise
from math import ceil, sqrt

from rapidfuzz.distance import LCSseq

# One cell is one bit of rapidfuzz's matrix: 2^25 cells are 4 MB and well under 10 ms.
_CELLS = 1 << 25
# Lengths of the runs that may serve as anchors, tried in this order.
_ANCHORS = (6, 3, 1)

Match = tuple[int, int, int]  # position in old, position in new, length
Span = tuple[int, int, int, int]  # from and to in old, from and to in new


def matches(old: Sequence[int], new: Sequence[int]) -> list[Match]:
    """Stretches equal on both sides, in order, none touching the next on both sides."""
    if len(old) * len(new) <= _CELLS:
        return _exact(old, new)
    found: list[Match] = []
    work: list[tuple[Span, int]] = [((0, len(old), 0, len(new)), 0)]
    while work:
        (low, high, start, end), level = work.pop()
        first = low
        while low < high and start < end and old[low] == new[start]:
            low, start = low + 1, start + 1
        if low > first:
            found.append((first, start - (low - first), low - first))
        last = high
        while low < high and start < end and old[high - 1] == new[end - 1]:
            high, end = high - 1, end - 1
        if last > high:
            found.append((high, end, last - high))
        cells = (high - low) * (end - start)
        if 0 < cells <= _CELLS:
            found += _exact(old[low:high], new[start:end], low, start)
        elif cells:
            work.extend(_cut(old, new, (low, high, start, end), level))
    found.sort()
    return _touching_merged(found)


def _exact(old: Sequence[int], new: Sequence[int], at: int = 0, there: int = 0) -> list[Match]:
    """The longest common subsequence of two stretches that begin at these positions."""
    blocks = LCSseq.editops(old, new).as_matching_blocks()
    return [(at + block.a, there + block.b, block.size) for block in blocks if block.size]


def _cut(old: Sequence[int], new: Sequence[int], span: Span, level: int) -> list[tuple[Span, int]]:
    """The problem as smaller ones between anchors, or as equal shares."""
    low, high, start, end = span
    for at in range(level, len(_ANCHORS)):
        anchors = _anchors(old, new, span, _ANCHORS[at])
        if anchors:
            # An anchor is not matched here: it opens a smaller problem whose common prefix it is.
            bounds = pairwise([(low, start), *anchors, (high, end)])
            return [((a, b, c, d), at) for (a, c), (b, d) in bounds if b > a or d > c]
    shares = ceil(sqrt((high - low) * (end - start) / _CELLS)) + 1
    lows, starts = (
        [first + (last - first) * number // shares for number in range(shares + 1)]
        for first, last in ((low, high), (start, end))
    )
    return [
        ((a, b, c, d), len(_ANCHORS))
        for (a, b), (c, d) in zip(pairwise(lows), pairwise(starts), strict=True)
    ]


def _anchors(old: Sequence[int], new: Sequence[int], span: Span, length: int) -> list[tuple[int, int]]:
    """Where runs of ``length`` codes that are unique on both sides begin, the most that keep their order."""
    low, high, start, end = span
    in_old = _unique(old, low, high, length)
    in_new = _unique(new, start, end, length, in_old)
    pairs = sorted((at, in_new[run]) for run, at in in_old.items() if run in in_new)
    kept = [pairs[index] for index in increasing([there for _, there in pairs])]
    # An anchor right after another on both sides opens no problem of its own.
    return kept[:1] + [
        pair for before, pair in pairwise(kept) if (pair[0] - before[0], pair[1] - before[1]) != (1, 1)
    ]


def _unique(
    codes: Sequence[int], low: int, high: int, length: int, among: Container[int] | None = None
) -> dict[int, int]:
    """Where the runs that occur once begin, of all or of those ``among`` these, by their hash.

    Two runs of one hash would only cut the problem at a worse place: what matches is compared code by code.
    """
    seen: dict[int, int] = {}
    twice: set[int] = set()
    runs = map(hash, zip(*(islice(codes, low + shift, high) for shift in range(length)), strict=False))
    for at, run in enumerate(runs, start=low):
        if run in seen:
            twice.add(run)
        elif among is None or run in among:
            seen[run] = at
    for run in twice:
        del seen[run]
    return seen


def increasing(values: Sequence[int]) -> list[int]:
    """The indexes of a longest strictly increasing subsequence."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        at = bisect_left(tails, value)
        before.append(last[at - 1] if at else -1)
        tails[at : at + 1] = [value]
        last[at : at + 1] = [index]
    return _chain(before, last[-1] if last else -1)


def _chain(before: Sequence[int], index: int) -> list[int]:
    """The indexes up to this one, each found from the next."""
    result = []
    while index >= 0:
        result.append(index)
        index = before[index]
    return result[::-1]


def heaviest_increasing(values: Sequence[int], weights: Sequence[int]) -> list[int]:
    """The indexes of a strictly increasing subsequence of the greatest total weight (weights > 0).

    ``values`` are distinct and not negative. A Fenwick tree holds the best chain that ends at or below
    each value: O(n log n).
    """
    size = max(values, default=-1) + 1
    tree = [(0, -1)] * (size + 1)
    before: list[int] = []
    best = (0, -1)
    for index, (value, weight) in enumerate(zip(values, weights, strict=True)):
        below = (0, -1)
        at = value
        while at > 0:
            if tree[at][0] > below[0]:
                below = tree[at]
            at -= at & -at
        before.append(below[1])
        chain = (below[0] + weight, index)
        if chain[0] > best[0]:
            best = chain
        at = value + 1
        while at <= size:
            if chain[0] > tree[at][0]:
                tree[at] = chain
            at += at & -at
    return _chain(before, best[1])


def _touching_merged(found: list[Match]) -> list[Match]:
    merged: list[Match] = []
    for at, there, length in found:
        if merged and merged[-1][0] + merged[-1][2] == at and merged[-1][1] + merged[-1][2] == there:
            merged[-1] = (*merged[-1][:2], merged[-1][2] + length)
        else:
            merged.append((at, there, length))
    return merged
