"""The audit trail: who did what to the register, in rows that nothing changes or deletes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who did what. Holds no reader's address: a subscriber is named by a number that means nothing elsewhere.

    ``actor_name`` is a snapshot and ``actor`` a plain number, so that the row stays when the account is erased.
    """

    class Action(models.TextChoices):
        PUBLISHED = "published", _("published a version")
        WITHDREW = "withdrew", _("withdrew a version")
        RETIRED = "retired", _("retired a policy")
        APPROVED = "approved", _("approved")
        ASKED_TO_WITHHOLD = "asked_to_withhold", _("asked to withhold a text, or to show it again")
        WITHHELD = "withheld", _("withheld a text")
        REINSTATED = "reinstated", _("let a withheld text be shown again")
        NOT_WITHHELD = "not_withheld", _("declined to withhold a text, or to show it again")
        EXPORTED = "exported", _("exported")
        ERASED = "erased", _("erased a subscriber")
        PAUSED = "paused", _("paused a notice")
        RESUMED = "resumed", _("resumed a notice")
        RETRIED = "retried", _("tried mails of a notice again")
        CANCELLED = "cancelled", _("cancelled a notice")
        LAWS = "laws", _("chose the laws that notices keep")
        ACCOUNT = "account", _("made or changed an account")
        ROLES = "roles", _("changed who may do what")
        LEFT = "left", _("took an organisation out of the register")
        LOOK = "look", _("changed the look or the address of an organisation")
        WEBHOOKS = "webhooks", _("changed webhooks")
        PARTIES = "parties", _("changed the contract parties")
        OUTSIDE = "outside", _("let somebody outside look at a draft, or no longer")
        SECOND_FACTOR = "second_factor", _("changed a second factor")
        SIGNED_IN = "signed_in", _("signed in")
        REFUSED = "refused", _("failed to sign in")

    at = models.DateTimeField(db_default=Now())
    action = models.CharField(max_length=20, choices=Action.choices)
    subject = models.CharField(max_length=255, blank=True)
    # A plain number too. None for what is of no organisation, and for rows that are older than this column.
    organisation = models.PositiveBigIntegerField(null=True, db_index=True)
    actor = models.PositiveBigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("deed")
        verbose_name_plural = _("audit trail")
        ordering = ["-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.actor_name} {self.get_action_display()} {self.subject}".strip()


def note(
    action: AuditEntry.Action,
    subject: str,
    *,
    by: Any = None,
    account: int | None = None,
    name: str = "",
    organisation: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write one row in the caller's transaction.

    ``by`` is a user, none for a command or a reader; ``account`` is the number when only that is known.
    """
    entry = AuditEntry(
        action=action,
        subject=subject[:255],
        organisation=organisation,
        actor=getattr(by, "pk", account),
        actor_name=(name or (by.get_full_name() or by.get_username() if by else ""))[:200],
        details=dict(details or {}),
    )
    entry.save(force_insert=True)
    return entry
