"""The history of one clause: its text now, the version that introduced it, and every change since."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policies.comparison.compare import compare
from policies.comparison.result import Comparison, SectionChange
from policies.comparison.show.redline import heading_html, section_html
from policies.comparison.show.render_context import RenderContext, labels_in
from policies.document.html import blocks_html, text_html
from policies.document.languages import CODES
from policies.document.presentation import Html, present
from policies.document.shape import Document, Section
from policies.publication.localize import grouped

from .excerpts import Clauses, Excerpt, shown_clauses
from .history_picture import picture_of
from .lookup import content_of, language_choices, no_version, path_to, policy_context, policy_page
from .responses import Absent, Choice, Moved, quoted
from .timeline import Entry, Timeline, with_words

LISTED_CLAUSES = 60
# In words, what differs between two texts of a clause; other kinds go without saying.
_CHANGES = {
    "edited": gettext_lazy("reworded"),
    "renamed": gettext_lazy("new heading"),
    "level": gettext_lazy("other level"),
    "form": gettext_lazy("form changed, no word changed"),
    "formatting": gettext_lazy("other formatting"),
    "typographic": gettext_lazy("typography only"),
}


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
    def told(self) -> bool:
        """Whether the version did something to the clause that is worth a row of its own."""
        return self.fate is not Fate.UNCHANGED or self.renumbered

    @property
    def shown(self) -> Excerpt | None:
        """The clause as this version has it, else as it was before this version removed it."""
        return self.now or self.before

    @property
    def changes(self) -> list[str]:
        """What was done to it, a word or two each."""
        kinds = self.change.kinds if self.change is not None else ()
        return [str(_CHANGES[kind]) for kind in kinds if kind in _CHANGES]


@policy_page
def clause(request: HttpRequest, history: Timeline, language: str, key: str) -> HttpResponse:
    with_words(history.entries)
    contents = shown_clauses(history)
    canonical = _canonical(key)
    stages = lineage(history, contents, canonical, language) if canonical else ()
    if not stages:
        raise _unknown(history, contents, key, canonical, language)
    if canonical != key:
        raise Moved(path_to("clause", history.policy, language, canonical))
    now = _now(stages, history)
    # Its heading names the clause: as it is now, else as it last was or will be.
    shown = now or [stage for stage in stages if stage.now is not None][-1]
    page = RenderContext(language, labels_in(_, ngettext, number=grouped))
    context = policy_context(history) | {
        "key": key,
        "first": stages[0],
        "last_change": _last_change(stages),
        "now": now,
        "shown": shown,
        "clause": shown.now,
        "heading": _heading(shown, language),
        "stages": [(stage, *_marked_up(stage, language, page)) for stage in reversed(stages)],
        "alternates": _languages(contents, key),
        "picture": picture_of(history, language, only=key, contents=contents),
    }
    return render(request, "policies/clause.html", context)


def _canonical(key: str) -> str:
    """The key as addresses write it; empty for what is no key."""
    try:
        return str(uuid.UUID(key)) if len(key) == len(str(uuid.NAMESPACE_URL)) else ""
    except ValueError:
        return ""


def _last_change(stages: tuple[Stage, ...]) -> Stage:
    """The newest stage in force or past that brought these words; of an announced clause, its first."""
    told = [
        stage for stage in stages if stage.fate is not Fate.UNCHANGED and not stage.entry.is_upcoming
    ]
    return (told or stages)[-1]


def _now(stages: tuple[Stage, ...], history: Timeline) -> Stage | None:
    """The clause in the version that readers of this language have now, or none when it lacks the clause."""
    current = history.in_force
    standing = [
        stage
        for stage in stages
        if current and stage.entry.number <= current.number and not stage.entry.is_withdrawn
    ]
    return standing[-1] if standing and standing[-1].now is not None else None


def _heading(stage: Stage, language: str) -> Html:
    heading = stage.shown.section.heading.get(language, "") if stage.shown else ""
    return Html(text_html(heading, language))


def _marked_up(stage: Stage, language: str, page: RenderContext) -> tuple[Html, Html]:
    """Heading and body: the redline where the clause changed, the plain text where it came."""
    if stage.change is not None:
        return Html(heading_html(stage.change, page)), Html(section_html(stage.change, page))
    if stage.fate in (Fate.INTRODUCED, Fate.RETURNED) and stage.now is not None:
        body = stage.now.section.body.get(language, ())
        return _heading(stage, language), Html(blocks_html(body, language))
    return Html(), Html()


def _unknown(
    history: Timeline, contents: Mapping[int, Clauses], key: str, canonical: str, language: str
) -> Absent:
    """No version has the clause in this language: the languages it is in, else the clauses there are."""
    policy = history.policy
    elsewhere = _languages(contents, canonical)
    if elsewhere:
        return Absent(
            _("This clause was not published in this language."),
            offer=_("What you can read"),
            choices=language_choices("clause", policy, elsewhere, canonical),
        )
    reason = _("No version of this policy has a clause “%(key)s”.") % {"key": quoted(key)}
    entry = history.readable(language)
    if entry is None:
        return no_version(reason, history, language)
    clauses = present(content_of(history, entry).document, language).contents[:LISTED_CLAUSES]
    return Absent(
        reason,
        offer=_("Clauses of this policy"),
        choices=[
            Choice(
                f"{clause.number} {clause.plain_heading}".strip(),
                path_to("clause", policy, language, clause.anchor),
            )
            for clause in clauses
        ],
    )


def lineage(
    history: Timeline, contents: Mapping[int, Clauses], key: str, language: str
) -> tuple[Stage, ...]:
    """The clause in every version of the language from its introduction on, oldest first.

    ``contents`` holds the clauses of every version by number. Empty when no version has the clause in this
    language. Where a version gave the clause another key, it is recognised by its text.
    """
    steps = list(_steps(history, language))
    keys = _keys(steps, contents, key, language)
    found: list[Stage] = []
    for previous, entry in steps:
        now = contents[entry.number].excerpt(keys[entry.number], language)
        before = contents[previous.number].excerpt(keys[previous.number], language) if previous else None
        if now is not None or before is not None:
            change = _difference(before, now, language) if before and now else None
            fate = Fate.CHANGED if change else Fate.UNCHANGED
            if now is None:
                fate = Fate.REMOVED
            elif before is None:
                fate = Fate.RETURNED if found else Fate.INTRODUCED
            found.append(
                Stage(entry=entry, fate=fate, previous=previous, now=now, before=before, change=change)
            )
    return tuple(found)


def _languages(contents: Mapping[int, Clauses], key: str) -> list[str]:
    """The languages in which any version has the clause."""
    return [code for code in CODES if any(content.excerpt(key, code) for content in contents.values())]


def _steps(history: Timeline, language: str) -> Iterator[tuple[Entry | None, Entry]]:
    """Each version of the language with the one its readers had before it."""
    previous: Entry | None = None
    for entry in history.entries:
        if language in entry.languages:
            yield previous, entry
            if not entry.is_withdrawn:
                previous = entry


def _keys(
    steps: list[tuple[Entry | None, Entry]], contents: Mapping[int, Clauses], key: str, language: str
) -> dict[int, str]:
    """The clause's key in each version, empty where the version lacks it."""
    keys = {
        entry.number: key if key in contents[entry.number].keys else "" for _previous, entry in steps
    }
    pairs = [(previous.number, entry.number) for previous, entry in steps if previous is not None]
    for later in (True, False):
        for old, new in pairs if later else reversed(pairs):
            here, there = (old, new) if later else (new, old)
            if keys[here] and not keys[there]:
                comparison = compare(contents[old].document, contents[new].document, language)
                keys[there] = _partner(comparison, keys[here], later=later)
    return keys


def _partner(comparison: Comparison, key: str, *, later: bool) -> str:
    """The key of the clause that was recognised as this one in the later or the earlier text; else empty."""
    for change in comparison.sections:
        here, there = change.old_key, change.new_key
        if not later:
            here, there = there, here
        if here == key:
            return there or ""
    return ""


def _difference(before: Excerpt, now: Excerpt, language: str) -> SectionChange | None:
    """What differs between two texts of the clause, compared as if they were all there is; numbers are not."""
    old, new = before.section, now.section
    if (old.heading, old.body, old.level) == (new.heading, new.body, new.level):
        return None
    sides = (_alone(replace(old, key=new.key), language), _alone(new, language))
    (change,) = compare(*sides, language).sections
    return change if change.changed else None


def _alone(section: Section, language: str) -> Document:
    return Document(
        policy=section.key,
        kind="other",
        languages=(language,),
        authoritative=language,
        issuer={language: ""},
        title={},
        sections=(section,),
    )
