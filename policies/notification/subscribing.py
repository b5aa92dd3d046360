"""Subscribing, confirming, changing what was chosen, and unsubscribing."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from policies.document.languages import language as known_language
from policies.publication.models import Organisation, Policy

from .confirmations import MAILED_AT, Confirmation
from .consent_log import Consent, Suppression, record
from .contract_parties import contracts_of, object_to_all
from .email_address import normalised
from .models import FollowedSearch, Frequency, Subscriber, Subscription, SubscriptionQuerySet
from .signed_links import BadToken, ExpiredToken, Purpose, read_token
from .subscription_offers import Offer

logger = logging.getLogger(__name__)

# At most one mail per address in this time, however often it is asked for.
ONCE_IN = timedelta(days=1)

# Searches that one address may follow.
MOST_SEARCHES = 50


@transaction.atomic
def subscribe(
    *, email: str, language: str, offers: Iterable[Offer], frequency: str = Frequency.SUBSTANTIAL
) -> Confirmation | None:
    """Ask ``email`` to confirm subscriptions to these; none while a mail of the last day is not answered.

    Callers must answer the same in both cases, and whether or not the address is known. The mail is a
    row of the ledger: the worker sends it, so the answer takes the same time too. Raises
    ``ValidationError`` for an address that is refused, ``ValueError`` for an unknown language or frequency.
    """
    frequency = Frequency(frequency)
    subscriber = _locked(email, language)
    if not _may_be_written_to(subscriber):
        return None
    subscriptions = _written(subscriber, offers) or list(subscriber.subscriptions.confirmed())
    changes = (subscriber.language, subscriber.frequency) != (language, frequency) or any(
        subscription.confirmed_at is None for subscription in subscriptions
    )
    kind = Confirmation.Kind.CONFIRM if changes else Confirmation.Kind.ALREADY
    return _ask(subscriber, subscriptions, kind, language, frequency)


@transaction.atomic
def send_link(*, email: str) -> None:
    """Send a known address the links to its preferences; to callers the same for every address.

    At most once a day, as any other mail that somebody asked for. Raises ``ValidationError``.
    """
    subscriber = Subscriber.objects.at(normalised(email)).select_for_update().first()
    if subscriber is None or not _may_be_written_to(subscriber):
        return
    subscriptions = list(subscriber.subscriptions.confirmed())
    if subscriptions or contracts_of(subscriber):
        _ask(
            subscriber,
            subscriptions,
            Confirmation.Kind.ALREADY,
            subscriber.language,
            subscriber.frequency,
        )


def _may_be_written_to(subscriber: Subscriber) -> bool:
    """Not while a mail of the last day, or one that still waits for its day, is not answered.

    Nor after a complaint: an address is not written to again because somebody typed it.
    """
    waits = subscriber.confirmations.recent(ONCE_IN).filter(answered_at=None).exists()
    complained = Suppression.objects.of(subscriber.email).filter(reason=Suppression.Reason.COMPLAINED)
    return not waits and not complained.exists()


def _ask(
    subscriber: Subscriber,
    subscriptions: Iterable[Subscription],
    kind: Confirmation.Kind,
    language: str,
    frequency: str,
) -> Confirmation:
    """One mail a day, also to an address that has answered today's already."""
    latest = subscriber.confirmations.recent(ONCE_IN).aggregate(at=Max(MAILED_AT))["at"]
    confirmation = Confirmation.objects.create(
        subscriber=subscriber,
        language=language,
        frequency=frequency,
        kind=kind,
        next_attempt_at=latest + ONCE_IN if latest else Now(),
    )
    confirmation.subscriptions.set(subscriptions)
    return confirmation


@transaction.atomic
def confirm(token: str, *, shown_in: str | None = None) -> Confirmation:
    """Confirm what this link was sent for; doing it again changes nothing.

    ``shown_in`` is the language of the page whose button was pressed: the words kept are that page's.
    Raises ``BadToken``, or ``ExpiredToken`` when the link is too old or its subscriptions are gone.
    """
    confirmation = awaiting(token, lock=True)
    if confirmation.answered_at is not None:
        return confirmation
    subscriber = confirmation.subscriber
    asked = confirmation.subscriptions.all()
    # The mail with the link arrived, and its owner wants more of them.
    _confirmed(subscriber, asked, confirmation.language, confirmation.frequency, suppressed_at=None)
    Suppression.objects.of(subscriber.email).delete()
    # What was asked for, when, and that it was confirmed: only now is either of them consent.
    named, request = list(asked.named()), confirmation.uuid
    form, link = Consent.Way.FORM, Consent.Way.LINK
    record(subscriber, Consent.Act.ASKED, form, named, request=request, at=confirmation.created_at)
    record(subscriber, Consent.Act.CONFIRMED, link, named, request=request, language=shown_in)
    confirmation.answered_at = Now()
    confirmation.save(update_fields=["answered_at"])
    return confirmation


def awaiting(token: str, *, lock: bool = False) -> Confirmation:
    """The confirmation a link was sent for. Raises ``BadToken`` or ``ExpiredToken``."""
    named = read_token(Purpose.CONFIRM, token)
    confirmations = Confirmation.objects.select_related("subscriber")
    if lock:
        confirmations = confirmations.select_for_update()
    confirmation = confirmations.filter(uuid=named, kind=Confirmation.Kind.CONFIRM).first()
    if confirmation is None or not confirmation.subscriptions.exists():
        raise ExpiredToken(Purpose.CONFIRM)
    return confirmation


def subscriber_with(token: str) -> Subscriber:
    """The owner of a link that changes, exports and erases. Raises ``BadToken``, or ``ExpiredToken`` once erased.

    Raises ``ExpiredToken`` also for a link of a notice: everybody to whom a notice was forwarded has that one.
    """
    return _named(Purpose.MANAGE, token)


def shown_to(token: str) -> tuple[Subscriber, bool]:
    """The owner of a link to the preferences, and whether it may change them or only shows them."""
    try:
        return _named(Purpose.MANAGE, token), True
    except (BadToken, ExpiredToken) as error:
        try:
            return _named(Purpose.PREFERENCES, token), False
        except BadToken:
            raise error from None


def _named(purpose: Purpose, token: str) -> Subscriber:
    try:
        named = read_token(purpose, token)
    except BadToken:
        if purpose is Purpose.MANAGE:
            read_token(Purpose.PREFERENCES, token)
            raise ExpiredToken(Purpose.MANAGE) from None
        raise
    subscriber = Subscriber.objects.filter(uuid=named).first()
    if subscriber is None:
        raise ExpiredToken(purpose)
    return subscriber


@transaction.atomic
def change(
    subscriber: Subscriber, *, language: str, frequency: str, offers: Iterable[Offer]
) -> list[Subscription]:
    """Make these the subscriber's choices, and write down that they were. Returns the subscriptions.

    The link was sent to the address: using it shows that the address is one's own, so nothing is confirmed
    again.
    """
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    chosen = _written(subscriber, offers)
    subscriber.subscriptions.exclude(pk__in=[subscription.pk for subscription in chosen]).delete()
    _confirmed(subscriber, subscriber.subscriptions.all(), language, frequency)
    subscriptions = list(subscriber.subscriptions.named())
    record(subscriber, Consent.Act.CHANGED, Consent.Way.PREFERENCES, subscriptions)
    return subscriptions


def subscriber_of(token: str) -> Subscriber | None:
    """The subscriber an unsubscribe link was sent to; none once the address is erased. Raises ``BadToken``."""
    return Subscriber.objects.filter(uuid=read_token(Purpose.UNSUBSCRIBE, token)).first()


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
    if object_to_all(subscriber) or ended:
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
    search: FollowedSearch | None = None,
    frequency: str = Frequency.SUBSTANTIAL,
) -> Subscriber:
    """Enter a subscription whose consent was given elsewhere, without a mail: imports, demo, tests.

    Raises ``ValidationError`` for an address that is refused, also because it is suppressed: its owner
    had it erased, or its server refuses it. ``ValueError`` for an unknown language.
    """
    subscriber = _locked(email, language)
    if Suppression.objects.of(subscriber.email).exists():
        raise ValidationError(_("This address is suppressed: only its owner can subscribe it again."))
    entered, _new = subscriber.subscriptions.get_or_create(
        organisation=None if policy or search else organisation,
        policy=policy,
        clause=clause if policy else None,
        search=_kept(search) if search and not policy else None,
    )
    _confirmed(subscriber, subscriber.subscriptions.all(), language, frequency)
    record(subscriber, Consent.Act.ENTERED, Consent.Way.OPERATOR, [entered])
    return subscriber


def _locked(email: str, language: str) -> Subscriber:
    """The subscriber with this address, created if need be, locked until the transaction ends."""
    known_language(language)
    address = normalised(email)
    # ON CONFLICT DO NOTHING: two requests at once make one subscriber, and neither fails.
    Subscriber.objects.bulk_create([Subscriber(email=address, language=language)], ignore_conflicts=True)
    return Subscriber.objects.at(address).select_for_update().get()


def _written(subscriber: Subscriber, offers: Iterable[Offer]) -> list[Subscription]:
    """The subscriber's subscriptions to these, pending where they are new; of searches no more than ``MOST_SEARCHES``."""
    found: list[Subscription] = []
    followed = subscriber.subscriptions.exclude(search=None)
    for offer in offers:
        search = _kept(offer.search) if offer.search else None
        if search and followed.exclude(search=search).count() >= MOST_SEARCHES:
            continue
        subscription, _new = subscriber.subscriptions.get_or_create(
            organisation=None if offer.policy or search else offer.organisation,
            policy=offer.policy,
            clause=offer.clause,
            search=search,
        )
        found.append(subscription)
    return found


def _kept(search: FollowedSearch) -> FollowedSearch:
    """The row of this search, which all who follow it share; locked, since one that nobody follows is deleted."""
    while True:
        found, _new = FollowedSearch.objects.get_or_create(
            words=search.words,
            language=search.language,
            kind=search.kind,
            organisation=search.organisation,
        )
        if FollowedSearch.objects.select_for_update().filter(pk=found.pk).exists():
            return found


def _confirmed(
    subscriber: Subscriber,
    subscriptions: SubscriptionQuerySet,
    language: str,
    frequency: str,
    **lifted: None,
) -> None:
    """From now on these are confirmed, in this language and frequency."""
    subscriptions.pending().update(confirmed_at=Now())
    Subscriber.objects.filter(pk=subscriber.pk).update(
        language=language,
        frequency=Frequency(frequency),
        confirmed_at=Coalesce("confirmed_at", Now()),
        unsubscribed_at=None,
        **lifted,
    )
    subscriber.refresh_from_db()
