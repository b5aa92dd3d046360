"""What readers must know of a change: found in every language, by rules that an editor can check.

White space, punctuation, typography, renumbering and text that only moved are never reported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from policies.comparison.compare import compare
from policies.comparison.form_ends import Ends, lost, together
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
from policies.lexicon.folding import bare_words, folded_sentences, folded_text

from .findings import Finding, Kind
from .news import Sentences
from .passages import Change, changes_in

# From so many words on, a clause of which this share was replaced was rewritten.
_REWRITTEN_WORDS = 30
_REWRITTEN_SHARE = 0.5
_EXCERPT_WORDS = 40


def substantial_findings(old: Document, new: Document) -> list[Finding]:
    """What in ``new`` readers of ``old`` must know, in every language both have, in reading order."""
    shared = [code for code in new.languages if code in old.languages]
    return [finding for code in shared for finding in _Reader(compare(old, new, code)).findings()]


# What a heading may say, besides what its clause is about.
_SAID = {
    Kind.AMOUNT,
    Kind.PERIOD,
    Kind.DATE,
    Kind.NUMBER,
    Kind.OBLIGATION,
    Kind.NEGATION,
    Kind.CONDITION,
}


class _Reader:
    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.language = comparison.language
        self.sections = here = [
            section for section in comparison.sections if section.place != "departure"
        ]
        bodies = (parts for section in here for parts in _bodies(section.blocks))
        passages = [comparison.summary, *bodies]
        self.known = Sentences(
            [text_on(parts, "old") for parts in passages],
            [text_on(parts, "new") for parts in passages],
            [text_on(section.heading, side) for section in here for side in ("old", "new")],
            self.language,
        )

    def findings(self) -> Iterator[Finding]:
        old, new = (text_on(self.comparison.issuer, side) for side in ("old", "new"))
        if bare_words(folded_text(old).text) != bare_words(folded_text(new).text):
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
        yield from self._heading(section.heading)
        changes = [
            change
            for parts in _bodies(section.blocks)
            if is_changed(parts)
            for change in changes_in(parts, self.language, self.known)
        ]
        if not changes and self._rewritten(section):
            excerpt = _text(section, "new")
            changes = [Change(Kind.CLAUSE_REWRITTEN, _text(section, "old"), excerpt, excerpt)]
        yield from changes

    def _heading(self, heading: Parts) -> Iterator[Change]:
        """What a heading says, not what it is about: that is for the clause to tell."""
        if is_changed(heading):
            alone = Sentences([text_on(heading, "old")], [text_on(heading, "new")], (), self.language)
            found = changes_in(heading, self.language, alone)
            yield from (change for change in found if change.kind in _SAID)

    def _alone(self, section: SectionChange) -> Iterator[Change]:
        """A whole clause, unless all that it says stood or stands elsewhere: then it was split or merged."""
        side: Side = "new" if section.old is None else "old"
        text = _text(section, side)
        said = text_on(section.heading, side) or text
        if any(
            self.known.only_on(side, sentence)
            for parts in _bodies(section.blocks)
            for sentence in folded_sentences(text_on(parts, side))
        ):
            if side == "new":
                yield Change(Kind.CLAUSE_ADDED, "", said, text)
            else:
                yield Change(Kind.CLAUSE_REMOVED, said, "", text)

    def _rewritten(self, section: SectionChange) -> bool:
        """Half of a clause's words, or more, are new, whatever they say; those that were only respelled are not."""
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        for parts in _bodies(section.blocks):
            said = folded_sentences(text_on(parts, "new"))
            fresh = any(self.known.only_on("new", sentence) for sentence in said)
            for part in parts if fresh else ():
                counted[part.kind].update(bare_words(folded_text(part.text).text).split())
        total = (counted["same"] + counted["inserted"]).total()
        new = (counted["inserted"] - counted["deleted"]).total()
        return total >= _REWRITTEN_WORDS and new >= _REWRITTEN_SHARE * total

    def _finding(self, change: Change, section: SectionChange | None) -> Finding:
        side: Side = "old" if section and section.new is None else "new"
        return Finding(
            kind=change.kind,
            language=self.language,
            key=section.key if section else "",
            number=section.number if section else "",
            heading=text_on(section.heading, side) if section else "",
            before=_cut(change.before),
            after=_cut(change.after),
            excerpt=_cut(change.excerpt),
        )


def _bodies(blocks: Iterable[BlockChange]) -> Iterator[Parts]:
    """Each passage once: a moved block's at its new place. Neighbours that replace each other are one."""
    here = _standing(blocks)
    for replaced, some in groupby(here, lambda block: block.kind in ("added", "removed")):
        own = [parts for block in some for parts in (block.parts, *_bodies(block.children)) if parts]
        yield from [_joined(own)] if replaced and own else own


def _standing(blocks: Iterable[BlockChange]) -> Iterator[BlockChange]:
    """What is new or stays, and what went: of blocks in another form, the old lines that the new form lacks."""
    for each in together(blocks):
        if isinstance(each, Ends):
            yield from (*lost(each), *each.new)
        elif each.place != "departure":
            yield each


def _joined(passages: list[Parts]) -> Parts:
    """Passages that went and came at one place, as one edit of many lines."""
    return tuple(
        part for kind in ("deleted", "inserted") for parts in passages for part in _lines(parts, kind)
    )


def _lines(parts: Parts, kind: str) -> Parts:
    kept = tuple(part for part in parts if part.kind == kind)
    return (*kept, Part(kind=kept[-1].kind, now="\n")) if kept else ()


def _text(section: SectionChange, side: Side) -> str:
    return " ".join(text_on(parts, side).strip() for parts in _bodies(section.blocks)).strip()


def _cut(text: str) -> str:
    said = text.split()
    return " ".join(said) if len(said) <= _EXCERPT_WORDS else " ".join(said[:_EXCERPT_WORDS]) + " …"
