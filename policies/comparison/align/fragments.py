"""The words of one text that became several, or of several that became one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from policies.document.shape import Runs

from ..result import TWO_SIDED, Part, Parts
from .edits import Edit, by_tokens, in_characters, starts_of
from .nodes import joined
from .tokens import is_word, tokens
from .words import Point, Text, merged, parts_of

# Of each fragment at least this share of words stands, in order, in the text that was split.
_LEAST_KEPT: Final = 0.5


def compare_split(old: Runs, news: Sequence[Runs]) -> list[Parts] | None:
    """The parts of each of the texts that one was split into; none where too few words keep their order."""
    before, after = Text(old), Text(joined(run for runs in news for run in runs))
    # Two words that meet where one text ends and the next begins are two words.
    pieces = [tokens("".join(run.text for run in runs)) for runs in news]
    one, two = tokens(before.text), [token for piece in pieces for token in piece]
    starts, others = starts_of(one), starts_of(two)
    if others[-1] != len(after.text):
        return None  # a text begins with a mark, which joined to the letter before it is another letter
    result = []
    at = there = 0
    for edits, (end, other_end) in _cut(by_tokens(one, two), [*accumulate(map(len, pieces))], len(one)):
        words = _words(two[there:other_end])
        if words - sum(_words(two[edit.c : edit.d]) for edit in edits) < _LEAST_KEPT * words:
            return None
        found = in_characters(edits, starts, others)
        start, stop = (starts[at], others[there]), (starts[end], others[other_end])
        result.append(merged(parts_of(before, after, found, start, stop)))
        at, there = end, other_end
    return result


def _words(pieces: Sequence[str]) -> int:
    return sum(map(is_word, pieces))


def compare_merged(olds: Sequence[Runs], new: Runs) -> list[Parts] | None:
    """The parts of each of the texts that were merged into one; none where too few words keep their order."""
    result = compare_split(new, olds)
    return None if result is None else [tuple(_mirrored(parts)) for parts in result]


def _cut(found: Sequence[Edit], ends: Sequence[int], whole: int) -> Iterator[tuple[list[Edit], Point]]:
    """The edits of each fragment (``ends``: after so many new tokens), and the point where it ends."""
    left = list(reversed(found))
    at = there = 0
    for end in ends[:-1]:
        edits: list[Edit] = []
        while left and left[-1].d <= end:
            edit = left.pop()
            edits.append(edit)
            at, there = edit.b, edit.d
        if left and left[-1].c < end:
            # What was deleted where a fragment ends belongs to it.
            edit = left.pop()
            edits.append(Edit(edit.a, edit.b, edit.c, end, edit.quiet))
            left.append(Edit(edit.b, edit.b, end, edit.d, edit.quiet))
            at, there = edit.b, end
        yield edits, (at + end - there, end)
        at, there = at + end - there, end
    yield left[::-1], (whole, ends[-1])


def _mirrored(parts: Parts) -> Iterator[Part]:
    """The same difference in the other direction."""
    inserted: list[Part] = []
    for part in parts:
        if part.kind == "deleted":
            inserted.append(Part("inserted", part.now))
            continue
        if part.kind == "inserted":
            yield Part("deleted", part.now)
            yield from inserted
        else:
            yield from inserted
            two_sided = part.kind in TWO_SIDED
            yield Part(part.kind, part.was, part.now) if two_sided else part
        inserted = []
    yield from inserted
