"""The screens of an organisation's contract parties: their lists, who confirms them, and whom to write letters to."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from policies.authoring.people.rights import may
from policies.authoring.people.roles import Act
from policies.notification.contract_parties import Basis, ContractParty, PartyKey, PartyList
from policies.notification.party_api import new_key
from policies.notification.party_letters import (
    is_being_sent,
    note_letters,
    told_versions,
    unreached_parties,
    why_unreached,
)
from policies.notification.party_lists import (
    COLUMNS,
    LARGEST,
    CannotEnter,
    PartyRow,
    decide,
    end,
    propose,
    read_file,
)
from policies.publication.audit_trail import AuditEntry, note
from policies.publication.models import Organisation, PolicyVersion

from .exporting import as_csv
from .organisation_screens import allowed, frame, tell_refused, unstored

PER_PAGE: Final = 50
_SHOWN_ROWS: Final = 20
# Who publishes may be the second person of a list; who reads the readers' addresses does all else.
SEEING: Final = (Act.LIST_READERS, Act.PUBLISH)


def page(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Who is a party, what waits to be confirmed, and the forms to change it."""
    return _render(request, allowed(request, organisation_id, *SEEING))


@require_POST
def hand_in(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Read a file of addresses; a second person confirms it."""
    organisation = allowed(request, organisation_id, Act.LIST_READERS)
    sent, source = request.FILES.get("file"), request.POST.get("source", "")
    try:
        rows = read_file(sent.read(LARGEST + 1) if sent else b"")
        complete = request.POST.get("complete") == "1"
        propose(organisation, rows, source=source, complete=complete, **_who(request))
    except CannotEnter as refused:
        tell_refused(request, refused)
        return _render(request, organisation, source=source[:200])
    messages.success(
        request, _("The list waits until another person confirms it. Nobody is told by it before.")
    )
    return redirect("policies_people:parties", organisation.pk)


@require_POST
def decide_on(request: HttpRequest, organisation_id: int, party_list: uuid.UUID) -> HttpResponse:
    """Confirm or decline a list."""
    organisation = allowed(request, organisation_id, *SEEING)
    found = get_object_or_404(PartyList, uuid=party_list, organisation=organisation)
    confirmed = request.POST.get("decision") == "confirm"
    try:
        decide(found, confirmed=confirmed, **_who(request))
    except CannotEnter as refused:
        tell_refused(request, refused)
    else:
        said = (
            _("Confirmed: they are told of the next substantial change.")
            if confirmed
            else _("Declined: its addresses are deleted.")
        )
        messages.success(request, said)
    return redirect("policies_people:parties", organisation.pk)


@require_POST
def end_one(request: HttpRequest, organisation_id: int, party: int) -> HttpResponse:
    organisation = allowed(request, organisation_id, Act.LIST_READERS)
    found = get_object_or_404(ContractParty.objects.standing(), pk=party, organisation=organisation)
    end(found, **_who(request))
    messages.success(request, _("The contract is noted as ended: nothing more is sent on its account."))
    return redirect("policies_people:parties", organisation.pk)


@require_POST
def add_key(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """A key for a program, which is shown this once."""
    organisation = allowed(request, organisation_id, Act.LIST_READERS)
    name = " ".join(request.POST.get("name", "").split())[:80]
    if not name:
        messages.error(request, _("Say which program the key is for."))
        return _render(request, organisation)
    key, digest = new_key()
    who = _who(request)
    with transaction.atomic():
        made = PartyKey.objects.create(
            organisation=organisation,
            name=name,
            digest=digest,
            made_by=who["by"],
            made_by_name=who["name"],
        )
        _note(request, organisation, key=made.pk)
    return _render(request, organisation, shown=key)


@require_POST
def revoke_key(request: HttpRequest, organisation_id: int, party_key: int) -> HttpResponse:
    organisation = allowed(request, organisation_id, Act.LIST_READERS)
    found = get_object_or_404(PartyKey, pk=party_key, organisation=organisation)
    with transaction.atomic():
        PartyKey.objects.filter(pk=found.pk, revoked_at=None).update(revoked_at=Now())
        _note(request, organisation, revoked=found.pk)
    messages.success(request, _("The key opens nothing any more."))
    return redirect("policies_people:parties", organisation.pk)


def export(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Every party with basis and source, as CSV."""
    organisation = allowed(request, organisation_id, Act.LIST_READERS)
    parties = ContractParty.objects.standing().filter(organisation=organisation)
    _note(request, organisation, exported=parties.count())
    rows = (
        [
            each.subscriber.email if each.subscriber else "",
            each.subscriber.language if each.subscriber else "",
            each.basis,
            each.reference,
            each.party_list.source,
            each.since.date().isoformat(),
            each.objected_at.date().isoformat() if each.objected_at else "",
        ]
        for each in parties.select_related("subscriber", "party_list")
    )
    return _file("contract-parties.csv", [*COLUMNS, "source", "since", "objected"], rows)


def letters(request: HttpRequest, organisation_id: int, version_id: int) -> HttpResponse:
    """The parties whom no mail of a version reached; POST notes that they were told by letter."""
    organisation, version = _of_version(request, organisation_id, version_id)
    if request.method == "POST":
        return _note_letters(request, organisation, version)
    found = Paginator(unreached_parties(version), PER_PAGE).get_page(request.GET.get("page"))
    context = frame(organisation, _("Told by letter")) | {
        "organisation": organisation,
        "version": version,
        "parties": found,
        "rows": [(each, why_unreached(each)) for each in found],
        "sending": is_being_sent(version),
        "today": organisation.today().isoformat(),
    }
    return unstored(render(request, "policies/desk/party_letters.html", context))


def letters_file(request: HttpRequest, organisation_id: int, version_id: int) -> HttpResponse:
    organisation, version = _of_version(request, organisation_id, version_id)
    _note(request, organisation, letters=version.pk)
    rows = (
        [
            each.reference,
            each.subscriber.email if each.subscriber else "",
            each.subscriber.language if each.subscriber else "",
            why_unreached(each),
            each.letter.isoformat() if each.letter else "",
        ]
        for each in unreached_parties(version)
    )
    named = f"letters-{version.policy.slug}-v{version.number}.csv"
    return _file(named, ["reference", "email", "language", "why", "told by letter on"], rows)


def _note_letters(
    request: HttpRequest, organisation: Organisation, version: PolicyVersion
) -> HttpResponse:
    chosen = [
        int(value) for value in request.POST.getlist("party") if value.isascii() and value.isdigit()
    ]
    try:
        sent_on = date.fromisoformat(request.POST.get("sent_on", ""))
    except ValueError:
        sent_on = None
    if sent_on is None or not version.published_on <= sent_on <= organisation.today():
        messages.error(
            request, _("Give the day on which the letters left: from the publication until today.")
        )
    elif not chosen:
        messages.error(request, _("Choose who was told by letter."))
    else:
        count = note_letters(version, chosen, sent_on=sent_on, name=_who(request)["name"])
        _note(request, organisation, told_by_letter=count, version=version.pk)
        messages.success(request, _("Noted."))
    return redirect("policies_people:party_letters", organisation.pk, version.pk)


def _of_version(
    request: HttpRequest, organisation_id: int, version_id: int
) -> tuple[Organisation, PolicyVersion]:
    organisation = allowed(request, organisation_id, Act.LIST_READERS)
    versions = PolicyVersion.objects.select_related("policy__organisation").defer("content")
    return organisation, get_object_or_404(versions, pk=version_id, policy__organisation=organisation)


def _who(request: HttpRequest) -> dict[str, Any]:
    user: Any = request.user
    return {"by": user.pk, "name": user.get_full_name() or user.get_username()}


def _rows(party_list: PartyList) -> list[tuple[str, str, str, str]]:
    """The first people of a list that waits, with the words of their basis."""
    first = [PartyRow(*row) for row in party_list.rows[:_SHOWN_ROWS]]
    return [(row.email, row.language, str(Basis(row.basis).label), row.reference) for row in first]


def _note(request: HttpRequest, organisation: Organisation, **details: Any) -> None:
    note(
        AuditEntry.Action.PARTIES,
        organisation.slug,
        by=request.user,
        organisation=organisation.pk,
        details=details,
    )


def _file(name: str, head: list[str], rows: Iterable[list[str]]) -> HttpResponse:
    # With the mark by which Excel knows UTF-8.
    answer = HttpResponse("\ufeff" + as_csv(head, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return unstored(answer)


def _render(request: HttpRequest, organisation: Organisation, **more: Any) -> HttpResponse:
    keeps = may(request.user, Act.LIST_READERS, organisation)
    parties = ContractParty.objects.standing().filter(organisation=organisation)
    found = Paginator(parties.select_related("subscriber", "party_list"), PER_PAGE)
    waiting = PartyList.objects.filter(organisation=organisation, outcome="")
    context = frame(organisation, _("Contract parties")) | {
        "organisation": organisation,
        "keeps": keeps,
        "waiting": [
            {"list": each, "rows": _rows(each), "own": each.made_by == request.user.pk}
            for each in waiting
        ],
        "parties": found.get_page(request.GET.get("page")) if keeps else None,
        "count": found.count,
        "decided": PartyList.objects.filter(organisation=organisation).exclude(outcome="")[:10],
        "keys": PartyKey.objects.filter(organisation=organisation, revoked_at=None),
        "versions": told_versions(organisation) if keeps and found.count else [],
        "columns": ", ".join(COLUMNS),
        **more,
    }
    return unstored(render(request, "policies/desk/parties.html", context))


ADDRESSES = [
    path("<int:organisation_id>/parties/", page, name="parties"),
    path("<int:organisation_id>/parties/hand-in/", hand_in, name="hand_in_parties"),
    path("<int:organisation_id>/parties/export/", export, name="export_parties"),
    path("<int:organisation_id>/parties/keys/", add_key, name="add_party_key"),
    path(
        "<int:organisation_id>/parties/keys/<int:party_key>/revoke/", revoke_key, name="revoke_party_key"
    ),
    path("<int:organisation_id>/parties/list/<uuid:party_list>/", decide_on, name="decide_parties"),
    path("<int:organisation_id>/parties/<int:party>/end/", end_one, name="end_party"),
    path("<int:organisation_id>/parties/letters/<int:version_id>/", letters, name="party_letters"),
    path(
        "<int:organisation_id>/parties/letters/<int:version_id>/file/",
        letters_file,
        name="party_letters_file",
    ),
]
