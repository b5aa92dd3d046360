"""How fast all workers together may send: a row for each stream of mails that they share through the database.

Notices are one stream, confirmations another: a provider that refuses the one does not hold up the other.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now

SLOWEST = timedelta(minutes=5)

# Under a rate, a window holds what may be sent in this part of a second: the cap holds within each second.
EVENLY = 20


BULK, CONFIRMATIONS = 1, 2


class Pace(models.Model):
    """One stream: until when the mails already under way use up the rate, and when to go on after trouble."""

    free_at = models.DateTimeField(db_default=Now())
    slow_until = models.DateTimeField(db_default=Now())
    # Troubles in a row; each doubles the wait.
    troubles = models.PositiveSmallIntegerField(default=0)
    # What the server said the last time it took nothing; empty when all is well.
    trouble = models.CharField(max_length=200, db_default="")
    # Since when nothing was taken.
    trouble_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk__in=[BULK, CONFIRMATIONS]),
                name="all_workers_keep_one_pace_a_stream",
            )
        ]

    def __str__(self) -> str:
        return f"pace, {self.troubles} troubles in a row"


def most_at_once() -> int:
    """How many mails one window may hold, so that a rate is spread over every second."""
    rate = settings.MAIL_RATE
    return max(1, min(settings.MAIL_WINDOW, int(rate / EVENLY))) if rate else settings.MAIL_WINDOW


def reserve(mails: int) -> float:
    """Take the next ``mails`` places of the rate; seconds to wait before using them. By the database's clock.

    A worker that comes late for the next place still gets it, if it is no later than these mails take:
    so the rate is kept on average. Time that was not used for longer is lost, and makes no burst.
    """
    if not settings.MAIL_RATE:
        return 0.0
    takes = timedelta(seconds=mails / settings.MAIL_RATE)
    with transaction.atomic():
        pace, now = _locked(BULK)
        # Further ahead than any reservation: the clock was set back.
        begins = max(pace.free_at if pace.free_at < now + SLOWEST else now, now - takes)
        Pace.objects.filter(pk=BULK).update(free_at=begins + takes)
    return max(0.0, (begins - now).total_seconds())


def waiting(stream: int = BULK) -> float:
    """Seconds until the mail servers may be tried again; 0 when all is well."""
    row = Pace.objects.filter(pk=stream).annotate(now=Now()).values_list("slow_until", "now").first()
    return min(max(0.0, (row[0] - row[1]).total_seconds()), SLOWEST.total_seconds()) if row else 0.0


def slow_down(trouble: str = "", stream: int = BULK) -> float:
    """The server is in trouble: every worker waits, twice as long each time. Returns the seconds.

    Workers that meet the same trouble at the same time count once. ``trouble`` is what the server said.
    """
    with transaction.atomic():
        pace, now = _locked(stream)
        if pace.slow_until <= now:
            wait = min(timedelta(seconds=settings.MAIL_SLOWDOWN) * 2 ** min(pace.troubles, 16), SLOWEST)
            pace.slow_until, pace.troubles = now + wait, min(pace.troubles + 1, 30_000)
        pace.trouble, pace.trouble_since = trouble[:200] or pace.trouble, pace.trouble_since or now
        pace.save(update_fields=["slow_until", "troubles", "trouble", "trouble_since"])
        return (pace.slow_until - now).total_seconds()


def go_on(stream: int = BULK) -> None:
    """A server takes mails again."""
    Pace.objects.filter(pk=stream, troubles__gt=0).update(troubles=0, trouble="", trouble_since=None)


def trouble_of(stream: int = BULK) -> tuple[str, datetime | None]:
    """What the server said the last time it took nothing, and since when; empty when all is well."""
    row = Pace.objects.filter(pk=stream, troubles__gt=0).values_list("trouble", "trouble_since").first()
    return row or ("", None)


def _locked(stream: int) -> tuple[Pace, datetime]:
    only = Pace.objects.filter(pk=stream).select_for_update().annotate(now=Now())
    pace = only.first()
    if pace is None:
        Pace.objects.bulk_create([Pace(pk=stream)], ignore_conflicts=True)
        pace = only.get()
    return pace, pace.now
