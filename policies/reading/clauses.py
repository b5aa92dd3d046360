"""The history of one clause: its text now, the version that introduced it, and every change since."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policies.comparison.show.redline import heading_html, section_html
from policies.comparison.show.render_context import RenderContext, labels_in
from policies.document.html import blocks_html, text_html
from policies.document.languages import CODES, LANGUAGES
from policies.document.presentation import Html, present
from policies.publication.wording import grouped

from .absence import Absent, Choice, Moved, quoted
from .lineage import Fate, Stage, languages_of_clause, lineage
from .register import content_of, find, version_choices
from .responses import public
from .timeline import Timeline, timeline

LISTED_CLAUSES = 60
NOTHING = Html()
# In words, what differs between two texts of a clause; other kinds go without saying.
_CHANGES = {
    "edited": gettext_lazy("reworded"),
    "renamed": gettext_lazy("new heading"),
    "level": gettext_lazy("other level"),
    "formatting": gettext_lazy("other formatting"),
    "typographic": gettext_lazy("typography only"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStage:
    """A stage marked up: the redline where the clause changed, the plain text where it came."""

    stage: Stage
    heading: Html = NOTHING
    body: Html = NOTHING

    @property
    def told(self) -> bool:
        """Whether the version did something to the clause that is worth a row of its own."""
        return self.stage.fate is not Fate.UNCHANGED or self.stage.renumbered

    @property
    def changes(self) -> list[str]:
        """What was done to it, a word or two each."""
        kinds = self.stage.change.kinds if self.stage.change is not None else ()
        return [str(_CHANGES[kind]) for kind in kinds if kind in _CHANGES]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """The stages of one clause, never empty, oldest first, and which of them readers have now."""

    stages: tuple[Stage, ...]
    history: Timeline

    @property
    def first(self) -> Stage:
        return self.stages[0]

    @property
    def last_change(self) -> Stage:
        """The newest stage in force or past that brought these words; of an announced clause, its first."""
        changed = [
            stage
            for stage in self.stages
            if stage.fate is not Fate.UNCHANGED and not stage.entry.is_upcoming
        ]
        return (changed or self.stages)[-1]

    @property
    def now(self) -> Stage | None:
        """The clause in the version that readers of this language have now; none where it lacks it."""
        current = self.history.in_force
        past = [stage for stage in self.stages if current and stage.entry.number <= current.number]
        standing = [stage for stage in past if not stage.entry.is_withdrawn]
        return standing[-1] if standing and standing[-1].now is not None else None

    @property
    def shown(self) -> Stage:
        """The stage whose heading names the clause: as it is now, else as it last was or will be."""
        with_text = [stage for stage in self.stages if stage.now is not None]
        return self.now or with_text[-1]


@public
def clause(request: HttpRequest, language: str, hub: str, slug: str, key: str) -> HttpResponse:
    policy = find(request, language, hub, slug)
    history = timeline(policy)
    contents = {
        number: bytes(content) for number, content in policy.versions.values_list("number", "content")
    }
    canonical = _canonical(key)
    stages = lineage(history, contents, canonical, language) if canonical else ()
    if not stages:
        raise _unknown(history, contents, key, canonical, language)
    address = [language, policy.hub.slug, policy.slug]
    if canonical != key:
        raise Moved(reverse("policies:clause", args=[*address, canonical]))
    line = Lineage(stages=stages, history=history)
    page = RenderContext(language, labels_in(_, ngettext, number=grouped))
    context = {
        "policy": policy,
        "hub": policy.hub,
        "timeline": history,
        "key": key,
        "line": line,
        "clause": line.shown.now,
        "heading": Html(text_html(_heading(line.shown, language), language)),
        "stages": [_shown(stage, language, page) for stage in reversed(stages)],
        "alternates": languages_of_clause(contents, key, CODES),
    }
    return render(request, "policies/clause.html", context)


def _canonical(key: str) -> str:
    """The key as addresses write it; empty for what is no key."""
    try:
        return str(uuid.UUID(key)) if len(key) == len(str(uuid.NAMESPACE_URL)) else ""
    except ValueError:
        return ""


def _heading(stage: Stage, language: str) -> str:
    return stage.shown.section.heading.get(language, "") if stage.shown else ""


def _shown(stage: Stage, language: str, page: RenderContext) -> ShownStage:
    if stage.change is not None:
        return ShownStage(
            stage=stage,
            heading=Html(heading_html(stage.change, page)),
            body=Html(section_html(stage.change, page)),
        )
    if stage.fate in (Fate.INTRODUCED, Fate.RETURNED) and stage.now is not None:
        return ShownStage(
            stage=stage,
            heading=Html(text_html(_heading(stage, language), language)),
            body=Html(blocks_html(stage.now.section.body.get(language, ()), language)),
        )
    return ShownStage(stage=stage)


def _unknown(
    history: Timeline, contents: Mapping[int, bytes], key: str, canonical: str, language: str
) -> Absent:
    """No version has the clause in this language: the languages it is in, else the clauses there are."""
    policy = history.policy
    address = [policy.hub.slug, policy.slug]
    elsewhere = languages_of_clause(contents, canonical, CODES) if canonical else []
    if elsewhere:
        return Absent(
            _("This clause was not published in this language."),
            offer=_("What you can read"),
            choices=[
                Choice(
                    label=LANGUAGES[code].name,
                    path=reverse("policies:clause", args=[code, *address, canonical]),
                    language=code,
                )
                for code in elsewhere
            ],
        )
    reason = _("No version of this policy has a clause “%(key)s”.") % {"key": quoted(key)}
    entry = history.readable(language)
    if entry is None:
        return Absent(
            reason,
            offer=_("Versions of this policy"),
            choices=version_choices(history, language),
        )
    text = present(content_of(history, entry).document, language)
    return Absent(
        reason,
        offer=_("Clauses of this policy"),
        choices=[
            Choice(
                label=f"{clause.number} {clause.plain_heading}".strip(),
                path=reverse("policies:clause", args=[language, *address, clause.anchor]),
            )
            for clause in text.contents[:LISTED_CLAUSES]
        ],
    )
