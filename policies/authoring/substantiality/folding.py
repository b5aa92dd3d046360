"""Text without its typography: what a rule is to see, and where it stands in the text as written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from policies.comparison.arabic import LETTERS

_QUOTES = dict.fromkeys("’‘ʼ′`", "'") | dict.fromkeys("«»“”„", '"')
_DASHES = dict.fromkeys("‐‑‒–—−", "-")
_SEPARATORS = {"٬": ",", "٫": ".", "٪": "%", "،": ",", "؛": ";", "؟": "?"}
_SAME = _QUOTES | _DASHES | _SEPARATORS | LETTERS
# An initial ("U.S.") ends no sentence.
_SENTENCE_END = re.compile(r"(?<=[.!?;])(?<!\b[a-z]\.)\s+|\n+")
# Written in one word as often as in two: “لايجوز”, “لا يجوز”.
_JOINED = re.compile(r"(?<!\w)[وف]?لا(?=(?:يجوز|يجب|يمكن|ينبغي|يحق|يلزم)(?!\w))")
_WORDS = re.compile(r"\w+(?:[.,/]\d+)*|%|[€$£]")


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` in lower case, without vowel marks, lone hamzas, tatweel and bidi controls, with one form of each space,
    quote, dash and digit; ``offsets[i]`` is where its character ``i`` stands in ``written``.
    """

    written: str
    text: str
    offsets: tuple[int, ...]

    def words(self, start: int, end: int) -> str:
        """The words as written, of a stretch of ``text``."""
        return self.written[self.offsets[start] : self.offsets[end]].strip()


def folded(written: str) -> Folded:
    result: list[str] = []
    offsets: list[int] = []
    for at, character in enumerate(written):
        for each in _folded(character):
            if each == " " and result and result[-1] == " ":
                continue
            result.append(each)
            offsets.append(at)
    for match in reversed(list(_JOINED.finditer("".join(result)))):
        result.insert(match.end(), " ")
        offsets.insert(match.end(), offsets[match.end()])
    return Folded(written, "".join(result), (*offsets, len(written)))


def _folded(character: str) -> str:
    if character in _SAME:
        return _SAME[character]
    category = unicodedata.category(character)
    if character in "ـء" or category in ("Mn", "Cf"):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Zs" or character == "\t":
        return " "
    return character.casefold()


def sentences(text: Folded) -> list[tuple[int, int]]:
    """Where the sentences of the folded text begin and end; semicolons and line breaks end one too."""
    result, start = [], 0
    for match in _SENTENCE_END.finditer(text.text):
        result.append((start, match.start()))
        start = match.end()
    result.append((start, len(text.text)))
    return [(low, high) for low, high in result if _WORDS.search(text.text, low, high)]


def words(folded_text: str) -> str:
    """The words alone: equal for two texts that differ in punctuation and white space only."""
    return " ".join(_WORDS.findall(folded_text))
