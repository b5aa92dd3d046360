"""What a subscriber can see and change: language, scope, frequency, and everything that is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from .consent_log import Consent, record
from .models import Frequency, Subscriber, Subscription
from .signed_links import ExpiredToken, read_preferences_token
from .subscribing import Scope, written


def subscriber_with(token: str) -> Subscriber:
    """Whom a link to the preferences was sent to. Raises ``BadToken``, or ``ExpiredToken`` once erased."""
    subscriber = Subscriber.objects.filter(uuid=read_preferences_token(token)).first()
    if subscriber is None:
        raise ExpiredToken("preferences")
    return subscriber


def kept(subscriber: Subscriber) -> list[Subscription]:
    """The confirmed subscriptions, oldest first."""
    confirmed = subscriber.subscriptions.confirmed()
    return list(confirmed.select_related("policy__organisation", "organisation").order_by("pk"))


@transaction.atomic
def change(
    subscriber: Subscriber, *, language: str, frequency: str, scopes: Iterable[Scope]
) -> list[Subscription]:
    """Make these the subscriber's choices, and write down that they were. Returns the subscriptions.

    The link was sent to the address: whoever uses it has shown to own it, so nothing is confirmed again.
    """
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    chosen = written(subscriber, scopes)
    subscriber.subscriptions.exclude(pk__in=[subscription.pk for subscription in chosen]).delete()
    subscriber.subscriptions.pending().update(confirmed_at=Now())
    subscriber.language, subscriber.frequency = language, Frequency(frequency)
    subscriber.unsubscribed_at = None
    subscriber.confirmed_at = subscriber.confirmed_at or Now()
    subscriber.save(update_fields=["language", "frequency", "unsubscribed_at", "confirmed_at"])
    subscriptions = kept(subscriber)
    record(subscriber, Consent.Act.CHANGED, Consent.Way.PREFERENCES, subscriptions)
    return subscriptions


def everything(subscriber: Subscriber) -> dict[str, Any]:
    """All that is kept about a subscriber, for the subscriber (GDPR, articles 15 and 20)."""
    return {
        "address": subscriber.email,
        "language": subscriber.language,
        "frequency": subscriber.frequency,
        "created_at": subscriber.created_at,
        "confirmed_at": subscriber.confirmed_at,
        "unsubscribed_at": subscriber.unsubscribed_at,
        "subscriptions": [_subscription(found) for found in subscriber.subscriptions.all()],
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


def _subscription(subscription: Subscription) -> dict[str, Any]:
    return {
        "organisation": subscription.of_organisation.slug,
        "policy": subscription.policy.slug if subscription.policy else None,
        "clause": subscription.clause,
        "created_at": subscription.created_at,
        "confirmed_at": subscription.confirmed_at,
    }
