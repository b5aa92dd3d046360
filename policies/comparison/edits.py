"""What to replace in one sequence of tokens to have another, made readable.

Words and punctuation are aligned by what they have in common beyond typography and vowel marks; white space
follows them. Then edits are joined across words too few to read by, and moved to where a word or a sentence
begins. Differences of white space and invisible characters alone are edits of their own: ``quiet``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from typing import Final

from .matching import matches
from .tokens import is_blank, is_word, skeleton

# Below this share of common words (of the shorter side) the whole text is replaced.
_LEAST_SHARED: Final = 0.2
# Up to so many common words between two edits are an island; of two words, only between long edits.
_ISLAND_WORDS: Final = 2
_LONG_EDIT_WORDS: Final = 2
# An edit slides at most so many tokens to find a better place.
_FARTHEST_SLIDE: Final = 100
SENTENCE_ENDS: Final = frozenset(".!?…:;؟؛۔")


@dataclass(frozen=True, slots=True)
class Edit:
    """``old[a:b]`` became ``new[c:d]``; positions count tokens, and one of the two may be empty.

    Between two edits both sides have as many tokens, which are weakly equal one by one.
    """

    a: int
    b: int
    c: int
    d: int
    quiet: bool = False


class Side:
    """The tokens of one side with what they are compared by.

    A code is the same for tokens that are weakly equal; it is odd for words, even for other signs, and 0 or
    below for what is blank.
    """

    def __init__(self, tokens: Sequence[str], codes: _Codes) -> None:
        self.tokens = tokens
        self.codes = [codes[token] for token in tokens]
        # Positions of what is aligned: all but white space and invisible characters.
        self.units = [at for at, code in enumerate(self.codes) if code > 0]
        self._words: list[int] | None = None

    def words(self, low: int, high: int) -> int:
        """How many words the tokens from ``low`` up to ``high`` hold."""
        if self._words is None:
            self._words = list(
                accumulate([code & 1 if code > 0 else 0 for code in self.codes], initial=0)
            )
        return self._words[high] - self._words[low]


class _Codes(dict[str, int]):
    """The codes of all tokens met so far; used by several threads at once."""

    def __init__(self) -> None:
        super().__init__()
        self._weak: dict[str, int] = {}
        # Two threads never draw the same number; of two for one weak form, the first is kept by both.
        self._numbers = count(2, 2)
        self.size = 0

    def __missing__(self, token: str) -> int:
        if is_blank(token):
            code = 0 if token.isspace() else -2
        else:
            weak = skeleton(token) or token
            code = self._weak.setdefault(weak, next(self._numbers)) + is_word(token)
        self[token] = code
        self.size += len(token) + _ENTRY
        return code


# Most words of a text were met before, in it or in another one: they are looked at once.
_codes = _Codes()
_ENTRY: Final = 100  # bytes that an entry takes beside its token, roughly
_MOST_KEPT: Final = 16_000_000


def sides(old: Sequence[str], new: Sequence[str]) -> tuple[Side, Side]:
    global _codes
    codes = _codes
    if codes.size > _MOST_KEPT:
        codes = _codes = _Codes()
    return Side(old, codes), Side(new, codes)


def readable(old: Side, new: Side) -> list[Edit]:
    """What to replace in ``old`` to have ``new``, in order, none touching the next."""
    found = _joined(_aligned(old, new), old, new)
    return [
        edit if edit.quiet else _slid(edit, room_before, room_after, old.tokens, new.tokens)
        for room_before, edit, room_after in _with_neighbours(found)
    ]


def shares_too_little(found: Sequence[Edit], old: Side, new: Side, elsewhere: int = 0) -> bool:
    """Whether so few words are kept (``elsewhere``: outside these sides) that nobody could read by them."""
    if not found:
        return False
    ends = len(old.tokens), len(new.tokens)
    kept = old.words(0, ends[0]) - sum(old.words(edit.a, edit.b) for edit in found) + elsewhere
    shorter = min(old.words(0, ends[0]), new.words(0, ends[1])) + elsewhere
    return kept < _LEAST_SHARED * shorter


def _aligned(old: Side, new: Side) -> list[Edit]:
    """Edits by the longest common subsequence of the units."""
    result: list[Edit] = []
    at = there = 0
    before, after = old.codes, new.codes
    old_units, new_units = old.units, new.units
    found = matches([before[at] for at in old_units], [after[at] for at in new_units])
    for first, second, length in found:
        start, other = old_units[first], new_units[second]
        end, other_end = old_units[first + length - 1] + 1, new_units[second + length - 1] + 1
        if start > at or other > there:
            _add_edit(result, old, new, Edit(at, start, there, other))
        at, there = end, other_end
        if before[start:end] == after[other:other_end]:
            continue
        # Somewhere between these units the blanks differ.
        at, there = start, other
        for step in range(length):
            start, other = old_units[first + step], new_units[second + step]
            if start > at or other > there:
                _add_edit(result, old, new, Edit(at, start, there, other))
            at, there = start + 1, other + 1
    _add_edit(result, old, new, Edit(at, len(before), there, len(after)))
    return result


def _add_edit(result: list[Edit], old: Side, new: Side, edit: Edit) -> None:
    """The edit without what both sides share at its edges; quiet when all of it is blank."""
    a, b, c, d = edit.a, edit.b, edit.c, edit.d
    before, after = old.codes, new.codes
    while a < b and c < d and before[a] == after[c]:
        a, c = a + 1, c + 1
    while a < b and c < d and before[b - 1] == after[d - 1]:
        b, d = b - 1, d - 1
    if a < b or c < d:
        quiet = max(before[a:b], default=0) <= 0 and max(after[c:d], default=0) <= 0
        result.append(Edit(a, b, c, d, quiet))


def _joined(found: Sequence[Edit], old: Side, new: Side) -> list[Edit]:
    """The edits with islands of few words flooded, and the quiet ones that are not in the flood."""

    def long(edit: Edit) -> bool:
        """A replacement on which few common words would be lost; insertions alone read well."""
        sizes = old.words(edit.a, edit.b), new.words(edit.c, edit.d)
        return min(sizes) > 0 and max(sizes) >= _LONG_EDIT_WORDS

    result: list[Edit] = []
    quiet: list[Edit] = []
    for edit in found:
        if edit.quiet:
            quiet.append(edit)
            continue
        if result:
            last = result[-1]
            island = old.words(last.b, edit.a)
            if island < _ISLAND_WORDS or (island == _ISLAND_WORDS and long(last) and long(edit)):
                result[-1] = Edit(last.a, edit.b, last.c, edit.d)
                continue
        result.append(edit)
    trimmed: list[Edit] = []
    position = 0
    for edit in result:
        # What is blank and inside a flood was compared with it; before it, it stands for itself.
        while position < len(quiet) and quiet[position].a < edit.a:
            trimmed.append(quiet[position])
            position += 1
        while position < len(quiet) and quiet[position].b <= edit.b and quiet[position].c <= edit.d:
            position += 1
        _add_edit(trimmed, old, new, edit)
    return trimmed + quiet[position:]


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
    if last in SENTENCE_ENDS:
        return 3
    if last.isspace():
        return 3 if at > 1 and side[at - 2] in SENTENCE_ENDS else 2
    return 1 if side[at].isspace() else 0
