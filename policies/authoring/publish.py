"""From the admin's pages to the register: organisations, addresses and the release of a draft."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Exists, OuterRef

from policies.document.languages import CODES
from policies.document.shape import Document, MalformedDocument
from policies.publication.freeze import freeze, refusals_of_version
from policies.publication.locking import locked
from policies.publication.models import FormerAddress, Organisation, Policy, PolicyVersion
from policies.publication.refusal import CannotPublish, Refusal
from policies.publication.version_record import Record, Waived, Waiver

from . import second_person
from .confirming import confirmation_of
from .draft import document_of
from .guard import minor_refusals
from .requirements import day_of_publication, draft_refusals, short_notice
from .second_person import publisher_of
from .writing_rights import name_of

if TYPE_CHECKING:
    from wagtail.models import Revision

    from .models import OrganisationPage, PolicyPage

# What the register keeps of an organisation page and of a policy page under the same names.
ORGANISATION_FACTS = (
    "contact_email",
    "website",
    "time_zone",
    "authoritative",
    "practice",
    "notice_days",
    "short_notice",
    "reminder_days",
)
POLICY_FACTS = ("slug", "kind", "practice", "notice_days")


def register_organisation(page: OrganisationPage) -> Organisation:
    """The register's organisation for this page, created or brought up to date."""
    organisation = page.organisation or Organisation()
    if organisation.slug and organisation.slug != page.slug:
        for policy in (
            Policy.objects.public().filter(organisation=organisation).select_related("organisation")
        ):
            _keep_address(policy)
    organisation.slug = page.slug
    for field in ORGANISATION_FACTS:
        setattr(organisation, field, getattr(page, field))
    for code in CODES:
        setattr(organisation, f"name_{code}", page.name_in(code))
        setattr(organisation, f"description_{code}", getattr(page, f"description_{code}") or "")
    organisation.save()
    if page.organisation_id != organisation.pk:
        page.organisation = organisation
        page.save(update_fields=["organisation"])
    return organisation


def _keep_address(policy: Policy) -> None:
    """Before a policy leaves an address: from now on it redirects."""
    FormerAddress.objects.get_or_create(
        organisation_slug=policy.organisation.slug, slug=policy.slug, defaults={"policy": policy}
    )


def release(page: PolicyPage) -> PolicyVersion | None:
    """Freeze the page's live revision as a version; none when only the register's facts (slug, practice) changed.

    Raises ``CannotPublish`` when a rule forbids it.
    """
    policy, facts_changed = _enter(page)
    revision = page.live_revision_id
    published = policy.versions.filter(source_revision=revision).exists()
    person = publisher_of(page.live_revision)
    if not published and (refusals := draft_refusals(page)):
        raise CannotPublish(*refusals)
    document = document_of(page)
    latest = policy.versions.order_by("-number").first()
    if not published and facts_changed and latest is not None and latest.document == document:
        return None
    if not published:
        refusals = refusals_for(page, person, page.live_revision)
        if refusals:
            raise CannotPublish(*refusals)
    return freeze(
        policy=policy,
        document=document,
        significance=page.significance,
        note=notes_of(page, document.languages),
        effective_from=page.effective_date,
        source_revision=revision,
        by=name_of(person) if person else "",
        by_id=person.pk if person else None,
        waivers=waivers_of(page, document, person),
    )


def refusals_for(page: PolicyPage, person: Any, revision: Revision | None) -> list[Refusal]:
    """Why this person may not publish this draft by themselves; a command (none) may."""
    if person is None:
        return []
    return second_person.refusals_of(page, revision, person) + minor_refusals(page)


def waivers_of(page: PolicyPage, document: Document, person: Any) -> dict[Waived, Waiver]:
    """The rules that this release sets aside, each with its reason and who answers for it."""
    by = name_of(person) if person else ""
    found = {}
    if short_notice(page):
        found[Waived.NOTICE_PERIOD] = Waiver(reason=page.short_notice_reason.strip(), by=by)
    if page.significance == "minor" and (confirmed := confirmation_of(page, document)):
        found[Waived.SUBSTANTIALITY] = Waiver(reason=confirmed.reason, by=confirmed.actor_name)
    if person is not None and second_person.approval_of(page.live_revision) is None:
        found[Waived.SECOND_PERSON] = Waiver(reason=page.emergency_reason.strip(), by=by)
    return found


def refusals(page: PolicyPage) -> list[Refusal]:
    """Why publishing this draft now would be refused; writes nothing."""
    found = draft_refusals(page)
    try:
        document = document_of(page)
    except MalformedDocument as error:
        return found or [Refusal(code="malformed", message=str(error))]
    policy = policy_of(page)
    latest = policy.versions.order_by("-number").first() if policy.pk else None
    against = refusals_of_version(policy, record_of(page, document, latest), latest)
    if policy.pk and _facts_differ(policy, page):
        against = [refusal for refusal in against if refusal.code != "nothing_changed"]
    return found + against


def policy_of(page: PolicyPage) -> Policy:
    """The page's policy in the register, or the one it would be, not saved."""
    if page.policy is not None:
        return page.policy
    facts = {field: getattr(page, field) for field in POLICY_FACTS}
    return Policy(uuid=page.policy_uuid, organisation=page.organisation_page.organisation, **facts)


def record_of(page: PolicyPage, document: Document, latest: PolicyVersion | None) -> Record:
    """The record the draft would be frozen with after ``latest``."""
    return Record(
        document=document,
        number=latest.number + 1 if latest else 1,
        previous=latest.sha256 if latest else "",
        significance=page.significance,
        effective_from=page.effective_date or day_of_publication(page),
        origin="authored",
        time_zone=page.organisation_page.time_zone,
        note=notes_of(page, document.languages),
    )


def notes_of(page: PolicyPage, languages: Iterable[str]) -> dict[str, str]:
    return {code: (getattr(page, f"change_note_{code}") or "").strip() for code in languages}


def _enter(page: PolicyPage) -> tuple[Policy, bool]:
    """The page's policy in the register, created or brought up to date, and whether facts changed."""
    organisation = page.organisation_page.organisation
    policy, created = Policy.objects.get_or_create(
        uuid=page.policy_uuid,
        defaults={
            "organisation": cast(Organisation, organisation),
            "slug": page.slug,
            "kind": page.kind,
            "practice": page.practice,
            "notice_days": page.notice_days,
        },
    )
    if created or not _facts_differ(policy, page):
        return policy, False
    policy = locked(policy.pk)
    if policy.slug != page.slug:
        _keep_address(policy)
    for field in POLICY_FACTS:
        setattr(policy, field, getattr(page, field))
    policy.save(update_fields=POLICY_FACTS)
    return policy, True


def _facts_differ(policy: Policy, page: PolicyPage) -> bool:
    return any(getattr(policy, field) != getattr(page, field) for field in POLICY_FACTS)


def live_without_version() -> list[PolicyPage]:
    """Policy pages that Wagtail calls live and that never published a version: there must be none."""
    from .models import PolicyPage

    versions = PolicyVersion.objects.filter(policy__uuid=OuterRef("policy_uuid"))
    return list(PolicyPage.objects.live().filter(~Exists(versions)))
