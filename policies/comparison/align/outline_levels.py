"""Which sections have another level of their own, and which only follow those above them.

Where a heading goes, all that stood below it moves up; where a section moves down, so does what is in it. That is one
change, not one of each section below: their new numbers say the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..result import SectionChange


def without_followers(
    sections: Sequence[SectionChange], old: Sequence[int], new: Sequence[int]
) -> list[SectionChange]:
    """The sections, those that only follow without ``level``. ``old`` and ``new`` are the levels of each side."""
    if not any("level" in section.kinds for section in sections):
        return [*sections]
    partner: dict[int | None, int | None] = {
        section.old: section.new
        for section in sections
        if section.old is not None and section.new is not None and section.continues is None
    }
    olds, news = _parents(old), _parents(new)
    result = []
    for section in sections:
        if "level" in section.kinds and _follows(section, old, new, olds, news, partner):
            kinds = tuple(kind for kind in section.kinds if kind != "level")
            section = section._replace(kinds=kinds or ("unchanged",))
        result.append(section)
    return result


def _follows(
    section: SectionChange,
    old: Sequence[int],
    new: Sequence[int],
    olds: Sequence[int],
    news: Sequence[int],
    partner: dict[int | None, int | None],
) -> bool:
    """Whether it stands as deep below the nearest section above it that both sides have, but for what came or went."""
    at, there = section.old, section.new
    if at is None or there is None:
        return False
    above = list(_above(there, news))
    gone = 0
    for each in _above(at, olds):
        if partner.get(each) in above:
            came = above.index(partner[each] or 0)
            return new[there] - new[above[came]] - came == old[at] - old[each] - gone
        gone += each not in partner
        if each in partner:
            return False  # what it stood in is elsewhere now
    came = len(above)
    if any(each in partner.values() for each in above):
        return False
    return new[there] - came == old[at] - gone


def _above(at: int, parents: Sequence[int]) -> Iterator[int]:
    """The sections that this one stands in, the nearest first."""
    while (at := parents[at]) >= 0:
        yield at


def _parents(levels: Sequence[int]) -> list[int]:
    """Of each section the one that it stands in; -1 where there is none."""
    result: list[int] = []
    open_ones: list[int] = []
    for at, level in enumerate(levels):
        while open_ones and levels[open_ones[-1]] >= level:
            open_ones.pop()
        result.append(open_ones[-1] if open_ones else -1)
        open_ones.append(at)
    return result
