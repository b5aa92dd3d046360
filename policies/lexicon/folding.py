"""Text in the form in which it is compared: one table of characters for rules and numbers, one for search.

Each character is folded by itself, so every place of a folded text is a place of the text as written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from .arabic import LETTERS

QUOTES: Final = dict.fromkeys("’‘‛ʼʹ′`´", "'") | dict.fromkeys("“”„‟«»″〝〞", '"')
_DASHES = dict.fromkeys("‐‑‒–—−", "-")
_SEPARATORS = {"٬": ",", "٫": ".", "٪": "%", "،": ",", "؛": ";", "؟": "?"}
# A tatweel, and a hamza without a letter to carry it, which many writers leave out.
_SAME = QUOTES | _DASHES | _SEPARATORS | LETTERS | dict.fromkeys("ـء", "")
# Letters that no decomposition parts; searchers type the lone hamza as texts do.
_SEARCHED = {"œ": "oe", "æ": "ae", "ø": "o", "ı": "i", "ء": "ء"}


class _Table(dict[int, str]):
    """A table for ``str.translate`` that folds a character when it first meets it."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        super().__init__()
        self._fold = fold

    def __missing__(self, point: int) -> str:
        self[point] = result = self._fold(chr(point))
        return result


def _plain(character: str) -> str:
    if character in _SAME:
        return _SAME[character]
    match unicodedata.category(character):
        case "Mn" | "Cf":
            return ""
        case "Nd":
            return str(unicodedata.digit(character))
        case "Zs":
            return " "
    return " " if character == "\t" else character.casefold()


def _without_accents(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character.casefold())
    return "".join(_SEARCHED.get(part) or _PLAIN[ord(part)] for part in parts)


_PLAIN = _Table(_plain)
_ACCENTLESS = _Table(_without_accents)


def folded(text: str) -> str:
    """In lower case, with one form of each space, quote, dash, digit and Arabic letter.

    Vowel marks, lone hamzas, tatweel and bidi controls go. Accents stay: "dû" is not "du".
    """
    return text.translate(_PLAIN)


def unaccented(text: str) -> str:
    """Folded for search: without accents and ligatures too."""
    return text.translate(_ACCENTLESS)


def either(forms: Iterable[str]) -> str:
    """An expression for any of these, the longest first."""
    return "|".join(sorted(forms, key=len, reverse=True))


# Written in one word as often as in two: “لايجوز”, “لا يجوز”.
_JOINED = re.compile(r"(?<!\w)[وف]?لا(?=(?:يجوز|يجب|يمكن|ينبغي|يحق|يلزم)(?!\w))")
# An initial ("U.S.") ends no sentence.
_SENTENCE_END = re.compile(r"(?<=[.!?;])(?<!\b[a-z]\.)\s+|\n+")
_WORDS = re.compile(r"\w+(?:[.,/]\d+)*|%|[€$£]")


class FoldedText(NamedTuple):
    """A text and its folded form with single spaces; ``offsets[i]`` is where character ``i`` of ``text`` stands
    in ``written``.
    """

    written: str
    text: str
    offsets: tuple[int, ...]

    def said(self, start: int, end: int) -> str:
        """The words as written, of a stretch of ``text``."""
        return self.written[self.offsets[start] : self.offsets[end]].strip()


def folded_text(written: str) -> FoldedText:
    """The text folded, each place of it with its place in the text as written."""
    result: list[str] = []
    offsets: list[int] = []
    for at, character in enumerate(written):
        for each in _PLAIN[ord(character)]:
            if each == " " and result and result[-1] == " ":
                continue
            result.append(each)
            offsets.append(at)
    for match in reversed(list(_JOINED.finditer("".join(result)))):
        result.insert(match.end(), " ")
        offsets.insert(match.end(), offsets[match.end()])
    return FoldedText(written, "".join(result), (*offsets, len(written)))


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a folded text begin and end; semicolons and line breaks end one too."""
    ends = [match.span() for match in _SENTENCE_END.finditer(text)]
    starts = [0, *(end for _start, end in ends)]
    stops = [*(start for start, _end in ends), len(text)]
    return [span for span in zip(starts, stops, strict=True) if _WORDS.search(text, *span)]


def folded_sentences(written: str) -> list[str]:
    """The sentences of a text, folded."""
    text = folded_text(written).text
    return [text[start:end] for start, end in sentences(text)]


def bare_words(text: str) -> str:
    """The words of a folded text alone: equal for texts that differ in punctuation and white space only."""
    return " ".join(_WORDS.findall(text))


# A word is letters and digits with the marks on them; apostrophes part words (l’accord, user's).
_SEARCHED_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670\u0640])*")
_APOSTROPHES = "'’ʼ`"
_ELIDED = frozenset(("l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu"))
# The article with what is written before it; only where three letters are left.
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|لل)(?=\w{3})")


class SearchedWord(NamedTuple):
    """A word at ``start``–``end`` of a text, and the form in which it is found: without accents and article."""

    start: int
    end: int
    folded: str


def searched_words(text: str) -> Iterator[SearchedWord]:
    """The words of a text that can be searched for, in order; elided articles are none."""
    for match in _SEARCHED_WORD.finditer(text):
        start, end = match.span()
        form = _ARTICLE.sub("", unaccented(match.group()))
        before, after = text[start - 1 : start], text[end : end + 1]
        elided = after and after in _APOSTROPHES and form in _ELIDED
        genitive = before and before in _APOSTROPHES and form == "s"
        if form and not elided and not genitive:
            yield SearchedWord(start=start, end=end, folded=form)
