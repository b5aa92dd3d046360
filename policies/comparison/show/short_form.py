"""A comparison in short, for mails and lists: the changed clauses only, each with excerpts before and after.

Quiet changes (typography, bold and italic, renumbering) are counted, not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Literal

from ..result import (
    SIDES,
    BlockChange,
    BlockKind,
    Comparison,
    Counts,
    Part,
    Parts,
    SectionChange,
    SectionKind,
    Side,
    text_of,
    text_on,
)

Subject = Literal["title", "summary", "issuer", "clause"]
_ONE_SIDED: tuple[tuple[BlockKind, Side], ...] = (("removed", "old"), ("added", "new"))
_TOLD: frozenset[str] = frozenset({"inserted", "deleted", "vowels"})
_QUIET: frozenset[str] = frozenset({"unchanged", "formatting", "typographic", "renumbered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some words in a row; ``changed`` for those that the other side does not have."""

    text: str
    changed: bool = False


Stretches = tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """One place of a clause, before and after, with a few words around; one side is empty where a passage
    came or went. ``…`` stands where words were left out. ``moved``: the same words stand elsewhere now.
    """

    before: Stretches
    after: Stretches
    moved: bool = False

    @property
    def before_text(self) -> str:
        return "".join(stretch.text for stretch in self.before)

    @property
    def after_text(self) -> str:
        return "".join(stretch.text for stretch in self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortClause:
    """One changed clause. ``heading`` is the new one, the old one where the clause is gone, and empty for an
    introduction; ``old_heading`` is set where it was renamed. ``subject`` says what it is where it is no
    clause. ``kinds`` are those of ``SectionChange``. ``more`` counts the excerpts left out.
    """

    subject: Subject
    kinds: tuple[SectionKind, ...]
    key: str = ""
    number: str = ""
    heading: str = ""
    old_heading: str = ""
    excerpts: tuple[Excerpt, ...] = ()
    more: int = 0

    @property
    def added(self) -> bool:
        return "added" in self.kinds

    @property
    def removed(self) -> bool:
        return "removed" in self.kinds

    @property
    def moved(self) -> bool:
        return "moved" in self.kinds

    @property
    def renamed(self) -> bool:
        return "renamed" in self.kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortForm:
    """``more`` counts the changed clauses left out; ``quiet`` those with quiet changes only."""

    language: str
    counts: Counts
    clauses: tuple[ShortClause, ...]
    more: int = 0
    quiet: int = 0


def short_form(
    comparison: Comparison, *, clauses: int = 8, excerpts: int = 3, words: int = 40
) -> ShortForm:
    """At most so many clauses, excerpts of each, and words of each side of an excerpt."""
    here = [each for each in comparison.sections if each.changed and each.place != "departure"]
    told = [each for each in here if not _is_quiet(each)]
    found = [
        *_texts(comparison, words),
        *(_clause(section, words) for section in told if section.continues is None),
    ]
    shown = tuple(
        replace(each, excerpts=each.excerpts[:excerpts], more=max(0, len(each.excerpts) - excerpts))
        for each in found[:clauses]
    )
    return ShortForm(
        language=comparison.language,
        counts=comparison.counts,
        clauses=shown,
        more=len(found) - len(shown),
        quiet=len(here) - len(told),
    )


def _is_quiet(section: SectionChange) -> bool:
    """Nothing but typography, bold, italic or numbers; a link that leads elsewhere is told."""
    if not _QUIET.issuperset(section.kinds):
        return False
    return not any(part.relinked for parts in _passages(section.blocks) for part in parts)


def _texts(comparison: Comparison, words: int) -> Iterator[ShortClause]:
    subjects: tuple[Subject, ...] = ("title", "summary", "issuer")
    for subject in subjects:
        found = tuple(_of_passage(getattr(comparison, subject), words))
        if found:
            yield ShortClause(subject=subject, kinds=("edited",), excerpts=found)


def _clause(section: SectionChange, words: int) -> ShortClause:
    gone = section.new is None
    heading = text_on(section.heading, "old" if gone else "new").strip()
    old_heading = text_on(section.heading, "old").strip()
    renamed = "renamed" in section.kinds and old_heading != heading
    return ShortClause(
        subject="clause",
        kinds=section.kinds,
        key=section.key,
        number=section.number,
        heading=heading,
        old_heading=old_heading if renamed else "",
        excerpts=tuple(_excerpts(section.blocks, words)),
    )


def _excerpts(blocks: Iterable[BlockChange], words: int) -> Iterator[Excerpt]:
    """Passages that went and came at one place are one excerpt."""
    for one_sided, group in groupby(blocks, key=lambda block: block.kind in ("added", "removed")):
        if one_sided:
            passages = list(group)
            gone, come = (
                [_whole(block, side) for block in passages if block.kind == kind]
                for kind, side in _ONE_SIDED
            )
            if any(gone) or any(come):
                yield Excerpt(before=_begun(gone, words), after=_begun(come, words))
            continue
        for block in group:
            if block.changed and block.place != "departure":
                found = [*_of_passage(block.parts, words), *_excerpts(block.children, words)]
                if not found and block.move is not None:
                    same = _begun([_whole(block, "new")], words, changed=False)
                    found = [Excerpt(before=same, after=same, moved=True)]
                yield from found


def _whole(block: BlockChange, side: Side) -> str:
    lines = [text_on(parts, side).strip() for parts in _passages([block])]
    return "\n".join(line for line in lines if line)


def _passages(blocks: Iterable[BlockChange]) -> Iterator[Parts]:
    for block in blocks:
        if block.place != "departure":
            yield block.parts
            yield from _passages(block.children)


def _begun(texts: Sequence[str], words: int, *, changed: bool = True) -> Stretches:
    """The first words of a text."""
    said = "\n".join(text for text in texts if text)
    if not said:
        return ()
    kept = _first(said, words)
    stretches = [Stretch(text=kept, changed=changed)]
    if len(kept) < len(said.rstrip()):
        stretches.append(Stretch(text=" …"))
    return tuple(stretches)


def _of_passage(parts: Parts, words: int) -> Iterator[Excerpt]:
    """One excerpt for all edits that stand so close that their surroundings touch."""
    around = max(2, words // 5)
    groups: list[tuple[int, int]] = []
    for at in (at for at, part in enumerate(parts) if _is_told(part)):
        between = parts[groups[-1][1] + 1 : at] if groups else ()
        if groups and sum(len(part.text.split()) for part in between) <= 2 * around:
            groups[-1] = (groups[-1][0], at)
        else:
            groups.append((at, at))
    for first, last in groups:
        before, after = (_side(parts, first, last, side, around, words) for side in SIDES)
        if before or after:  # white space alone is nothing to quote
            yield Excerpt(before=before, after=after)


def _side(parts: Parts, first: int, last: int, side: Side, around: int, words: int) -> Stretches:
    ahead, behind = text_on(parts[:first], side), text_on(parts[last + 1 :], side)
    lead, rest = _last(ahead, around), _first(behind, around)
    stretches = [Stretch(text=("… " if len(lead) < len(ahead.lstrip()) else "") + lead)]
    left = words
    for part in parts[first : last + 1]:
        text = text_of(part.on(side))
        kept = _first(text, left) if left > 0 else ""
        left -= len(text.split())
        stretches.append(Stretch(text=kept, changed=_is_told(part)))
        if left < 0:
            stretches.append(Stretch(text=" …"))
            break
    if left >= 0:
        stretches.append(Stretch(text=rest + (" …" if len(rest) < len(behind.rstrip()) else "")))
    return _trimmed([stretch for stretch in stretches if stretch.text])


def _is_told(part: Part) -> bool:
    return part.kind in _TOLD or part.relinked


def _first(text: str, words: int) -> str:
    """The text up to the end of its word number ``words``, white space kept."""
    rest = text.split(None, words)[words:]
    return text[: len(text) - len(rest[0])].rstrip() if rest else text


def _last(text: str, words: int) -> str:
    rest = text.rsplit(None, words)
    return text[len(rest[0]) :].lstrip() if len(rest) > words else text


def _trimmed(stretches: list[Stretch]) -> Stretches:
    """Without white space at either end, neighbours of one fate as one."""
    result = [
        Stretch(text="".join([stretch.text for stretch in group]), changed=changed)
        for changed, group in groupby(stretches, key=attrgetter("changed"))
    ]
    if result:
        result[0] = replace(result[0], text=result[0].text.lstrip())
        result[-1] = replace(result[-1], text=result[-1].text.rstrip())
    return tuple(stretch for stretch in result if stretch.text)
