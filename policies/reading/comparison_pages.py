"""What changed between two versions: the page, its JSON, and the form that picks two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from policies.comparison.result import Comparison
from policies.comparison.show.as_json import to_json
from policies.document.languages import LANGUAGES
from policies.publication.public_addresses import comparison_path, history_path
from policies.writers.pdf.typesetting import TypesettingBusy
from policies.writers.pdf.write_pdf import redline_pdf
from policies.writers.version_facts import VersionFacts, facts_of
from policies.writers.word.write_docx import redline_docx

from .comparison_cache import comparison_of, redline_of
from .comparison_view import View
from .lookup import (
    content_of,
    entry_at,
    entry_choice,
    policy_context,
    policy_page,
    shared_languages,
    subject_of,
)
from .responses import Absent, Choice, quoted, unavailable
from .shelf.keeping import promise
from .timeline import Entry, Timeline, with_words
from .version_formats import DOCX, PDF, file_name, file_response

JSON_SCHEMA = 1
FEW = 50  # versions that a list to choose from may hold


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
    with_words((before, after, *history.titled))
    view = View.of(request.GET)
    context: dict[str, Any] = policy_context(history) | {
        "old": before,
        "new": after,
        "sides": (before, after),
        "few": len(history.entries) <= FEW,
        "view": view,
        "backwards": before.number > after.number,
        "alternates": shared_languages(before, after),
    }
    if before.number != after.number:
        redline = redline_of(history, before, after, language, view)
        if view.clause and not redline.clauses:
            raise _no_clause(history, before, after, language, view)
        context |= {"redline": redline, "clause": redline.clauses[0] if view.clause else None}
        if redline.identical and not view.clause:
            context["changed_in"] = [
                code
                for code in shared_languages(before, after)
                if code != language and not comparison_of(history, before, after, code).identical
            ]
    response = render(request, "policies/compare.html", context)
    promise(
        response,
        subject_of(history.policy),
        until=history.true_until,
        query=view.query.lstrip("?"),
    )
    return response


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
        "old": _side(before),
        "new": _side(after),
        "comparison": to_json(comparison_of(history, before, after, language)),
    }
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False})


def _side(entry: Entry) -> dict[str, object]:
    withheld = [mark.part for mark in entry.version.withheld.each]
    side = {"number": entry.number, "sha256": entry.version.sha256}
    return {**side, **({"withheld": withheld} if withheld else {})}


@policy_page
def compare_pdf(
    request: HttpRequest, history: Timeline, language: str, old: str, new: str
) -> HttpResponse:
    """The redline, the whole text with its changes."""
    comparison, before, after = _compared(history, language, old, new)
    try:
        content = redline_pdf(comparison, before, after)
    except TypesettingBusy:
        return unavailable(request)
    return file_response(content, PDF, _file_name(history, before, after, "pdf"), inline=True)


@policy_page
def compare_docx(
    request: HttpRequest,  # noqa: ARG001 - a view
    history: Timeline,
    language: str,
    old: str,
    new: str,
) -> HttpResponse:
    """The redline as tracked changes."""
    comparison, before, after = _compared(history, language, old, new)
    content = redline_docx(comparison, before, after)
    return file_response(content, DOCX, _file_name(history, before, after, "docx"))


def _compared(
    history: Timeline, language: str, old: str, new: str
) -> tuple[Comparison, VersionFacts, VersionFacts]:
    before, after = _sides(history, language, old, new)
    facts = []
    for entry in (before, after):
        version = content_of(history, entry)
        facts.append(facts_of(version, version.document, language))
    return comparison_of(history, before, after, language), facts[0], facts[1]


def _file_name(history: Timeline, old: VersionFacts, new: VersionFacts, ending: str) -> str:
    return f"{file_name(history)}-v{old.number}-v{new.number}-{new.language}.{ending}"


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
    lacking = [entry for entry in (before, after) if language not in entry.languages]
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
