"""How mails and webhooks stand, in figures for a monitoring: of notices under way, so that a million past ones cost nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.utils import timezone

from policies.publication.register_figures import Figure, figure

from .confirmations import Confirmation
from .ledger import OPEN, Delivery, Notice, State
from .rate_limit import BULK, CONFIRMATIONS, trouble_of
from .waiting_checks import oldest_waiting
from .webhooks import WebhookCall


def mail_figures() -> Iterator[Figure]:
    """What waits, what went out, what failed and what is in doubt."""
    underway = Notice.objects.filter(finished_at=None)
    yield figure("notices_under_way", "Notices that are not finished.", underway.count())
    paused = underway.filter(paused_at__isnull=False).count()
    yield figure("notices_paused", "Notices that are paused.", paused)
    counted = dict(
        Delivery.objects.filter(notice__in=underway).values_list("state").annotate(Count("pk"))
    )
    yield Figure(
        name="sijill_deliveries",
        means="Mails of notices under way.",
        labels=("state",),
        values=[((state.value,), counted.get(state.value, 0)) for state in State],
    )
    waiting = Confirmation.objects.filter(state__in=OPEN).count()
    yield figure("confirmations_waiting", "Links that somebody waits for.", waiting)
    oldest = oldest_waiting()
    means = "How long the oldest mail that is due waits."
    yield figure("oldest_waiting_seconds", means, oldest.total_seconds() if oldest else 0)
    trouble = [
        ((name,), float(bool(trouble_of(stream)[0])))
        for stream, name in ((BULK, "notices"), (CONFIRMATIONS, "confirmations"))
    ]
    means = "1 where the mail server takes nothing."
    yield Figure(name="sijill_mail_trouble", means=means, labels=("stream",), values=trouble)
    yield from _webhook_figures()


def _webhook_figures() -> Iterator[Figure]:
    """What other systems wait for, and what they were never told: of calls that are still kept."""
    waiting = WebhookCall.objects.filter(state=WebhookCall.State.OPEN)
    failed = WebhookCall.objects.filter(state=WebhookCall.State.FAILED)
    yield Figure(
        name="sijill_webhook_calls",
        means="Calls of webhooks that wait, and those that were given up.",
        labels=("state",),
        values=[(("waiting",), waiting.count()), (("given_up",), failed.count())],
    )
    first = waiting.order_by("created_at").values_list("created_at", flat=True).first()
    seconds = (timezone.now() - first).total_seconds() if first else 0
    means = "How long the oldest call of a webhook waits."
    yield figure("webhook_oldest_waiting_seconds", means, seconds)
