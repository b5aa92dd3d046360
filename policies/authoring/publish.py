"""From the admin's pages to the register: organisations, addresses and the release of a draft."""

from __future__ import annotations

from typing import Any, Final, cast

from policies.document.languages import CODES, in_language, put_in_language
from policies.publication.addresses import move_policy, rename_organisation
from policies.publication.facts import OrganisationFacts
from policies.publication.freeze import freeze
from policies.publication.lateness import plan_later_day
from policies.publication.locking import locked
from policies.publication.models import Organisation, Policy, PolicyVersion
from policies.publication.refusal import CannotPublish, Refusal

from .draft_types import DraftPage
from .open_findings import dismissed_in
from .readiness import POLICY_FACTS, Readiness, facts_differ, facts_of
from .second_person import approval_of, publisher_of
from .writing_rights import name_of

# What the register keeps of an organisation page under the same names, in no language.
ORGANISATION_FACTS: Final = tuple(
    field.name for field in OrganisationFacts._meta.fields if field.name not in ("name", "description")
)


def register_organisation(page: Any) -> Organisation:
    """The register's organisation for this page, created or brought up to date."""
    organisation: Organisation = page.organisation or Organisation()
    if organisation.pk:
        names = {code: page.name_in(code) or "" for code in CODES}
        rename_organisation(organisation, slug=page.slug, names=names)
    organisation.slug = page.slug
    for field in ORGANISATION_FACTS:
        setattr(organisation, field, getattr(page, field))
    for code in CODES:
        put_in_language(organisation, "name", code, page.name_in(code))
        put_in_language(organisation, "description", code, in_language(page, "description", code) or "")
    organisation.save()
    if page.organisation_id != organisation.pk:
        page.organisation = organisation
        page.save(update_fields=["organisation"])
    return organisation


def release(page: DraftPage, checked: Readiness | None = None) -> PolicyVersion | None:
    """Freeze the page's live revision as a version; none when only the register's facts (slug, practice) changed.

    ``checked`` comes from a form that saved this revision a moment ago: nobody approved or published it since. It
    counts while no other version came between. Raises ``CannotPublish`` when a rule forbids it.
    """
    policy, created, facts_changed = _enter(page)
    latest = None if created else policy.versions.newest()
    ready = checked if checked is not None and checked.latest == latest else Readiness(page=page)
    approval = approval_of(page.live_revision) if checked is None else None
    person = publisher_of(page.live_revision, approval)
    revision = page.live_revision_id
    again = latest is not None and checked is None
    if not (again and policy.versions.filter(source_revision=revision).exists()):
        _refuse(*ready.lacking)
        if facts_changed and latest is not None and latest.published.document == ready.document:
            return None
        if person is not None:
            _refuse(*ready.refusals_to(person, approval), *ready.unconfirmed)
    version = freeze(
        policy=policy,
        document=ready.document,
        significance=page.significance,
        note=ready.record.note,
        effective_from=page.effective_date,
        source_revision=revision,
        by=name_of(person) if person else "",
        by_id=person.pk if person else None,
        waivers=ready.waivers(person, approval),
        dismissed=dismissed_in(ready.divergences),
    )
    if page.later_day and ready.telling.binds:
        plan_later_day(
            version=version,
            day=page.later_day,
            by=version.actor_name,
            by_id=version.actor_account,
        )
    return version


def _refuse(*refusals: Refusal) -> None:
    if refusals:
        raise CannotPublish(*refusals)


def _enter(page: DraftPage) -> tuple[Policy, bool, bool]:
    """The page's policy in the register; whether it was created, and whether facts of it changed."""
    policy, created = Policy.objects.get_or_create(
        uuid=page.policy_uuid,
        defaults={
            "organisation": cast(Organisation, page.organisation_page.organisation),
            **facts_of(page),
        },
    )
    if created or not facts_differ(policy, page):
        return policy, created, False
    policy = locked(policy.pk)
    move_policy(policy, organisation=policy.organisation, slug=page.slug)
    for field, value in facts_of(page).items():
        setattr(policy, field, value)
    policy.save(update_fields=POLICY_FACTS)
    return policy, False, True
