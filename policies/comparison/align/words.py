"""Differences between stretches of running text, word by word, with their formatting: between two, and between one
and several that it was split into or merged from."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import Final, NamedTuple

from policies.document.blocks import Runs
from policies.document.text import joined

from ..result import TWO_SIDED, Part, PartKind, Parts, Passage, passage_of, runs_of
from .edits import Edit, by_tokens, in_characters, readable, starts_of
from .tokens import BULLETED, BULLETS, is_word, tokens, weak_form

# Of each fragment at least this share of words stands, in order, in the text that was split.
_LEAST_KEPT: Final = 0.5
# Signs that stand between the lines of one form where another form needs none.
_SIGNS: Final = frozenset(" \u00a0\u202f\n:;,.|/–—-•·؛،")

Point = tuple[int, int]  # so many characters of the old text, and of the new one
Fate = PartKind | None  # None: a word that differs in its vowel marks and in formatting at once


def compare_runs(old: Runs, new: Runs, marks: tuple[int, int] | None = None) -> Parts:
    """The parts of two stretches of running text, both in the normal form of ``document.text.joined``.

    ``marks``: so many characters of each are one mark that both show, as a bullet is, however it is written.
    """
    if old == new:
        return one_sided(new, "same")
    if not old:
        return one_sided(new, "inserted")
    if not new:
        return one_sided(old, "deleted")
    before, after = Text(old), Text(new)
    a, c = marks or _bullets(before.text, after.text)
    if before.text[:a] == after.text[:c]:
        return merged(parts_of(before, after, readable(before.text, after.text)))
    found = [
        Edit(edit.a + a, edit.b + a, edit.c + c, edit.d + c, edit.quiet)
        for edit in readable(before.text[a:], after.text[c:])
    ]
    return merged(parts_of(before, after, [Edit(0, a, 0, c, quiet=True), *found]))


def _bullets(old: str, new: str) -> tuple[int, int]:
    """How many characters the bullets take that both were typed with; 0 if only one was."""
    if old[:1] not in BULLETS or new[:1] not in BULLETS:
        return 0, 0
    one, other = BULLETED.match(old), BULLETED.match(new)
    return (one.end(), other.end()) if one and other else (0, 0)


def one_sided(runs: Runs, kind: PartKind) -> Parts:
    return (Part(kind, passage_of(runs)),) if runs else ()


class Text:
    """Running text, and what stands between any two of its characters."""

    __slots__ = ("_starts", "plain", "runs", "text")

    def __init__(self, runs: Runs) -> None:
        self.runs = runs
        self.text = "".join([run.text for run in runs])
        self.plain = isinstance(passage_of(runs), str)
        self._starts = [*accumulate([len(run.text) for run in runs], initial=0)]

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

    def formats(self, start: int, end: int) -> object:
        index = bisect_right(self._starts, start) - 1
        if end <= self._starts[index + 1]:
            return self.runs[index].formatting
        return [(run.formatting, len(run.text)) for run in runs_of(self.slice(start, end))]


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
        yield text.formats(start, start + len(piece))
        start += len(piece)


def _fates(
    olds: Sequence[str], news: Sequence[str], formats: Iterable[object], new_formats: Iterable[object]
) -> list[Fate]:
    fates: list[Fate] = []
    for one, other, form, other_form in zip(olds, news, formats, new_formats, strict=True):
        if one == other:
            fates.append("same" if form == other_form else "formatting")
        elif weak_form(one) == weak_form(other):
            fates.append("typographic" if form == other_form else "formatting")
        else:
            fates.append("vowels" if form == other_form else None)
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


class _Word(NamedTuple):
    """A word: the text that holds it, and where in it."""

    text: int
    start: int
    end: int


def same_words(olds: Sequence[Runs], news: Sequence[Runs]) -> tuple[list[Parts], list[Parts]] | None:
    """The parts of each of these texts where all of them are the same words, cut into texts otherwise.

    Only signs where a text begins or ends may differ: a colon stands between a term and its meaning in one line.
    The parts of the new texts tell what is formatted otherwise.
    """
    before, after = [Text(runs) for runs in olds], [Text(runs) for runs in news]
    one, two = list(_words_in(before)), list(_words_in(after))
    if not one or [before[at].text[a:b] for at, a, b in one] != [
        after[at].text[a:b] for at, a, b in two
    ]:
        return None
    for (first, last), (other, end) in zip(pairwise(one), pairwise(two), strict=True):
        gap, new_gap = _gap(before, first, last), _gap(after, other, end)
        inside = first.text == last.text and other.text == end.text
        if weak_form(gap) != weak_form(new_gap) if inside else not _SIGNS.issuperset(gap + new_gap):
            return None
    for ends, new_ends in (
        (before[0].text[: one[0].start], after[0].text[: two[0].start]),
        (before[-1].text[one[-1].end :], after[-1].text[two[-1].end :]),
    ):
        if weak_form(ends) != weak_form(new_ends) and not _SIGNS.issuperset(ends + new_ends):
            return None
    kept = [one_sided(runs, "same") for runs in olds]
    changed: dict[int, list[tuple[_Word, _Word]]] = defaultdict(list)
    for was, now in zip(one, two, strict=True):
        if before[was.text].formats(was.start, was.end) != after[now.text].formats(now.start, now.end):
            changed[now.text].append((was, now))
    return kept, [tuple(_relooked(before, text, changed[at])) for at, text in enumerate(after)]


def _words_in(texts: Sequence[Text]) -> Iterator[_Word]:
    for at, text in enumerate(texts):
        start = 0
        for token in tokens(text.text):
            if is_word(token):
                yield _Word(at, start, start + len(token))
            start += len(token)


def _gap(texts: Sequence[Text], first: _Word, last: _Word) -> str:
    """What stands between two words."""
    if first.text == last.text:
        return texts[first.text].text[first.end : last.start]
    return texts[first.text].text[first.end :] + texts[last.text].text[: last.start]


def _relooked(
    before: Sequence[Text], after: Text, changed: Sequence[tuple[_Word, _Word]]
) -> Iterator[Part]:
    """The parts of a text of which these words had another formatting, and all others what they have."""
    at = 0
    for was, now in changed:
        if now.start > at:
            yield Part("same", after.slice(at, now.start))
        yield Part(
            "formatting",
            after.slice(now.start, now.end),
            before[was.text].slice(was.start, was.end),
        )
        at = now.end
    if at < len(after.text):
        yield Part("same", after.slice(at, len(after.text)))


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
