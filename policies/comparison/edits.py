"""What to replace in one text to have another, made readable.

The chunks of both texts are aligned first (see ``codes``), then what differs between them token by token: words
and punctuation by what they have in common beyond typography and vowel marks, white space after them. Edits
are joined across words too few to read by, and moved to where a word or a sentence begins. Differences of white
space and invisible characters alone are edits of their own: ``quiet``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from rapidfuzz.distance import Postfix, Prefix

from .codes import (
    BLANK,
    Side,
    are_single,
    count_words,
    sides_of_chunks,
    sides_of_tokens,
    tokens_in,
)
from .matching import Match, matches
from .tokens import LOOKED_BACK, is_apart, tokens

# Below this share of common words (of the shorter side) the whole text is replaced.
_LEAST_SHARED: Final = 0.2
# Where so many of its characters are common, so are more of its words than that.
_SURELY_SHARED: Final = 0.4
# Up to so many common words between two edits are an island; of so many, only between edits that are long together:
# on either side of the texts, of so many words in all.
_ISLAND_WORDS: Final = 2
_LONG_EDITS_WORDS: Final = 6
# More words in a row are enough to read by; so many chunks, or tokens, hold them at the least.
_RUN_OF_CHUNKS: Final = _ISLAND_WORDS + 1
_RUN_OF_TOKENS: Final = 2 * _ISLAND_WORDS + 1
# In a flood wider than that nothing is looked for.
_WIDEST_FLOOD: Final = 500
# So many chunks beside a difference are looked at, of all that both texts begin and end with.
_CHUNKS_BEFORE: Final = 6
_CHUNKS_AFTER: Final = 3
# An edit slides at most so many chunks or tokens to find a better place.
_FARTHEST_SLIDE: Final = 100
SENTENCE_ENDS: Final = frozenset(".!?…:;؟؛۔")

Codes = Sequence[int]


class Edit(NamedTuple):
    """``old[a:b]`` became ``new[c:d]``; one of the two may be empty.

    Positions are characters; chunks or tokens while edits are being found. Between two edits both sides have
    as many tokens, which are weakly equal one by one.
    """

    a: int
    b: int
    c: int
    d: int
    quiet: bool = False


def readable(old: str, new: str) -> list[Edit]:
    """What to replace in ``old`` to have ``new``, in order, none touching the next."""
    start, end = _common_ends(old, new)
    found = _by_chunks(old[start : len(old) - end], new[start : len(new) - end])
    if not start:
        return found
    return [Edit(start + a, start + b, start + c, start + d, quiet) for a, b, c, d, quiet in found]


def _common_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters of whole chunks both begin with and both end with, but for some chunks beside the
    difference, among which an edit may slide."""
    common = at = Prefix.similarity(old, new)
    chunks = 0
    while at > 0 and (chunks < _CHUNKS_BEFORE or at + 1 >= common or not is_apart(old, at)):
        at, chunks = old.rfind(" ", 0, at), chunks + 1
    start = at + 1 if at > 0 else 0
    low = len(old) - Postfix.similarity(old[start:], new[start:])
    at = low
    chunks = 0
    while at >= 0 and (chunks < _CHUNKS_AFTER or at < low + LOOKED_BACK or not is_apart(old, at)):
        at, chunks = old.find(" ", at + 1), chunks + 1
    return start, len(old) - at if at > 0 else 0


def _by_chunks(old: str, new: str) -> list[Edit]:
    one, two = sides_of_chunks(old, new)
    before, after = one.pieces, two.pieces
    # Where each chunk begins, and where one after the last would.
    starts, others = (
        [*accumulate([len(chunk) + 1 for chunk in side], initial=0)] for side in (before, after)
    )
    found = [*_between(matches(one.codes, two.codes), len(before), len(after))]
    rough = [edit.a for edit in found if _is_rough(edit, one, two)]
    result: list[Edit] = []
    for least, edit, most in _with_room([*_flooded(found, one, two, _RUN_OF_CHUNKS)]):
        a, b, c, d, _ = edit
        alone = a == b or c == d
        wordless = not (one.words(a, b) or two.words(c, d))
        if wordless or bisect_left(rough, a) < bisect_left(rough, b):
            # Token by token, with the spaces around.
            low, other = max(0, starts[a] - 1), max(0, others[c] - 1)
            olds, news = tokens(old[low : starts[b]]), tokens(new[other : others[d]])
            result += in_characters(by_tokens(olds, news), starts_of(olds, low), starts_of(news, other))
        elif alone:
            a, b, c, d, _ = _slid(edit, least, most, before, after, _edge_of_chunks)
            # The space after it came or went too; at the end of a text, the space before.
            space = b == len(before)
            result.append(
                Edit(starts[a] - space, starts[b] - space, others[c] - space, others[d] - space)
            )
        else:
            result.append(Edit(starts[a], starts[b] - 1, others[c], others[d] - 1))
    return result


def _is_rough(edit: Edit, old: Side, new: Side) -> bool:
    """Whether chunks that were replaced share tokens with those that replaced them."""
    a, b, c, d, _ = edit
    if a == b or c == d or (are_single(old.codes[a:b]) and are_single(new.codes[c:d])):
        return False
    return not tokens_in(old.pieces[a:b]).isdisjoint(tokens_in(new.pieces[c:d]))


def by_tokens(old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    """The same for tokens, and counted in them."""
    one, two = sides_of_tokens(old, new)
    found = [*_aligned(one.codes, two.codes)]
    quiet = [edit for edit in found if edit.quiet]
    flooded = [*_flooded([edit for edit in found if not edit.quiet], one, two, _RUN_OF_TOKENS)]
    return [
        edit if edit.quiet else _slid(edit, least, most, old, new, _edge)
        for least, edit, most in _with_room(_with_quiet(flooded, quiet) if quiet else flooded)
    ]


def in_characters(found: Iterable[Edit], starts: Sequence[int], others: Sequence[int]) -> list[Edit]:
    """Edits counted in tokens, of which those of the old text begin at ``starts`` and the new ones at ``others``."""
    return [Edit(starts[a], starts[b], others[c], others[d], quiet) for a, b, c, d, quiet in found]


def starts_of(pieces: Sequence[str], start: int = 0) -> list[int]:
    """Where each token begins, and where one after the last would."""
    return list(accumulate(map(len, pieces), initial=start))


def shares_too_little(found: Sequence[Edit], old: str, new: str) -> bool:
    """Whether these edits keep so few words that nobody could read by them."""
    kept = len(old) - sum([edit.b - edit.a for edit in found])
    if kept >= _SURELY_SHARED * min(len(old), len(new)):
        return False
    words = count_words(old)
    kept = words - sum([count_words(old[edit.a : edit.b]) for edit in found])
    return kept < _LEAST_SHARED * min(words, count_words(new))


def _between(found: Sequence[Match], olds: int, news: int) -> Iterator[Edit]:
    """All that is not matched."""
    a = c = 0
    for first, second, length in found:
        if first > a or second > c:
            yield Edit(a, first, c, second)
        a, c = first + length, second + length
    if a < olds or c < news:
        yield Edit(a, olds, c, news)


def _aligned(old: Codes, new: Codes) -> Iterator[Edit]:
    """Edits by the longest common subsequence of what is not blank."""
    units, others = ([at for at, code in enumerate(side) if code > BLANK] for side in (old, new))
    at = there = 0
    for first, second, length in matches([old[i] for i in units], [new[j] for j in others]):
        last, other_last = units[first + length - 1] + 1, others[second + length - 1] + 1
        start, other = units[first], others[second]
        # Somewhere between these units the blanks may differ.
        steps = 1 if old[start:last] == new[other:other_last] else length
        for step in range(steps):
            yield from _trimmed(Edit(at, units[first + step], there, others[second + step]), old, new)
            at, there = units[first + step] + 1, others[second + step] + 1
        at, there = last, other_last
    yield from _trimmed(Edit(at, len(old), there, len(new)), old, new)


def _trimmed(edit: Edit, old: Codes, new: Codes) -> Iterator[Edit]:
    """The edit without what both sides share at its edges, if anything is left; quiet when that is blank."""
    a, b, c, d, _ = edit
    while a < b and c < d and old[a] == new[c]:
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
    if a < b or c < d:
        quiet = max(old[a:b], default=0) <= BLANK and max(new[c:d], default=0) <= BLANK
        yield Edit(a, b, c, d, quiet)


def _flooded(found: Iterable[Edit], old: Side, new: Side, least_run: int) -> Iterator[Edit]:
    """The edits with islands of few words between them flooded."""

    def words(first: Edit, last: Edit) -> int:
        return old.words(first.a, last.b) + new.words(first.c, last.d)

    def flood(first: Edit, last: Edit) -> Iterable[Edit]:
        if first is last:
            return [first]
        whole = Edit(first.a, last.b, first.c, last.d)
        return [
            edit
            for part in _around_runs(whole, old, new, least_run)
            for edit in _trimmed(part, old.codes, new.codes)
        ]

    first = last = None
    for edit in found:
        if first is not None and last is not None:
            island = old.words(last.b, edit.a)
            if island > _ISLAND_WORDS or (
                island == _ISLAND_WORDS and words(first, last) + words(edit, edit) < _LONG_EDITS_WORDS
            ):
                yield from flood(first, last)
                first = None
        first, last = first or edit, edit
    if first is not None and last is not None:
        yield from flood(first, last)


def _around_runs(edit: Edit, old: Side, new: Side, least: int) -> Iterator[Edit]:
    """The edit around what both of its sides have in a row and is long enough to read by.

    The longest common subsequence picks the most words, if need be one by one; where those were flooded, fewer words
    in a row keep more. ``least`` is the shortest such row.
    """
    a, b, c, d, _ = edit
    longest = (
        _longest_run(edit, old, new, least) if least <= min(b - a, d - c) <= _WIDEST_FLOOD else None
    )
    if longest is None:
        yield edit
        return
    at, there, length = longest
    yield from _around_runs(Edit(a, at, c, there), old, new, least)
    yield from _around_runs(Edit(at + length, b, there + length, d), old, new, least)


def _longest_run(edit: Edit, old: Side, new: Side, least: int) -> Match | None:
    """What both sides have in a row with the most words, more than an island's; none where nothing is."""
    ours, theirs = old.codes[edit.a : edit.b], new.codes[edit.c : edit.d]
    places: dict[Codes, int] = {
        gram: at for at, gram in enumerate(zip(*(theirs[k:] for k in range(least)), strict=False))
    }
    grams = [*zip(*(ours[k:] for k in range(least)), strict=False)]
    if places.keys().isdisjoint(grams):
        return None
    best, most, at = None, _ISLAND_WORDS, 0
    while at < len(grams):
        there, length = places.get(grams[at]), 0
        if there is not None:
            length = Prefix.similarity(ours[at:], theirs[there:])
            words = old.words(edit.a + at, edit.a + at + length)
            if words > most:
                best, most = (edit.a + at, edit.c + there, length), words
        at += max(1, length - least + 1)
    return best


def _with_quiet(found: Sequence[Edit], quiet: Sequence[Edit]) -> list[Edit]:
    """What is blank and inside a flood was compared with it; before it, it stands for itself."""
    result: list[Edit] = []
    position = 0
    for edit in found:
        while position < len(quiet) and quiet[position].a < edit.a:
            result.append(quiet[position])
            position += 1
        while position < len(quiet) and quiet[position].b <= edit.b and quiet[position].c <= edit.d:
            position += 1
        result.append(edit)
    return [*result, *quiet[position:]]


def _with_room(found: Sequence[Edit]) -> Iterator[tuple[int, Edit, int]]:
    """Each edit with how far it may slide back and on: half of what lies between two edits each, so that
    neighbours never meet."""
    back = _FARTHEST_SLIDE
    last = len(found) - 1
    for index, edit in enumerate(found):
        room = found[index + 1].c - edit.d if index < last else 2 * _FARTHEST_SLIDE
        yield back, edit, min((room - 1) // 2, _FARTHEST_SLIDE)
        back = min(room // 2, _FARTHEST_SLIDE)


def _slid(
    edit: Edit,
    back: int,
    on: int,
    old: Sequence[str],
    new: Sequence[str],
    edge: Callable[[Sequence[str], int], int],
) -> Edit:
    """A pure insertion or deletion where it reads best: the same result, better edges."""
    a, b, c, d, _ = edit
    if a != b and c != d:
        return edit
    side, low, high = (new, c, d) if a == b else (old, a, b)
    best, best_score, shift = 0, edge(side, low) + edge(side, high), 0
    while -shift < back and low + shift > 0 and side[low + shift - 1] == side[high + shift - 1]:
        shift -= 1
        score = edge(side, low + shift) + edge(side, high + shift)
        if score > best_score:
            best, best_score = shift, score
    shift = 0
    while shift < on and high + shift < len(side) and side[low + shift] == side[high + shift]:
        shift += 1
        score = edge(side, low + shift) + edge(side, high + shift)
        if score > best_score:
            best, best_score = shift, score
    return Edit(a + best, b + best, c + best, d + best)


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


def _edge_of_chunks(side: Sequence[str], at: int) -> int:
    """The same before chunk ``at``, of a text or of a window in one."""
    return 3 if at == 0 or side[at - 1][-1:] in SENTENCE_ENDS else 2
