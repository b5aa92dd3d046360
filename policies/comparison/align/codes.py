"""Tokens and chunks as numbers, so that texts are aligned by comparing numbers.

A chunk is what stands between two spaces that no token spans: mostly one word, with its punctuation.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain, count
from typing import Final

from .tokens import chunks, is_blank, is_figure, is_word, may_span, skeleton, tokens

# Bytes that an entry takes beside its text, roughly; and those that all entries may take.
_ENTRY: Final = 100
_MOST_KEPT: Final = 16_000_000
# The bits of a code above so many count words. A bit above those of any text says of a chunk, as it is kept, that a
# token may span the space beside it.
_WORDS: Final = 40
_MOST_WORDS: Final = (1 << 24) - 1
_SPANS: Final = (_MOST_WORDS + 1) << _WORDS
# No code of a blank token is greater.
BLANK: Final = 1


class _Codes(dict[str, int]):
    """The codes of texts that were met before. Used by several threads at once."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[object, int] = {}
        # Two threads never draw the same number; of two for one thing, the first is kept by both.
        self._next = count(BLANK + 1)
        self.size = 0
        # The codes of what has words, all of them figures.
        self.figures: set[int] = set()

    def _keep(self, text: str, words: int, thing: object) -> int:
        """Equal things have one code."""
        code = self[text] = words << _WORDS | self._known.setdefault(thing, next(self._next))
        self.size += len(text) + _ENTRY
        return code


class _TokenCodes(_Codes):
    """A code is the same for tokens that are weakly equal; 0 or 1 for what is blank."""

    def __missing__(self, token: str) -> int:
        if is_blank(token):
            return BLANK - token.isspace()
        code = self._keep(token, is_word(token), skeleton(token) or token)
        if code >> _WORDS and is_figure(token):
            self.figures.add(code)
        return code


class _ChunkCodes(_Codes):
    """A code is the same for chunks whose tokens are weakly equal one by one, but for ``_SPANS``."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = _TokenCodes()
        # Of each code, the codes of its tokens.
        self.inside: dict[int, tuple[int, ...]] = {}

    def __missing__(self, chunk: str) -> int:
        codes = tuple([self.tokens[token] for token in tokens(chunk)])
        code = self._keep(chunk, sum([code >> _WORDS for code in codes]), codes)
        self.inside[code] = codes
        words = [each for each in codes if each >> _WORDS]
        if may_span(chunk):
            code = self[chunk] = code | _SPANS
        if words and self.tokens.figures.issuperset(words):
            self.figures |= {code, code & ~_SPANS}
        return code


# Most words of a text were met before, in it or in another one: they are looked at once.
_codes = _ChunkCodes()


def _current() -> _ChunkCodes:
    global _codes
    if _codes.size + _codes.tokens.size > _MOST_KEPT:
        _codes = _ChunkCodes()
    return _codes


class Side:
    """The tokens or chunks of one text, with codes that can be compared with those of the other side only."""

    __slots__ = ("_figures", "codes", "pieces", "words")

    def __init__(self, pieces: Sequence[str], codes: Sequence[int], figures: set[int]) -> None:
        self.pieces = pieces
        self.codes = codes
        self._figures = figures
        # How many words stand before each piece, and before one after the last.
        self.words = [*accumulate([code >> _WORDS for code in codes], initial=0)]

    def are_figures(self, low: int, high: int) -> bool:
        """Whether these pieces have words, and all of them are figures."""
        figures = self._figures
        for code in self.codes[low:high]:
            if code not in figures and code >> _WORDS & _MOST_WORDS:
                return False
        return self.words[high] > self.words[low]


class Chunks(Side):
    __slots__ = ("_inside",)

    def __init__(self, text: str, known: _ChunkCodes) -> None:
        pieces = text.split(" ")
        super().__init__(pieces, [*map(known.__getitem__, pieces)], known.figures)
        if self.words[-1] > _MOST_WORDS:
            pieces = chunks(text)
            super().__init__(pieces, [known[chunk] & ~_SPANS for chunk in pieces], known.figures)
        self._inside = known.inside

    def share_tokens(self, low: int, high: int, other: Chunks, start: int, end: int) -> bool:
        """Whether these chunks have a token in common with those of the other side."""
        mine, theirs = (
            chain.from_iterable(map(self._inside.__getitem__, codes))
            for codes in (self.codes[low:high], other.codes[start:end])
        )
        return not set(mine).isdisjoint(theirs)


def sides_of_tokens(old: Sequence[str], new: Sequence[str]) -> tuple[Side, Side]:
    known = _current().tokens
    return (
        Side(old, [known[token] for token in old], known.figures),
        Side(new, [known[token] for token in new], known.figures),
    )


def sides_of_chunks(old: str, new: str) -> tuple[Chunks, Chunks]:
    known = _current()
    return Chunks(old, known), Chunks(new, known)


def count_words(*texts: str) -> int:
    """How many words these texts hold; two that meet where one ends and the next begins are two."""
    known = _current()
    words = sum([known[chunk] >> _WORDS for chunk in " ".join(texts).split()])
    if words <= _MOST_WORDS:
        return words
    return sum([Chunks(text, known).words[-1] for text in texts])
