"""Fan-out: from one notice to one delivery per subscriber, in chunks that a crash cannot tear.

The cursor goes through all subscribers by primary key and moves in the transaction that writes the chunk.
Some confirm behind it meanwhile. A second pass, the sweep, finds them: it begins at a *snapshot*, and
waits until every transaction older than the snapshot has ended. So the audience is
everyone who had confirmed at the snapshot. Later subscribers read the new text when they subscribe.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, Max, Min, OuterRef, Window
from django.db.models.functions import Now, RowNumber

from .audience import audience_of
from .ledger import BATCH, Delivery, Notice, State
from .models import Subscriber

# Subscribers in one transaction: about half a second of PostgreSQL's time.
CHUNK = 20_000
# The sweep finds few: it looks at more of them at once.
SWEPT = 5 * CHUNK

# Version 7 of RFC 9562, in the order of time: a million random ones would touch every page of their index.
NEW_UUID = {
    "postgresql": """(
        lpad(to_hex(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
        || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14)
    )::uuid""",
    "sqlite": "lower(hex(randomblob(16)))",
}

PATIENCE = timedelta(minutes=1)


def fan_out() -> int | None:
    """Write the next chunk of deliveries of the oldest open notice that can go on and no worker holds.

    Returns how many rows the chunk had, or none when there is nothing to fan out now.
    """
    for pk in list(Notice.objects.fanning_out().values_list("pk", flat=True)):
        written = _advance(pk)
        if written is not None:
            return written
    return None


@transaction.atomic
def _advance(pk: int) -> int | None:
    notice = Notice.objects.fanning_out().take(pk)
    if notice is None:
        return None
    this = Notice.objects.filter(pk=pk)
    if notice.cancelled_at is not None:
        this.update(fanned_out_at=Now())
        return 0
    if notice.snapshot_at is not None and notice.cursor == 0 and not _settled(notice):
        return None
    ahead = Subscriber.objects.filter(pk__gt=notice.cursor).aggregate(Min("pk"), Max("pk"))
    if ahead["pk__min"] is not None:
        reach = CHUNK if notice.snapshot_at is None else SWEPT
        last = min(ahead["pk__min"] + reach - 1, ahead["pk__max"])
        written = _write(notice, last)
        this.update(cursor=last)
        return written
    if notice.snapshot_at is None:
        this.update(snapshot_at=Now(), cursor=0)
    else:
        this.update(fanned_out_at=Now())
    return 0


def _settled(notice: Notice) -> bool:
    """Whether every transaction that began before the snapshot has ended, so that the sweep sees it.

    On SQLite writers follow each other. Confirming takes milliseconds: a transaction older than ``PATIENCE``
    is no confirmation, and a forgotten session must not stop a notice for ever.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT now() > %(snapshot)s + %(patience)s * interval '1 second' OR NOT EXISTS (
                SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                  AND backend_xid IS NOT NULL AND xact_start <= %(snapshot)s
            )
            """,
            {"snapshot": notice.snapshot_at, "patience": PATIENCE.total_seconds()},
        )
        return cursor.fetchone()[0]


def _write(notice: Notice, last: int) -> int:
    """Deliveries and their batches for the audience behind the cursor and up to ``last``.

    Counted first, so that the batches are there to be given: 7 % of the time a chunk takes (measured).
    """
    told = Delivery.objects.filter(notice=notice, subscriber=OuterRef("pk"))
    audience = audience_of(notice).filter(pk__gt=notice.cursor, pk__lte=last)
    if notice.snapshot_at is not None:
        audience = audience.filter(~Exists(told))
    count = audience.count()
    if not count:
        return 0
    batches = notice.add_batches(math.ceil(count / BATCH))
    return _insert(notice, audience, [batch.pk for batch in batches])


def _insert(notice: Notice, audience: Any, batches: Sequence[int]) -> int:
    """INSERT … SELECT: the rows never pass through this process.

    A subscriber who confirmed since the count is not in the join; the sweep finds them. The batches
    are given and not looked up, so that no estimate of their number can choose a slow way to join them.
    """
    place = Window(RowNumber(), order_by=F("pk").asc())
    chosen = audience.order_by().annotate(place=place).values("id", "language", "place")
    sql, parameters = chosen.query.sql_with_params()
    new_uuid = NEW_UUID[connection.vendor]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Each row's foreign keys are looked up by a plan that lasts as long as the connection. One made
            # while there were few batches reads them all, for each of a million rows.
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            f"""
            INSERT INTO {Delivery._meta.db_table}
                (uuid, notice_id, subscriber_id, batch_id, language, state, attempts, error)
            WITH batch (place, id) AS (VALUES {", ".join(["(%s, %s)"] * len(batches))})
            SELECT {new_uuid}, %s, chosen.id, batch.id, chosen.language, %s, 0, ''
            FROM ({sql}) AS chosen
            JOIN batch ON batch.place = (chosen.place - 1) / %s
            WHERE true
            ORDER BY chosen.id
            ON CONFLICT DO NOTHING
            """,  # noqa: S608 - our own names, and Django's own SQL with its parameters
            [*chain.from_iterable(enumerate(batches)), notice.pk, State.READY, *parameters, BATCH],
        )
        return cursor.rowcount
