"""What a reader asks: words, phrases in quotes, and words that must not be there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from .folding import QUOTES
from .stems import stemmed, telling

MOST_WORDS: Final = 12
# From so many letters on, a word stands for every word that begins with it.
_SHORTEST_PREFIX: Final = 3
_PARTS: Final = re.compile(r'(?P<not>(?<!\S)[-−]\s?(?=[\w"]))?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')


class Wanted(NamedTuple):
    """One word of a question: any of these stems, or a word that begins with ``prefix`` where it is not empty."""

    stems: tuple[str, ...]
    prefix: str = ""

    def is_in(self, stems: Iterable[str]) -> bool:
        return any(
            stem in self.stems or bool(self.prefix and stem.startswith(self.prefix)) for stem in stems
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """``words`` in the order asked, ``phrases`` as stems, ``said`` every stem of it, stop words too."""

    words: tuple[Wanted, ...]
    unwanted: tuple[Wanted, ...]
    phrases: tuple[tuple[str, ...], ...]
    said: tuple[str, ...]

    def asks_for(self, folded: str, stem: str) -> bool:
        """Whether a word of a text is one of those that were asked for."""
        return any(
            stem in word.stems or bool(word.prefix and folded.startswith(word.prefix))
            for word in self.words
        )

    def is_answered_by(self, texts: Sequence[Sequence[str]]) -> bool:
        """Whether these, as stems, hold all that was asked for together and nothing unwanted; a phrase in one of them."""
        every = {stem for text in texts for stem in text}
        if not self.words or not all(word.is_in(every) for word in self.words):
            return False
        if any(word.is_in(every) for word in self.unwanted):
            return False
        written = [f" {' '.join(text)} " for text in texts]
        return all(any(f" {' '.join(phrase)} " in text for text in written) for phrase in self.phrases)


def read_question(text: str, language: str) -> Question:
    """The question, of at most ``MOST_WORDS`` words; what says nothing is left out where something else is said."""
    words: dict[str, Wanted] = {}
    unwanted: list[Wanted] = []
    phrases: list[tuple[str, ...]] = []
    said: list[str] = []
    plain: list[str] = []
    for part in _PARTS.finditer(text.translate({ord(mark): quote for mark, quote in QUOTES.items()})):
        content = part["phrase"] if part["phrase"] is not None else part["word"]
        found = stemmed(content, language)
        if part["not"]:
            unwanted += [Wanted((word.stem,)) for word in found]
            continue
        said += [word.stem for word in found]
        if part["phrase"] is not None and found:
            phrases.append(tuple(word.stem for word in found))
            words |= {word.stem: Wanted((word.stem,)) for word in found}
        else:
            plain.append(content)
    for word in telling(stemmed(" ".join(plain), language), language):
        prefix = word.folded if len(word.folded) >= _SHORTEST_PREFIX and word.folded.isalpha() else ""
        words.setdefault(word.stem, Wanted((word.stem,), prefix))
    return Question(
        words=tuple(words.values())[:MOST_WORDS],
        unwanted=tuple(unwanted)[:MOST_WORDS],
        phrases=tuple(phrases),
        said=tuple(said),
    )
