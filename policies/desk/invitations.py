"""Invitations to serve an organisation: a signed link by mail, for one address, that works for a week and once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from policies.authoring.people.changing import give_roles
from policies.authoring.people.membership import INVITED_FOR, Invitation
from policies.authoring.people.rights import may
from policies.authoring.people.roles import Act, Role
from policies.authoring.people.wagtail_groups import follow
from policies.authoring.writing_rights import name_of
from policies.document.languages import CODES
from policies.notification.letters import is_taken, letter_to
from policies.notification.mail_isolation import say
from policies.notification.mail_lead import fitted
from policies.notification.signed_links import Purpose, make_token, read_token
from policies.notification.subscription_offers import organisation_name
from policies.publication import public_addresses
from policies.publication.audit_trail import AuditEntry, note
from policies.publication.models import Organisation
from policies.publication.refusal import CannotChangePeople, Refusal

# A day's invitations of one organisation, and how often one address of them is written to.
MOST_A_DAY: Final = 50
MOST_TO_ONE: Final = 3
# Django's longest user name: an address may become one.
LONGEST: Final = 150


class NotInvited(Exception):
    """The invitation was accepted, revoked or replaced by a newer one, or its organisation left."""


@transaction.atomic
def invite(
    *, organisation: Organisation, email: str, roles: Iterable[str], language: str, by: Any
) -> Invitation:
    """Write the invitation; ``send`` sends it. An open one to the same address is revoked by it.

    Raises ``CannotChangePeople``; then nothing was written.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    address, wanted = email.strip(), sorted(set(roles))
    if refusals := _refusals(organisation, address, wanted, language, by):
        raise CannotChangePeople(*refusals)
    earlier = Invitation.objects.filter(organisation=organisation, email__iexact=address)
    earlier.filter(accepted_at=None, revoked_at=None).update(revoked_at=Now())
    invitation = Invitation.objects.create(
        organisation=organisation, email=address, roles=wanted, language=language, by=name_of(by)
    )
    _note(organisation, by, invited=str(invitation.uuid), roles=wanted)
    return invitation


def refusals_of_address(address: str) -> list[Refusal]:
    """Why no invitation of any kind goes to this address."""
    found = []
    try:
        EmailValidator()(address)
    except ValidationError:
        message = _("“%(address)s” is not an email address.") % {"address": address}
        found.append(Refusal(code="no_address", field="email", message=message))
    if len(address) > LONGEST:
        message = _("The address is too long. Characters at most: %(most)s.") % {"most": LONGEST}
        found.append(Refusal(code="too_long", field="email", message=message))
    return found


def _refusals(
    organisation: Organisation, address: str, roles: list[str], language: str, by: Any
) -> list[Refusal]:
    if organisation.left_at is not None or not may(by, Act.MANAGE_PEOPLE, organisation):
        message = _("Only an owner of “%(organisation)s” may change its people.")
        return [Refusal(code="no_right", message=message % {"organisation": organisation})]
    found = refusals_of_address(address)
    if not roles or set(roles) - set(Role.values):
        message = _("Choose at least one role from the list.")
        found.append(Refusal(code="no_role", field="roles", message=message))
    if language not in CODES:
        message = _("Choose the language of the message.")
        found.append(Refusal(code="no_language", field="language", message=message))
    return found or _refusals_of_many(organisation, address)


def _refusals_of_many(organisation: Organisation, address: str) -> list[Refusal]:
    """An organisation writes to strangers through us: not without end."""
    today = Invitation.objects.filter(
        organisation=organisation, created_at__gt=Now() - timedelta(days=1)
    )
    if today.count() >= MOST_A_DAY:
        message = _("Too many invitations within a day: the limit is %(most)s. Go on tomorrow.")
        return [Refusal(code="too_many", message=message % {"most": MOST_A_DAY})]
    if today.filter(email__iexact=address).count() >= MOST_TO_ONE:
        message = _(
            "“%(address)s” was written to too often within a day: the limit is %(most)s. Go on tomorrow."
        )
        words = {"address": address, "most": MOST_TO_ONE}
        return [Refusal(code="too_many_to_one", field="email", message=message % words)]
    return []


def link_of(invitation: Invitation) -> str:
    token = make_token(Purpose.INVITATION, invitation.uuid)
    return public_addresses.absolute(reverse("account_invitation", args=[token]))


def send(invitation: Invitation) -> bool:
    """Send the mail; whether the server took it. Nothing is undone where it did not."""
    language, organisation = invitation.language, invitation.organisation
    with translation.override(language):
        names = {"organisation": organisation_name(organisation, language), "by": invitation.by}
        opening = _("%(by)s invites you to work on the policies of %(organisation)s as:")
        heading = say(_("%(organisation)s invites you to its policies"), language, **names)
        words = {
            "heading": heading,
            "subject": fitted(
                _("Invitation to the policies of %(title)s"),
                {"language": language, "text_language": language, "title": names["organisation"]},
            ),
            "names": {"organisation": say("%(organisation)s", language, **names)},
            "opening": say(opening, language, **names),
            "roles": invitation.role_names,
            "link": link_of(invitation),
            "days": INVITED_FOR.days,
        }
    return is_taken(
        letter_to(invitation.email, "invitation", language, words, organisation=organisation)
    )


@transaction.atomic
def revoke(*, invitation: Invitation, by: Any) -> None:
    """Let the link work no more. Raises ``CannotChangePeople``."""
    if not may(by, Act.MANAGE_PEOPLE, invitation.organisation_id):
        message = _("Only an owner of “%(organisation)s” may change its people.")
        words = {"organisation": invitation.organisation}
        raise CannotChangePeople(Refusal(code="no_right", message=message % words))
    Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=Now())
    _note(invitation.organisation, by, revoked=str(invitation.uuid))


def invitation_at(token: str) -> Invitation:
    """What the link names. Raises ``BadToken``, ``ExpiredToken`` or ``NotInvited``."""
    named = read_token(Purpose.INVITATION, token)
    found = Invitation.objects.open().select_related("organisation").filter(uuid=named).first()
    if found is None or found.organisation.left_at is not None:
        raise NotInvited
    return found


@transaction.atomic
def accept(*, invitation: Invitation, person: Any) -> None:
    """Give the person the roles. Raises ``NotInvited`` where it was accepted or revoked meanwhile."""
    organisation = Organisation.objects.select_for_update().get(pk=invitation.organisation_id)
    if not Invitation.objects.open().filter(pk=invitation.pk).exists() or organisation.left_at:
        raise NotInvited
    give_roles(organisation=organisation, person=person, roles=invitation.roles)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=Now())
    follow(person)
    _note(
        organisation,
        person,
        accepted=str(invitation.uuid),
        added=invitation.roles,
        invited_by=invitation.by,
    )


def _note(organisation: Organisation, by: Any, **details: Any) -> None:
    """The invited address is in no row that stays: the invitation's number names it as long as that is kept."""
    note(
        AuditEntry.Action.ROLES, organisation.slug, by=by, organisation=organisation.pk, details=details
    )
