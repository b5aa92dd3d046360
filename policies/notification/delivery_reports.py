"""What mail servers report afterwards, by a provider's webhook or by a bounce mail, and what follows from it.

A report may come twice, late, or about a mail of long ago; each is written once, and has its consequence once.
What the ledger says of a delivery does not change: the server did take it, and its record may be sealed.
"""

from __future__ import annotations

import hashlib
import logging
import re
import uuid
from email import message_from_bytes, policy
from email.message import Message

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from .confirmations import Confirmation
from .consent_log import Suppression, remember
from .ledger import Delivery, State
from .models import Subscriber
from .party_complaints import stop_where_many_complain

logger = logging.getLogger(__name__)

# Refusals of the address in a row after which it gets no more mail, where none of them says that there is no such
# address. With two notices a year, a third would be waited for until next year.
HARD_BOUNCES = 2

# How the reasons begin that are about the address, not about this mail or this sender.
ADDRESS = "address_"
# An enhanced status (RFC 3463) says that there is no such address: nothing is waited for.
GONE = "address_gone"

# The address a bounce is sent to names the mail it is about: ``compose_mail``.
_NAMED = re.compile(r"\+([0-9a-f]{32})@")
# What our Message-ID says: the notice, then the delivery; the confirmation alone.
_MESSAGE_ID = re.compile(
    r"^Message-ID:\s*<(?:[0-9a-f]{32}\.)?([0-9a-f]{32})@", re.IGNORECASE | re.MULTILINE
)
_NO_SUCH_ADDRESS = re.compile(r"5\.(1\.(1|2|3|6|10)|2\.1)\b")


class Feedback(models.Model):
    """One report about one delivery. ``event`` is a digest: what the provider calls it may hold an address."""

    class Kind(models.TextChoices):
        DELIVERED = "delivered"
        SOFT_BOUNCE = "soft_bounce"
        HARD_BOUNCE = "hard_bounce"
        COMPLAINT = "complaint"

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="feedback")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    event = models.CharField(max_length=64)
    reported_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event"], name="a_report_is_written_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["delivered", "soft_bounce", "hard_bounce", "complaint"]),
                name="a_report_is_of_a_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.delivery_id}"


# Anymail's words for what happened, where it is about the delivery.
_OF_PROVIDER = {
    EventType.DELIVERED: Feedback.Kind.DELIVERED,
    EventType.DEFERRED: Feedback.Kind.SOFT_BOUNCE,
    EventType.BOUNCED: Feedback.Kind.SOFT_BOUNCE,
    EventType.COMPLAINED: Feedback.Kind.COMPLAINT,
}
# The words of RFC 3464, 2.3.3.
_OF_SERVER = {
    "delivered": Feedback.Kind.DELIVERED,
    "delayed": Feedback.Kind.SOFT_BOUNCE,
    "failed": Feedback.Kind.SOFT_BOUNCE,
}


def report_of_provider(event: AnymailTrackingEvent) -> bool:
    """A webhook of a mail provider; false when it says nothing new about a delivery of ours."""
    kind = _OF_PROVIDER.get(event.event_type)
    gone = event.reject_reason in (RejectReason.BOUNCED, RejectReason.INVALID)
    if event.event_type == EventType.BOUNCED and gone:
        kind = Feedback.Kind.HARD_BOUNCE
    named = event.event_id or f"{event.message_id} {event.timestamp}"
    key = str((event.metadata or {}).get("delivery", ""))
    return kind is not None and report(key=key, kind=kind, event=f"{event.event_type} {named}")


def report_of_server(raw: bytes) -> bool:
    """A bounce mail (RFC 3464); false when it is none, is known, or is about nothing of ours.

    Forged ones need the name of a mail, 128 random bits that only its recipient has seen.
    """
    mail = message_from_bytes(raw, policy=policy.default)
    headers = ("Delivered-To", "X-Original-To", "To")
    to = " ".join(str(value) for name in headers for value in mail.get_all(name, []))
    named = _NAMED.search(to.lower())
    # The parts of a status are blocks of fields: one about the mail, then one for each recipient.
    fields = "\n".join(
        str(block)
        for part in mail.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in part.iter_parts() or [part]
    )
    action = re.search(r"^Action:\s*(\w+)", fields, re.IGNORECASE | re.MULTILINE)
    status = re.search(r"^Status:\s*([\d.]+)", fields, re.IGNORECASE | re.MULTILINE)
    kind = _OF_SERVER.get(action.group(1).lower()) if action else None
    if complained := _complaint(mail):
        return report(
            key=complained, kind=Feedback.Kind.COMPLAINT, event=hashlib.sha256(raw).hexdigest()
        )
    if named is None or action is None or kind is None:
        return False
    if action.group(1).lower() == "failed" and status and _NO_SUCH_ADDRESS.match(status.group(1)):
        kind = Feedback.Kind.HARD_BOUNCE
    return report(key=named.group(1), kind=kind, event=hashlib.sha256(raw).hexdigest())


def _complaint(mail: Message) -> str:
    """The key of the mail that a feedback report (ARF, RFC 5965) complains about; empty where it is none.

    The report holds the mail, or its header, which has our Message-ID; some providers leave only the address that the
    mail was sent from (VERP), in ``Original-Mail-From``.
    """
    parts = {part.get_content_type(): part for part in mail.walk()}
    if (told := parts.get("message/feedback-report")) is None:
        return ""
    fields = "\n".join(map(str, told.iter_parts())) if told.is_multipart() else str(told)  # type: ignore[attr-defined]
    kind = re.search(r"^Feedback-Type:\s*([\w-]+)", fields, re.IGNORECASE | re.MULTILINE)
    if kind is None or kind.group(1).lower() not in ("abuse", "fraud", "other"):
        return ""
    named = _NAMED.search(fields.lower()) or _MESSAGE_ID.search(str(mail))
    return named.group(1) if named else ""


@transaction.atomic
def report(*, key: str, kind: Feedback.Kind, event: str) -> bool:
    """Write a report about the mail whose ``Mail.key`` this is; false when it is known or about nothing here.

    Complaints and repeated hard bounces suppress the address. An address that bounces a confirmation is not
    subscribed: of reports about confirmations only a complaint has a consequence.
    """
    try:
        named = uuid.UUID(hex=key)
    except ValueError:
        return False
    delivery = Delivery.objects.filter(uuid=named).first()
    about = delivery or Confirmation.objects.filter(uuid=named).first()
    if delivery:
        digest = hashlib.sha256(f"{key}\n{event}".encode()).hexdigest()
        values = {"delivery": delivery, "kind": kind}
        if not Feedback.objects.get_or_create(event=digest, defaults=values)[1]:
            return False
    elif kind != Feedback.Kind.COMPLAINT:
        return False
    if about is None:
        return False
    if about.subscriber_id and kind == Feedback.Kind.HARD_BOUNCE:
        # Only a status that says so makes a report of a hard bounce.
        suppress(about.subscriber_id, Suppression.Reason.REJECTED)
    if about.subscriber_id and kind == Feedback.Kind.COMPLAINT:
        suppress(about.subscriber_id, Suppression.Reason.COMPLAINED)
        logger.info("a mail was complained about: its address gets no more mail")
        if delivery:
            complaints = Delivery.objects.filter(feedback__kind=Feedback.Kind.COMPLAINT)
            stop_where_many_complain(delivery.notice, complaints)
    return True


def hard_bounced(subscriber: int) -> None:
    """The address was refused for good; at once where there is none, else after ``HARD_BOUNCES`` in a row it gets no
    more mail.
    """
    latest = (
        Delivery.objects.filter(subscriber=subscriber, state__in=(State.SENT, State.REJECTED))
        .order_by("-pk")
        .annotate(
            bounced=Q(state=State.REJECTED, error__startswith=ADDRESS)
            | Exists(Feedback.objects.filter(delivery=OuterRef("pk"), kind=Feedback.Kind.HARD_BOUNCE))
        )
        .values_list("bounced", flat=True)[:HARD_BOUNCES]
    )
    fates = list(latest)
    newest = Delivery.objects.filter(subscriber=subscriber, state=State.REJECTED).order_by("-pk")
    gone = newest.values_list("error", flat=True).first() == GONE
    if gone or (len(fates) == HARD_BOUNCES and all(fates)):
        suppress(subscriber, Suppression.Reason.REJECTED)


def suppress(subscriber: int, reason: Suppression.Reason) -> None:
    """Send the address no notice any more, and remember so beyond its erasure."""
    found = Subscriber.objects.filter(pk=subscriber).first()
    if found is None:
        return
    Subscriber.objects.filter(pk=subscriber, suppressed_at=None).update(suppressed_at=Now())
    remember(found.email, reason)
