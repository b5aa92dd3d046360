"""Which sentences are news: those that stand in one text only, and neither moved nor were reworded on the way."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from policies.comparison.result import Side
from policies.lexicon.folding import bare_words, folded_sentences, folded_text

from .quantities import is_own_date
from .vocabulary import terms

_LABEL = re.compile(r"^\s*\(?(?:\d+(?:\.\d+)*|[a-z]|[ivx]+)[.)]+\s")
# Two sentences of so many words, of which this share is common to both, say one thing in other words.
_TWIN_WORDS = 6
_TWIN_SHARE = 0.8
# Shorter words are those of any sentence: they find no twin.
_TELLING_LETTERS = 4


class Sentences:
    """How often each sentence stands in either text: one that only moved is no news, nor one reworded meanwhile.

    A line of contents, which repeats a heading, never is: its clause tells. Nor is the date of the text itself.
    """

    def __init__(
        self, old: Iterable[str], new: Iterable[str], headings: Iterable[str], language: str
    ) -> None:
        before, after = _by_words(old), _by_words(new)
        gone, come = _more_often(before, after), _more_often(after, before)
        twins = _twins(gone, come, language)
        self._news = {"old": gone.keys() - twins, "new": come.keys() - twins}
        self._headings = {_unlabelled(folded_text(heading).text) for heading in headings}

    def only_on(self, side: Side, sentence: str) -> bool:
        if is_own_date(sentence) or _unlabelled(sentence) in self._headings:
            return False
        return bare_words(sentence) in self._news[side]


def _unlabelled(text: str) -> str:
    """The words of a heading or a line of contents, without its number or letter."""
    return bare_words(_LABEL.sub("", text))


def _by_words(texts: Iterable[str]) -> list[tuple[str, str]]:
    """The words of each sentence of these texts, and the sentence folded."""
    return [(bare_words(said), said) for written in texts for said in folded_sentences(written)]


def _more_often(some: list[tuple[str, str]], others: list[tuple[str, str]]) -> dict[str, str]:
    """The sentences that stand in ``some`` more often than in ``others``, by their words."""
    more = Counter(key for key, _said in some) - Counter(key for key, _said in others)
    return {key: said for key, said in reversed(some) if key in more}


def _twins(gone: Mapping[str, str], come: Mapping[str, str], language: str) -> set[str]:
    """The words of sentences that went here and came there with nearly the same words and exactly the same terms."""
    posted: dict[str, list[str]] = defaultdict(list)
    for key in come:
        for word in _telling(key):
            posted[word].append(key)
    found: set[str] = set()
    for key, sentence in gone.items():
        shared = Counter(other for word in _telling(key) for other in posted[word] if other not in found)
        for other, _count in shared.most_common(1):
            if _alike(key, other) and _said(sentence, language) == _said(come[other], language):
                found |= {key, other}
    return found


def _telling(key: str) -> set[str]:
    return {word for word in key.split() if len(word) >= _TELLING_LETTERS}


def _alike(one: str, other: str) -> bool:
    words, others = one.split(), other.split()
    common = (Counter(words) & Counter(others)).total()
    enough = min(len(words), len(others)) >= _TWIN_WORDS
    return enough and 2 * common >= _TWIN_SHARE * (len(words) + len(others))


def _said(sentence: str, language: str) -> list[tuple[str, str]]:
    return [term.meaning for term in terms(sentence, language)]
