"""What a person may do about a notice: pause it, resume it, try its mails again; each is in the audit trail."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from policies.publication.audit_trail import AuditEntry, note

from .delivery_reports import Feedback
from .ledger import OPEN, Delivery, DeliveryQuerySet, Notice, State

DEED = AuditEntry.Action
# What is in doubt may have gone out once already.
RETRIES = {"retry-failed": State.REJECTED, "retry-in-doubt": State.IN_DOUBT}
ACTS = ("pause", "resume", "cancel", "send-unreached", *RETRIES)
# Who was not reached for good, and by no fault of the address.
UNREACHED = (State.REJECTED, State.IN_DOUBT)


@transaction.atomic
def try_again(notice: Notice, state: State) -> int:
    """Put the notice's rejected (or doubtful) deliveries back, but for erased subscribers; returns how many.

    A finished notice is taken up again, and gets a further record at its new end.
    """
    if state not in RETRIES.values():
        raise ValueError(f"{state} deliveries are not tried again: only rejected or in_doubt ones")
    locked = Notice.objects.select_for_update().get(pk=notice.pk)
    if locked.cancelled_at is not None:
        return 0
    found = Delivery.objects.filter(notice=locked, state=state, subscriber__isnull=False)
    count = found.update(state=State.READY, batch=None, attempts=0, next_attempt_at=None)
    if count:
        Notice.objects.filter(pk=locked.pk).update(finished_at=None)
    return count


def unreached(notice: Notice) -> DeliveryQuerySet:
    """The deliveries that reached nobody, with their subscribers: refused, in doubt, or returned later."""
    returned = Feedback.objects.filter(delivery=OuterRef("pk"), kind=Feedback.Kind.HARD_BOUNCE)
    failed = Q(state__in=UNREACHED) | Q(Exists(returned))
    return notice.deliveries.filter(failed).select_related("subscriber").order_by("pk")


@transaction.atomic
def act(act: str, notice: Notice, *, by: Any = None, name: str = "") -> int:
    """One of ``ACTS``, done by a user, or by the command ``name``; noted if it did anything.

    Returns how many mails it concerns, or whether it did anything. Pausing stops after the mails under way.
    """
    details: dict[str, object] = {"notice": str(notice.uuid), "kind": notice.kind}
    if state := RETRIES.get(act):
        done, deed = try_again(notice, state), DEED.RETRIED
        details |= {"state": state.value, "mails": done}
    elif act == "send-unreached":
        done, deed = sum(try_again(notice, state) for state in UNREACHED), DEED.RETRIED
        details |= {"mails": done}
    elif act == "pause":
        done, deed = notice.pause(), DEED.PAUSED
    elif act == "cancel":
        details |= {"unsent": notice.deliveries.filter(state__in=OPEN).count()}
        done, deed = notice.cancel(), DEED.CANCELLED
    else:
        done, deed = notice.resume(), DEED.RESUMED
    if done:
        version = notice.version
        note(
            deed,
            f"{version.policy} version {version.number}",
            by=by,
            name=name,
            organisation=version.policy.organisation_id,
            details=details,
        )
    return done
