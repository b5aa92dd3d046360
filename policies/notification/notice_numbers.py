"""The numbers by which an operator watches sending: plain values, for whatever shows them. No address, no name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from .confirmations import Confirmation
from .delivery_reports import Feedback
from .late_warnings import late_notices
from .ledger import OPEN, Batch, Delivery, Notice, dead
from .rate_limit import BULK, CONFIRMATIONS, trouble_of
from .webhooks import WebhookCall


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeNumbers:
    """As of now. Ages are seconds since the oldest began to wait, 0 where nothing waits.

    ``trouble`` is for how long each stream of mails has met a server that takes nothing.
    """

    notices_under_way: int
    notices_paused: int
    notices_late: int
    mails_waiting: int
    mails_waiting_age: float
    leases_dead: int
    confirmations_waiting: int
    confirmations_waiting_age: float
    complaints: int
    hard_bounces: int
    trouble: dict[str, float]
    webhook_calls_waiting: int
    webhook_calls_given_up: int
    webhook_calls_waiting_age: float


def notice_numbers() -> NoticeNumbers:
    """A dozen queries over rows that are not finished; what is finished is not counted."""
    unfinished = Notice.objects.filter(finished_at=None)
    notices = unfinished.aggregate(
        all=Count("pk"), paused=Count("pk", filter=Q(paused_at__isnull=False)), since=Min("created_at")
    )
    mails = Delivery.objects.filter(notice__in=unfinished, state__in=OPEN).count()
    confirmations = Confirmation.objects.filter(state__in=OPEN).aggregate(
        all=Count("pk"), since=Min("created_at")
    )
    open_calls = WebhookCall.objects.filter(state=WebhookCall.State.OPEN)
    calls = open_calls.aggregate(all=Count("pk"), since=Min("created_at"))
    reports = dict(Feedback.objects.values_list("kind").annotate(Count("pk")))
    return NoticeNumbers(
        notices_under_way=notices["all"],
        notices_paused=notices["paused"],
        notices_late=len(late_notices()),
        mails_waiting=mails,
        mails_waiting_age=_age(notices["since"] if mails else None),
        leases_dead=Batch.objects.filter(dead(), finished_at=None).count(),
        confirmations_waiting=confirmations["all"],
        confirmations_waiting_age=_age(confirmations["since"]),
        complaints=reports.get(Feedback.Kind.COMPLAINT, 0),
        hard_bounces=reports.get(Feedback.Kind.HARD_BOUNCE, 0),
        trouble={
            name: _age(trouble_of(stream)[1])
            for name, stream in (("notices", BULK), ("confirmations", CONFIRMATIONS))
        },
        webhook_calls_waiting=calls["all"],
        webhook_calls_given_up=WebhookCall.objects.filter(state=WebhookCall.State.FAILED).count(),
        webhook_calls_waiting_age=_age(calls["since"]),
    )


def _age(since: datetime | None) -> float:
    return max(0.0, (timezone.now() - since).total_seconds()) if since else 0.0
