"""Fan-out: from one notice to one delivery per subscriber, in chunks that a crash cannot tear."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from .ledger import Delivery, Notice
from .models import Subscriber, SubscriberQuerySet

CHUNK: Final = 2_000


def fan_out() -> int | None:
    """Write the next chunk of deliveries of the oldest open notice that no other worker holds.

    Returns how many rows the chunk had, or none when there is nothing to fan out. The cursor moves in
    the chunk's transaction. Whoever confirms behind the cursor meanwhile is found by a last sweep, so
    the audience is everyone confirmed before the fan-out ends.
    """
    with transaction.atomic():
        notice = (
            Notice.objects.fanning_out()
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("version__policy")
            .defer("version__content")
            .first()
        )
        if notice is None:
            return None
        audience = Subscriber.objects.told_of(notice.version.policy)
        ahead = _first(audience.filter(pk__gt=notice.cursor))
        if ahead:
            _write(notice, ahead)
            notice.move_cursor(ahead[-1][0])
            return len(ahead)
        told = Delivery.objects.filter(notice=notice, subscriber=OuterRef("pk"))
        late = _first(audience.filter(~Exists(told)))
        if late:
            _write(notice, late)
        else:
            notice.close_fan_out()
        return len(late)


def _first(audience: SubscriberQuerySet) -> list[tuple[int, str]]:
    return list(audience.order_by("pk").values_list("pk", "language")[:CHUNK])


def _write(notice: Notice, subscribers: Iterable[tuple[int, str]]) -> None:
    Delivery.objects.bulk_create(
        [
            Delivery(notice=notice, subscriber_id=subscriber, language=language)
            for subscriber, language in subscribers
        ],
        ignore_conflicts=True,
        batch_size=CHUNK,
    )
