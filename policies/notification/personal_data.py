"""What is kept about a subscriber: shown to its owner, erased at the owner's wish or when the time is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from policies.publication.audit_trail import AuditEntry, note

from .confirmations import Confirmation
from .consent_log import Consent, Suppression, record, remember, scope_of
from .contract_parties import ContractParty, bound_by_law, object_to_all, shown
from .delivery_reports import Feedback
from .ledger import OPEN, Delivery, State
from .models import FollowedSearch, Subscriber, Subscription
from .receipts import ReceiptPage, fix_leaves
from .request_limits import ClientHour

# Addresses that never confirmed, or that unsubscribed, are deleted after this time.
KEPT = timedelta(days=30)
# Deliveries in one transaction of a purge.
PURGED = 5_000


def everything(subscriber: Subscriber) -> dict[str, Any]:
    """All that is kept about a subscriber, for the subscriber (GDPR, articles 15 and 20)."""
    return {
        "address": subscriber.email,
        "language": subscriber.language,
        "frequency": subscriber.frequency,
        "created_at": subscriber.created_at,
        "confirmed_at": subscriber.confirmed_at,
        "unsubscribed_at": subscriber.unsubscribed_at,
        "subscriptions": [
            {
                **scope_of(subscription),
                "created_at": subscription.created_at,
                "confirmed_at": subscription.confirmed_at,
            }
            for subscription in subscriber.subscriptions.named()
        ],
        "consents": list(
            Consent.objects.of(subscriber.email).values(
                "act", "way", "at", "language", "frequency", "scope", "text"
            )
        ),
        "requests": list(
            subscriber.confirmations.order_by("pk").values(
                "kind", "language", "frequency", "created_at", "answered_at"
            )
        ),
        "contracts": [
            shown(party) for party in subscriber.parties.select_related("organisation", "party_list")
        ],
        "notices": [
            {
                "policy": str(delivery.notice.version.policy),
                "version": delivery.notice.version.number,
                "kind": delivery.notice.kind,
                "language": delivery.language,
                "state": delivery.state,
                "sent_at": delivery.sent_at,
            }
            for delivery in subscriber.deliveries.select_related("notice__version__policy__organisation")
            .defer("notice__version__content")
            .order_by("pk")
        ],
    }


@transaction.atomic
def erase(
    subscriber: Subscriber, *, forgotten: bool = False, way: Consent.Way = Consent.Way.PREFERENCES
) -> bool:
    """Delete the address everywhere; false where a law obliges an organisation to write to it, which keeps it for that.

    Deliveries stay as proof that they were made, naming nobody.

    What stays of the address is a keyed digest: in the consent log, and, unless the address is
    merely ``forgotten`` because its time is over, as suppressed, so that no import enters it again.
    """
    if bound_by_law(subscriber):
        _forget_wishes(subscriber)
        return False
    fix_leaves(subscriber)
    Delivery.objects.filter(subscriber=subscriber, state__in=OPEN).update(
        state=State.SUPPRESSED, error="erased", next_attempt_at=None
    )
    if not forgotten:
        remember(subscriber.email, Suppression.Reason.ERASED)
        note(AuditEntry.Action.ERASED, f"subscriber {subscriber.uuid}", name="subscriber")
        if subscriber.confirmed_at:
            record(subscriber, Consent.Act.ERASED, way)
    subscriber.delete()
    return True


def _forget_wishes(subscriber: Subscriber) -> None:
    """All that the address asked for; what a contract and a law need of it stays."""
    if subscriber.subscriptions.exists():
        record(subscriber, Consent.Act.ENDED, Consent.Way.PREFERENCES)
    subscriber.subscriptions.all().delete()
    subscriber.confirmations.all().delete()
    object_to_all(subscriber)
    Subscriber.objects.filter(pk=subscriber.pk).update(unsubscribed_at=Now())


def forget() -> int:
    """Delete what is kept no longer: addresses never confirmed or long unsubscribed, old requests.

    Returns how many addresses were erased.
    """
    past = Now() - KEPT
    gone = Subscriber.objects.filter(
        Q(confirmed_at=None, created_at__lt=past) | Q(unsubscribed_at__lt=past)
    ).exclude(confirmations__created_at__gt=past)
    # An objection is kept as long as the contract: else the next list would bring the address back.
    gone = gone.exclude(Exists(ContractParty.objects.standing().filter(subscriber=OuterRef("pk"))))
    count = 0
    for subscriber in gone:
        erase(subscriber, forgotten=True)
        count += 1
    Subscription.objects.pending().filter(created_at__lt=past).delete()
    Confirmation.objects.filter(created_at__lt=past).delete()
    _forget_searches()
    ClientHour.objects.filter(hour__lt=Now() - timedelta(days=1)).delete()
    purge()
    return count


@transaction.atomic
def _forget_searches() -> None:
    """Delete the searches that nobody follows: asked again once they are locked, since somebody may just have come."""
    unfollowed = FollowedSearch.objects.filter(subscriptions=None).values_list("pk", flat=True)
    searches = FollowedSearch.objects.filter(pk__in=list(unfollowed))
    locked = list(searches.select_for_update().values_list("pk", flat=True))
    FollowedSearch.objects.filter(pk__in=locked, subscriptions=None).delete()


def purge() -> int:
    """Delete the deliveries of notices that ended long ago, a chunk at a time; returns how many.

    What proves them stays: the record, the texts and the receipts, which name nobody. A notice of schema 1 has no
    receipts: its rows are all there is, and stay.
    """
    before = Now() - timedelta(days=settings.MAIL_DELIVERIES_KEPT)
    sealed = ReceiptPage.objects.filter(record__notice=OuterRef("notice"))
    old = Delivery.objects.filter(Exists(sealed), notice__finished_at__lt=before)
    rows = list(old.order_by("pk").values_list("pk", flat=True)[:PURGED])
    with transaction.atomic():
        Feedback.objects.filter(delivery__in=rows).delete()
        gone, _by_model = Delivery.objects.filter(pk__in=rows).delete()
    return gone
