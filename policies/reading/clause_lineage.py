"""One clause through all versions: which one introduced it, which changed it, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from policies.comparison.compare import compare
from policies.comparison.result import SectionChange
from policies.document.shape import Document, Section

from .excerpts import Clauses, Excerpt
from .timeline import Entry, Timeline


class Fate(StrEnum):
    """What a version did to the clause."""

    INTRODUCED = "introduced"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The clause in one version: ``now`` is its text there, ``before`` that of ``previous``.

    ``previous`` is the version it is compared with: the newest before it that was not withdrawn and is in
    the language. ``change`` is what differs, for ``Fate.CHANGED`` alone. ``renumbered`` needs no change of
    the clause itself.
    """

    entry: Entry
    fate: Fate
    previous: Entry | None = None
    now: Excerpt | None = None
    before: Excerpt | None = None
    change: SectionChange | None = None

    @property
    def renumbered(self) -> bool:
        return self.now is not None and self.before is not None and self.now.number != self.before.number

    @property
    def shown(self) -> Excerpt | None:
        """The clause as this version has it, else as it was before this version removed it."""
        return self.now or self.before


def lineage(
    history: Timeline, contents: Mapping[int, Clauses], key: str, language: str
) -> tuple[Stage, ...]:
    """The clause in every version of the language from its introduction on, oldest first.

    ``contents`` holds the clauses of every version by number. Empty when no version has the clause in this
    language. Where a version gave the clause another key, it is recognised by its text.
    """
    entries = [entry for entry in history.entries if language in entry.version.languages]
    keys = _keys(history, entries, contents, key, language)
    found: list[Stage] = []
    for entry in entries:
        previous = _before(history, entry, language)
        now, before = (
            contents[each.number].excerpt(keys[each.number], language)
            if each is not None and keys[each.number]
            else None
            for each in (entry, previous)
        )
        if now is None and before is None:
            continue
        stage = Stage(entry=entry, fate=Fate.UNCHANGED, previous=previous, now=now, before=before)
        found.append(_judged(stage, language, known=bool(found)))
    return tuple(found)


def languages_of_clause(contents: Mapping[int, Clauses], key: str, codes: tuple[str, ...]) -> list[str]:
    """The languages in which any version has the clause."""
    return [code for code in codes if any(content.excerpt(key, code) for content in contents.values())]


def _judged(stage: Stage, language: str, *, known: bool) -> Stage:
    if stage.now is None:
        return replace(stage, fate=Fate.REMOVED)
    if stage.before is None:
        return replace(stage, fate=Fate.RETURNED if known else Fate.INTRODUCED)
    if _same(stage.before.section, stage.now.section):
        return stage
    change = _change(stage.before.section, stage.now.section, language)
    return replace(stage, fate=Fate.CHANGED, change=change) if change.changed else stage


def _same(old: Section, new: Section) -> bool:
    return (old.heading, old.body, old.level) == (new.heading, new.body, new.level)


def _change(old: Section, new: Section, language: str) -> SectionChange:
    """The two compared as if they were all there is; numbers are not compared here."""
    sides = (_alone(replace(old, key=new.key), language), _alone(new, language))
    (change,) = compare(*sides, language).sections
    return change


def _alone(section: Section, language: str) -> Document:
    return Document(
        policy=section.key,
        kind="other",
        languages=(language,),
        authoritative=language,
        issuer="",
        title={},
        sections=(section,),
    )


def _before(history: Timeline, entry: Entry, language: str) -> Entry | None:
    """The version readers of the language had before this one."""
    previous = history.before(entry)
    while previous is not None and language not in previous.version.languages:
        previous = history.before(previous)
    return previous


def _keys(
    history: Timeline, entries: list[Entry], contents: Mapping[int, Clauses], key: str, language: str
) -> dict[int, str]:
    """The clause's key in each version, empty where the version lacks it."""
    keys = {entry.number: key if key in contents[entry.number].keys else "" for entry in entries}
    steps = [
        (previous.number, entry.number)
        for entry in entries
        if (previous := _before(history, entry, language)) is not None
    ]
    for old, new in steps:
        if keys[old] and not keys[new]:
            keys[new] = _partner(contents[old], contents[new], language, old_key=keys[old])
    for old, new in reversed(steps):
        if keys[new] and not keys[old]:
            keys[old] = _partner(contents[old], contents[new], language, new_key=keys[new])
    return keys


def _partner(old: Clauses, new: Clauses, language: str, *, old_key: str = "", new_key: str = "") -> str:
    """The key of the clause that was recognised as this one on the other side; else empty."""
    comparison = compare(old.document, new.document, language)
    for change in comparison.sections:
        if old_key and change.old_key == old_key:
            return change.new_key or ""
        if new_key and change.new_key == new_key:
            return change.old_key or ""
    return ""
