"""Which parts of changed running text are shown as one stretch of the other direction.

"12 King Street, London" in Arabic stays one phrase when London is struck out and Paris inserted: each alone would be
isolated apart from the rest and stand at the wrong end of it (see ``document.bidi``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final

from policies.document.bidi import has_own, stretches
from policies.document.languages import direction

from ..result import TWO_SIDED, Part, Parts, Passage, Side, runs_of, text_of, text_on

# The number of a part, and a place in its text.
_Place = tuple[int, int]
_WHOLE: Final = frozenset({"typographic", "vowels"})  # both texts of such a part differ: it is not cut


def grouped(parts: Parts, sides: Sequence[Side], language: str) -> Iterator[tuple[bool, Parts]]:
    """The parts in their order, cut where a stretch that several of them share begins or ends; whether they are such a
    stretch.

    What both texts say is shown in one order: where the deleted words are of the other script than the inserted ones,
    the order is that of the new text.
    """
    base = direction(language)
    # A plain passage is a passage of one part: what is in it is isolated as the part is written.
    if len(parts) == 1 and has_own(parts[0].text, base):
        yield False, parts
        return
    found = sorted(span for side in reversed(sides) for span in _shared(parts, side, sides, base))
    at: _Place = (0, 0)
    end: _Place = (len(parts), 0)
    for start, stop in _merged(found):
        yield from _group(parts, at, start, isolated=False)
        yield from _group(parts, start, stop, isolated=True)
        at = stop
    yield from _group(parts, at, end, isolated=False)


def _group(parts: Parts, start: _Place, end: _Place, *, isolated: bool) -> Iterator[tuple[bool, Parts]]:
    cut = tuple(_between(parts, start, end))
    if cut:
        yield isolated, cut


def _between(parts: Parts, start: _Place, end: _Place) -> Iterator[Part]:
    for index in range(start[0], min(end[0] + 1, len(parts))):
        part = parts[index]
        length = len(part.text)
        first = start[1] if index == start[0] else 0
        last = end[1] if index == end[0] else length
        if part.kind in _WHOLE:
            # It is not cut: it stands where it begins.
            if (index, 0) >= start and (index < end[0] or end[1]):
                yield part
        elif (first, last) == (0, length):
            yield part
        elif first < last:
            was = _cut(part.was, first, last) if part.kind in TWO_SIDED else part.was
            yield part._replace(now=_cut(part.now, first, last), was=was)


def _cut(passage: Passage, start: int, end: int) -> Passage:
    if isinstance(passage, str):
        return passage[start:end]
    cut, at = [], 0
    for run in runs_of(passage):
        text = run.text[max(0, start - at) : max(0, end - at)]
        at += len(run.text)
        if text:
            cut.append(replace(run, text=text))
    return tuple(cut)


def _shared(
    parts: Parts, side: Side, sides: Sequence[Side], base: str
) -> Iterator[tuple[_Place, _Place]]:
    """The stretches of this side that go over several parts, or over all of a text without a letter of the base."""
    text = text_on(parts, side)
    found = stretches(text, base)
    if not found:
        return
    alone = not has_own(text, base)
    edges = list(accumulate((len(text_of(part.on(side))) for part in parts), initial=0))
    index = 0
    for start, end in found:
        while edges[index + 1] <= start:
            index += 1
        last = index
        while edges[last + 1] < end:
            last += 1
        if not alone and index == last:
            continue
        if side != sides[-1] and _other_words(parts[index : last + 1], base):
            continue
        whole_first, whole_last = (parts[each].kind in _WHOLE for each in (index, last))
        yield (
            (index, 0 if whole_first else start - edges[index]),
            (last, len(parts[last].text) or 1 if whole_last else end - edges[last]),
        )


def _other_words(parts: Parts, base: str) -> bool:
    """Whether the new text says something in letters of the base between the words of the old one."""
    return any(part.kind == "inserted" and has_own(part.text, base) for part in parts)


def _merged(found: Sequence[tuple[_Place, _Place]]) -> list[tuple[_Place, _Place]]:
    result: list[tuple[_Place, _Place]] = []
    for start, end in found:
        if result and start < result[-1][1]:
            result[-1] = result[-1][0], max(end, result[-1][1])
        else:
            result.append((start, end))
    return result
