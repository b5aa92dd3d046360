"""What readers must know of a change: found in every language, by rules that an editor can check.

White space, punctuation, typography, renumbering and text that only moved are never reported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from policies.comparison.compare import compare
from policies.comparison.result import (
    BlockChange,
    Comparison,
    Part,
    Parts,
    SectionChange,
    Side,
    is_changed,
    text_on,
)
from policies.document.shape import Document

from .findings import Finding, Kind
from .folding import folded, sentences, words
from .news import Sentences
from .passages import Change, changes_in

# From so many words on, a clause of which this share was replaced was rewritten.
_REWRITTEN_WORDS = 30
_REWRITTEN_SHARE = 0.5
_EXCERPT_WORDS = 40


def substantial_findings(old: Document, new: Document) -> list[Finding]:
    """What in ``new`` readers of ``old`` must know, in every language both have, in reading order."""
    shared = [code for code in new.languages if code in old.languages]
    return [finding for code in shared for finding in findings_in(compare(old, new, code))]


def findings_in(comparison: Comparison) -> list[Finding]:
    """What readers of this language must know of the changes."""
    return list(_Reader(comparison).findings())


_SAID = frozenset(
    {
        Kind.AMOUNT,
        Kind.PERIOD,
        Kind.DATE,
        Kind.NUMBER,
        Kind.OBLIGATION,
        Kind.NEGATION,
        Kind.CONDITION,
    }
)


class _Reader:
    """Reads one comparison."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.language = comparison.language
        here = [section for section in comparison.sections if section.place != "departure"]
        self.sections = here
        passages = [
            comparison.summary,
            *(parts for section in here for parts in _bodies(section.blocks)),
        ]
        self.known = Sentences(
            [text_on(parts, "old") for parts in passages],
            [text_on(parts, "new") for parts in passages],
            [text_on(section.heading, side) for section in here for side in ("old", "new")],
            self.language,
        )

    def findings(self) -> Iterator[Finding]:
        issuer = self.comparison.issuer
        if _words_differ(issuer):
            old, new = text_on(issuer, "old"), text_on(issuer, "new")
            yield self._finding(Change(Kind.ISSUER, old, new, new), None)
        for change in changes_in(self.comparison.summary, self.language, self.known):
            yield self._finding(change, None)
        for section in self.sections:
            if section.changed:
                for change in self._section(section):
                    yield self._finding(change, section)

    def _section(self, section: SectionChange) -> Iterator[Change]:
        if section.old is None or section.new is None:
            yield from self._alone(section)
            return
        told = False
        yield from self._heading(section.heading)
        for parts in _bodies(section.blocks):
            if is_changed(parts):
                for change in changes_in(parts, self.language, self.known):
                    told = True
                    yield change
        if not told and self._rewritten(section):
            excerpt = _text(section, "new")
            yield Change(Kind.CLAUSE_REWRITTEN, _text(section, "old"), excerpt, excerpt)

    def _heading(self, heading: Parts) -> Iterator[Change]:
        """Of a heading, what it says, not what it is about: that is for the clause to tell."""
        if is_changed(heading):
            alone = Sentences([text_on(heading, "old")], [text_on(heading, "new")], (), self.language)
            for change in changes_in(heading, self.language, alone):
                if change.kind in _SAID:
                    yield change

    def _alone(self, section: SectionChange) -> Iterator[Change]:
        """A whole clause, unless all that it says stood or stands elsewhere: then it was split or merged."""
        side: Side = "new" if section.old is None else "old"
        if not self._news(section, side):
            return
        heading = text_on(section.heading, side)
        said = heading or _text(section, side)
        if side == "new":
            yield Change(Kind.CLAUSE_ADDED, "", said, _text(section, side))
        else:
            yield Change(Kind.CLAUSE_REMOVED, said, "", _text(section, side))

    def _news(self, section: SectionChange, side: Side) -> bool:
        for parts in _bodies(section.blocks):
            text = folded(text_on(parts, side))
            for low, high in sentences(text):
                if self.known.only_on(side, text.text[low:high]):
                    return True
        return False

    def _rewritten(self, section: SectionChange) -> bool:
        """Half of a clause's words, or more, are new, whatever they say; those that were only respelled are not."""
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        for parts in _bodies(section.blocks):
            text = folded(text_on(parts, "new"))
            fresh = any(self.known.only_on("new", text.text[slice(*s)]) for s in sentences(text))
            for part in parts if fresh else ():
                counted[part.kind].update(words(folded(part.text).text).split())
        total = (counted["same"] + counted["inserted"]).total()
        new = (counted["inserted"] - counted["deleted"]).total()
        return total >= _REWRITTEN_WORDS and new >= _REWRITTEN_SHARE * total

    def _finding(self, change: Change, section: SectionChange | None) -> Finding:
        old = section is not None and section.new is None
        heading = text_on(section.heading, "old" if old else "new") if section else ""
        return Finding(
            kind=change.kind,
            language=self.language,
            key=section.key if section else "",
            number=section.number if section else "",
            heading=heading,
            before=_cut(change.before),
            after=_cut(change.after),
            excerpt=_cut(change.excerpt),
        )


def _bodies(blocks: Iterable[BlockChange]) -> Iterator[Parts]:
    """Each passage once: a moved block's at its new place. Neighbours that replace each other are one."""
    waiting: list[Parts] = []
    for block in blocks:
        if block.place == "departure":
            continue
        own = list(_own(block))
        if block.kind in ("added", "removed"):
            waiting.extend(own)
            continue
        yield from _joined(waiting)
        waiting = []
        yield from own
    yield from _joined(waiting)


def _own(block: BlockChange) -> Iterator[Parts]:
    if block.parts:
        yield block.parts
    yield from _bodies(block.children)


def _joined(waiting: list[Parts]) -> Iterator[Parts]:
    """Passages that went and came at one place, as one edit of many lines."""
    if waiting:
        yield tuple(
            part for kind in ("deleted", "inserted") for parts in waiting for part in _lines(parts, kind)
        )


def _lines(parts: Parts, kind: str) -> Parts:
    kept = tuple(part for part in parts if part.kind == kind)
    return (*kept, Part(kind=kept[-1].kind, now="\n")) if kept else ()


def _text(section: SectionChange, side: Side) -> str:
    return " ".join(text_on(parts, side).strip() for parts in _bodies(section.blocks)).strip()


def _words_differ(parts: Parts) -> bool:
    old, new = (words(folded(text_on(parts, side)).text) for side in ("old", "new"))
    return old != new


def _cut(text: str) -> str:
    said = text.split()
    return " ".join(said) if len(said) <= _EXCERPT_WORDS else " ".join(said[:_EXCERPT_WORDS]) + " …"
