"""What changed between two versions: the page, its JSON, and the form that picks two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from policies.comparison.show.as_json import to_json
from policies.document.languages import LANGUAGES
from policies.publication.public_addresses import comparison_path, history_path

from .comparison_cache import comparison_of, redline_of
from .comparison_view import View
from .lookup import entry_at, entry_choice, policy_context, policy_page, shared_languages
from .responses import IMMUTABLE, Absent, Choice, quoted
from .timeline import Entry, Timeline

JSON_SCHEMA = 1


@policy_page
def pick(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:
    """The form that picks two versions; without them, back to the history."""
    policy = history.policy
    old, new = (request.GET.get(name, "").strip() for name in ("old", "new"))
    if not old or not new:
        return HttpResponseRedirect(history_path(policy, language))
    numbers = [entry_at(history, language, number).number for number in (old, new)]
    query = replace(View.of(request.GET), clause="").query
    return HttpResponseRedirect(comparison_path(policy, language, *numbers) + query.rstrip("?"))


@policy_page
def compare_page(
    request: HttpRequest, history: Timeline, language: str, old: str, new: str
) -> HttpResponse:
    before, after = _sides(history, language, old, new)
    view = View.of(request.GET)
    context: dict[str, Any] = policy_context(history) | {
        "old": before,
        "new": after,
        "sides": (before, after),
        "view": view,
        "backwards": before.number > after.number,
        "alternates": shared_languages(before, after),
    }
    if before.number != after.number:
        redline = redline_of(history, before, after, language, view)
        if view.clause and not redline.clauses:
            raise _no_clause(history, before, after, language, view)
        context |= {"redline": redline, "clause": redline.clauses[0] if view.clause else None}
    return render(request, "policies/compare.html", context)


@policy_page
def compare_json(
    request: HttpRequest,  # noqa: ARG001 - a view
    history: Timeline,
    language: str,
    old: str,
    new: str,
) -> HttpResponse:
    """The typed comparison, complete: both texts can be rebuilt from it (``comparison.json``)."""
    before, after = _sides(history, language, old, new)
    content = {
        "schema": JSON_SCHEMA,
        "policy": str(history.policy.uuid),
        "old": {"number": before.number, "sha256": before.version.sha256},
        "new": {"number": after.number, "sha256": after.version.sha256},
        "comparison": to_json(comparison_of(history, before, after, language)),
    }
    return JsonResponse(
        content, json_dumps_params={"ensure_ascii": False}, headers={"Cache-Control": IMMUTABLE}
    )


def _no_clause(history: Timeline, old: Entry, new: Entry, language: str, view: View) -> Absent:
    """The address of a clause that neither version has: those that changed are offered."""
    whole = redline_of(history, old, new, language, View())
    path = comparison_path(history.policy, language, old.number, new.number)
    changed = [
        Choice(
            f"{clause.plain_number} {clause.label}".strip() or _("Introduction"),
            path + replace(view, clause=clause.anchor).query,
        )
        for clause in whole.contents
        if clause.marked
    ]
    return Absent(
        _("Neither of the two versions has a clause “%(clause)s”.") % {"clause": quoted(view.clause)},
        offer=_("Clauses that changed"),
        choices=[*changed, Choice(_("The whole comparison"), path)],
    )


def _sides(history: Timeline, language: str, old: str, new: str) -> tuple[Entry, Entry]:
    """The two versions; raises ``Absent`` where one is not there or not in this language."""
    before, after = (entry_at(history, language, number) for number in (old, new))
    lacking = [entry for entry in (before, after) if language not in entry.version.languages]
    if not lacking:
        return before, after
    label = _("Compare versions %(old)s and %(new)s: %(language)s")
    numbers = {"old": before.number, "new": after.number}
    elsewhere = [
        Choice(
            label % (numbers | {"language": LANGUAGES[code].name}),
            comparison_path(history.policy, code, before.number, after.number),
        )
        for code in shared_languages(before, after)
    ]
    each = {entry.number: entry for entry in (before, after)}.values()
    raise Absent(
        _("Version %(number)s was not published in this language, so it cannot be compared in it.")
        % {"number": lacking[0].number},
        offer=_("What you can read"),
        choices=[*elsewhere, *(entry_choice(entry, language) for entry in each)],
    )
