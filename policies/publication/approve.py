"""Approving an emergency release afterwards, by a second person."""

from __future__ import annotations

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .audit_trail import AuditEntry, note
from .locking import locked
from .models import PolicyVersion
from .refusal import CannotApprove, Refusal


class Approval(models.Model):
    """A second person's approval of an emergency release, given afterwards. Append-only."""

    version = models.OneToOneField(PolicyVersion, on_delete=models.PROTECT, related_name="approval")
    comment = models.TextField(blank=True)
    approved_at = models.DateTimeField(db_default=Now())
    actor_name = models.CharField(max_length=200, blank=True)
    actor_account = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = gettext_lazy("approval")
        verbose_name_plural = gettext_lazy("approvals")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.version} approved"


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
    approval = Approval(version=version, actor_name=by, actor_account=by_id, comment=comment.strip())
    approval.save(force_insert=True)
    note(AuditEntry.Action.APPROVED, str(version), name=by, details={"account": by_id})
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
