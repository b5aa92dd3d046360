"""Giving and taking roles, and handing an organisation over. Each act is one transaction, and is in the audit trail."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import Page, PageSubscription, WorkflowState, get_default_page_content_type

from policies.publication.audit_trail import AuditEntry, note
from policies.publication.models import Organisation
from policies.publication.refusal import CannotChangePeople, Refusal

from .membership import Membership
from .rights import may
from .roles import Act, Role
from .wagtail_groups import follow

# More than an organisation has; what a mistake or a stolen account could otherwise fill.
MOST_PEOPLE: Final = 500


@transaction.atomic
def set_roles(*, organisation: Organisation, person: Any, roles: Iterable[str], by: Any) -> None:
    """Let this person have exactly these roles in the organisation; none of them takes the person out.

    Raises ``CannotChangePeople``; then nothing was written.
    """
    organisation = _locked(organisation)
    _refuse_unless_managing(organisation, by)
    wanted = _known(roles)
    held = set(Membership.objects.of(organisation).filter(person=person).values_list("role", flat=True))
    if Role.OWNER in held - wanted:
        _refuse_last_owner(organisation, person)
    give_roles(organisation=organisation, person=person, roles=wanted - held)
    Membership.objects.filter(organisation=organisation, person=person, role__in=held - wanted).delete()
    follow(person)
    if not wanted:
        _tell_no_more(organisation, person)
    _note(organisation, person, by, added=wanted - held, removed=held - wanted)


@transaction.atomic
def hand_over(*, organisation: Organisation, person: Any, by: Any) -> None:
    """Make this person of the organisation its owner in the place of ``by``, who keeps every other role.

    Raises ``CannotChangePeople``; then nothing was written.
    """
    organisation = _locked(organisation)
    _refuse_unless_managing(organisation, by)
    there = Membership.objects.of(organisation)
    if not there.filter(person=person).exists():
        message = _("“%(name)s” does not serve this organisation: invite that person first.")
        raise CannotChangePeople(Refusal(code="not_there", message=message % {"name": person}))
    if person == by:
        message = _("You cannot hand the organisation over to yourself.")
        raise CannotChangePeople(Refusal(code="same_person", message=message))
    give_roles(organisation=organisation, person=person, roles={Role.OWNER})
    there.owners().filter(person=by).delete()
    if not there.filter(person=by).exists():
        give_roles(organisation=organisation, person=by, roles={Role.PUBLISHER})
    for each in (person, by):
        follow(each)
    _note(organisation, person, by, added={Role.OWNER}, removed=set())
    _note(organisation, by, by, added=set(), removed={Role.OWNER})


def give_roles(*, organisation: Organisation, person: Any, roles: Collection[str]) -> None:
    """Write the memberships; the caller has asked whether they may be, and lets the groups follow.

    Raises ``CannotChangePeople`` where the organisation has too many people.
    """
    people = Membership.objects.filter(organisation=organisation)
    new = bool(roles) and not people.filter(person=person).exists()
    if new and people.values("person").distinct().count() >= MOST_PEOPLE:
        message = _("Too many people serve this organisation: the limit is %(most)s.")
        raise CannotChangePeople(Refusal(code="too_many", message=message % {"most": MOST_PEOPLE}))
    for role in sorted(roles):
        Membership.objects.get_or_create(organisation=organisation, person=person, role=role)


def _locked(organisation: Organisation) -> Organisation:
    """The organisation, its row held: changes of its people wait for each other."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _refuse_unless_managing(organisation: Organisation, by: Any) -> None:
    if organisation.left_at is not None:
        message = _("“%(organisation)s” left this register: it has no people here any more.")
        words = {"organisation": organisation}
        raise CannotChangePeople(Refusal(code="left", message=message % words))
    if not may(by, Act.MANAGE_PEOPLE, organisation):
        message = _("Only an owner of “%(organisation)s” may change its people.")
        words = {"organisation": organisation}
        raise CannotChangePeople(Refusal(code="no_right", message=message % words))


def _known(roles: Iterable[str]) -> set[str]:
    wanted = set(roles)
    for role in sorted(wanted - set(Role.values)):
        message = _("“%(role)s” is no role: choose from the list.") % {"role": role}
        raise CannotChangePeople(Refusal(code="unknown_role", field="roles", message=message))
    return wanted


def _refuse_last_owner(organisation: Organisation, person: Any) -> None:
    """The database refuses it too; here the reason is said."""
    if not Membership.objects.of(organisation).owners().exclude(person=person).exists():
        message = _(
            "“%(name)s” is the last owner of “%(organisation)s”: make somebody else an owner first."
        ) % {"name": person, "organisation": organisation}
        raise CannotChangePeople(Refusal(code="last_owner", field="roles", message=message))


def _tell_no_more(organisation: Organisation, person: Any) -> None:
    """Mails of Wagtail about the organisation's pages: comments that were followed, reviews that were asked for."""
    page = getattr(organisation, "page", None)
    if page is None:
        return
    beneath = Page.objects.descendant_of(page, inclusive=True)
    PageSubscription.objects.filter(page__in=beneath, user=person).delete()
    WorkflowState.objects.filter(
        base_content_type=get_default_page_content_type(),
        object_id__in=beneath.values_list(Cast("pk", CharField()), flat=True),
        status__in=[WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES],
        requested_by=person,
    ).update(requested_by=None)


def _note(
    organisation: Organisation, person: Any, by: Any, *, added: set[str], removed: set[str]
) -> None:
    if added or removed:
        details = {"added": sorted(added), "removed": sorted(removed)}
        note(
            AuditEntry.Action.ROLES,
            f"{organisation.slug}: {person.get_username()}",
            by=by,
            organisation=organisation.pk,
            details={name: roles for name, roles in details.items() if roles},
        )
