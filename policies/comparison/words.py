"""Differences between two stretches of running text, word by word, made readable.

Words and punctuation are aligned; white space follows them. Then edits are joined across words too few to
read by, moved to where a word or a sentence begins, and a text that shares too little is replaced whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from typing import Final

from policies.document.shape import Run, Runs

from .matching import matches
from .result import Part, PartKind, Parts
from .tokens import is_word, tokens

# Below this share of common words (of the shorter side) the whole text is replaced.
_LEAST_SHARED: Final = 0.3
# Up to so many common words between two edits are an island; of two words, only between long edits.
_ISLAND_WORDS: Final = 2
_LONG_EDIT_WORDS: Final = 3
# An edit slides at most so many tokens to find a better place.
_FARTHEST_SLIDE: Final = 100
_SENTENCE_ENDS: Final = frozenset(".!?…:;؟؛۔")


@dataclass(frozen=True, slots=True)
class Edit:
    """``old[a:b]`` became ``new[c:d]``; positions count tokens, and one of the two may be empty."""

    a: int
    b: int
    c: int
    d: int


def compare_runs(old: Runs, new: Runs) -> Parts:
    """The parts of two stretches of running text, both in the normal form of ``nodes.joined``."""
    if old == new:
        return (Part(kind="same", runs=old),) if old else ()
    before, after = _Text(old), _Text(new)
    parts: list[Part] = []
    at = there = 0
    for edit in edits(before.tokens, after.tokens):
        parts.extend(_kept(before, after, at, edit.a, there, edit.c))
        parts.extend(one_sided(before.runs(edit.a, edit.b), "deleted"))
        parts.extend(one_sided(after.runs(edit.c, edit.d), "inserted"))
        at, there = edit.b, edit.d
    parts.extend(_kept(before, after, at, len(before.tokens), there, len(after.tokens)))
    return tuple(parts)


def one_sided(runs: Runs, kind: PartKind) -> Parts:
    return (Part(kind=kind, runs=runs),) if runs else ()


class _Text:
    """Running text with its tokens, and its runs between any two of them."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        text = "".join(run.text for run in runs)
        self.tokens = tokens(text)
        self._offsets = [0, *accumulate(map(len, self.tokens))]
        self._starts = [0, *accumulate(len(run.text) for run in runs)]

    def runs(self, low: int, high: int) -> Runs:
        """The runs of the tokens from ``low`` up to ``high``."""
        start, end = self._offsets[low], self._offsets[high]
        result = []
        index = bisect_right(self._starts, start) - 1
        while start < end:
            run, first = self._runs[index], self._starts[index]
            stop = min(end, self._starts[index + 1])
            whole = stop - start == len(run.text)
            text = run.text if whole else run.text[start - first : stop - first]
            result.append(run if whole else _with_text(run, text))
            start, index = stop, index + 1
        return tuple(result)

    @cached_property
    def formats(self) -> list[object]:
        """Each token's formatting; of the few that hold more than one, their runs."""
        result: list[object] = []
        index = 0
        for at, (start, end) in enumerate(pairwise(self._offsets)):
            while self._starts[index + 1] <= start:
                index += 1
            run = self._runs[index]
            whole = end <= self._starts[index + 1]
            result.append((run.bold, run.italic, run.link) if whole else self.runs(at, at + 1))
        return result


def _with_text(run: Run, text: str) -> Run:
    return Run(text=text, bold=run.bold, italic=run.italic, link=run.link)


def _kept(before: _Text, after: _Text, a: int, b: int, c: int, d: int) -> list[Part]:
    """Parts of equal tokens: the same, or with another formatting, token by token."""
    if a == b:
        return []
    old, new = before.runs(a, b), after.runs(c, d)
    if old == new:
        return [Part(kind="same", runs=new)]
    parts: list[Part] = []
    pairs = zip(before.formats[a:b], after.formats[c:d], strict=True)
    equal = [one == other for one, other in pairs]
    at = 0
    for same, group in groupby(equal):
        end = at + len(list(group))
        new = after.runs(c + at, c + end)
        if same:
            parts.append(Part(kind="same", runs=new))
        else:
            parts.append(Part(kind="formatting", runs=new, before=before.runs(a + at, a + end)))
        at = end
    return parts


def edits(old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    """What to replace in ``old`` to have ``new``, in order, none touching the next."""
    found = _readable(_aligned(old, new), old, new)
    return [_slid(edit, before, after, old, new) for before, edit, after in _with_neighbours(found)]


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    """Edits by the longest common subsequence of what is not white space."""
    old_units = [at for at, token in enumerate(old) if not token.isspace()]
    new_units = [at for at, token in enumerate(new) if not token.isspace()]
    numbers: dict[str, int] = {}
    old_codes = [numbers.setdefault(old[at], len(numbers)) for at in old_units]
    new_codes = [numbers.setdefault(new[at], len(numbers)) for at in new_units]
    result: list[Edit] = []
    at = there = 0
    for first, second, length in matches(old_codes, new_codes):
        for step in range(length):
            next_at, next_there = old_units[first + step], new_units[second + step]
            _add_edit(result, old, new, at, next_at, there, next_there)
            at, there = next_at + 1, next_there + 1
    _add_edit(result, old, new, at, len(old), there, len(new))
    return result


def _add_edit(
    result: list[Edit], old: Sequence[str], new: Sequence[str], a: int, b: int, c: int, d: int
) -> None:
    """The edit of these stretches, without what both sides share at their edges."""
    while a < b and c < d and old[a] == new[c]:
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
    if a < b or c < d:
        result.append(Edit(a, b, c, d))


def _readable(found: list[Edit], old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    """The edits with islands of few words flooded; one edit of everything where too little is shared."""
    if not found:
        return found
    old_words = [0, *accumulate(map(is_word, old))]
    new_words = [0, *accumulate(map(is_word, new))]

    def long(edit: Edit) -> bool:
        """A replacement on which few common words would be lost; insertions alone read well."""
        sizes = old_words[edit.b] - old_words[edit.a], new_words[edit.d] - new_words[edit.c]
        return min(sizes) > 0 and max(sizes) >= _LONG_EDIT_WORDS

    result = [found[0]]
    for edit in found[1:]:
        last = result[-1]
        island = old_words[edit.a] - old_words[last.b]
        if island < _ISLAND_WORDS or (island == _ISLAND_WORDS and long(last) and long(edit)):
            result[-1] = Edit(last.a, edit.b, last.c, edit.d)
        else:
            result.append(edit)
    deleted = sum(old_words[edit.b] - old_words[edit.a] for edit in result)
    shared = old_words[-1] - deleted
    if shared < _LEAST_SHARED * min(old_words[-1], new_words[-1]):
        return [Edit(0, len(old), 0, len(new))]
    trimmed: list[Edit] = []
    for edit in result:
        _add_edit(trimmed, old, new, edit.a, edit.b, edit.c, edit.d)
    return trimmed


def _with_neighbours(found: list[Edit]) -> list[tuple[int, Edit, int]]:
    """Each edit with how many tokens are kept before it and after it, as far as it may slide."""
    result = []
    for index, edit in enumerate(found):
        before = edit.c - (found[index - 1].d if index else 0)
        after = found[index + 1].c - edit.d if index + 1 < len(found) else _FARTHEST_SLIDE
        # Half of what lies between two edits each, so that neighbours never meet.
        before = before // 2 if index else before
        after = (after - 1) // 2 if index + 1 < len(found) else after
        result.append((min(before, _FARTHEST_SLIDE), edit, min(after, _FARTHEST_SLIDE)))
    return result


def _slid(edit: Edit, before: int, after: int, old: Sequence[str], new: Sequence[str]) -> Edit:
    """A pure insertion or deletion where it reads best: the same result, better edges."""
    if edit.a != edit.b and edit.c != edit.d:
        return edit
    side, low, high = (new, edit.c, edit.d) if edit.a == edit.b else (old, edit.a, edit.b)
    best, best_score, shift = 0, _edge(side, low) + _edge(side, high), 0
    while -shift < before and low + shift > 0 and side[low + shift - 1] == side[high + shift - 1]:
        shift -= 1
        score = _edge(side, low + shift) + _edge(side, high + shift)
        if score > best_score:
            best, best_score = shift, score
    shift = 0
    while shift < after and high + shift < len(side) and side[low + shift] == side[high + shift]:
        shift += 1
        score = _edge(side, low + shift) + _edge(side, high + shift)
        if score > best_score:
            best, best_score = shift, score
    return Edit(edit.a + best, edit.b + best, edit.c + best, edit.d + best)


def _edge(side: Sequence[str], at: int) -> int:
    """How well an edit begins or ends before token ``at``: at a sentence, at a word, elsewhere."""
    if at == 0 or at == len(side) or side[at - 1] == "\n":
        return 4
    last = side[at - 1]
    if last in _SENTENCE_ENDS:
        return 3
    if last.isspace():
        return 3 if at > 1 and side[at - 2] in _SENTENCE_ENDS else 2
    return 1 if side[at].isspace() else 0
