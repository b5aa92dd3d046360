"""Subscribing, confirming, unsubscribing and being forgotten."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from policies.document.languages import language as known_language
from policies.publication.audit import AuditEntry, note
from policies.publication.models import Hub, Policy

from .address import normalised
from .confirmations import Confirmation
from .consent import Consent, Suppression, record, subject_of
from .ledger import OPEN, Delivery, State
from .models import ClientHour, Frequency, Subscriber, Subscription
from .tokens import ExpiredToken, read_confirm_token, read_unsubscribe_token

logger = logging.getLogger(__name__)

# At most one unanswered mail per address in this time, whoever asks.
ONCE_IN: Final = timedelta(days=1)

# Addresses that never confirmed, or that unsubscribed, are deleted after this time.
KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is subscribed to: a clause of a policy, a policy, or all policies of a hub."""

    hub: Hub | None = None
    policy: Policy | None = None
    clause: uuid.UUID | None = None


@transaction.atomic
def subscribe(
    *,
    email: str,
    language: str,
    policies: Iterable[Policy] = (),
    hubs: Iterable[Hub] = (),
    scopes: Iterable[Scope] = (),
    frequency: str = Frequency.SUBSTANTIAL,
) -> Confirmation | None:
    """Ask ``email`` to confirm subscriptions to these; none when it was asked within the last day.

    Callers must answer the same in both cases, and whether or not the address is known. The mail is a
    row of the ledger: the worker sends it, so the answer takes the same time too. Raises
    ``ValidationError`` for an address that is refused, ``ValueError`` for an unknown language or frequency.
    """
    frequency = Frequency(frequency)
    subscriber = _locked(email, language)
    if asked_today(subscriber) or _complained(subscriber):
        return None
    wishes = [*map(_of_policy, policies), *map(_of_hub, hubs), *scopes]
    subscriptions = written(subscriber, wishes)
    changes = (subscriber.language, subscriber.frequency) != (language, frequency) or any(
        subscription.confirmed_at is None for subscription in subscriptions
    )
    confirmation = Confirmation.objects.create(
        subscriber=subscriber,
        language=language,
        kind=Confirmation.Kind.CONFIRM if changes else Confirmation.Kind.ALREADY,
    )
    confirmation.subscriptions.set(subscriptions)
    if changes:
        record(
            subscriber.email,
            Consent.Act.ASKED,
            Consent.Way.FORM,
            language=language,
            frequency=frequency,
            subscriptions=subscriptions,
            request=confirmation.uuid,
        )
    return confirmation


@transaction.atomic
def send_link(*, email: str) -> None:
    """Send a known address the links to its preferences; to callers the same for every address.

    At most once a day, as any other mail that somebody asked for. Raises ``ValidationError``.
    """
    subscriber = Subscriber.objects.at(normalised(email)).select_for_update().first()
    if subscriber is None or asked_today(subscriber) or _complained(subscriber):
        return
    subscriptions = list(subscriber.subscriptions.confirmed())
    if not subscriptions:
        return
    confirmation = Confirmation.objects.create(
        subscriber=subscriber, language=subscriber.language, kind=Confirmation.Kind.ALREADY
    )
    confirmation.subscriptions.set(subscriptions)


def asked_today(subscriber: Subscriber) -> bool:
    """Whether a mail that nobody answered was written to this address within the last day."""
    return subscriber.confirmations.filter(answered_at=None, created_at__gt=Now() - ONCE_IN).exists()


def _complained(subscriber: Subscriber) -> bool:
    """Who called our mail spam is not written to again because somebody typed the address."""
    return Suppression.objects.of(subscriber.email).filter(reason=Suppression.Reason.COMPLAINED).exists()


def _of_policy(policy: Policy) -> Scope:
    return Scope(policy=policy)


def _of_hub(hub: Hub) -> Scope:
    return Scope(hub=hub)


def asked_with(confirmation: Confirmation) -> Consent | None:
    """What the address was asked to agree to."""
    return Consent.objects.filter(request=confirmation.uuid, act=Consent.Act.ASKED).first()


@transaction.atomic
def confirm(token: str, *, shown_in: str | None = None) -> Confirmation:
    """Confirm what this link was sent for; doing it again changes nothing.

    ``shown_in`` is the language of the page whose button was pressed: the words kept are that page's. Raises ``BadToken``, or ``ExpiredToken`` when the link is too old or its subscriptions are gone.
    """
    confirmation = awaiting(token, lock=True)
    if confirmation.answered_at is not None:
        return confirmation
    subscriber = confirmation.subscriber
    asked = asked_with(confirmation)
    confirmation.subscriptions.pending().update(confirmed_at=Now())
    subscriber.confirmed_at = subscriber.confirmed_at or Now()
    subscriber.unsubscribed_at = None
    subscriber.language = confirmation.language
    subscriber.frequency = asked.frequency if asked else subscriber.frequency
    # Whoever could open the link receives mail there, and wants it.
    subscriber.suppressed_at = None
    subscriber.save(
        update_fields=["confirmed_at", "unsubscribed_at", "language", "frequency", "suppressed_at"]
    )
    Suppression.objects.of(subscriber.email).delete()
    record(
        subscriber.email,
        Consent.Act.CONFIRMED,
        Consent.Way.LINK,
        language=shown_in or subscriber.language,
        frequency=subscriber.frequency,
        subscriptions=list(confirmation.subscriptions.select_related("policy__hub", "hub")),
        request=confirmation.uuid,
    )
    confirmation.answered_at = Now()
    confirmation.save(update_fields=["answered_at"])
    return confirmation


def awaiting(token: str, *, lock: bool = False) -> Confirmation:
    """The confirmation a link was sent for. Raises ``BadToken`` or ``ExpiredToken``."""
    named = read_confirm_token(token)
    confirmations = Confirmation.objects.select_related("subscriber")
    if lock:
        confirmations = confirmations.select_for_update()
    confirmation = confirmations.filter(uuid=named, kind=Confirmation.Kind.CONFIRM).first()
    if confirmation is None or not confirmation.subscriptions.exists():
        raise ExpiredToken
    return confirmation


def subscriber_of(token: str) -> Subscriber | None:
    """Whom an unsubscribe link was sent to; none once the address is erased. Raises ``BadToken``."""
    return Subscriber.objects.filter(uuid=read_unsubscribe_token(token)).first()


@transaction.atomic
def unsubscribe(token: str, way: Consent.Way = Consent.Way.LINK) -> None:
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
        _record(subscriber, Consent.Act.ENDED, way)
        logger.info("%s unsubscribed", subscriber)


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
    if not subscriber.confirmed_at:
        Consent.objects.of(subscriber.email).filter(act=Consent.Act.ASKED).delete()
    elif not forgotten:
        _record(subscriber, Consent.Act.ERASED, Consent.Way.PREFERENCES)
    subscriber.delete()


@transaction.atomic
def subscribe_confirmed(
    *,
    email: str,
    language: str,
    policy: Policy | None = None,
    hub: Hub | None = None,
    clause: uuid.UUID | None = None,
    frequency: str = Frequency.SUBSTANTIAL,
) -> Subscriber:
    """Enter a subscription whose consent was given elsewhere, without a mail: imports, demo, tests.

    Raises ``ValidationError`` for an address that is refused, also because it is suppressed: its owner
    had it erased, or its server refuses it. ``ValueError`` for an unknown language.
    """
    subscriber = _locked(email, language)
    if Suppression.objects.of(subscriber.email).exists():
        raise ValidationError(_("This address is suppressed: only its owner can subscribe it again."))
    scope = Scope(policy=policy, clause=clause) if policy else Scope(hub=hub)
    entered = written(subscriber, [scope])
    subscriber.subscriptions.pending().update(confirmed_at=Now())
    subscriber.language, subscriber.frequency = language, Frequency(frequency)
    subscriber.confirmed_at = subscriber.confirmed_at or Now()
    subscriber.unsubscribed_at = None
    subscriber.save(update_fields=["language", "frequency", "confirmed_at", "unsubscribed_at"])
    _record(subscriber, Consent.Act.ENTERED, Consent.Way.OPERATOR, entered)
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
        erase(subscriber, forgotten=True)
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


def written(subscriber: Subscriber, scopes: Iterable[Scope]) -> list[Subscription]:
    """The subscriber's subscriptions to these, pending where they are new."""
    return [
        subscriber.subscriptions.get_or_create(hub=scope.hub, policy=scope.policy, clause=scope.clause)[
            0
        ]
        for scope in scopes
    ]


def _record(
    subscriber: Subscriber,
    act: Consent.Act,
    way: Consent.Way,
    subscriptions: Sequence[Subscription] = (),
) -> None:
    record(
        subscriber.email,
        act,
        way,
        language=subscriber.language,
        frequency=subscriber.frequency,
        subscriptions=subscriptions,
    )
