"""Claiming a batch, committing a window of it, and writing down what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from .audience import audience_of, known_of, reason_to_tell
from .delivery_reports import ADDRESS, hard_bounced
from .ledger import (
    BACKOFF,
    CANCELLED,
    OPEN,
    Batch,
    BatchQuerySet,
    Delivery,
    DeliveryQuerySet,
    Notice,
    State,
    lease,
)
from .transports.port import Fate, Outcome

# The moment as Django's own ``Now`` has it.
_NOW = {
    "postgresql": "STATEMENT_TIMESTAMP()",
    "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')",
}


class LostLease(Exception):
    """The batch was given to another worker: nothing more of it may be transmitted or written here."""


class Row(NamedTuple):
    """One delivery that is open, with what its mail needs; of an erased subscriber there is nothing.

    ``reason`` is why the subscriber is told, as ``audience.reason_to_tell`` gives it, and ``known`` the number of the
    version that was announced to the subscriber before (``audience.known_of``). ``dated_at`` is the Date of the mail: set
    where an earlier try may have reached the subscriber, and for every row of a window that is committed.
    """

    pk: int
    uuid: UUID
    language: str
    attempts: int
    subscriber: int | None
    subscriber_uuid: UUID | None
    email: str | None
    reason: str
    known: int | None
    dated_at: datetime | None


Settled = Sequence[tuple[Row, Outcome]]


@dataclass(kw_only=True)
class Claim:
    """A batch that is this worker's as long as ``fence`` is its highest. ``rows`` are not yet committed.

    ``audience`` is the question who wants the notice, in SQL, to be asked again of every window.
    """

    batch: int
    fence: int
    notice: Notice
    audience: tuple[str, tuple[Any, ...]]
    window_until: int
    rows: Sequence[Row]

    def renew(self) -> None:
        """Stay the batch's worker. Raises ``LostLease``."""
        if not self.held().update(lease_until=Now() + lease()):
            raise LostLease

    def held(self) -> BatchQuerySet:
        return Batch.objects.filter(pk=self.batch, fence=self.fence, finished_at=None)

    def advance(self, size: int) -> int:
        """A window of this size is committed: behind it comes the next. Returns how many rows it had."""
        committed, self.rows = self.rows[:size], self.rows[size:]
        self.window_until = committed[-1].pk
        return len(committed)


@transaction.atomic
def claim() -> Claim | None:
    """Take the batch that has waited longest, for this worker alone; none when nothing is due.

    What its last worker committed and never settled is resolved first. On SQLite the IMMEDIATE
    transaction is the lock.
    """
    batch = (
        Batch.objects.claimable()
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("notice__version__policy__organisation")
        .defer("notice__version__content")
        .first()
    )
    if batch is None:
        return None
    _resolve(batch)
    Batch.objects.filter(pk=batch.pk).update(
        fence=F("fence") + 1,
        lease_until=Now() + lease(),
        cursor=batch.cursor,
        window_until=batch.cursor,
    )
    return Claim(
        batch=batch.pk,
        fence=batch.fence + 1,
        notice=batch.notice,
        audience=audience_of(batch.notice).values("pk").query.sql_with_params(),
        window_until=batch.cursor,
        rows=rows_of(batch.notice, _waiting(batch.pk, batch.cursor)),
    )


@transaction.atomic
def next_window(taken: Claim, settled: Settled, size: int) -> list[Row] | None:
    """Write what became of the last window and commit the next, in one transaction.

    The rows it returns, and no others, may be transmitted now; none at all when the batch is finished, or was
    given back because its notice is paused. Raises ``LostLease`` when nothing was
    written. ``taken`` itself is unchanged, so that a transaction that failed can be tried again: call
    ``advance`` once it is committed.
    """
    moment = timezone.now()
    window = [row if row.dated_at else row._replace(dated_at=moment) for row in taken.rows[:size]]
    settled_until = taken.window_until
    _move(taken, settled_until, window[-1].pk if window else settled_until, dated_at=moment)
    _write(settled)
    paused, cancelled, told = _asked(taken, window)
    if cancelled:
        _suppress(_waiting(taken.batch, settled_until), CANCELLED)
    if cancelled or not (window or paused):
        _move(taken, settled_until, settled_until, lease_until=None, finished_at=Now())
        return None
    if paused:
        _move(taken, settled_until, settled_until, lease_until=None, due_at=Now())
        return None
    return _wanted(window, told)


@transaction.atomic
def settle(taken: Claim, settled: Settled) -> None:
    """Write what became of the last window and give the batch back. Raises ``LostLease``.

    Mails that were not handed over stay as they were.
    """
    untouched = [row.pk for row, outcome in settled if outcome.fate is Fate.UNTOUCHED]
    cursor = min(untouched) - 1 if untouched else taken.window_until
    _move(taken, cursor, cursor, lease_until=None, due_at=Now())
    _write(settled)


def _move(taken: Claim, cursor: int, window_until: int, **values: object) -> None:
    """The first statement of a transaction is the fence: it locks the batch, or raises ``LostLease``."""
    values = {"lease_until": Now() + lease(), **values}
    moved = taken.held().update(cursor=cursor, window_until=window_until, progressed_at=Now(), **values)
    if not moved:
        raise LostLease


def _asked(taken: Claim, window: Sequence[Row]) -> tuple[bool, bool, set[int]]:
    """Whether the notice is paused, whether it is cancelled, and which subscribers of the window want it.

    Compiled once a batch: Django takes longer to write these statements than the database to answer them.
    """
    sql, parameters = taken.audience
    subscribers = [row.subscriber for row in window if row.subscriber]
    places = ", ".join(["%s"] * len(subscribers)) or "NULL"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT notice.paused_at IS NOT NULL, notice.cancelled_at IS NOT NULL, told.pk
            FROM {Notice._meta.db_table} AS notice
            LEFT JOIN ({sql}) AS told ON told.pk IN ({places})
            WHERE notice.id = %s
            """,  # noqa: S608 - our own names, and Django's own SQL with its parameters
            [*parameters, *subscribers, taken.notice.pk],
        )
        found = cursor.fetchall()
    paused, cancelled, _pk = found[0]
    return bool(paused), bool(cancelled), {pk for _paused, _cancelled, pk in found if pk}


def _wanted(window: Sequence[Row], told: set[int]) -> list[Row]:
    """Those of the window who still want its notice; the others are suppressed."""
    if unwanted := [row.pk for row in window if row.subscriber not in told]:
        deliveries = Delivery.objects.filter(pk__in=unwanted)
        _suppress(deliveries.filter(subscriber=None), "erased")
        _suppress(deliveries.filter(state__in=OPEN), "not_wanted")
    return [row for row in window if row.subscriber in told]


def _suppress(deliveries: DeliveryQuerySet, reason: str) -> None:
    deliveries.update(state=State.SUPPRESSED, error=reason, next_attempt_at=None)


def _resolve(batch: Batch) -> None:
    """A window that was committed and never settled: its mails may have gone out, or not.

    ``resend`` leaves them waiting, to be sent again under the same Message-ID; ``hold`` ends them in doubt
    for a person to decide. A mail that met this too often ends in doubt as well.
    """
    if batch.window_until == batch.cursor:
        return
    window = _waiting(batch.pk, batch.cursor).filter(pk__lte=batch.window_until)
    window.update(
        attempts=F("attempts") + 1,
        error="worker_died",
        dated_at=Coalesce("dated_at", Value(batch.dated_at, output_field=DateTimeField())),
    )
    doubtful = window if settings.MAIL_IN_DOUBT == "hold" else window.filter(attempts__gt=len(BACKOFF))
    doubtful.update(state=State.IN_DOUBT, next_attempt_at=None)


def _waiting(batch: int, cursor: int) -> DeliveryQuerySet:
    """The deliveries of the batch that are open behind what is settled."""
    return Delivery.objects.filter(batch=batch, pk__gt=cursor, state__in=OPEN)


def rows_of(notice: Notice, deliveries: DeliveryQuerySet) -> list[Row]:
    """These deliveries of one notice in order, with what their mails need."""
    found = deliveries.order_by("pk").annotate(
        reason=reason_to_tell(notice.version), known=known_of(notice)
    )
    subscriber = ("subscriber_id", "subscriber__uuid", "subscriber__email")
    columns = ("pk", "uuid", "language", "attempts", *subscriber, "reason", "known", "dated_at")
    named = found.values_list(*columns)
    return list(map(Row._make, named))


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


def _write(settled: Settled) -> None:
    """Write the outcomes of a window, in the caller's transaction and under its fence."""
    alike: dict[tuple[State, Outcome, int, datetime | None], list[int]] = defaultdict(list)
    taken: list[tuple[int, int | None, str]] = []
    for row, outcome in settled:
        state = state_after(outcome, row.attempts)
        if state == State.SENT:
            taken.append((row.pk, outcome.wording, outcome.answer))
        elif state is not None:
            # What may have gone out is repeated with its Date; a definite refusal leaves the row's as it was.
            dated_at = row.dated_at if outcome.fate is Fate.UNKNOWN else None
            attempts = row.attempts if state == State.RETRY else -1
            alike[state, outcome, attempts, dated_at].append(row.pk)
    _write_sent(taken)
    for (state, outcome, attempts, dated_at), pks in alike.items():
        values: dict[str, object] = {
            "state": state,
            "error": outcome.reason[:40],
            "answer": outcome.answer,
            "attempts": F("attempts") + 1,
            "next_attempt_at": None,
        }
        if state == State.RETRY:
            # Without a batch: ``gather`` makes new ones when their time has come.
            values |= {"batch": None, "next_attempt_at": Now() + BACKOFF[attempts]}
        if dated_at:
            values |= {"dated_at": dated_at}
        Delivery.objects.filter(pk__in=pks).update(**values)
    for row, outcome in settled:
        if outcome.reason.startswith(ADDRESS) and row.subscriber:
            hard_bounced(row.subscriber)


def _write_sent(taken: Sequence[tuple[int, int | None, str]]) -> None:
    """Each has an answer of its own: one statement for all, written as SQL because Django has one value for all rows."""
    if not taken:
        return
    one = "(CAST(%s AS bigint), CAST(%s AS bigint), %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH took (pk, wording, answer) AS (VALUES {", ".join([one] * len(taken))})
            UPDATE {Delivery._meta.db_table} SET
                state = %s, error = '', attempts = attempts + 1, next_attempt_at = NULL, sent_at = {_NOW[connection.vendor]},
                wording = took.wording, answer = took.answer
            FROM took WHERE took.pk = {Delivery._meta.db_table}.id
            """,  # noqa: S608 - our own names
            [*chain.from_iterable(taken), State.SENT],
        )
