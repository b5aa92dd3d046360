"""Being forgotten: at the subscriber's wish, and when the time is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from policies.publication.audit_trail import AuditEntry, note

from .confirmations import Confirmation
from .consent_log import Consent, Suppression, record, subject_of
from .ledger import OPEN, Delivery, State
from .models import ClientHour, Subscriber, Subscription

# Addresses that never confirmed, or that unsubscribed, are deleted after this time.
KEPT: Final = timedelta(days=30)


@transaction.atomic
def erase(subscriber: Subscriber, *, forgotten: bool = False) -> None:
    """Delete the address everywhere. Deliveries stay as proof that they were made, naming nobody.

    What stays of the address is a keyed digest: in the consent log, and, unless the address is
    merely ``forgotten`` because its time is over, as suppressed, so that no import enters it again.
    """
    Delivery.objects.filter(subscriber=subscriber, state__in=OPEN).update(
        state=State.SUPPRESSED, error="erased", next_attempt_at=None
    )
    if not forgotten:
        Suppression.objects.bulk_create(
            [Suppression(subject=subject_of(subscriber.email), reason=Suppression.Reason.ERASED)],
            ignore_conflicts=True,
        )
        note(AuditEntry.Action.ERASED, f"subscriber {subscriber.uuid}", name="subscriber")
        if subscriber.confirmed_at:
            record(subscriber, Consent.Act.ERASED, Consent.Way.PREFERENCES)
    subscriber.delete()


def forget() -> int:
    """Delete what is kept no longer: addresses never confirmed or long unsubscribed, old requests.

    Returns how many addresses were erased.
    """
    past = Now() - KEPT
    gone = Subscriber.objects.filter(
        Q(confirmed_at=None, created_at__lt=past) | Q(unsubscribed_at__lt=past)
    ).exclude(confirmations__created_at__gt=past)
    count = 0
    for subscriber in gone:
        erase(subscriber, forgotten=True)
        count += 1
    Subscription.objects.pending().filter(created_at__lt=past).delete()
    Confirmation.objects.filter(created_at__lt=past).delete()
    ClientHour.objects.filter(hour__lt=Now() - timedelta(days=1)).delete()
    return count
