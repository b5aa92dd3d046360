"""Differences between stretches of running text, word by word, with their formatting: between two, and between one
and several that it was split into or merged from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import Final

from policies.document.shape import Runs

from ..result import TWO_SIDED, Part, PartKind, Parts, Passage, passage_of, runs_of
from .edits import Edit, by_tokens, in_characters, readable, starts_of
from .nodes import joined
from .tokens import is_word, tokens, weak_form

# Of each fragment at least this share of words stands, in order, in the text that was split.
_LEAST_KEPT: Final = 0.5

Point = tuple[int, int]  # so many characters of the old text, and of the new one
Fate = PartKind | None  # None: a word that differs in typography and in formatting at once


def compare_runs(old: Runs, new: Runs) -> Parts:
    """The parts of two stretches of running text, both in the normal form of ``nodes.joined``."""
    if old == new:
        return one_sided(new, "same")
    if not old:
        return one_sided(new, "inserted")
    if not new:
        return one_sided(old, "deleted")
    before, after = Text(old), Text(new)
    return merged(parts_of(before, after, readable(before.text, after.text)))


def one_sided(runs: Runs, kind: PartKind) -> Parts:
    return (Part(kind, passage_of(runs)),) if runs else ()


class Text:
    """Running text, and what stands between any two of its characters."""

    __slots__ = ("_starts", "plain", "runs", "text")

    def __init__(self, runs: Runs) -> None:
        self.runs = runs
        self.text = "".join([run.text for run in runs])
        self.plain = isinstance(passage_of(runs), str)
        self._starts = [] if self.plain else [0, *accumulate([len(run.text) for run in runs])]

    def slice(self, start: int, end: int) -> Passage:
        if self.plain:
            return self.text[start:end]
        result = []
        index = bisect_right(self._starts, start) - 1
        while start < end:
            run, first = self.runs[index], self._starts[index]
            stop = min(end, self._starts[index + 1])
            whole = stop - start == len(run.text)
            result.append(run if whole else run.with_part(run.text[start - first : stop - first]))
            start, index = stop, index + 1
        return passage_of(tuple(result))


def merged(parts: Sequence[Part]) -> Parts:
    """Neighbouring stretches of quiet differences as one."""
    result: list[Part] = []
    for part in parts:
        if part.kind == "typographic" and result and result[-1].kind == "typographic":
            last = result.pop()
            now = joined((*last.runs, *part.runs))
            was = joined((*last.before, *part.before))
            part = Part("typographic", passage_of(now), passage_of(was))
        result.append(part)
    return tuple(result)


def parts_of(
    before: Text, after: Text, found: Iterable[Edit], start: Point = (0, 0), end: Point | None = None
) -> list[Part]:
    """The parts between two points of both texts, by the edits between them."""
    parts: list[Part] = []
    at, there = start
    for a, b, c, d, quiet in found:
        if a > at:
            parts += _kept(before, after, at, a, there, c)
        if quiet:
            parts.append(Part("typographic", after.slice(c, d), before.slice(a, b)))
        else:
            if a < b:
                parts.append(Part("deleted", before.slice(a, b)))
            if c < d:
                parts.append(Part("inserted", after.slice(c, d)))
        at, there = b, d
    last, other_last = end or (len(before.text), len(after.text))
    if last > at:
        parts += _kept(before, after, at, last, there, other_last)
    return parts


def _kept(before: Text, after: Text, a: int, b: int, c: int, d: int) -> Iterable[Part]:
    """Parts of weakly equal tokens: the same, or with another formatting, typography or vowel marks."""
    new = after.slice(c, d)
    if before.slice(a, b) == new:
        return (Part("same", new),)
    return _set_otherwise(before, after, a, b, c, d)


def _set_otherwise(before: Text, after: Text, a: int, b: int, c: int, d: int) -> Iterator[Part]:
    olds, news = tokens(before.text[a:b]), tokens(after.text[c:d])
    fates = _fates(olds, news, _formats(before, olds, a), _formats(after, news, c))
    for fate, group in groupby(zip(fates, olds, news, strict=True), key=lambda each: each[0]):
        pairs = list(group)
        end, other_end = a + sum(len(one) for _, one, _ in pairs), c + sum(len(two) for *_, two in pairs)
        old, new = before.slice(a, end), after.slice(c, other_end)
        if fate is None:
            yield Part("deleted", old)
            yield Part("inserted", new)
        else:
            yield Part(fate, new, "" if fate == "same" else old)
        a, c = end, other_end


def _formats(text: Text, pieces: Sequence[str], start: int) -> Iterator[object]:
    """Each token's formatting; of the few that hold more than one, all of them and where they change."""
    for piece in pieces:
        runs = runs_of(text.slice(start, start + len(piece)))
        several = [(run.formatting, len(run.text)) for run in runs]
        yield several if len(runs) > 1 else runs[0].formatting
        start += len(piece)


def _fates(
    olds: Sequence[str], news: Sequence[str], formats: Iterable[object], new_formats: Iterable[object]
) -> list[Fate]:
    fates: list[Fate] = []
    for one, other, form, other_form in zip(olds, news, formats, new_formats, strict=True):
        if one == other:
            fates.append("same" if form == other_form else "formatting")
        elif form != other_form:
            fates.append(None)
        else:
            fates.append("typographic" if weak_form(one) == weak_form(other) else "vowels")
    # Words whose marks changed, one after the other, are one difference: the spaces between belong to it.
    for at in range(1, len(fates) - 1):
        if fates[at - 1 : at + 2] == ["vowels", "same", "vowels"] and olds[at].isspace():
            fates[at] = "vowels"
    return fates


def compare_split(old: Runs, news: Sequence[Runs]) -> list[Parts] | None:
    """The parts of each of the texts that one was split into; none when too few words keep their order."""
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
    """The parts of each of the texts that were merged into one; none when too few words keep their order."""
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
    """The same difference in the other direction: of an edit, the deleted words still stand first."""
    for edited, group in groupby(parts, key=lambda part: part.kind in ("deleted", "inserted")):
        if edited:
            stretch = list(group)
            yield from (Part("deleted", part.now) for part in stretch if part.kind == "inserted")
            yield from (Part("inserted", part.now) for part in stretch if part.kind == "deleted")
        else:
            for part in group:
                yield Part(part.kind, part.was, part.now) if part.kind in TWO_SIDED else part
