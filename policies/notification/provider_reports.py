"""Reports by mail providers and by bounce mails: each is written once, and has its consequence once."""

from __future__ import annotations

import hashlib
import logging
import uuid
from typing import Final

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.db import transaction

from .confirmations import Confirmation
from .consent_log import Suppression
from .delivery_feedback import Feedback
from .delivery_outcomes import hard_bounced, suppress
from .ledger import Delivery

logger = logging.getLogger(__name__)


# Anymail's words for what happened, where it is about the delivery.
_KINDS: Final = {
    EventType.DELIVERED: Feedback.Kind.DELIVERED,
    EventType.DEFERRED: Feedback.Kind.SOFT_BOUNCE,
    EventType.BOUNCED: Feedback.Kind.SOFT_BOUNCE,
    EventType.COMPLAINED: Feedback.Kind.COMPLAINT,
}
_NO_SUCH_ADDRESS: Final = (RejectReason.BOUNCED, RejectReason.INVALID)


def report_of_provider(event: AnymailTrackingEvent) -> bool:
    """A webhook of a mail provider; false when it says nothing new about a delivery of ours."""
    kind = _KINDS.get(event.event_type)
    if event.event_type == EventType.BOUNCED and event.reject_reason in _NO_SUCH_ADDRESS:
        kind = Feedback.Kind.HARD_BOUNCE
    if kind is None:
        return False
    named = event.event_id or f"{event.message_id} {event.timestamp}"
    return report(
        key=str((event.metadata or {}).get("delivery", "")),
        kind=kind,
        event=f"{event.event_type} {named}",
    )


@transaction.atomic
def report(*, key: str, kind: Feedback.Kind, event: str) -> bool:
    """Write a report about the mail whose ``Mail.key`` this is; false when it is known or about nothing here.

    Complaints and repeated hard bounces suppress the address.
    """
    try:
        named = uuid.UUID(hex=key)
    except (ValueError, TypeError, AttributeError):
        return False
    delivery = Delivery.objects.filter(uuid=named).first()
    if delivery is None:
        return _about_confirmation(named, kind)
    digest = hashlib.sha256(f"{key}\n{event}".encode()).hexdigest()
    _report, new = Feedback.objects.get_or_create(
        event=digest, defaults={"delivery": delivery, "kind": kind}
    )
    if not new:
        return False
    if delivery.subscriber_id is not None:
        _conclude(delivery.subscriber_id, kind)
    return True


def _conclude(subscriber: int, kind: Feedback.Kind) -> None:
    if kind == Feedback.Kind.HARD_BOUNCE:
        hard_bounced(subscriber)
    if kind == Feedback.Kind.COMPLAINT:
        suppress(subscriber, Suppression.Reason.COMPLAINED)
        logger.info("a delivery was complained about: its address gets no more mail")


def _about_confirmation(named: uuid.UUID, kind: Feedback.Kind) -> bool:
    """An address that bounces a confirmation is not subscribed: only a complaint has a consequence."""
    confirmation = Confirmation.objects.filter(uuid=named).first()
    if confirmation is None or kind != Feedback.Kind.COMPLAINT:
        return False
    _conclude(confirmation.subscriber_id, kind)
    return True
