"""What to replace in one text to have another, made readable.

The chunks of both texts are aligned first (see ``codes``), then what differs is aligned token by token, without
regard to typography and vowel marks, and white space last. Edits with too few words between them are joined. Each
moves to where a word or a sentence begins. Where only white space or invisible characters differ, it is ``quiet``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from rapidfuzz.distance import Postfix, Prefix

from .codes import BLANK, Chunks, Side, count_words, sides_of_chunks, sides_of_tokens
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
Gap = tuple[int, int, int, int]  # a, b, c, d as in ``Edit``, of chunks or tokens


class Edit(NamedTuple):
    """``old[a:b]`` became ``new[c:d]``; one of the two may be empty.

    Positions are characters; tokens where these are what was compared. Between two edits both sides have as many
    tokens, which are weakly equal one by one.
    """

    a: int
    b: int
    c: int
    d: int
    quiet: bool = False


def _common_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters of whole chunks both begin with and both end with, except for some chunks beside the
    difference, among which an edit may slide."""
    common = at = Prefix.similarity(old, new)
    chunks = 0
    while at > 0 and (chunks < _CHUNKS_BEFORE or at + 1 >= common or not is_apart(old, at)):
        at, chunks = old.rfind(" ", 0, at), chunks + 1
    start = at + 1 if at > 0 else 0
    at = low = len(old) - Postfix.similarity(old[start:], new[start:])
    chunks = 0
    while at >= 0 and (chunks < _CHUNKS_AFTER or at < low + LOOKED_BACK or not is_apart(old, at)):
        at, chunks = old.find(" ", at + 1), chunks + 1
    return start, len(old) - at if at > 0 else 0


def readable(old: str, new: str) -> list[Edit]:
    """What to replace in ``old`` to have ``new``, in order, none touching the next.

    All of it, where so few words would be kept that nobody could read by them.
    """
    start, end = _common_ends(old, new)
    one, two = sides_of_chunks(old[start : len(old) - end], new[start : len(new) - end])
    before, after = one.pieces, two.pieces
    # Where each chunk begins, but for the space before each, and where one after the last would.
    starts = [*accumulate(map(len, before), initial=start)]
    others = [*accumulate(map(len, after), initial=start)]
    gaps = _between(matches(one.codes, two.codes), len(before), len(after))
    rough = [gap[0] for gap in gaps if _is_rough(gap, one, two)]
    flooded = _flooded(gaps, one, two, _RUN_OF_CHUNKS)
    result: list[Edit] = []
    for index, gap in enumerate(flooded):
        a, b, c, d = gap
        alone = a == b or c == d
        wordless = one.words[a] == one.words[b] and two.words[c] == two.words[d]
        if wordless or (rough and bisect_left(rough, a) < bisect_left(rough, b)):
            # Token by token, with the spaces around.
            low, other = max(start, starts[a] + a - 1), max(start, others[c] + c - 1)
            olds, news = tokens(old[low : starts[b] + b]), tokens(new[other : others[d] + d])
            result += in_characters(by_tokens(olds, news), starts_of(olds, low), starts_of(news, other))
        elif alone:
            a, b, c, d = _slid(flooded, index, before, after, _edge_of_chunks)
            # The space after it came or went too; at the end of a text, the space before.
            space = b == len(before)
            old_at, new_at = starts[a] + a - space, others[c] + c - space
            old_end, new_end = starts[b] + b - space, others[d] + d - space
            result.append(Edit(old_at, old_end, new_at, new_end, False))
        else:
            old_end, new_end = starts[b] + b - 1, others[d] + d - 1
            result.append(Edit(starts[a] + a, old_end, others[c] + c, new_end, False))
    shared = len(old) - sum([edit.b - edit.a for edit in result])
    if shared < _SURELY_SHARED * min(len(old), len(new)):
        words = count_words(old[:start], old[len(old) - end :]) + min(one.words[-1], two.words[-1])
        if _words_kept(result, old) < _LEAST_SHARED * words:
            return [Edit(0, len(old), 0, len(new))]
    return result


def _is_rough(gap: Gap, old: Chunks, new: Chunks) -> bool:
    """Whether chunks that were replaced share tokens with those that replaced them."""
    a, b, c, d = gap
    return a != b and c != d and old.share_tokens(a, b, new, c, d)


def by_tokens(old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    """The same for tokens, and counted in them."""
    one, two = sides_of_tokens(old, new)
    gaps = _aligned(one.codes, two.codes)
    quiet = [gap for gap in gaps if _is_blank(gap, one, two)]
    loud = [gap for gap in gaps if not _is_blank(gap, one, two)] if quiet else gaps
    found = _with_quiet(_flooded(loud, one, two, _RUN_OF_TOKENS), quiet)
    return [
        Edit(*gap, quiet=True)
        if _is_blank(gap, one, two)
        else Edit(*_slid(found, index, old, new, _edge))
        for index, gap in enumerate(found)
    ]


def _is_blank(gap: Gap, old: Side, new: Side) -> bool:
    a, b, c, d = gap
    return max(old.codes[a:b], default=0) <= BLANK and max(new.codes[c:d], default=0) <= BLANK


def in_characters(found: Iterable[Edit], starts: Sequence[int], others: Sequence[int]) -> list[Edit]:
    """Edits counted in tokens, of which those of the old text begin at ``starts`` and the new ones at ``others``."""
    return [Edit(starts[a], starts[b], others[c], others[d], quiet) for a, b, c, d, quiet in found]


def starts_of(pieces: Sequence[str], start: int = 0) -> list[int]:
    """Where each token begins, and where one after the last would."""
    return list(accumulate(map(len, pieces), initial=start))


def _words_kept(found: Sequence[Edit], old: str) -> int:
    starts, ends = [0, *[edit.b for edit in found]], [*[edit.a for edit in found], len(old)]
    return count_words(*[old[start:end] for start, end in zip(starts, ends, strict=True)])


def _between(found: Iterable[Match], olds: int, news: int) -> list[Gap]:
    """All that is not matched."""
    gaps = []
    a = c = 0
    for first, second, length in found:
        if first > a or second > c:
            gaps.append((a, first, c, second))
        a, c = first + length, second + length
    if a < olds or c < news:
        gaps.append((a, olds, c, news))
    return gaps


def _aligned(old: Codes, new: Codes) -> list[Gap]:
    """Gaps in the longest common subsequence of what is not blank."""
    units, others = ([at for at, code in enumerate(side) if code > BLANK] for side in (old, new))
    gaps: list[Gap] = []
    at = there = 0
    for first, second, length in matches([old[i] for i in units], [new[j] for j in others]):
        last, other_last = units[first + length - 1] + 1, others[second + length - 1] + 1
        start, other = units[first], others[second]
        # Somewhere between these units the blanks may differ.
        steps = 1 if old[start:last] == new[other:other_last] else length
        for step in range(steps):
            gaps += _trimmed((at, units[first + step], there, others[second + step]), old, new)
            at, there = units[first + step] + 1, others[second + step] + 1
        at, there = last, other_last
    gaps += _trimmed((at, len(old), there, len(new)), old, new)
    return gaps


def _trimmed(gap: Gap, old: Codes, new: Codes) -> tuple[Gap, ...]:
    """The gap without what both sides share at its edges, if anything is left."""
    a, b, c, d = gap
    while a < b and c < d and old[a] == new[c]:
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
    return ((a, b, c, d),) if a < b or c < d else ()


def _flooded(gaps: Sequence[Gap], old: Side, new: Side, least_run: int) -> list[Gap]:
    """The gaps, with islands of few words between them flooded."""
    result: list[Gap] = []
    first = 0
    for index in range(1, len(gaps) + 1):
        # The gaps from ``first`` up to this one have nothing but islands between.
        if index < len(gaps) and _is_island(gaps[first], gaps[index - 1], gaps[index], old, new):
            continue
        if index - first == 1:
            result.append(gaps[first])
        else:
            whole = gaps[first][0], gaps[index - 1][1], gaps[first][2], gaps[index - 1][3]
            for part in _around_runs(whole, old, new, least_run):
                result += _trimmed(part, old.codes, new.codes)
        first = index
    return result


def _is_island(first: Gap, last: Gap, after: Gap, old: Side, new: Side) -> bool:
    """Whether what stands between two gaps is too little to read by; before the last one, islands reach to the first."""
    island = old.words[after[0]] - old.words[last[1]]
    if island > _ISLAND_WORDS:
        return False
    if _is_figure(last, old, new) and _is_figure(after, old, new):
        return max(old.codes[last[1] : after[0]], default=BLANK) <= BLANK
    if island < _ISLAND_WORDS:
        return True
    before, beyond = old.words, new.words
    words = before[last[1]] - before[first[0]] + beyond[last[3]] - beyond[first[2]]
    words += before[after[1]] - before[after[0]] + beyond[after[3]] - beyond[after[2]]
    return words >= _LONG_EDITS_WORDS


def _is_figure(gap: Gap, old: Side, new: Side) -> bool:
    """Whether figures took the place of as many others: that is read at a glance, whatever stands around."""
    a, b, c, d = gap
    return (
        old.words[b] - old.words[a] == new.words[d] - new.words[c]
        and old.are_figures(a, b)
        and new.are_figures(c, d)
    )


def _around_runs(gap: Gap, old: Side, new: Side, least: int) -> Iterator[Gap]:
    """The gap, without rows of at least ``least`` that both sides have and that are long enough to read by.

    The longest common subsequence may pick single words, which are flooded; fewer words in a row keep more.
    """
    a, b, c, d = gap
    longest = _longest_run(gap, old, new, least) if least <= min(b - a, d - c) <= _WIDEST_FLOOD else None
    if longest is None:
        yield gap
        return
    at, there, length = longest
    yield from _around_runs((a, at, c, there), old, new, least)
    yield from _around_runs((at + length, b, there + length, d), old, new, least)


def _longest_run(gap: Gap, old: Side, new: Side, least: int) -> Match | None:
    """What both sides have in a row with the most words, more than an island's; none when they share nothing."""
    start, end, other, other_end = gap
    ours, theirs = old.codes[start:end], new.codes[other:other_end]
    if set(_grams(theirs, least)).isdisjoint(_grams(ours, least)):
        return None
    places = {gram: at for at, gram in enumerate(_grams(theirs, least))}
    grams = [*_grams(ours, least)]
    best, most, at = None, _ISLAND_WORDS, 0
    while at < len(grams):
        there, length = places.get(grams[at]), 0
        if there is not None:
            length = Prefix.similarity(ours[at:], theirs[there:])
            words = old.words[start + at + length] - old.words[start + at]
            if words > most:
                best, most = (start + at, other + there, length), words
        at += max(1, length - least + 1)
    return best


def _grams(codes: Codes, length: int) -> Iterable[tuple[int, ...]]:
    """Every so many codes in a row."""
    return zip(*[codes[shift:] for shift in range(length)], strict=False)


def _with_quiet(found: Sequence[Gap], quiet: Sequence[Gap]) -> Sequence[Gap]:
    """What is blank and inside a flood was compared with it; before it, it stands for itself."""
    if not quiet:
        return found
    result: list[Gap] = []
    position = 0
    for gap in found:
        a, b, _, d = gap
        while position < len(quiet) and quiet[position][0] < a:
            result.append(quiet[position])
            position += 1
        while position < len(quiet) and quiet[position][1] <= b and quiet[position][3] <= d:
            position += 1
        result.append(gap)
    return [*result, *quiet[position:]]


def _room(gaps: Sequence[Gap], index: int) -> tuple[int, int]:
    """How far a gap may slide back and on: half of what lies between two of them each, so that they never meet."""
    _, _, c, d = gaps[index]
    before = c - gaps[index - 1][3] if index else 2 * _FARTHEST_SLIDE
    after = gaps[index + 1][2] - d if index + 1 < len(gaps) else 2 * _FARTHEST_SLIDE
    return min(before // 2, _FARTHEST_SLIDE), min((after - 1) // 2, _FARTHEST_SLIDE)


def _slid(
    gaps: Sequence[Gap],
    index: int,
    old: Sequence[str],
    new: Sequence[str],
    edge: Callable[[Sequence[str], int], int],
) -> Gap:
    """A pure insertion or deletion where it reads best: the same result, better edges."""
    a, b, c, d = gaps[index]
    if a != b and c != d:
        return gaps[index]
    side, low, high = (new, c, d) if a == b else (old, a, b)
    onward = high < len(side) and side[low] == side[high]
    if not onward and (low == 0 or side[low - 1] != side[high - 1]):
        return gaps[index]
    back, on = _room(gaps, index)
    best, best_score = 0, edge(side, low) + edge(side, high)
    for step, farthest in ((-1, min(back, low)), (1, min(on, len(side) - high))):
        # Sliding on passes the token where the gap begins, sliding back the one before it.
        passed = min(step, 0)
        for shift in range(step, step * (farthest + 1), step):
            at = shift - step + passed
            if side[low + at] != side[high + at]:
                break
            score = edge(side, low + shift) + edge(side, high + shift)
            if score > best_score:
                best, best_score = shift, score
    return a + best, b + best, c + best, d + best


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
