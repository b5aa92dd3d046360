"""How far a notice is: audience, outcomes, rate and time left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Max, Min
from django.db.models.functions import Now
from django.utils import timezone

from policies.publication.models import PolicyVersion
from policies.publication.reach import Reach

from .delivery_reports import Feedback
from .ledger import Delivery, DeliveryQuerySet, Notice, State
from .rate_limit import trouble_of

# The rate is that of the last minute.
LATELY = timedelta(minutes=1)

# Fewer mails say nothing about how fast they leave.
TELLING = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Counts of deliveries and of reports on them; ``rate`` in mails a second."""

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
    # Reached later than the organisation promised, or will be at this rate.
    late: int
    last_in_time: date | None
    trouble: str

    @property
    def waiting(self) -> int:
        return self.ready + self.retry

    @property
    def left(self) -> timedelta | None:
        """None while nothing is sent."""
        return timedelta(seconds=round(self.waiting / self.rate)) if self.rate and self.waiting else None

    @property
    def will_be_late(self) -> bool:
        """Whether at this rate, or at none, mails leave after the last day that keeps the promise."""
        if not self.waiting or self.last_in_time is None or self.notice.cancelled_at:
            return False
        ends = timezone.now() + (self.left or timedelta())
        return self.notice.version.day_of(ends) > self.last_in_time

    @property
    def phase(self) -> str:
        if self.notice.finished_at:
            return "finished"
        if self.notice.cancelled_at:
            return "cancelled"
        if self.notice.paused_at:
            return "paused"
        if self.notice.fanned_out_at:
            return "sending"
        return "writing" if self.audience else "waiting"

    @property
    def percent(self) -> int:
        """Of the audience, rounded down: 100 only when nothing waits."""
        if not self.audience:
            return 100 if self.notice.fanned_out_at else 0
        return (self.audience - self.waiting) * 100 // self.audience


def progress_of(notice: Notice) -> Progress:
    """Where this notice stands now."""
    found = dict(notice.deliveries.values_list("state").annotate(Count("pk")))
    counts = {state.value: found.get(state.value, 0) for state in State}
    reports = dict(
        Feedback.objects.filter(delivery__notice=notice).values_list("kind").annotate(Count("pk"))
    )
    return Progress(
        notice=notice,
        audience=sum(counts.values()),
        bounced=reports.get(Feedback.Kind.HARD_BOUNCE, 0),
        complaints=reports.get(Feedback.Kind.COMPLAINT, 0),
        rate=0.0 if notice.paused_at else _rate(notice),
        late=late_deliveries(notice).count(),
        last_in_time=last_in_time(notice.version) if promises(notice) else None,
        trouble="" if notice.finished_at else trouble_of()[0],
        **counts,
    )


def promises(notice: Notice) -> bool:
    """Whether the organisation promised its readers days between this notice and the text."""
    version = notice.version
    return (
        notice.kind in (Notice.Kind.ADVANCE, Notice.Kind.CORRECTION)
        and version.significance == PolicyVersion.Significance.SUBSTANTIAL
        and version.policy.promise.notice_days > 0
    )


def last_in_time(version: PolicyVersion) -> date:
    """The last day, in the version's calendar, on which a mail still leaves the days that are promised."""
    return version.effective_from - timedelta(days=version.policy.promise.notice_days)


def late_deliveries(notice: Notice) -> DeliveryQuerySet:
    """Those that a server took after that day: their mails say so."""
    sent = notice.deliveries.filter(state=State.SENT)
    if not promises(notice):
        return sent.none()
    version = notice.version
    ends = datetime.combine(last_in_time(version) + timedelta(days=1), time(), tzinfo=version.zone)
    return sent.filter(sent_at__gte=ends)


def _rate(notice: Notice) -> float:
    """Mails a second over the last minute; only batches that moved in it are looked at."""
    lately = Delivery.objects.filter(
        notice=notice, batch__progressed_at__gt=Now() - LATELY, sent_at__gt=Now() - LATELY
    ).aggregate(count=Count("pk"), since=Now() - Min("sent_at"))
    if not lately["count"]:
        return 0.0
    return lately["count"] / max(1.0, lately["since"].total_seconds())


def write_speed(notice: Notice) -> None:
    """Tell the other rooms how fast the notice left (``publication.reach``), by its mails that needed no second try."""
    first_tries = notice.deliveries.filter(attempts=1).aggregate(
        count=Count("sent_at"), span=Max("sent_at") - Min("sent_at")
    )
    if first_tries["count"] >= TELLING:
        seconds = max(1.0, first_tries["span"].total_seconds())
        Reach.objects.update(mails_per_second=first_tries["count"] / seconds)
