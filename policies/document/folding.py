"""Words as searchers mean them: without accents, vowel marks, tatweel, elisions and the variants of letters.

The same folding is applied to texts and to questions, so whatever it loses it loses on both sides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# Letters that no decomposition joins: alef wasla, final yaa and the letters other keyboards type for Arabic's.
_VARIANTS: Final = {
    ord("ٱ"): "ا",
    ord("ى"): "ي",
    ord("ی"): "ي",
    ord("ک"): "ك",
    ord("ة"): "ه",
    ord("ـ"): None,
    ord("œ"): "oe",
    ord("æ"): "ae",
    ord("ø"): "o",
    ord("ı"): "i",
}
# A word is letters and digits with the marks on them; apostrophes part words (l’accord, user's).
_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670\u0640])*")
_APOSTROPHES: Final = "'’ʼ`"
_ELIDED: Final = frozenset(("l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu"))
# The article with what is written before it; only where three letters are left.
_ARTICLE: Final = re.compile(r"^(?:[وفبك]?ال|لل)(?=\w{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word at ``start``–``end`` of a text, and its folded form."""

    start: int
    end: int
    folded: str


def fold(word: str) -> str:
    """One word in the form in which it is found."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    letters = letters.translate(_VARIANTS)
    digits = "".join(str(unicodedata.digit(s, s)) if s.isdigit() else s for s in letters)
    return _ARTICLE.sub("", digits)


def words(text: str) -> Iterator[Word]:
    """The words of a text that can be searched for, in order; elided articles are none."""
    for match in _WORD.finditer(text):
        start, end = match.span()
        folded = fold(match.group())
        before = text[start - 1 : start]
        after = text[end : end + 1]
        elided = after and after in _APOSTROPHES and folded in _ELIDED
        genitive = before and before in _APOSTROPHES and folded == "s"
        if folded and not elided and not genitive:
            yield Word(start=start, end=end, folded=folded)


def folded(text: str) -> str:
    """The words of the text, folded, with single spaces between them."""
    return " ".join(word.folded for word in words(text))
