"""How readable edits are: islands of one or two kept words between them, beside other ways to find edits.

Counted on the same pairs of passages (paragraphs, items, cells …) for all; a run of edits is what stands between
two kept words of a passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from rapidfuzz.distance import LCSseq

from policies.comparison.align.tokens import is_word, tokens
from policies.comparison.result import BlockChange, Comparison, Parts, text_on

from .rivals import git_word_diff

_WORD = re.compile(r"\S+")
_ISLAND = 2
Fate = tuple[int, int]  # so many words kept (0 for an edit), so many changed


@dataclass(slots=True)
class Tally:
    """Runs of edits, islands between them, and words changed."""

    runs: int = 0
    islands: int = 0
    changed: int = 0

    def add(self, fates: Iterable[Fate]) -> None:
        """``fates`` of one passage in reading order."""
        kept, begun, in_run = 0, False, False
        for same, changed in fates:
            if changed:
                if not in_run:
                    self.runs += 1
                    self.islands += begun and 0 < kept <= _ISLAND
                begun, in_run, kept = True, True, 0
                self.changed += changed
            elif same:
                kept, in_run = kept + same, False

    @property
    def islands_per_100(self) -> float:
        return 100 * self.islands / max(1, self.runs)


def passages(comparison: Comparison) -> Iterator[Parts]:
    """The edited passages that stand on both sides."""
    yield from (comparison.title, comparison.summary)
    for section in comparison.sections:
        if section.place != "departure" and section.old is not None and section.new is not None:
            yield section.heading
            yield from _in(section.blocks)


def _in(blocks: Iterable[BlockChange]) -> Iterator[Parts]:
    for block in blocks:
        if (
            block.changed
            and block.place != "departure"
            and block.old is not None
            and block.new is not None
        ):
            if not block.continues and block.kind not in ("split", "merged"):
                yield block.parts
            yield from _in(block.children)


def ours(parts: Parts) -> Iterator[Fate]:
    for part in parts:
        words = sum(map(is_word, tokens(part.text)))
        yield (0, words) if part.kind in ("inserted", "deleted") else (words, 0)


def by_rapidfuzz(old: Sequence[str], new: Sequence[str]) -> Iterator[Fate]:
    for code in LCSseq.opcodes(old, new):
        if code.tag == "equal":
            yield code.src_end - code.src_start, 0
        else:
            yield 0, code.src_end - code.src_start + code.dest_end - code.dest_start


def by_git(pairs: Sequence[tuple[str, str]]) -> list[list[Fate]]:
    """Of each pair of passages, one a line; passages that hold a line break are joined."""
    old, new = ("".join(f"{' '.join(pair[side].split())}\n" for pair in pairs) for side in (0, 1))
    result: list[list[Fate]] = [[]]
    for line in git_word_diff(old, new).splitlines():
        if line == "~":
            result.append([])
        elif line[:1] in "+- " and not line.startswith(("+++", "---")):
            words = len(_WORD.findall(line[1:]))
            result[-1].append((words, 0) if line[0] == " " else (0, words))
    return result


def words_of(text: str) -> list[str]:
    return [token for token in tokens(text) if is_word(token)]


def tallies(comparisons: Iterable[Comparison]) -> dict[str, Tally]:
    """For us, for rapidfuzz alone (which changes the fewest words possible) and for git."""
    result = {name: Tally() for name in ("ours", "rapidfuzz", "git")}
    edited = [
        parts
        for parts in chain.from_iterable(map(passages, comparisons))
        if any(part.kind in ("inserted", "deleted") for part in parts)
    ]
    pairs = [(text_on(parts, "old"), text_on(parts, "new")) for parts in edited]
    for parts, (old, new) in zip(edited, pairs, strict=True):
        result["ours"].add(ours(parts))
        result["rapidfuzz"].add(by_rapidfuzz(words_of(old), words_of(new)))
    for fates in by_git(pairs):
        result["git"].add(fates)
    return result
