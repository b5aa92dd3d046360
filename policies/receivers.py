"""The only junction of rooms: what happens in one when something happened in another."""

from __future__ import annotations

import logging
from typing import Any

from anymail.signals import AnymailTrackingEvent, tracking
from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context

from .authoring.models import PolicyPage
from .authoring.organisation_page import OrganisationPage
from .authoring.page_indexes import forget_deleted
from .evidence.notes import BadKey
from .notification.announcing import announce, withdrawn
from .notification.delivery_reports import report_of_provider
from .publication.audit_trail import AuditEntry, note
from .publication.checkpoints import CannotSign, publish_checkpoint, signing_keys
from .publication.freeze import version_frozen
from .publication.guards import refuse_backwards, reinstall
from .publication.log import log_grew
from .publication.models import PolicyVersion, Retirement, Withdrawal
from .publication.retire import policy_retired
from .publication.withdraw import version_withdrawn
from .reading.search_index import index_version

logger = logging.getLogger(__name__)


def connect(app: AppConfig) -> None:
    """The signals that name their sender: pages that are deleted, and migrations of this app."""
    forget_deleted(OrganisationPage, PolicyPage)
    post_migrate.connect(reinstall, sender=app, dispatch_uid="policies.guards")
    pre_migrate.connect(refuse_backwards, sender=app, dispatch_uid="policies.never_backwards")


@receiver(version_frozen, dispatch_uid="policies.notification.announce")
def tell_readers(version: PolicyVersion, **_: Any) -> None:
    """Runs inside the freezing transaction: the version and its notice are both written or neither."""
    announce(version)


@receiver(version_withdrawn, dispatch_uid="policies.notification.withdrawn")
def tell_readers_of_the_withdrawal(withdrawal: Withdrawal, **_: Any) -> None:
    """Runs inside the withdrawing transaction: from it on nothing more is sent about the version."""
    withdrawn(withdrawal)


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


@receiver(version_frozen, dispatch_uid="policies.reading.index")
def let_readers_search(version: PolicyVersion, **_: Any) -> None:
    """In the same transaction too: what is published can be found, and what is not cannot."""
    index_version(version)


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
    if version.record.waivers:
        details["waived"] = sorted(map(str, version.record.waivers))
    note(
        AuditEntry.Action.PUBLISHED,
        str(version),
        account=version.actor_account,
        name=version.actor_name,
        details=details,
    )


@receiver(version_withdrawn, dispatch_uid="policies.publication.audit_withdrawal")
def note_withdrawal(withdrawal: Withdrawal, **_: Any) -> None:
    user = get_active_log_context().user
    note(AuditEntry.Action.WITHDREW, str(withdrawal.version), by=user, name=withdrawal.actor_name)


@receiver(policy_retired, dispatch_uid="policies.publication.audit_retirement")
def note_retirement(retirement: Retirement, **_: Any) -> None:
    user = get_active_log_context().user
    note(AuditEntry.Action.RETIRED, str(retirement.policy), by=user, name=retirement.actor_name)
