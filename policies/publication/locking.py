"""The locks of a publication, in one order: the policy's row, then the log's head, both until the commit.

Transactions that keep this order cannot deadlock. A transaction that publishes several policies holds the head when
it comes to the second one. It does not wait there for a row whose holder may wait for the head: it is refused at once.
"""

from __future__ import annotations

from typing import Final, TypeVar

from django.db import OperationalError, connection
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from .models import Policy
from .refusal import Busy, Refusal

# Any number of our own: PostgreSQL's advisory locks are named by numbers. No row is locked, since
# SELECT … FOR UPDATE would need a right on the log that the application role does not have.
HEAD_LOCK: Final = 6_962_001
_LOCK_NOT_AVAILABLE: Final = "55P03"  # SQLSTATE

Row = TypeVar("Row", bound=Model)


def locked(policy: int) -> Policy:
    """The policy with this key and its organisation, its row locked until the transaction ends.

    Raises ``Busy`` where the transaction has published already and another one holds the row.
    """
    return locked_row(Policy.objects.select_related("organisation"), policy)


def locked_row(rows: QuerySet[Row, Row], key: int) -> Row:
    """The row with this key, locked until the transaction ends. Raises ``Busy`` as ``locked`` does."""
    try:
        return rows.select_for_update(of=("self",), nowait=_holds_head()).get(pk=key)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
            raise
        message = _(
            "Somebody else is publishing this policy at this moment. Nothing was changed: try again."
        )
        raise Busy(Refusal(code="busy", message=message)) from error


def take_head() -> None:
    """Wait for the log's head; on SQLite the IMMEDIATE transaction is the lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [HEAD_LOCK])


def _holds_head() -> bool:
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted "
            "AND pid = pg_backend_pid() AND (classid, objid, objsubid) = (0, %s, 1))",
            [HEAD_LOCK],
        )
        return bool(cursor.fetchone()[0])
