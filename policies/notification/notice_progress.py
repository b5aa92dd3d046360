"""How far a notice is: audience, outcomes, rate and time left; and what a person may do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Min
from django.db.models.functions import Now

from .delivery_feedback import Feedback
from .ledger import OPEN, Delivery, Notice, State

# The rate is that of the last minute.
LATELY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Counts of deliveries; ``rate`` in mails a second, ``left`` none while nothing is sent.

    ``phase`` is one of waiting, writing, sending, paused, cancelled, finished.
    """

    notice: Notice
    audience: int
    sent: int
    ready: int
    retry: int
    rejected: int
    suppressed: int
    in_doubt: int
    bounced: int
    complaints: int
    rate: float
    left: timedelta | None
    phase: str

    @property
    def waiting(self) -> int:
        return self.ready + self.retry

    @property
    def done(self) -> int:
        return self.audience - self.waiting

    @property
    def percent(self) -> int:
        """Of the audience, rounded down: 100 only when nothing waits."""
        if not self.audience:
            return 100 if self.notice.fanned_out_at else 0
        return self.done * 100 // self.audience


def progress_of(notice: Notice) -> Progress:
    """Where this notice stands now."""
    states = dict(notice.deliveries.values_list("state").annotate(Count("pk")))
    reports = dict(
        Feedback.objects.filter(delivery__notice=notice).values_list("kind").annotate(Count("pk"))
    )
    rate = _rate(notice)
    waiting = sum(states.get(state, 0) for state in OPEN)
    return Progress(
        notice=notice,
        audience=sum(states.values()),
        sent=states.get(State.SENT, 0),
        ready=states.get(State.READY, 0),
        retry=states.get(State.RETRY, 0),
        rejected=states.get(State.REJECTED, 0),
        suppressed=states.get(State.SUPPRESSED, 0),
        in_doubt=states.get(State.IN_DOUBT, 0),
        bounced=reports.get(Feedback.Kind.HARD_BOUNCE, 0),
        complaints=reports.get(Feedback.Kind.COMPLAINT, 0),
        rate=rate,
        left=timedelta(seconds=round(waiting / rate)) if rate and waiting else None,
        phase=_phase(notice, bool(states)),
    )


def progress(notices: Iterable[Notice]) -> list[Progress]:
    return [progress_of(notice) for notice in notices]


def _rate(notice: Notice) -> float:
    """Mails a second over the last minute; only batches that moved in it are looked at."""
    lately = Delivery.objects.filter(
        notice=notice, batch__progressed_at__gt=Now() - LATELY, sent_at__gt=Now() - LATELY
    ).aggregate(count=Count("pk"), since=Now() - Min("sent_at"))
    if not lately["count"]:
        return 0.0
    return lately["count"] / max(1.0, lately["since"].total_seconds())


def _phase(notice: Notice, written: bool) -> str:
    if notice.finished_at:
        return "finished"
    if notice.cancelled_at:
        return "cancelled"
    if notice.paused_at:
        return "paused"
    if notice.fanned_out_at:
        return "sending"
    return "writing" if written else "waiting"


@transaction.atomic
def try_again(notice: Notice, state: State) -> int:
    """Put the notice's rejected (or doubtful) deliveries back, but for erased subscribers; returns how many.

    A finished notice is taken up again, and gets a further record at its new end.
    """
    if state not in (State.REJECTED, State.IN_DOUBT):
        raise ValueError(f"{state} deliveries are not tried again: only rejected or in_doubt ones")
    locked = Notice.objects.select_for_update().get(pk=notice.pk)
    if locked.cancelled_at is not None:
        return 0
    found = Delivery.objects.filter(notice=locked, state=state, subscriber__isnull=False)
    count = found.update(state=State.READY, batch=None, attempts=0, next_attempt_at=None)
    if count:
        Notice.objects.filter(pk=locked.pk).update(finished_at=None)
    return count
