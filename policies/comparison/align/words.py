"""Differences between two stretches of running text, word by word, with their formatting."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby

from policies.document.shape import Runs

from ..result import Part, PartKind, Parts, Passage, passage_of, runs_of
from .edits import Edit, readable
from .nodes import joined
from .tokens import tokens, weak_form

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

    def formatting_at(self, at: int) -> tuple[object, int]:
        """That of the run in which a character is, and where the run ends."""
        index = bisect_right(self._starts, at) - 1
        return self.runs[index].formatting, self._starts[index + 1]

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
    if "typographic" not in [part.kind for part in parts]:
        return tuple(parts)
    result: list[Part] = []
    for part in parts:
        if part.kind == "typographic" and result and result[-1].kind == "typographic":
            last = result.pop()
            part = Part(
                "typographic",
                _concatenated(last.now, part.now),
                _concatenated(last.was, part.was),
            )
        result.append(part)
    return tuple(result)


def _concatenated(one: Passage, other: Passage) -> Passage:
    return passage_of(joined((*runs_of(one), *runs_of(other))))


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
                parts.append(Part("deleted", before.slice(a, b), "", None))
            if c < d:
                parts.append(Part("inserted", after.slice(c, d), "", None))
        at, there = b, d
    last, other_last = end or (len(before.text), len(after.text))
    if last > at:
        parts += _kept(before, after, at, last, there, other_last)
    return parts


def _kept(before: Text, after: Text, a: int, b: int, c: int, d: int) -> Iterable[Part]:
    """Parts of weakly equal tokens: the same, or with another formatting, typography or vowel marks."""
    text = after.text[c:d]
    if before.text[a:b] == text:
        if before.plain and after.plain:
            return (Part("same", text, "", None),)
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


def _formats(text: Text, pieces: Sequence[str], start: int) -> list[object]:
    """Each token's formatting; of the few that hold more than one, all of them and where they change."""
    if text.plain:
        return [text.runs[0].formatting] * len(pieces)
    result: list[object] = []
    run_end = start
    formatting = None
    for piece in pieces:
        end = start + len(piece)
        if start >= run_end:
            formatting, run_end = text.formatting_at(start)
        if end <= run_end:
            result.append(formatting)
        else:
            runs = runs_of(text.slice(start, end))
            result.append([(run.formatting, len(run.text)) for run in runs])
            formatting, run_end = text.formatting_at(end - 1)
        start = end
    return result


def _fates(
    olds: Sequence[str], news: Sequence[str], formats: Sequence[object], new_formats: Sequence[object]
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
