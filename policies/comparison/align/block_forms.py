"""The same words in blocks of another form: a list that became paragraphs, a paragraph that became a quotation.

Pieces of different types never pair, so such a change is found among what pairing left over: both sides are cut into
their lines (see ``Line``), and where these follow each other on both sides, so do the words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from policies.document.blocks import Runs
from policies.document.numbering import item_number

from ..form_ends import read_form
from ..result import BlockKind, Parts
from .codes import count_words
from .nodes import Node
from .pairing import Piece, Step, pair
from .tokens import plain_words
from .words import compare_runs, one_sided, same_words

# Of the words of the longer side at least this share is kept, or the one did not become the other.
_LEAST_KEPT: Final = 0.5
_LOUD: Final = {"inserted", "deleted", "vowels"}
_TYPED: Final = re.compile(r"\s*(?:([•◦▪‣●○■□·∙*–—-])|\(?(\w{1,4}|[0-9]+(?:\.[0-9]+)*)[.)-])\s+(?=\S)")
_BULLET: Final = "•"

Link = tuple[int, int]


class Line(NamedTuple):
    """One stretch of running text: a paragraph, the line of an item, a term, a caption, a cell.

    ``block`` is the block that holds it, ``mark`` the bullet or the number before it, ``typed`` how many characters
    of its text that mark takes, 0 if it is computed.
    """

    block: int
    runs: Runs
    text: str
    mark: str
    typed: int


class Form(NamedTuple):
    """Old blocks that have become new ones of another form; ``kind`` is ``form`` where no word changed."""

    olds: range
    news: range
    kind: BlockKind
    before: Sequence[Parts]
    after: Sequence[Parts]


class _Span(NamedTuple):
    """Blocks of both sides that belong together, from and to."""

    low: int
    high: int
    start: int
    end: int

    @property
    def ranges(self) -> tuple[range, range]:
        return range(self.low, self.high), range(self.start, self.end)


def with_forms(steps: Sequence[Step], old: Sequence[Node], new: Sequence[Node]) -> list[Step | Form]:
    """The steps, of which those that are only a change of form stand as such."""
    if not any(step.old is None or step.new is None for step in steps):
        return [*steps]
    result: list[Step | Form] = []
    for loose, group in groupby(steps, key=lambda step: _is_loose(step, old, new)):
        run = list(group)
        result += _in_run(run, old, new) if loose else run
    return result


def _is_loose(step: Step, old: Sequence[Node], new: Sequence[Node]) -> bool:
    if step.old is None or step.new is None:
        return True
    return step.place == "here" and old[step.old] != new[step.new]


def _in_run(run: Sequence[Step], old: Sequence[Node], new: Sequence[Node]) -> Sequence[Step | Form]:
    olds = [step.old for step in run if step.old is not None]
    news = [step.new for step in run if step.new is not None]
    if len(olds) + len(news) == len(run) * 2 or not olds or not news:
        return run  # every piece has a partner, or none has
    if _of_one_form([old[at] for at in olds], [new[at] for at in news]):
        return run
    lines = _Lines(list(_lines(old, olds)), list(_lines(new, news)))
    told = [(lines.old[i].block, lines.new[j].block) for i, j in lines.links]
    told += [(step.old, step.new) for step in run if step.old is not None and step.new is not None]
    spans = _spans(told)
    whole = _Span(olds[0], olds[-1] + 1, news[0], news[-1] + 1)
    found: list[_Span | Form] = []
    for at, span in enumerate(spans):
        form = None
        if not _of_one_form(old[span.low : span.high], new[span.start : span.end]):
            form = lines.form(span)
        wider = span if form else _with_neighbours(spans, at, whole)
        if wider != span and not _of_one_form(old[wider.low : wider.high], new[wider.start : wider.end]):
            form = lines.cut_otherwise(wider)
        found.append(form or span)
    return list(_in_order(run, found)) if any(isinstance(each, Form) for each in found) else run


def _with_neighbours(spans: Sequence[_Span], at: int, whole: _Span) -> _Span:
    """The span with the blocks beside it that belong to none."""
    before = spans[at - 1] if at else None
    after = spans[at + 1] if at + 1 < len(spans) else None
    return _Span(
        before.high if before else whole.low,
        after.low if after else whole.high,
        before.end if before else whole.start,
        after.start if after else whole.end,
    )


def _of_one_form(old: Sequence[Node], new: Sequence[Node]) -> bool:
    """Whether these can differ in their words and formatting only, or be one piece and another."""
    types = {node.type for node in (*old, *new)}
    return len(types) == 1 and (
        len(old) == len(new) == 1 or not any(node.children for node in (*old, *new))
    )


def _in_order(run: Sequence[Step], found: Iterable[_Span | Form]) -> Iterator[Step | Form]:
    """The steps of a run, those of each span together, and forms for the steps of theirs."""
    left = list(reversed([step for step in run if step.old is not None]))
    come = list(reversed([step for step in run if step.old is None]))
    for each in found:
        olds, news = (each.olds, each.news) if isinstance(each, Form) else each.ranges
        yield from _before(left, come, olds.start, news.start)
        inside = list(_before(left, come, olds.stop, news.stop))
        if isinstance(each, Form):
            yield each
        else:
            yield from inside
    yield from (*reversed(left), *reversed(come))


def _before(left: list[Step], come: list[Step], end: int, other_end: int) -> Iterator[Step]:
    """Takes the steps from these that stand before both ends, in reading order: what came after what it follows."""
    while left and (left[-1].old or 0) < end:
        step = left.pop()
        while step.new is not None and come and (come[-1].new or 0) < step.new:
            yield come.pop()
        yield step
    while come and (come[-1].new or 0) < other_end:
        yield come.pop()


def _spans(links: Iterable[Link]) -> list[_Span]:
    """What is linked, so that no link leads from one span to another."""
    spans: list[_Span] = []
    for i, j in sorted(set(links)):
        span = _Span(i, i + 1, j, j + 1)
        while spans and (spans[-1].high > span.low or spans[-1].end > span.start):
            last = spans.pop()
            span = _Span(
                min(last.low, span.low),
                max(last.high, span.high),
                min(last.start, span.start),
                max(last.end, span.end),
            )
        spans.append(span)
    return spans


class _Lines:
    """The lines of both sides of a run, and which of them were recognised, in order."""

    def __init__(self, old: Sequence[Line], new: Sequence[Line]) -> None:
        self.old, self.new = old, new
        self.links = [
            (step.old, step.new)
            for step in pair(_as_pieces(old), _as_pieces(new))
            if step.place == "here" and step.old is not None and step.new is not None
        ]

    def form(self, span: _Span) -> Form | None:
        """How the lines of these old blocks became those of the new ones, if they did."""
        low, high = _of_blocks(self.old, span.low, span.high)
        start, end = _of_blocks(self.new, span.start, span.end)
        if low == high or start == end:
            return None
        first, last = bisect_left(self.links, (low, -1)), bisect_left(self.links, (high, -1))
        links = [(i - low, j - start) for i, j in self.links[first:last]]
        return _form(span, self.old[low:high], self.new[start:end], links)

    def cut_otherwise(self, span: _Span) -> Form | None:
        """The same where all of them are the same words."""
        low, high = _of_blocks(self.old, span.low, span.high)
        start, end = _of_blocks(self.new, span.start, span.end)
        cut = same_words(
            [line.runs for line in self.old[low:high]], [line.runs for line in self.new[start:end]]
        )
        return Form(*span.ranges, "form", *cut) if cut else None


def _of_blocks(lines: Sequence[Line], low: int, high: int) -> Link:
    first, last = (bisect_left(lines, at, key=lambda line: line.block) for at in (low, high))
    return first, last


def _form(
    span: _Span, before: Sequence[Line], after: Sequence[Line], links: Iterable[Link]
) -> Form | None:
    """How these lines became those, if they did. ``links`` are lines that were recognised, in order."""
    olds, news = span.ranges
    pairs = list(_pairs(links, len(before), len(after)))
    parts = [
        compare_runs(before[i].runs, after[j].runs, _marks(before[i], after[j]))
        for i, j in pairs
        if i is not None and j is not None
    ]
    told = [*_parts_of(pairs, parts, before, after)]
    kinds = {part.kind for each in told for part in each}
    aligned = Form(
        olds,
        news,
        "form" if kinds.isdisjoint(_LOUD) else "edited",
        [each for each, (i, _) in zip(told, pairs, strict=True) if i is not None],
        [each for each, (_, j) in zip(told, pairs, strict=True) if j is not None],
    )
    if aligned.kind == "form":
        return aligned
    cut = same_words([line.runs for line in before], [line.runs for line in after])
    if cut:
        return Form(olds, news, "form", *cut)
    kept = [part.text for each in told for part in each if part.kind not in ("inserted", "deleted")]
    most = max(count_words(*[line.text for line in side]) for side in (before, after))
    return aligned if count_words(*kept) >= _LEAST_KEPT * most else None


def _pairs(links: Iterable[Link], olds: int, news: int) -> Iterator[tuple[int | None, int | None]]:
    """All lines in reading order. As many as went between two recognised ones and came there are each other's."""
    at = there = 0
    for i, j in [*links, (olds, news)]:
        if i - at == j - there:
            yield from zip(range(at, i), range(there, j), strict=True)
        else:
            yield from ((gone, None) for gone in range(at, i))
            yield from ((None, come) for come in range(there, j))
        if i < olds:
            yield i, j
        at, there = i + 1, j + 1


def _parts_of(
    pairs: Iterable[tuple[int | None, int | None]],
    parts: Iterable[Parts],
    before: Sequence[Line],
    after: Sequence[Line],
) -> Iterator[Parts]:
    compared = iter(parts)
    for i, j in pairs:
        if i is None:
            yield one_sided(after[j or 0].runs, "inserted")
        elif j is None:
            yield one_sided(before[i].runs, "deleted")
        else:
            yield next(compared)


def _marks(one: Line, other: Line) -> Link:
    """So many characters of either text are a mark that both show, typed or computed."""
    return (one.typed, other.typed) if one.mark and one.mark == other.mark else (0, 0)


def _as_pieces(lines: Sequence[Line]) -> list[Piece]:
    return [
        Piece(type="line", content=tuple(plain_words(said)) or said, text=said)
        for line in lines
        for said in (line.text[line.typed :],)
    ]


def _lines(side: Sequence[Node], places: Iterable[int]) -> Iterator[Line]:
    for at in places:
        yield from _lines_of(side[at], at, "")


def _lines_of(node: Node, block: int, mark: str) -> Iterator[Line]:
    if node.runs:
        text = "".join([run.text for run in node.runs])
        typed = None if mark else _TYPED.match(text)
        shown = mark
        if typed:
            shown = _BULLET if typed[1] else _folded(typed[2])
        yield Line(block, node.runs, text, shown, typed.end() if typed else 0)
    marks = _marks_of(node)
    for at, child in enumerate(node.children):
        yield from _lines_of(child, block, marks[at] if marks else "")


def _marks_of(node: Node) -> list[str]:
    """The bullets or numbers that readers see before the items of a list."""
    if node.type != "list":
        return []
    ordered, style, start = read_form(node.form)
    if not ordered:
        return [_BULLET] * len(node.children)
    marks, number = [], start
    for item in node.children:
        marks.append(_folded(item.form or item_number(number, style)))
        number += 0 if item.form else 1
    return marks


def _folded(mark: str) -> str:
    """A number without its brackets and full stop, its digits the ones of everywhere."""
    bare = mark.strip(" \u00a0().-")
    return "".join([str(unicodedata.decimal(sign, sign)) for sign in bare]).casefold()
