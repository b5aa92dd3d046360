"""What changed between two versions: the page, its JSON, and the form that picks two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from policies.comparison.result import ENGINE_VERSION, Comparison
from policies.comparison.show.as_json import to_json
from policies.document.languages import LANGUAGES
from policies.publication.addresses import comparison_path

from .absence import Absent, Choice, quoted
from .compared import compared as compared_once
from .redlines import Redline, View, redlined
from .register import content_of, entry_at, entry_choice, find, version_address
from .responses import IMMUTABLE, public
from .timeline import Entry, Timeline, timeline

# To be raised whenever the same comparison would be marked up otherwise.
MARKUP: Final = "5"
REMEMBERED: Final = 24 * 60 * 60  # seconds
JSON_SCHEMA = 1


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
    query = View.of(request.GET).whole.query
    return HttpResponseRedirect(path + query.rstrip("?"))


@public
def compare_page(
    request: HttpRequest, language: str, hub: str, slug: str, old: str, new: str
) -> HttpResponse:
    history, before, after = _sides(request, language, hub, slug, old, new)
    view = View.of(request.GET)
    context: dict[str, Any] = {
        "policy": history.policy,
        "hub": history.policy.hub,
        "timeline": history,
        "old": before,
        "new": after,
        "sides": (before, after),
        "view": view,
        "backwards": before.number > after.number,
        "alternates": [code for code in before.cover.languages if code in after.cover.languages],
    }
    if before.number != after.number:
        redline = redline_of(history, before, after, language, view)
        if view.clause and not redline.clauses:
            raise _no_clause(history, before, after, language, view)
        context |= {"redline": redline, "clause": redline.clauses[0] if view.clause else None}
    return render(request, "policies/compare.html", context)


def redline_of(history: Timeline, old: Entry, new: Entry, language: str, view: View) -> Redline:
    """The marked-up comparison; remembered, as neither version ever changes."""
    shown = f"{language}.{view.layout}.{view.only_changes}.{old.number}.{new.number}"
    key = f"redline.{MARKUP}.{ENGINE_VERSION}.{old.sha256}.{new.sha256}.{shown}.{quote(view.clause)}"
    remembered: Redline | None = cache.get(key)
    if remembered is None:
        remembered = redlined(
            compared(history, old, new, language),
            view,
            sides=(_version(old), _version(new)),
            source=(
                version_address(history.policy, new.number, language),
                new.published_on.isoformat(),
            ),
        )
        if remembered.clauses or not view.clause:
            cache.set(key, remembered, REMEMBERED)
    return remembered


def _version(entry: Entry) -> str:
    return _("Version %(number)s") % {"number": entry.number}


def _no_clause(history: Timeline, old: Entry, new: Entry, language: str, view: View) -> Absent:
    """The address of a clause that neither version has: those that changed are offered."""
    whole = redline_of(history, old, new, language, View())
    path = comparison_path(history.policy, language, old.number, new.number)
    return Absent(
        _("Neither of the two versions has a clause “%(clause)s”.") % {"clause": quoted(view.clause)},
        offer=_("Clauses that changed"),
        choices=[
            Choice(
                label=f"{clause.plain_number} {clause.label}".strip() or _("Introduction"),
                path=path + replace(view, clause=clause.anchor).query,
            )
            for clause in whole.contents
            if clause.marked
        ]
        + [Choice(label=_("The whole comparison"), path=path)],
    )


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
        content, json_dumps_params={"ensure_ascii": False}, headers={"Cache-Control": IMMUTABLE}
    )


def compared(history: Timeline, old: Entry, new: Entry, language: str) -> Comparison:
    return compared_once(
        old=old.sha256,
        new=new.sha256,
        language=language,
        documents=lambda: (content_of(history, old).document, content_of(history, new).document),
    )


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
