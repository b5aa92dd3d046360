"""An organisation leaves the register: what it had is exported, its drafts and people go, its texts and proofs stay.

Its addresses go on leading to its texts, which say that it left and where it publishes since. Subscribers are told
nothing more, and those of nobody else are erased; their consent stays on record as digests.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, PageLogEntry

from policies.authoring.people.membership import Invitation, Membership
from policies.authoring.people.rights import administers_site, may
from policies.authoring.people.roles import Act
from policies.authoring.people.wagtail_groups import follow, forget_groups
from policies.notification.contract_parties import ContractParty, PartyKey, PartyList
from policies.notification.ledger import Notice
from policies.notification.models import Subscriber, Subscription
from policies.publication.audit_trail import AuditEntry, note
from policies.publication.models import Organisation, Policy
from policies.publication.promise import Practice
from policies.publication.refusal import CannotLeave, Refusal

from .readers import forget_reader


@transaction.atomic
def leave(*, organisation: Organisation, confirmed: str, left_for: str, by: Any) -> None:
    """Take the organisation out, for good. ``confirmed`` is its address, typed; ``left_for`` a web address or empty.

    Raises ``CannotLeave``; then nothing was written.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if refusals := refusals_to_leave(organisation, confirmed, left_for, by):
        raise CannotLeave(*refusals)
    note(AuditEntry.Action.LEFT, organisation.slug, by=by, organisation=organisation.pk)
    _forget_readers(organisation)
    organisation.left_at, organisation.left_for = timezone.now(), left_for.strip()
    organisation.practice = Practice.CONSULT
    organisation.save(update_fields=["left_at", "left_for", "practice"])
    Policy.objects.filter(organisation=organisation).update(practice=Practice.ORGANISATION)
    _delete_drafts(organisation)
    _forget_people(organisation)


def refusals_to_leave(
    organisation: Organisation, confirmed: str | None, left_for: str, by: Any
) -> list[Refusal]:
    """Why it cannot leave now; ``confirmed`` of none asks whether it could, before anything is typed."""
    if organisation.left_at is not None:
        message = _("“%(organisation)s” left already.") % {"organisation": organisation}
        return [Refusal(code="left", message=message)]
    if not may(by, Act.LEAVE, organisation):
        message = _("Only an owner of “%(organisation)s” may take it out of the register.")
        return [Refusal(code="no_right", message=message % {"organisation": organisation})]
    found = []
    if Notice.objects.filter(version__policy__organisation=organisation, finished_at=None).exists():
        message = _("A notice is under way: its readers are told first. Come back when it is finished.")
        found.append(Refusal(code="notice_under_way", message=message))
    if confirmed is None:
        return found
    if confirmed.strip() != organisation.slug:
        message = _("Type “%(slug)s”, the organisation’s address, to confirm.")
        words = {"slug": organisation.slug}
        found.append(Refusal(code="not_confirmed", field="confirmed", message=message % words))
    if left_for.strip():
        try:
            URLValidator(schemes=["https", "http"])(left_for.strip())
        except ValidationError:
            message = _("“%(address)s” is not a web address such as https://example.org/policies.")
            words = {"address": left_for}
            found.append(Refusal(code="no_address", field="left_for", message=message % words))
    return found


def _forget_readers(organisation: Organisation) -> None:
    """End every subscription to it; an address that subscribed to nothing else is erased."""
    theirs, parties = (
        Subscription.objects.to([organisation]),
        ContractParty.objects.filter(organisation=organisation),
    )
    readers = Subscriber.objects.filter(
        Q(pk__in=theirs.values("subscriber")) | Q(pk__in=parties.values("subscriber"))
    )
    known = list(readers.values_list("pk", flat=True))
    parties.delete()
    PartyList.objects.filter(organisation=organisation).delete()
    PartyKey.objects.filter(organisation=organisation).delete()
    for reader in Subscriber.objects.filter(pk__in=known).iterator(chunk_size=500):
        forget_reader(reader, organisation)


def _delete_drafts(organisation: Organisation) -> None:
    """The pages with their revisions, comments, workflows and histories. What was published is no page."""
    page = getattr(organisation, "page", None)
    if page is None:
        return
    numbers = list(Page.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True))
    page.specific.delete()
    PageLogEntry.objects.filter(page_id__in=numbers).delete()


def _forget_people(organisation: Organisation) -> None:
    """Memberships and invitations go, and accounts that serve nobody else."""
    Invitation.objects.filter(organisation=organisation).delete()
    people = get_user_model()._default_manager.filter(memberships__organisation=organisation).distinct()
    for person in list(people):
        Membership.objects.filter(organisation=organisation, person=person).delete()
        follow(person)
        serves_others = Membership.objects.filter(person=person).exists()
        if not (serves_others or administers_site(person) or person.is_staff or person.groups.exists()):
            person.delete()
    forget_groups(organisation)
