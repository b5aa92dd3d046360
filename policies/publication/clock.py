"""The moments of events: the database's own clock sets them, and no event is earlier than the one before it in the log.

A publication takes the log's head first and waits here, so that honest publications at the same time cannot cross.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from .refusal import Busy, Refusal

# A clock that was set back a little is waited for; one that is further behind, or ahead of this machine's, is refused.
PATIENCE: Final = timedelta(seconds=5)
AHEAD: Final = timedelta(minutes=1)


def database_now() -> datetime:
    """The moment by the database's clock, not the one at which the transaction began."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            now: datetime = cursor.fetchone()[0]
            return now
        cursor.execute("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")
        return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)


def await_the_clock(last: datetime | None) -> None:
    """Wait until the database's clock has reached the moment of the last event.

    Raises ``Busy`` where the clock is further behind than a few seconds, or ahead of this machine's by more than a
    minute: then nothing was written.
    """
    now = database_now()
    if now - timezone.now() > AHEAD:
        raise _refused(
            _("The database’s clock says %(now)s, more than a minute ahead of this machine’s."), now
        )
    while last is not None and now < last:
        if last - now > PATIENCE:
            raise _refused(
                _(
                    "The database’s clock says %(now)s, earlier than what was published last. Set it right; if it is "
                    "right, the operator resumes the log (manage.py resume_log)."
                ),
                now,
            )
        time.sleep((last - now).total_seconds())
        now = database_now()


def _refused(message: str, now: datetime) -> Busy:
    said = now.strftime("%Y-%m-%d %H:%M:%S UTC")
    return Busy(Refusal(code="clock", message=message % {"now": said}))
