"""What changed since the version that somebody accepted: until today's text, and apart from it what is announced.

A website asks for an acceptance slip when somebody accepts; ``since`` takes it later, and says what became of that text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from policies.document.languages import CODES
from policies.evidence.notes import BadKey
from policies.evidence.slips import BadSlip, Slip, read_slip, signed
from policies.publication.checkpoints import public_keys, signing_keys
from policies.publication.public_addresses import absolute, comparison_path, policy_path, version_path

from .comparison_cache import redline_of
from .comparison_view import RedlinedClause, View
from .lookup import (
    comparison_address,
    entry_at,
    path_to,
    policy_context,
    policy_page,
    readable_language,
    require_language,
    shared_languages,
)
from .responses import Absent, bad_value
from .timeline import Entry, Timeline, with_words

MUST_KNOW: Final = ("initial", "substantial")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """From the version that was accepted to the one that applies. ``language`` is the one they are compared in.

    ``between`` are the versions that came into force since, oldest first. ``clauses`` are those that changed in their
    words; empty if the two have no language in common.
    """

    accepted: Entry
    today: Entry | None
    between: tuple[Entry, ...]
    announced: tuple[Entry, ...]
    language: str
    clauses: tuple[RedlinedClause, ...]
    address: str

    @property
    def changed(self) -> bool:
        return self.today is not None and self.today.number != self.accepted.number

    @property
    def substantial(self) -> bool:
        """Whether a change between them was one that readers must know."""
        return any(entry.version.significance in MUST_KNOW for entry in self.between)


@policy_page
def since(request: HttpRequest, history: Timeline, language: str, number: str) -> HttpResponse:
    return _page(
        request, history, language, changes_since(history, entry_at(history, language, number), language)
    )


@policy_page
def since_json(request: HttpRequest, history: Timeline, language: str, number: str) -> HttpResponse:  # noqa: ARG001 - a view
    return _data(history, changes_since(history, entry_at(history, language, number), language))


@policy_page
def since_slip(request: HttpRequest, history: Timeline, language: str) -> HttpResponse:
    """``?slip=`` an acceptance slip, ``?form=json`` for data. Without one, to the history."""
    value = request.GET.get("slip", "").strip()
    if not value:
        return HttpResponseRedirect(path_to("history", history.policy, language))
    try:
        slip = read_slip(value, public_keys())
        entry = history.entry(slip.number)
        if slip.policy != history.policy.uuid or entry is None or entry.version.sha256 != slip.sha256:
            raise BadSlip("it is of another text")
    except BadSlip:
        return bad_value(
            request, _("This is no acceptance slip of this policy, or this register did not sign it.")
        )
    changes = changes_since(history, entry, language)
    as_data = request.GET.get("form") == "json"
    response = (
        _data(history, changes, slip) if as_data else _page(request, history, language, changes, slip)
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@policy_page
def acceptance(request: HttpRequest, history: Timeline, language: str, number: str) -> HttpResponse:  # noqa: ARG001 - a view
    """A slip that says: this version was shown in this language now. Nothing is stored, nobody is named."""
    entry = entry_at(history, language, number)
    require_language(history, entry, language)
    try:
        keys = signing_keys()
    except BadKey:
        keys = ()
    if not keys:
        raise Absent(_("This register signs no acceptance slips."))
    slip = Slip(
        policy=history.policy.uuid,
        number=entry.number,
        sha256=entry.version.sha256,
        language=language,
        at=datetime.now(tz=UTC).replace(microsecond=0),
    )
    written = signed(slip, keys)
    address = absolute(path_to("since_slip", history.policy, language))
    content = _said(slip) | {"slip": written, "since_url": f"{address}?slip={written}"}
    response = JsonResponse(content)
    response.headers["Cache-Control"] = "no-store"
    return response


def changes_since(history: Timeline, accepted: Entry, language: str) -> Changes:
    """In this language where both versions have it, else in one that both have."""
    today = history.in_force
    newer = today.number if today else 0
    between = tuple(
        entry
        for entry in history.standing
        if accepted.number < entry.number <= newer and not entry.is_upcoming
    )
    announced = tuple(entry for entry in history.upcoming if entry.number != accepted.number)
    with_words((accepted, *between, *announced, *history.titled))
    clauses: tuple[RedlinedClause, ...] = ()
    address, shown = "", language
    if today is not None and today.number != accepted.number:
        shared = shared_languages(accepted, today)
        address = comparison_address(accepted, today, language)
        if shared:
            shown = language if language in shared else readable_language(today.version, shared[0])
            shown = shown if shown in shared else shared[0]
            redline = redline_of(history, accepted, today, shown, View())
            clauses = tuple(clause for clause in redline.clauses if clause.anchor and clause.marked)
    return Changes(
        accepted=accepted,
        today=today,
        between=between,
        announced=announced,
        language=shown,
        clauses=clauses,
        address=address,
    )


def _page(
    request: HttpRequest, history: Timeline, language: str, changes: Changes, slip: Slip | None = None
) -> HttpResponse:
    context = policy_context(history) | {
        "changes": changes,
        "announced": [
            (entry, comparison_address(changes.accepted, entry, language)) for entry in changes.announced
        ],
        "between": [
            (entry, comparison_address(history.before(entry), entry, language))
            for entry in changes.between
        ],
        "slip": slip,
        "alternates": CODES,
    }
    return render(request, "policies/since.html", context)


def _data(history: Timeline, changes: Changes, slip: Slip | None = None) -> HttpResponse:
    def facts(entry: Entry) -> dict[str, Any]:
        shown = readable_language(entry.version, changes.language)
        return {
            "number": entry.number,
            "sha256": entry.version.sha256,
            "significance": entry.version.significance,
            "standing": entry.standing.value,
            "effective_from": entry.effective_from.isoformat(),
            "note": entry.version.note_in(changes.language)[0],
            "url": absolute(version_path(entry.version, shown)),
        }

    shown = changes.language
    content: dict[str, Any] = {
        "policy": str(history.policy.uuid),
        "url": absolute(policy_path(history.policy, shown)),
        "accepted": facts(changes.accepted),
        "today": facts(changes.today) if changes.today else None,
        "changed": changes.changed,
        "substantial": changes.substantial,
        "language": shown,
        "comparison_url": absolute(changes.address) if changes.address else None,
        "between": [facts(entry) for entry in changes.between],
        "clauses": [
            {
                "key": clause.anchor,
                "number": clause.plain_number,
                "heading": clause.label,
                "kinds": clause.kinds,
            }
            for clause in changes.clauses
        ],
        "announced": [
            facts(entry)
            | {
                "comparison_urls": {
                    code: absolute(
                        comparison_path(history.policy, code, changes.accepted.number, entry.number)
                    )
                    for code in shared_languages(changes.accepted, entry)
                }
            }
            for entry in changes.announced
        ],
    }
    if slip is not None:
        content["slip"] = _said(slip)
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False})


def _said(slip: Slip) -> dict[str, Any]:
    return {
        "policy": str(slip.policy),
        "version": slip.number,
        "sha256": slip.sha256,
        "language": slip.language,
        "at": slip.at.isoformat().replace("+00:00", "Z"),
    }
