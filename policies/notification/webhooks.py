"""Webhooks: an organisation's own systems are told when a text is announced, applies, is withdrawn or its policy retired.

What is to be told is a row, written in the transaction of the event. It is claimed with a lease and a fence, as batches of
mails are, and tried again with the same waits. A worker that dies after a call and before it wrote the answer repeats
that one call, under the same ``webhook-id``: receivers that keep the ids see each event once.
"""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policies.publication.models import Organisation, Policy, PolicyVersion
from policies.publication.public_addresses import absolute, policy_path, version_path

from .ledger import BACKOFF, dead, lease

MOST: Final = 10  # of one organisation
# How late an announced text is told of as applying, as by mail.
LATE: Final = timedelta(days=7)
# A former secret signs beside the new one for so long.
OVERLAP: Final = timedelta(days=1)
LONGEST_ANSWER: Final = 200


class Event(models.TextChoices):
    ANNOUNCED = "policy.announced", _("announced")
    IN_FORCE = "policy.in_force", _("in force")
    WITHDRAWN = "policy.withdrawn", _("withdrawn")
    RETIRED = "policy.retired", _("retired")


class Webhook(models.Model):
    """An https address that is called. ``secret`` as Standard Webhooks has it: ``whsec_`` and base64."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=80)
    former_secret = models.CharField(max_length=80, blank=True, default="")
    renewed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    # The receiver said that it is gone for good (410).
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "url"], name="an_address_is_called_once")
        ]

    def __str__(self) -> str:
        return f"webhook {self.uuid}"

    @property
    def secrets(self) -> list[str]:
        """Those that sign now, the newest first."""
        overlaps = self.former_secret and self.renewed_at and timezone.now() - self.renewed_at < OVERLAP
        return [self.secret, *([self.former_secret] if overlaps else [])]


class CallQuerySet(models.QuerySet["WebhookCall"]):
    def due(self) -> CallQuerySet:
        """Whose time has come and that nobody alive makes; of each webhook one at a time, so that a slow one waits alone."""
        busy = WebhookCall.objects.filter(webhook=OuterRef("webhook"), state=WebhookCall.State.OPEN)
        free = Q(lease_until=None) | dead()
        return self.filter(
            free, ~Exists(busy.filter(lease_until__gte=Now())), state=WebhookCall.State.OPEN
        ).filter(Q(next_attempt_at__lte=Now()) | Q(next_attempt_at__gt=Now() + 2 * BACKOFF[-1]))


class WebhookCall(models.Model):
    """One event to one webhook: one row, ever. ``content`` is the body that is signed."""

    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        DONE = "done", _("taken")
        FAILED = "failed", _("given up")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    event = models.CharField(max_length=30, choices=Event.choices)
    # What the event is of: a version's digest, or a policy's UUID.
    subject = models.CharField(max_length=64)
    content = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    answer = models.CharField(max_length=LONGEST_ANSWER, blank=True, default="")
    done_at = models.DateTimeField(null=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "event", "subject"], name="a_webhook_is_told_of_an_event_once"
            )
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="open"), name="open_webhook_call")
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.uuid}"


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def tell_of_version(version: PolicyVersion) -> None:
    """In the transaction that freezes it."""
    event = Event.ANNOUNCED if version.is_announced else Event.IN_FORCE
    _tell(event, version.policy, version.sha256, _of_version(version))


def tell_of_withdrawal(version: PolicyVersion, reason: Mapping[str, str]) -> None:
    said = _of_version(version) | {"reason": dict(reason)}
    _tell(Event.WITHDRAWN, version.policy, version.sha256, said)


def tell_of_retirement(policy: Policy, reason: Mapping[str, str]) -> None:
    _tell(Event.RETIRED, policy, str(policy.uuid), {"reason": dict(reason)})


def tell_what_applies_now() -> int:
    """Of announced texts whose day has come; returns how many were looked at. Asked of organisations with webhooks only."""
    today = timezone.now().date()
    told = WebhookCall.objects.filter(
        subject=OuterRef("sha256"),
        event=Event.IN_FORCE,
        webhook__organisation=OuterRef("policy__organisation"),
    )
    hooks = Webhook.objects.filter(
        organisation=OuterRef("policy__organisation"),
        stopped_at=None,
        created_at__date__lte=OuterRef("effective_from"),
    )
    found = (
        PolicyVersion.objects.standing()
        .filter(
            Exists(hooks),
            ~Exists(told),
            effective_from__gt=F("published_at__date"),  # else it was told when it was published
            effective_from__lte=today + timedelta(days=1),
        )
        .filter(effective_from__gt=today - LATE)
    )
    looked_at = 0
    for version in found.select_related("policy__organisation").defer("content"):
        applies = version.policy.in_force()
        if applies is not None and applies.pk == version.pk:
            _tell(Event.IN_FORCE, version.policy, version.sha256, _of_version(version))
            looked_at += 1
    return looked_at


def _tell(event: Event, policy: Policy, subject: str, said: Mapping[str, Any]) -> None:
    hooks = Webhook.objects.filter(organisation=policy.organisation_id, stopped_at=None)
    body = {
        "type": event.value,
        "timestamp": timezone.now().isoformat(),
        "data": {
            "organisation": policy.organisation.slug,
            "policy": policy.slug,
            "policy_id": str(policy.uuid),
            "address": absolute(policy_path(policy, policy.organisation.authoritative)),
            **said,
        },
    }
    content = json.dumps(body, ensure_ascii=False)
    calls = [WebhookCall(webhook=hook, event=event, subject=subject, content=content) for hook in hooks]
    WebhookCall.objects.bulk_create(calls, ignore_conflicts=True)


def _of_version(version: PolicyVersion) -> dict[str, Any]:
    return {
        "version": version.number,
        "sha256": version.sha256,
        "significance": version.significance,
        "effective_from": version.effective_from.isoformat(),
        "time_zone": version.time_zone,
        "languages": list(version.languages),
        "version_address": absolute(version_path(version, version.authoritative)),
    }


@transaction.atomic
def claim() -> WebhookCall | None:
    """Take the call that has waited longest, for this worker alone; none when nothing is due."""
    due = WebhookCall.objects.due().order_by("next_attempt_at", "pk")
    call = due.select_for_update(skip_locked=True, of=("self",)).select_related("webhook").first()
    if call is None:
        return None
    call.fence += 1
    WebhookCall.objects.filter(pk=call.pk).update(fence=call.fence, lease_until=Now() + lease())
    return call


def settle(call: WebhookCall, *, taken: bool, answer: str, gone: bool = False) -> bool:
    """Write what became of a claimed call; false where it was given to another worker meanwhile."""
    values: dict[str, Any] = {
        "attempts": F("attempts") + 1,
        "answer": answer[:LONGEST_ANSWER],
        "lease_until": None,
    }
    if taken:
        values |= {"state": WebhookCall.State.DONE, "done_at": Now()}
    elif gone or call.attempts >= len(BACKOFF):
        values |= {"state": WebhookCall.State.FAILED}
    else:
        values |= {"next_attempt_at": Now() + BACKOFF[call.attempts]}
    if gone:
        Webhook.objects.filter(pk=call.webhook_id).update(stopped_at=Now())
    held = WebhookCall.objects.filter(pk=call.pk, fence=call.fence, state=WebhookCall.State.OPEN)
    return held.update(**values) == 1


def send_again(call: WebhookCall) -> bool:
    """A person wants it called once more, whatever became of it; not one that is under way."""
    found = WebhookCall.objects.filter(pk=call.pk).exclude(lease_until__gte=Now())
    values = {"state": WebhookCall.State.OPEN, "attempts": 0, "next_attempt_at": Now(), "done_at": None}
    return found.update(**values) == 1
