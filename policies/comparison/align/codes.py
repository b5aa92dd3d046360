"""Tokens and chunks as numbers, so that texts are aligned by comparing numbers.

A chunk is what stands between two spaces that no token spans: mostly one word, with its punctuation.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain, count
from typing import Final

from .tokens import chunks, is_blank, is_word, may_span, skeleton, tokens

# Bytes that an entry takes beside its text, roughly; and those that all entries may take.
_ENTRY: Final = 100
_MOST_KEPT: Final = 16_000_000
# The bits of a code above so many count words, up to ``_MOST_WORDS`` in a text; what is above them, in the code of a
# chunk as it is kept, says that a token may span the space beside it. No code of a blank token is greater than
# ``BLANK``.
_WORDS: Final = 40
_MOST_WORDS: Final = (1 << 24) - 1
_SPANS: Final = (_MOST_WORDS + 1) << _WORDS
BLANK: Final = 1


class _Numbers:
    """Gives equal things one number; used by several threads at once."""

    def __init__(self) -> None:
        self._known: dict[object, int] = {}
        # Two threads never draw the same number; of two for one thing, the first is kept by both.
        self._next = count(BLANK + 1)

    def of(self, thing: object) -> int:
        return self._known.setdefault(thing, next(self._next))


class _TokenCodes(dict[str, int]):
    """A code is the same for tokens that are weakly equal; 0 or 1 for what is blank."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = _Numbers()
        self.size = 0

    def __missing__(self, token: str) -> int:
        if is_blank(token):
            code = BLANK - token.isspace()
        else:
            code = is_word(token) << _WORDS | self._numbers.of(skeleton(token) or token)
        self[token] = code
        self.size += len(token) + _ENTRY
        return code


class _ChunkCodes(dict[str, int]):
    """A code is the same for chunks whose tokens are weakly equal one by one, but for ``_SPANS``; its last bit says
    that the chunk is one token, and not a blank one."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = _Numbers()
        self.tokens = _TokenCodes()
        # Of each code, the codes of its tokens.
        self.inside: dict[int, tuple[int, ...]] = {}
        self._size = 0

    def __missing__(self, chunk: str) -> int:
        codes = tuple([self.tokens[token] for token in tokens(chunk)])
        single = len(codes) == 1 and codes[0] > BLANK
        words = sum([code >> _WORDS for code in codes])
        code = words << _WORDS | self._numbers.of(codes) << 1 | single
        self.inside[code] = codes
        if may_span(chunk):
            code |= _SPANS
        self[chunk] = code
        self._size += len(chunk) + _ENTRY
        return code

    def share_tokens(self, one: Sequence[int], two: Sequence[int]) -> bool:
        """Whether chunks of these codes, none of which both have, have a token in common."""
        if 0 not in [code & 1 for code in (*one, *two)]:  # each is a token of its own
            return False
        inside = self.inside
        tokens = set().union(*[inside[code] for code in one])
        return not tokens.isdisjoint(chain(*[inside[code] for code in two]))

    @property
    def size(self) -> int:
        return self._size + self.tokens.size


# Most words of a text were met before, in it or in another one: they are looked at once.
_codes = _ChunkCodes()


def _current() -> _ChunkCodes:
    global _codes
    codes = _codes
    if codes.size > _MOST_KEPT:
        codes = _codes = _ChunkCodes()
    return codes


class Side:
    """The tokens or chunks of one text, with codes that can be compared with those of the other side only."""

    __slots__ = ("codes", "pieces", "words")

    def __init__(self, pieces: Sequence[str], codes: Sequence[int]) -> None:
        self.pieces = pieces
        self.codes = codes
        # How many words stand before each piece, and before one after the last.
        self.words = [*accumulate([code >> _WORDS for code in codes], initial=0)]


class Chunks(Side):
    __slots__ = ("_known",)

    def __init__(self, text: str, known: _ChunkCodes) -> None:
        pieces = text.split(" ")
        super().__init__(pieces, [*map(known.__getitem__, pieces)])
        if self.words[-1] > _MOST_WORDS:
            # Not every space is one that stands alone.
            pieces = chunks(text)
            super().__init__(pieces, [known[chunk] & ~_SPANS for chunk in pieces])
        self._known = known

    def share_tokens(self, low: int, high: int, other: Chunks, start: int, end: int) -> bool:
        """Whether these chunks, none of which is among those of the other side, have a token in common with them."""
        return self._known.share_tokens(self.codes[low:high], other.codes[start:end])


def sides_of_tokens(old: Sequence[str], new: Sequence[str]) -> tuple[Side, Side]:
    known = _current().tokens
    return Side(old, [*map(known.__getitem__, old)]), Side(new, [*map(known.__getitem__, new)])


def sides_of_chunks(old: str, new: str) -> tuple[Chunks, Chunks]:
    known = _current()
    return Chunks(old, known), Chunks(new, known)


def are_other_words(old: str, new: str) -> bool:
    """Whether what stands between spaces, each one apart, has no token in common with what stands there on the
    other side, and words on either."""
    known = _current()
    one, two = [known[chunk] for chunk in old.split(" ")], [known[chunk] for chunk in new.split(" ")]
    if not 0 < max(*one, *two) >> _WORDS <= _MOST_WORDS or not set(one).isdisjoint(two):
        return False
    return not known.share_tokens(one, two)


def are_words_between(before: str, inside: str, after: str) -> bool:
    """Whether a stretch with words in it neither begins with the chunk that follows it nor ends with the one before."""
    known = _current()
    codes = [known[chunk] for chunk in inside.split(" ")]
    return (
        0 < max(codes) >> _WORDS <= _MOST_WORDS
        and codes[-1] != known[before]
        and codes[0] != known[after]
    )


def count_words(*texts: str) -> int:
    """How many words these texts hold; two that meet where one ends and the next begins are two."""
    known = _current()
    words = sum([code >> _WORDS for code in map(known.__getitem__, " ".join(texts).split())])
    if words <= _MOST_WORDS:
        return words
    # Where a token may span a space, with a sign between two texts that none spans.
    return Chunks(" | ".join([bare for text in texts if (bare := text.strip())]), known).words[-1]
