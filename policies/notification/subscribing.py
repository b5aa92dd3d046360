"""Subscribing, confirming, unsubscribing and being forgotten."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from policies.document.languages import language as known_language
from policies.publication.models import Hub, Policy

from .address import normalised
from .ledger import Confirmation, Delivery, State
from .models import ClientHour, Subscriber, Subscription
from .tokens import ExpiredToken, read_confirm_token, read_unsubscribe_token

logger = logging.getLogger(__name__)

# At most one unanswered mail per address in this time, whoever asks.
ONCE_IN: Final = timedelta(days=1)

# Addresses that never confirmed, or that unsubscribed, are deleted after this time.
KEPT: Final = timedelta(days=30)


@transaction.atomic
def subscribe(
    *, email: str, language: str, policies: Iterable[Policy] = (), hubs: Iterable[Hub] = ()
) -> Confirmation | None:
    """Ask ``email`` to confirm subscriptions to these; none when it was asked within the last day.

    Callers must answer the same in both cases, and whether or not the address is known. The mail is a
    row of the ledger: the worker sends it, so the answer takes the same time too. Raises
    ``ValidationError`` for an address that is refused, ``ValueError`` for an unknown language.
    """
    subscriber = _locked(email, language)
    unanswered = subscriber.confirmations.filter(answered_at=None, created_at__gt=Now() - ONCE_IN)
    if unanswered.exists():
        return None
    subscriptions = _written(subscriber, policies, hubs)
    changes = subscriber.language != language or any(s.confirmed_at is None for s in subscriptions)
    confirmation = Confirmation.objects.create(
        subscriber=subscriber,
        language=language,
        kind=Confirmation.Kind.CONFIRM if changes else Confirmation.Kind.ALREADY,
    )
    confirmation.subscriptions.set(subscriptions)
    return confirmation


@transaction.atomic
def confirm(token: str) -> Confirmation:
    """Confirm what this link was sent for; doing it again changes nothing.

    Raises ``BadToken``, or ``ExpiredToken`` when the link is too old or its subscriptions are gone.
    """
    confirmation = awaiting(token, lock=True)
    subscriber = confirmation.subscriber
    confirmation.subscriptions.pending().update(confirmed_at=Now())
    if confirmation.answered_at is None:
        subscriber.confirmed_at = subscriber.confirmed_at or Now()
        subscriber.unsubscribed_at = None
        subscriber.language = confirmation.language
        subscriber.save(update_fields=["confirmed_at", "unsubscribed_at", "language"])
        confirmation.answered_at = Now()
        confirmation.save(update_fields=["answered_at"])
    return confirmation


def awaiting(token: str, *, lock: bool = False) -> Confirmation:
    """The confirmation a link was sent for. Raises ``BadToken`` or ``ExpiredToken``."""
    uuid = read_confirm_token(token)
    confirmations = Confirmation.objects.select_related("subscriber")
    if lock:
        confirmations = confirmations.select_for_update()
    confirmation = confirmations.filter(uuid=uuid, kind=Confirmation.Kind.CONFIRM).first()
    if confirmation is None or not confirmation.subscriptions.exists():
        raise ExpiredToken
    return confirmation


def subscriber_of(token: str) -> Subscriber | None:
    """Whom an unsubscribe link was sent to; none once the address is erased. Raises ``BadToken``."""
    return Subscriber.objects.filter(uuid=read_unsubscribe_token(token)).first()


@transaction.atomic
def unsubscribe(token: str) -> None:
    """End every subscription of this subscriber; doing it again changes nothing. Raises ``BadToken``.

    The list that a mail names in ``List-Id`` is all the notices of this register, so this is what one
    click ends. Deliveries that wait are suppressed when their turn comes.
    """
    subscriber = subscriber_of(token)
    if subscriber is None:
        return
    ended, _by_model = subscriber.subscriptions.all().delete()
    if ended:
        Subscriber.objects.filter(pk=subscriber.pk).update(unsubscribed_at=Now())
        logger.info("%s unsubscribed", subscriber)


@transaction.atomic
def erase(subscriber: Subscriber) -> None:
    """Delete the address everywhere. Deliveries stay as proof that they were made, naming nobody."""
    Delivery.objects.filter(subscriber=subscriber, state=State.READY).update(
        state=State.SUPPRESSED, error="erased"
    )
    subscriber.delete()


@transaction.atomic
def subscribe_confirmed(
    *, email: str, language: str, policy: Policy | None = None, hub: Hub | None = None
) -> Subscriber:
    """Enter a subscription whose consent was given elsewhere, without a mail: imports, demo, tests.

    Raises ``ValidationError`` for an address that is refused, ``ValueError`` for an unknown language.
    """
    subscriber = _locked(email, language)
    _written(subscriber, [policy] if policy else [], [hub] if hub else [])
    subscriber.subscriptions.pending().update(confirmed_at=Now())
    subscriber.language = language
    subscriber.confirmed_at = subscriber.confirmed_at or Now()
    subscriber.unsubscribed_at = None
    subscriber.save(update_fields=["language", "confirmed_at", "unsubscribed_at"])
    subscriber.refresh_from_db()
    return subscriber


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
        erase(subscriber)
        count += 1
    Subscription.objects.pending().filter(created_at__lt=past).delete()
    Confirmation.objects.filter(created_at__lt=past).delete()
    ClientHour.objects.filter(hour__lt=Now() - timedelta(days=1)).delete()
    return count


def _locked(email: str, language: str) -> Subscriber:
    """The subscriber with this address, created if need be, locked until the transaction ends."""
    known_language(language)
    address = normalised(email)
    # ON CONFLICT DO NOTHING: two requests at once make one subscriber, and neither fails.
    Subscriber.objects.bulk_create([Subscriber(email=address, language=language)], ignore_conflicts=True)
    return Subscriber.objects.at(address).select_for_update().get()


def _written(
    subscriber: Subscriber, policies: Iterable[Policy], hubs: Iterable[Hub]
) -> list[Subscription]:
    """The subscriber's subscriptions to these, pending where they are new."""
    return [
        *(subscriber.subscriptions.get_or_create(policy=policy)[0] for policy in policies),
        *(subscriber.subscriptions.get_or_create(hub=hub)[0] for hub in hubs),
    ]
