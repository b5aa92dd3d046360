"""Everything an organisation has in the register, in one archive: to take along, or to keep."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder

from policies.authoring.draft import document_of
from policies.authoring.models import PolicyPage
from policies.authoring.people.membership import Invitation, Membership
from policies.document.canonical import canonical_bytes
from policies.document.languages import CODES
from policies.document.malformed import MalformedDocument
from policies.evidence.bundle import bundle
from policies.notification.contract_parties import ContractParty
from policies.notification.ledger import Notice
from policies.notification.models import Subscription
from policies.publication.audit_trail import AuditEntry
from policies.publication.checkpoints import evidence_of, signed_tree
from policies.publication.models import Organisation, PolicyVersion

# Beyond this an archive is written to the disk while it is made.
IN_MEMORY = 8 * 1024 * 1024
# A spreadsheet runs a cell that begins so.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def export(organisation: Organisation) -> IO[bytes]:
    """The archive, at its beginning: facts, people, drafts, versions with their evidence, readers, notices, deeds."""
    made = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("organisation.json", _json(_facts(organisation)))
        archive.writestr(
            "people.csv", as_csv(("account", "name", "email", "role", "since"), _people(organisation))
        )
        archive.writestr("invitations.csv", as_csv(("email", "roles", "asked"), _invited(organisation)))
        archive.writestr("subscribers.csv", as_csv(_READER, _readers(organisation)))
        archive.writestr("contract-parties.csv", as_csv(_PARTY, _parties(organisation)))
        archive.writestr(
            "notices.csv", as_csv(("version", "kind", "written", "finished"), _notices(organisation))
        )
        archive.writestr(
            "deeds.csv", as_csv(("at", "action", "subject", "by", "details"), _deeds(organisation))
        )
        _write_versions(archive, organisation)
        _write_drafts(archive, organisation)
    made.seek(0)
    return made


_PARTY = ("email", "language", "basis", "reference", "source", "since", "objected", "ended")
_READER = ("email", "language", "frequency", "policy", "clause", "words", "kind", "asked", "confirmed")


def _facts(organisation: Organisation) -> dict[str, Any]:
    return {field.name: getattr(organisation, field.attname) for field in organisation._meta.fields}


def _people(organisation: Organisation) -> Iterable[Sequence[Any]]:
    for membership in Membership.objects.of(organisation):
        person = membership.person
        yield (
            person.get_username(),
            person.get_full_name(),
            person.email,
            membership.role,
            membership.since,
        )


def _invited(organisation: Organisation) -> Iterable[Sequence[Any]]:
    for invitation in Invitation.objects.filter(organisation=organisation):
        yield invitation.email, " ".join(invitation.roles), invitation.created_at


def _readers(organisation: Organisation) -> Iterable[Sequence[Any]]:
    found = Subscription.objects.to([organisation])
    for each in (
        found.select_related("subscriber", "policy", "search").order_by("pk").iterator(chunk_size=1000)
    ):
        reader = each.subscriber
        policy = each.policy.slug if each.policy else ""
        yield (
            *(reader.email, reader.language, reader.frequency, policy, each.clause or ""),
            *((each.search.words, each.search.kind) if each.search else ("", "")),
            *(each.created_at, each.confirmed_at),
        )


def _parties(organisation: Organisation) -> Iterable[Sequence[Any]]:
    found = ContractParty.objects.filter(organisation=organisation)
    for each in found.select_related("subscriber", "party_list"):
        reader = each.subscriber
        yield (
            *((reader.email, reader.language) if reader else ("", "")),
            *(each.basis, each.reference, each.party_list.source),
            *(each.since, each.objected_at, each.ended_at),
        )


def _notices(organisation: Organisation) -> Iterable[Sequence[Any]]:
    found = Notice.objects.filter(version__policy__organisation=organisation).order_by("pk")
    for each in found.select_related("version__policy__organisation").defer("version__content"):
        yield str(each.version), each.kind, each.created_at, each.finished_at


def _deeds(organisation: Organisation) -> Iterable[Sequence[Any]]:
    for each in AuditEntry.objects.filter(organisation=organisation.pk).order_by("pk").iterator():
        yield each.at, each.action, each.subject, each.actor_name, json.dumps(each.details)


def _write_versions(archive: zipfile.ZipFile, organisation: Organisation) -> None:
    """Each version's canonical bytes, and its evidence bundle where the log has signed it."""
    found = PolicyVersion.objects.filter(policy__organisation=organisation).select_related("policy")
    for version in found.order_by("policy__slug", "number").iterator(chunk_size=20):
        at = f"{version.policy.slug}/v{version.number}"
        archive.writestr(f"{at}.json", bytes(version.content))
        evidence = evidence_of(version)
        if evidence is not None:
            archive.writestr(f"{at}-evidence.zip", bundle(evidence, signed_tree(evidence.latest)))


def _write_drafts(archive: zipfile.ZipFile, organisation: Organisation) -> None:
    page = getattr(organisation, "page", None)
    for draft in PolicyPage.objects.child_of(page) if page is not None else ():
        try:
            text = canonical_bytes(document_of(draft.get_latest_revision_as_object(), CODES))
        except MalformedDocument as error:
            text = _json({"unreadable": str(error)}).encode()
        archive.writestr(f"{draft.slug}/draft.json", text)


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def as_csv(heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Cells that a spreadsheet would run as a formula begin with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heading)
    for row in rows:
        cells = ("" if cell is None else str(cell) for cell in row)
        writer.writerow([f"'{cell}" if cell.startswith(FORMULAS) else cell for cell in cells])
    return text.getvalue()
