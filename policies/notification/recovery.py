"""What the worker puts right: leases that died, batches that stand still, deliveries without a batch."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from .ledger import BATCH, OPEN, Batch, Delivery, Notice, dead

logger = logging.getLogger(__name__)

# A batch whose worker renews its lease and settles nothing for so long is taken away from it.
STANDSTILL = timedelta(minutes=15)


def recover() -> int:
    """End the leases of workers that died or stand still, and say so; returns how many.

    The fence rises with it: the worker that held the batch writes nothing any more.
    """
    still = Q(lease_until__isnull=False, progressed_at__lt=Now() - STANDSTILL)
    ended = Batch.objects.filter(dead() | still, finished_at=None).update(
        fence=F("fence") + 1, lease_until=None, progressed_at=Now()
    )
    if ended:
        logger.warning("%s batches: its worker died or stands still; others go on with it", ended)
    return ended


def gather() -> int:
    """Put the deliveries of one notice that wait for a batch, and are due, into a new one; returns how many."""
    due = Delivery.objects.unbatched().filter(notice__paused_at=None)
    oldest = due.order_by("next_attempt_at", "pk").values_list("notice", flat=True).first()
    if oldest is None:
        return 0
    with transaction.atomic():
        notice = Notice.objects.all().take(oldest)
        rows = list(due.filter(notice=notice).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if notice is None or not rows:
            return 0
        (batch,) = notice.add_batches(1)
        return Delivery.objects.filter(pk__in=rows, batch=None, state__in=OPEN).update(batch=batch)
