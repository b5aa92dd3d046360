"""Another address for the same subscriptions: asked for by the owner of the old one, confirmed at the new one."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from .confirmations import Confirmation
from .consent_log import Consent, Suppression, record
from .contract_parties import hand_over
from .email_address import normalised
from .models import Subscriber
from .personal_data import erase
from .receipts import fix_leaves
from .signed_links import ExpiredToken, Purpose, read_token
from .subscribing import ONCE_IN


@transaction.atomic
def ask_to_move(subscriber: Subscriber, email: str) -> None:
    """Send the new address a link; at most one such mail a day for the subscriber, and for the address.

    Callers answer the same whether or not the address is known here. Raises ``ValidationError``.
    """
    address = normalised(email)
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    moves = Confirmation.objects.filter(kind=Confirmation.Kind.MOVE).recent(ONCE_IN)
    complained = Suppression.objects.of(address).filter(reason=Suppression.Reason.COMPLAINED)
    asked = moves.filter(subscriber=subscriber) | moves.filter(address=address)
    if address == subscriber.email or asked.exists() or complained.exists():
        return
    Confirmation.objects.create(
        subscriber=subscriber,
        kind=Confirmation.Kind.MOVE,
        address=address,
        language=subscriber.language,
        frequency=subscriber.frequency,
    )


def move_asked(token: str) -> Confirmation:
    """What a link was sent for. Raises ``BadToken`` or ``ExpiredToken``."""
    named = read_token(Purpose.MOVE, token)
    found = Confirmation.objects.select_related("subscriber").filter(uuid=named).first()
    if found is None or found.kind != Confirmation.Kind.MOVE:
        raise ExpiredToken(Purpose.MOVE)
    return found


@transaction.atomic
def move(token: str) -> Subscriber:
    """Move the subscriptions to the new address; doing it again changes nothing. Raises as ``move_asked``.

    An address that is subscribed already gets them beside its own, and the old one is forgotten.
    """
    asked = move_asked(token)
    subscriber = Subscriber.objects.select_for_update().get(pk=asked.subscriber_id)
    if asked.answered_at is not None:
        return subscriber
    Confirmation.objects.filter(pk=asked.pk).update(answered_at=Now())
    Suppression.objects.of(asked.address).delete()
    other = Subscriber.objects.at(asked.address).exclude(pk=subscriber.pk).select_for_update().first()
    if other is not None:
        for kept in subscriber.subscriptions.confirmed():
            other.subscriptions.update_or_create(
                policy=kept.policy,
                organisation=kept.organisation,
                clause=kept.clause,
                search=kept.search,
                defaults={"confirmed_at": kept.confirmed_at},
            )
        Subscriber.objects.filter(pk=other.pk).update(unsubscribed_at=None, suppressed_at=None)
        hand_over(subscriber, other)
        erase(subscriber, forgotten=True)
    else:
        # Receipts prove what the old address was sent.
        fix_leaves(subscriber)
        Subscriber.objects.filter(pk=subscriber.pk).update(email=asked.address, suppressed_at=None)
        other = subscriber
    other.refresh_from_db()
    record(other, Consent.Act.CHANGED, Consent.Way.LINK, other.subscriptions.named())
    return other
