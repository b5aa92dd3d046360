"""Differences between two stretches of running text, word by word, with their formatting."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby, pairwise
from typing import Final

from policies.document.shape import Runs

from .edits import Edit, readable, shares_too_little, sides
from .result import Part, PartKind, Parts
from .tokens import count_words, tokens, weak_form

# In texts longer than this, words that both begin or end with are set aside before tokens are made: all but so
# many beside the difference, among which an edit may slide.
_SHORT: Final = 60
_WORDS_BEFORE: Final = 6
_WORDS_AFTER: Final = 3
# No number or date has a space farther than this from a digit.
_LONGEST_MONTH: Final = 14
_DIGIT: Final = re.compile(r"\d")

Point = tuple[int, int]  # so many tokens of the old text, and of the new one
Fate = PartKind | None  # None: a word that differs in typography and in formatting at once


def compare_runs(old: Runs, new: Runs) -> Parts:
    """The parts of two stretches of running text, both in the normal form of ``nodes.joined``."""
    if old == new:
        return one_sided(new, "same")
    if not old:
        return one_sided(new, "inserted")
    if not new:
        return one_sided(old, "deleted")
    whole, other = Text(old), Text(new)
    first, last = _common_words(whole, other)
    ends = len(whole.text) - last, len(other.text) - last
    before, after = whole.window(first, ends[0]), other.window(first, ends[1])
    one, two = sides(before.tokens, after.tokens)
    found = readable(one, two)
    if shares_too_little(found, one, two):
        around = count_words(whole.text[:first]) + count_words(whole.text[ends[0] :])
        if shares_too_little(found, one, two, around):
            return (*one_sided(old, "deleted"), *one_sided(new, "inserted"))
    parts = [
        *one_sided(other.slice(0, first), "same"),
        *parts_of(before, after, found),
        *one_sided(other.slice(ends[1], len(other.text)), "same"),
    ]
    return merged(parts)


def one_sided(runs: Runs, kind: PartKind) -> Parts:
    return (Part(kind=kind, runs=runs),) if runs else ()


class Text:
    """Running text with its tokens, and its runs between any two of them."""

    __slots__ = ("_formats", "_low", "_offsets", "_runs", "_starts", "_tokens", "text")

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._starts = [0, *accumulate([len(run.text) for run in runs])]
        self.text = runs[0].text if len(runs) == 1 else "".join([run.text for run in runs])
        self._low = 0
        self._tokens: list[str] | None = None
        self._offsets: list[int] = []
        self._formats: list[object] | None = None

    def window(self, start: int, end: int) -> Text:
        """The same runs, of which only what stands between these characters is text."""
        window = object.__new__(Text)
        window._runs, window._starts, window._low = self._runs, self._starts, start
        window.text = self.text[start:end]
        window._tokens = window._formats = None
        return window

    @property
    def tokens(self) -> list[str]:
        if self._tokens is None:
            self.tokens = tokens(self.text)
        return self._tokens or []

    @tokens.setter
    def tokens(self, pieces: list[str]) -> None:
        """``pieces`` joined are the text."""
        self._tokens = pieces
        self._offsets = list(accumulate(map(len, pieces), initial=self._low))

    def runs(self, low: int, high: int) -> Runs:
        """The runs of the tokens from ``low`` up to ``high``."""
        return self.slice(self._offsets[low], self._offsets[high])

    def slice(self, start: int, end: int) -> Runs:
        """The runs between two characters of the whole."""
        if len(self._runs) == 1:
            run = self._runs[0]
            return (run.with_part(run.text[start:end]),) if start < end else ()
        result = []
        index = bisect_right(self._starts, start) - 1
        while start < end:
            run, first = self._runs[index], self._starts[index]
            stop = min(end, self._starts[index + 1])
            whole = stop - start == len(run.text)
            result.append(run if whole else run.with_part(run.text[start - first : stop - first]))
            start, index = stop, index + 1
        return tuple(result)

    def reads(self, low: int, high: int, runs: Runs) -> bool:
        """Whether the tokens from ``low`` up to ``high`` are these runs."""
        if len(runs) == len(self._runs) == 1:
            run, own = runs[0], self._runs[0]
            start, end = self._offsets[low], self._offsets[high]
            return (
                len(run.text) == end - start
                and own.text.startswith(run.text, start)
                and (run.bold, run.italic, run.link) == (own.bold, own.italic, own.link)
            )
        return self.runs(low, high) == runs

    @property
    def formats(self) -> list[object]:
        """Each token's formatting; of the few that hold more than one, all of them and where they change."""
        if self._formats is None:
            self._formats = self._formats_of_tokens()
        return self._formats

    def _formats_of_tokens(self) -> list[object]:
        result: list[object] = []
        index = 0
        for start, end in pairwise(self._offsets):
            while self._starts[index + 1] <= start:
                index += 1
            run = self._runs[index]
            if end <= self._starts[index + 1]:
                result.append((run.bold, run.italic, run.link))
            else:
                result.append(
                    tuple((len(r.text), r.bold, r.italic, r.link) for r in self.slice(start, end))
                )
        return result


def _common_words(old: Text, new: Text) -> tuple[int, int]:
    """How many characters of whole words, formatting included, both begin with and both end with."""
    one, other = old.text, new.text
    if min(len(one), len(other)) < _SHORT:
        return 0, 0
    first = _break_before(one, _common(one, other))
    if first and old.slice(0, first) != new.slice(0, first):
        first = 0
    start = _break_after(one, len(one) - _common(one[:first:-1], other[:first:-1]))
    last = len(one) - start
    if last and old.slice(start, len(one)) != new.slice(len(other) - last, len(other)):
        last = 0
    return first, last


def _common(one: str, other: str) -> int:
    """How many characters both begin with, by bisection."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _break_before(text: str, end: int) -> int:
    """Where a word begins, some words before ``end``, and no token can span it; else 0."""
    at, words = text.rfind(" ", 0, end), 1
    while at > 0 and (words < _WORDS_BEFORE or not _breaks(text, at, end)):
        at, words = text.rfind(" ", 0, at), words + 1
    return max(at, -1) + 1


def _break_after(text: str, start: int) -> int:
    """Where a word begins, some words after ``start``, and no token can span it; else the end."""
    at, words = text.find(" ", start), 1
    while at > 0 and (words < _WORDS_AFTER or not _breaks(text, at, len(text))):
        at, words = text.find(" ", at + 1), words + 1
    return at + 1 if at > 0 else len(text)


def _breaks(text: str, at: int, end: int) -> bool:
    """Whether the space at this position separates two words, being no part of a number or a date."""
    around = text[max(0, at - _LONGEST_MONTH) : at + _LONGEST_MONTH]
    return (
        at + 1 < end
        and text[at + 1].isalpha()
        and not text[at - 1].isspace()
        and _DIGIT.search(around) is None
    )


def merged(parts: Iterable[Part]) -> Parts:
    """Neighbouring stretches of the same text, or of quiet differences, as one."""
    result: list[Part] = []
    for part in parts:
        last = result[-1] if result else None
        if last is not None and last.kind == part.kind and part.kind in ("same", "typographic"):
            runs = _concatenated(last.runs, part.runs)
            before = _concatenated(last.before, part.before)
            result[-1] = Part(kind=part.kind, runs=runs, before=before)
        else:
            result.append(part)
    return tuple(result)


def _concatenated(one: Runs, other: Runs) -> Runs:
    if not one or not other:
        return one or other
    last, first = one[-1], other[0]
    if (last.bold, last.italic, last.link) == (first.bold, first.italic, first.link):
        return (*one[:-1], last.with_part(last.text + first.text), *other[1:])
    return one + other


def parts_of(
    before: Text, after: Text, found: Iterable[Edit], start: Point = (0, 0), end: Point | None = None
) -> Iterator[Part]:
    """The parts between two points of both texts, by the edits between them."""
    at, there = start
    end = end or (len(before.tokens), len(after.tokens))
    for edit in found:
        yield from _kept(before, after, at, edit.a, there, edit.c)
        old, new = before.runs(edit.a, edit.b), after.runs(edit.c, edit.d)
        if edit.quiet:
            yield Part(kind="typographic", runs=new, before=old)
        else:
            yield from one_sided(old, "deleted")
            yield from one_sided(new, "inserted")
        at, there = edit.b, edit.d
    yield from _kept(before, after, at, end[0], there, end[1])


def _kept(before: Text, after: Text, a: int, b: int, c: int, d: int) -> Iterator[Part]:
    """Parts of weakly equal tokens: the same, or with another formatting, typography or vowel marks."""
    if a == b:
        return
    new = after.runs(c, d)
    if before.reads(a, b, new):
        yield Part(kind="same", runs=new)
        return
    at = 0
    for fate, group in groupby(_fates(before, after, a, b, c, d)):
        end = at + sum(1 for _ in group)
        old, new = before.runs(a + at, a + end), after.runs(c + at, c + end)
        if fate is None:
            yield Part(kind="deleted", runs=old)
            yield Part(kind="inserted", runs=new)
        else:
            yield Part(kind=fate, runs=new, before=() if fate == "same" else old)
        at = end


def _fates(before: Text, after: Text, a: int, b: int, c: int, d: int) -> list[Fate]:
    fates: list[Fate] = []
    pairs = zip(before.tokens[a:b], after.tokens[c:d], strict=True)
    formats = zip(before.formats[a:b], after.formats[c:d], strict=True)
    for (one, other), (form, other_form) in zip(pairs, formats, strict=True):
        if one == other:
            fates.append("same" if form == other_form else "formatting")
        elif form != other_form:
            fates.append(None)
        else:
            fates.append("typographic" if weak_form(one) == weak_form(other) else "vowels")
    # Words whose marks changed, one after the other, are one difference: the spaces between belong to it.
    for at in range(1, len(fates) - 1):
        between = fates[at - 1 : at + 2] == ["vowels", "same", "vowels"]
        if between and before.tokens[a + at].isspace():
            fates[at] = "vowels"
    return fates
