"""What changed between two versions: the page, its JSON, and the form that picks two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from policies.comparison.compare import compare
from policies.comparison.json import to_json
from policies.comparison.labels import Labels, labels_in
from policies.comparison.redline import (
    heading_html,
    move_html,
    number_html,
    parts_html,
    section_html,
)
from policies.comparison.result import Comparison, SectionChange, is_changed, text_on
from policies.document.languages import LANGUAGES
from policies.document.presentation import Html

from .absence import Absent, Choice
from .register import content_of, entry_at, entry_choice, find
from .responses import DAY, public
from .timeline import Entry, Timeline, timeline

JSON_SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RedlinedSection:
    """One section of the page, marked up; ``gap`` is how many unchanged sections were left out before."""

    anchor: str
    change: SectionChange
    label: str
    number: Html
    heading: Html
    move: Html
    body: Html
    gap: int = 0


@public
def pick(request: HttpRequest, language: str, hub: str, slug: str) -> HttpResponse:
    """The form that picks two versions; without them, back to the history."""
    policy = find(request, language, hub, slug)
    old, new = (request.GET.get(name, "").strip() for name in ("old", "new"))
    address = [language, policy.hub.slug, policy.slug]
    if not old or not new:
        return HttpResponseRedirect(reverse("policies:history", args=address))
    history = timeline(policy)
    entries = [entry_at(history, language, number) for number in (old, new)]
    path = reverse("policies:compare", args=[*address, *(entry.number for entry in entries)])
    only = "?only=changes" if request.GET.get("only") == "changes" else ""
    return HttpResponseRedirect(path + only)


@public
def compare_page(
    request: HttpRequest, language: str, hub: str, slug: str, old: str, new: str
) -> HttpResponse:
    history, before, after = _sides(request, language, hub, slug, old, new)
    context: dict[str, Any] = {
        "policy": history.policy,
        "hub": history.policy.hub,
        "timeline": history,
        "old": before,
        "new": after,
        "only_changes": request.GET.get("only") == "changes",
        "backwards": before.number > after.number,
        "alternates": [code for code in before.cover.languages if code in after.cover.languages],
    }
    if before.number != after.number:
        comparison = compared(history, before, after, language)
        labels = labels_in(_)
        only_changes = context["only_changes"]
        sections = list(_redlined(comparison, labels, only_changes=only_changes))
        context |= {
            "comparison": comparison,
            "title": Html(parts_html(comparison.title, language, labels)),
            "summary": Html(parts_html(comparison.summary, language, labels)),
            "summary_changed": is_changed(comparison.summary),
            "issuer": Html(parts_html(comparison.issuer, language, labels)),
            "issuer_changed": is_changed(comparison.issuer),
            "sides": (before, after),
            "sections": sections,
            "changed": [section for section in sections if section.change.changed and section.anchor],
            "gap_at_end": _unchanged_at_end(comparison) if only_changes else 0,
        }
    return render(request, "policies/compare.html", context)


@public
def compare_json(
    request: HttpRequest, language: str, hub: str, slug: str, old: str, new: str
) -> HttpResponse:
    """The typed comparison, complete: both texts can be rebuilt from it (``comparison.json``)."""
    history, before, after = _sides(request, language, hub, slug, old, new)
    content = {
        "schema": JSON_SCHEMA,
        "policy": str(history.policy.uuid),
        "old": {"number": before.number, "sha256": before.sha256},
        "new": {"number": after.number, "sha256": after.sha256},
        "comparison": to_json(compared(history, before, after, language)),
    }
    return JsonResponse(
        content, json_dumps_params={"ensure_ascii": False}, headers={"Cache-Control": DAY}
    )


def compared(history: Timeline, old: Entry, new: Entry, language: str) -> Comparison:
    return compare(content_of(history, old).document, content_of(history, new).document, language)


def _sides(
    request: HttpRequest, language: str, hub: str, slug: str, old: str, new: str
) -> tuple[Timeline, Entry, Entry]:
    """The two versions; raises ``Absent`` where one is not there or not in this language."""
    history = timeline(find(request, language, hub, slug))
    before, after = (entry_at(history, language, number) for number in (old, new))
    lacking = [entry for entry in (before, after) if language not in entry.cover.languages]
    if not lacking:
        return history, before, after
    policy = history.policy
    both = [code for code in before.cover.languages if code in after.cover.languages]
    choices = [
        Choice(
            label=_("Compare versions %(old)s and %(new)s: %(language)s")
            % {"old": before.number, "new": after.number, "language": LANGUAGES[code].name},
            path=reverse(
                "policies:compare",
                args=[code, policy.hub.slug, policy.slug, before.number, after.number],
            ),
        )
        for code in both
    ]
    sides = [before] if before.number == after.number else [before, after]
    raise Absent(
        _("Version %(number)s was not published in this language, so it cannot be compared in it.")
        % {"number": lacking[0].number},
        offer=_("What you can read"),
        choices=choices + [entry_choice(policy, entry, language) for entry in sides],
    )


def _redlined(
    comparison: Comparison, labels: Labels, *, only_changes: bool
) -> Iterator[RedlinedSection]:
    language = comparison.language
    gap = 0
    for change in comparison.sections:
        if only_changes and not change.changed:
            gap += 1
            continue
        # A moved section stands twice; an id may stand once, at the place where the section is now.
        gone = change.place == "departure"
        yield RedlinedSection(
            anchor="" if gone else change.key,
            change=change,
            label=text_on(change.heading, "old" if change.new_key is None else "new"),
            number=Html(number_html(change, labels)),
            heading=Html(heading_html(change, language, labels)),
            move=Html(move_html(change, labels)),
            body=Html(section_html(change, language, labels)),
            gap=gap,
        )
        gap = 0


def _unchanged_at_end(comparison: Comparison) -> int:
    """How many sections after the last change were left out."""
    count = 0
    for change in reversed(comparison.sections):
        if change.changed:
            break
        count += 1
    return count
