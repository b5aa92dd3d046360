"""Subscribing, confirming and unsubscribing."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from policies.document.languages import language as known_language
from policies.publication.models import Organisation, Policy

from .confirmations import MAILED_AT, Confirmation
from .consent_log import Consent, Suppression, record
from .email_address import normalised
from .models import Frequency, Subscriber, Subscription
from .signed_links import ExpiredToken, read_confirm_token, read_unsubscribe_token

logger = logging.getLogger(__name__)

# At most one mail per address in this time, whoever asks.
ONCE_IN: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is subscribed to: a clause of a policy, a policy, or all policies of an organisation."""

    organisation: Organisation | None = None
    policy: Policy | None = None
    clause: uuid.UUID | None = None


@transaction.atomic
def subscribe(
    *,
    email: str,
    language: str,
    policies: Iterable[Policy] = (),
    organisations: Iterable[Organisation] = (),
    scopes: Iterable[Scope] = (),
    frequency: str = Frequency.SUBSTANTIAL,
) -> Confirmation | None:
    """Ask ``email`` to confirm subscriptions to these; none while a mail of the last day is not answered.

    Callers must answer the same in both cases, and whether or not the address is known. The mail is a
    row of the ledger: the worker sends it, so the answer takes the same time too. Raises
    ``ValidationError`` for an address that is refused, ``ValueError`` for an unknown language or frequency.
    """
    frequency = Frequency(frequency)
    subscriber = _locked(email, language)
    if awaits_answer(subscriber) or _complained(subscriber):
        return None
    wishes = [*map(_of_policy, policies), *map(_of_organisation, organisations), *scopes]
    subscriptions = written(subscriber, wishes)
    changes = (subscriber.language, subscriber.frequency) != (language, frequency) or any(
        subscription.confirmed_at is None for subscription in subscriptions
    )
    confirmation = Confirmation.objects.create(
        subscriber=subscriber,
        language=language,
        frequency=frequency,
        kind=Confirmation.Kind.CONFIRM if changes else Confirmation.Kind.ALREADY,
        **_not_before(subscriber),
    )
    confirmation.subscriptions.set(subscriptions)
    return confirmation


@transaction.atomic
def send_link(*, email: str) -> None:
    """Send a known address the links to its preferences; to callers the same for every address.

    At most once a day, as any other mail that somebody asked for. Raises ``ValidationError``.
    """
    subscriber = Subscriber.objects.at(normalised(email)).select_for_update().first()
    if subscriber is None or awaits_answer(subscriber) or _complained(subscriber):
        return
    subscriptions = list(subscriber.subscriptions.confirmed())
    if not subscriptions:
        return
    confirmation = Confirmation.objects.create(
        subscriber=subscriber,
        language=subscriber.language,
        frequency=subscriber.frequency,
        kind=Confirmation.Kind.ALREADY,
        **_not_before(subscriber),
    )
    confirmation.subscriptions.set(subscriptions)


def awaits_answer(subscriber: Subscriber) -> bool:
    """Whether a mail of the last day, or one that still waits for its day, was not answered."""
    return subscriber.confirmations.recent(ONCE_IN).filter(answered_at=None).exists()


def _not_before(subscriber: Subscriber) -> dict[str, Any]:
    """When the next mail may go out: one a day, also to whoever has answered today's already."""
    latest = subscriber.confirmations.recent(ONCE_IN).aggregate(at=Max(MAILED_AT))["at"]
    return {"next_attempt_at": latest + ONCE_IN} if latest else {}


def _complained(subscriber: Subscriber) -> bool:
    """Who called our mail spam is not written to again because somebody typed the address."""
    return Suppression.objects.of(subscriber.email).filter(reason=Suppression.Reason.COMPLAINED).exists()


def _of_policy(policy: Policy) -> Scope:
    return Scope(policy=policy)


def _of_organisation(organisation: Organisation) -> Scope:
    return Scope(organisation=organisation)


@transaction.atomic
def confirm(token: str, *, shown_in: str | None = None) -> Confirmation:
    """Confirm what this link was sent for; doing it again changes nothing.

    ``shown_in`` is the language of the page whose button was pressed: the words kept are that page's. Raises ``BadToken``, or ``ExpiredToken`` when the link is too old or its subscriptions are gone.
    """
    confirmation = awaiting(token, lock=True)
    if confirmation.answered_at is not None:
        return confirmation
    subscriber = confirmation.subscriber
    confirmation.subscriptions.pending().update(confirmed_at=Now())
    subscriber.confirmed_at = subscriber.confirmed_at or Now()
    subscriber.unsubscribed_at = None
    subscriber.language, subscriber.frequency = confirmation.language, confirmation.frequency
    # Whoever could open the link receives mail there, and wants it.
    subscriber.suppressed_at = None
    subscriber.save(
        update_fields=["confirmed_at", "unsubscribed_at", "language", "frequency", "suppressed_at"]
    )
    Suppression.objects.of(subscriber.email).delete()
    _record_both_steps(confirmation, shown_in)
    confirmation.answered_at = Now()
    confirmation.save(update_fields=["answered_at"])
    return confirmation


def _record_both_steps(confirmation: Confirmation, shown_in: str | None) -> None:
    """What was asked for, when, and that it was confirmed: only now is either of them consent."""
    confirmed = list(confirmation.subscriptions.select_related("policy__organisation", "organisation"))
    record(
        confirmation.subscriber,
        Consent.Act.ASKED,
        Consent.Way.FORM,
        confirmed,
        request=confirmation.uuid,
        at=confirmation.created_at,
    )
    record(
        confirmation.subscriber,
        Consent.Act.CONFIRMED,
        Consent.Way.LINK,
        confirmed,
        language=shown_in or "",
        request=confirmation.uuid,
    )


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
        record(subscriber, Consent.Act.ENDED, way)
        logger.info("%s unsubscribed", subscriber)


@transaction.atomic
def subscribe_confirmed(
    *,
    email: str,
    language: str,
    policy: Policy | None = None,
    organisation: Organisation | None = None,
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
    scope = Scope(policy=policy, clause=clause) if policy else Scope(organisation=organisation)
    entered = written(subscriber, [scope])
    subscriber.subscriptions.pending().update(confirmed_at=Now())
    subscriber.language, subscriber.frequency = language, Frequency(frequency)
    subscriber.confirmed_at = subscriber.confirmed_at or Now()
    subscriber.unsubscribed_at = None
    subscriber.save(update_fields=["language", "frequency", "confirmed_at", "unsubscribed_at"])
    record(subscriber, Consent.Act.ENTERED, Consent.Way.OPERATOR, entered)
    subscriber.refresh_from_db()
    return subscriber


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
        subscriber.subscriptions.get_or_create(
            organisation=scope.organisation, policy=scope.policy, clause=scope.clause
        )[0]
        for scope in scopes
    ]
