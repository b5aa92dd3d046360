"""Whether every word of a file is in what was read of it, or named as left out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from policies.document.blocks import Block, Footnotes, List, blocks_in, runs_of
from policies.document.numbering import item_labels
from policies.document.text import runs_text

from .readers.parsed_text import ParsedText

_WORD = re.compile(r"[^\W_]+")


class WordsKept(NamedTuple):
    """How many words the file has, and those that are nowhere in what was read of it."""

    total: int
    lost: tuple[str, ...] = ()

    @property
    def kept(self) -> int:
        return self.total - len(self.lost)


def words_kept(texts: Mapping[str, ParsedText]) -> WordsKept:
    """Of one file, which may hold several languages. What was named as left out is not lost: somebody was told of it."""
    said = Counter(words for text in texts.values() for words in _words(_lines_of(text)))
    total = Counter(words for text in texts.values() for words in _words(text.source))
    named = Counter(
        words for text in texts.values() for words in _words((*text.warnings, *text.left_out))
    )
    lost = total - said - named
    return WordsKept(total.total(), tuple(lost.elements()))


def _words(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        # A soft hyphen is none of a word's letters.
        yield from _WORD.findall(unicodedata.normalize("NFKC", line).replace("\u00ad", "").casefold())


def _lines_of(text: ParsedText) -> Iterable[str]:
    """Every line, with the labels and the numbers that stand before clauses, items and notes."""
    yield text.title
    yield text.summary
    for section in text.sections:
        yield f"{section.label.text if section.label else ''} {section.heading}"
        for block in blocks_in(section.blocks):
            yield from _labels(block)
        for block in section.blocks:
            for runs in runs_of(block):
                # The mark of a note stands at a word and is none of it.
                yield runs_text(run for run in runs if run.role != "footnote")
                yield from (run.text for run in runs if run.role == "footnote")


def _labels(block: Block) -> Iterable[str]:
    match block:
        case List(ordered=True):
            yield from item_labels(block)
        case Footnotes(items=notes):
            yield from (note.label for note in notes)
