"""From what a server answered to the states of the ledger, and to addresses that get no more mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from .consent_log import Suppression, subject_of
from .delivery_feedback import Feedback
from .ledger import BACKOFF, Delivery, State
from .models import Subscriber
from .transports.port import Fate, Outcome

if TYPE_CHECKING:
    from .delivery_windows import Row

Settled = Sequence[tuple["Row", Outcome]]

# Refusals of the address in a row after which it gets no more mail.
HARD_BOUNCES: Final = 3

# How the reasons begin that are about the address, not about this mail or this sender.
ADDRESS: Final = "address_"


def state_after(outcome: Outcome, attempts: int) -> State | None:
    """The state of a delivery that was tried ``attempts`` times before; none when it was not touched."""
    spent = attempts >= len(BACKOFF)
    match outcome.fate:
        case Fate.SENT:
            return State.SENT
        case Fate.REFUSED:
            return State.REJECTED
        case Fate.DEFERRED:
            return State.REJECTED if spent else State.RETRY
        case Fate.UNKNOWN:
            # Never a plain failure: the server may have taken it.
            return State.IN_DOUBT if spent or settings.MAIL_IN_DOUBT == "hold" else State.RETRY
        case _:
            return None


def write(settled: Settled) -> None:
    """Write the outcomes of a window, in the caller's transaction and under its fence."""
    alike: dict[tuple[State, str, int], list[int]] = defaultdict(list)
    for row, outcome in settled:
        state = state_after(outcome, row.attempts)
        if state is not None:
            attempts = row.attempts if state == State.RETRY else -1
            alike[state, outcome.reason, attempts].append(row.pk)
    for (state, reason, attempts), pks in alike.items():
        values: dict[str, object] = {"state": state, "error": reason[:40], "attempts": F("attempts") + 1}
        if state == State.SENT:
            values |= {"sent_at": Now()}
        if state == State.RETRY:
            # Without a batch: ``gather`` makes new ones when their time has come.
            values |= {"batch": None, "next_attempt_at": Now() + BACKOFF[attempts]}
        else:
            values |= {"next_attempt_at": None}
        Delivery.objects.filter(pk__in=pks).update(**values)
    for row, outcome in settled:
        if outcome.reason.startswith(ADDRESS):
            hard_bounced(row.subscriber)


def hard_bounced(subscriber: int) -> None:
    """The address was refused for good; after ``HARD_BOUNCES`` in a row it gets no more mail."""
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
    if len(fates) == HARD_BOUNCES and all(fates):
        suppress(subscriber, Suppression.Reason.REJECTED)


def suppress(subscriber: int, reason: Suppression.Reason) -> None:
    """Send the address no notice any more, and remember so beyond its erasure."""
    email = Subscriber.objects.filter(pk=subscriber).values_list("email", flat=True).first()
    if email is None:
        return
    Subscriber.objects.filter(pk=subscriber, suppressed_at=None).update(suppressed_at=Now())
    Suppression.objects.bulk_create(
        [Suppression(subject=subject_of(email), reason=reason)], ignore_conflicts=True
    )
