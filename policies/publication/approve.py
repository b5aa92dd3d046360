"""Approving an emergency release afterwards, by a second person."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from .acts import Approval
from .audit_trail import AuditEntry, note
from .locking import locked
from .log import begin_event, log_event
from .models import PolicyVersion
from .refusal import CannotApprove, Refusal


@transaction.atomic
def approve(*, version: PolicyVersion, by: str, by_id: int, comment: str = "") -> Approval:
    """Record that a second person approved ``version`` after its publication; return the record.

    ``by`` is the actor's name as it is to stay on record, ``by_id`` the number of the account. Approving
    twice gives the first record back. Raises ``CannotApprove``; then nothing was written.
    """
    locked(version.policy_id)
    existing = Approval.objects.filter(version=version).first()
    if existing is not None:
        return existing
    if refusals := refusals_of_approval(version, by_id):
        raise CannotApprove(*refusals)
    begin_event()
    approval = Approval(version=version, actor_name=by, actor_account=by_id, comment=comment.strip())
    approval.save(force_insert=True)
    log_event(approval)
    note(
        AuditEntry.Action.APPROVED,
        str(version),
        name=by,
        organisation=version.policy.organisation_id,
        details={"account": by_id},
    )
    return approval


def refusals_of_approval(version: PolicyVersion, by_id: int) -> list[Refusal]:
    """Why this account may not approve the version; an empty list means it may."""
    if not version.emergency:
        message = _("Version %(number)s was approved before it was published.")
        return [Refusal(code="no_emergency", message=message % {"number": version.number})]
    if version.actor_account == by_id:
        message = _("You published version %(number)s yourself: another person has to approve it.")
        return [Refusal(code="same_person", message=message % {"number": version.number})]
    return []
