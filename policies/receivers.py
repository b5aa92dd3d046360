"""The only junction of rooms: what happens in one when something happened in another."""

from __future__ import annotations

import logging
from typing import Any

from anymail.signals import AnymailTrackingEvent, tracking
from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.db.models.signals import post_delete, post_migrate, post_save, pre_migrate
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context

from .authoring import assignments
from .authoring.models import PolicyPage
from .authoring.organisation_page import OrganisationPage
from .authoring.page_indexes import forget_deleted
from .authoring.people import last_owner
from .authoring.people.membership import Membership
from .authoring.row_names import show_translated
from .desk import task_mails
from .evidence.notes import BadKey
from .notification import notice_record
from .notification.announcing import announce, withdrawn
from .notification.delivery_reports import report_of_provider
from .notification.webhooks import tell_of_retirement, tell_of_version, tell_of_withdrawal
from .publication import editions, lateness
from .publication.acts import Approval, Reinstatement, Withholding
from .publication.audit_trail import AuditEntry, note
from .publication.brand import Brand
from .publication.checkpoints import CannotSign, publish_checkpoint, signing_keys
from .publication.freeze import version_frozen
from .publication.guards import make_room, refuse_backwards, reinstall
from .publication.log import OTHER_EVENTS, Checkpoint, LogEntry, log_grew
from .publication.models import (
    FormerAddress,
    Organisation,
    Policy,
    PolicyVersion,
    Retirement,
    Withdrawal,
)
from .publication.own_domain import OwnDomain
from .publication.retire import policy_retired
from .publication.withdraw import version_withdrawn
from .publication.withhold import withholding_changed
from .reading import search_tables
from .reading.search_index import index_anew, index_organisation, index_version

logger = logging.getLogger(__name__)
# What public pages show. What they show of a version never changes; these rows come to it, or are renamed.
SHOWN = (
    Organisation,
    Policy,
    PolicyVersion,
    Withdrawal,
    Retirement,
    Approval,
    FormerAddress,
    Checkpoint,
    lateness.LateTelling,
    Brand,
    OwnDomain,
    Withholding,
    Reinstatement,
)


def connect(app: AppConfig) -> None:
    """The signals that name their sender: pages that are deleted, names that are shown, and migrations of this app."""
    forget_deleted(OrganisationPage, PolicyPage)
    show_translated()
    post_migrate.connect(reinstall, sender=app, dispatch_uid="policies.guards")
    post_migrate.connect(last_owner.reinstall, sender=app, dispatch_uid="policies.last_owner")
    task_mails.connect()
    pre_migrate.connect(refuse_backwards, sender=app, dispatch_uid="policies.never_backwards")
    pre_migrate.connect(make_room, sender=app, dispatch_uid="policies.room_to_migrate")
    if notice_record.events not in OTHER_EVENTS:
        OTHER_EVENTS.extend((notice_record.events, lateness.events))
    post_migrate.connect(search_tables.reinstall, sender=app, dispatch_uid="policies.search_tables")
    post_save.connect(move_midnight, sender=Organisation, dispatch_uid="policies.search_midnight")
    post_delete.connect(free_work, sender=Membership, dispatch_uid="policies.assignments.role_lost")
    post_save.connect(free_work, sender=get_user_model(), dispatch_uid="policies.assignments.shut")
    for shown in SHOWN:
        post_save.connect(
            change_edition, sender=shown, dispatch_uid=f"policies.editions.{shown.__name__}"
        )
    post_delete.connect(
        change_edition, sender=OwnDomain, dispatch_uid="policies.editions.domain_given_up"
    )


@receiver(version_frozen, dispatch_uid="policies.notification.announce")
def tell_readers(version: PolicyVersion, **_: Any) -> None:
    """Runs inside the freezing transaction: the version and its notice are both written or neither."""
    announce(version)
    tell_of_version(version)


@receiver(version_withdrawn, dispatch_uid="policies.notification.withdrawn")
def tell_readers_of_the_withdrawal(withdrawal: Withdrawal, **_: Any) -> None:
    """Runs inside the withdrawing transaction: from it on nothing more is sent about the version."""
    withdrawn(withdrawal)
    tell_of_withdrawal(withdrawal.version, withdrawal.reason)


@receiver(policy_retired, dispatch_uid="policies.notification.retired")
def tell_systems_of_the_retirement(retirement: Retirement, **_: Any) -> None:
    """In the retiring transaction."""
    tell_of_retirement(retirement.policy, retirement.reason)


@receiver(version_frozen, dispatch_uid="policies.authoring.assignments")
def end_assignments(version: PolicyVersion, **_: Any) -> None:
    """In the same transaction: the draft that people were responsible for is published."""
    page = PolicyPage.objects.filter(policy_uuid=version.policy.uuid).values_list("pk", flat=True)
    for number in page:
        assignments.end_with(number)


def free_work(instance: Any, **_: Any) -> None:
    """Who lost a role, or whose account is shut, is responsible for nothing that asks for it."""
    person = instance.person_id if isinstance(instance, Membership) else instance.pk
    if isinstance(instance, Membership) or not instance.is_active:
        assignments.free(person)


@receiver(log_grew, dispatch_uid="policies.publication.checkpoint")
def sign_what_was_published(**_: Any) -> None:
    """Runs after the commit, where this process has the log's key: evidence is there a moment later.

    A failure undoes nothing: `manage.py publish_checkpoint` signs the same later.
    """
    try:
        if signing_keys():
            publish_checkpoint()
    except (BadKey, CannotSign):
        logger.exception("the log grew and could not be signed")


def change_edition(instance: Any, created: bool = False, **_: Any) -> None:
    """In the transaction that writes the row: pages that were made before it are known to be old (``editions``)."""
    match instance:
        case Policy() if created:
            pass  # readers see nothing of it before its first version
        case Organisation():
            editions.changed(organisation=instance.pk)
        case Policy():
            editions.changed(organisation=instance.organisation_id, policy=instance.pk)
        case Withdrawal() | Approval() | lateness.LateTelling():
            change_edition(instance.version.policy)
        case Brand() | OwnDomain():
            editions.changed(organisation=instance.organisation_id)
        case Withholding() | Reinstatement():
            changes_of_withholding(instance)
        case PolicyVersion() | Retirement() | FormerAddress():
            change_edition(instance.policy)
        case Checkpoint():
            editions.changed()
            # Of the versions that it is the first to cover there is evidence now, and their pages say so.
            before = Checkpoint.objects.filter(size__lt=instance.size).order_by("-size").first()
            covered = LogEntry.objects.filter(position__lt=instance.size)
            covered = covered.filter(position__gte=before.size if before else 0)
            policies = Policy.objects.filter(pk__in=covered.values("policy"))
            for policy, organisation in policies.values_list("pk", "organisation"):
                editions.changed(organisation=organisation, policy=policy)


@receiver(version_frozen, dispatch_uid="policies.reading.index")
def let_readers_search(version: PolicyVersion, **_: Any) -> None:
    """In the same transaction too: what is published can be found, and what is not cannot."""
    index_version(version)


def changes_of_withholding(row: Withholding | Reinstatement) -> None:
    """Pages that were kept may hold what is withheld now: none of them is left, not even for an emergency."""
    version = row.version if isinstance(row, Withholding) else row.withholding.version
    change_edition(version.policy)
    editions.purged(version.policy_id)


@receiver(withholding_changed, dispatch_uid="policies.reading.withheld")
def hide_from_the_search(version: PolicyVersion, **_: Any) -> None:
    """In the same transaction: what is withheld cannot be found, and what is shown again can."""
    index_anew(version)


def move_midnight(instance: Organisation, **_: Any) -> None:
    """The moment at which an announced text becomes the one that is found, where the organisation is now."""
    index_organisation(instance)


@receiver(tracking, dispatch_uid="policies.notification.report")
def note_report(event: AnymailTrackingEvent, **_: Any) -> None:
    """Anymail has checked that the report is the provider's own."""
    report_of_provider(event)


@receiver(version_frozen, dispatch_uid="policies.publication.audit_version")
def note_version(version: PolicyVersion, **_: Any) -> None:
    """Who published it, from which revision, and which rules were set aside: beside the bytes, not in them."""
    details: dict[str, Any] = {
        "significance": version.significance,
        "effective_from": str(version.effective_from),
    }
    if version.source_revision is not None:
        details["revision"] = version.source_revision
    if version.published.waivers:
        details["waived"] = sorted(map(str, version.published.waivers))
    if version.published.dismissed:
        details["dismissed"] = len(version.published.dismissed)
    note(
        AuditEntry.Action.PUBLISHED,
        str(version),
        account=version.actor_account,
        name=version.actor_name,
        organisation=version.policy.organisation_id,
        details=details,
    )


@receiver(version_withdrawn, dispatch_uid="policies.publication.audit_withdrawal")
def note_withdrawal(withdrawal: Withdrawal, **_: Any) -> None:
    user = get_active_log_context().user
    policy = withdrawal.version.policy
    note(
        AuditEntry.Action.WITHDREW,
        str(withdrawal.version),
        by=user,
        name=withdrawal.actor_name,
        organisation=policy.organisation_id,
    )


@receiver(policy_retired, dispatch_uid="policies.publication.audit_retirement")
def note_retirement(retirement: Retirement, **_: Any) -> None:
    user = get_active_log_context().user
    policy = retirement.policy
    note(
        AuditEntry.Action.RETIRED,
        str(policy),
        by=user,
        name=retirement.actor_name,
        organisation=policy.organisation_id,
    )
