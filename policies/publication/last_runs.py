"""When each work of a running site was last done, and how it ended: a row for each, which the next run writes over.

Timers and workers run on machines that nobody looks at. What they write here is what a person, or an alarm, is told.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Final

from django.db import DatabaseError, connection, models, transaction
from django.db.models.functions import Now

logger = logging.getLogger(__name__)

LONGEST: Final = 300  # characters of the words
WORKS: Final = (
    "publish_scheduled",
    "publish_checkpoint",
    "verify_versions",
    "backup",
    "drill",
    "send_notices",
)


class LastRun(models.Model):
    """``succeeded_at`` is the last run that ended well, ``failed_at`` the last that did not, with its words."""

    work = models.CharField(max_length=40, unique=True)
    succeeded_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=LONGEST, db_default="")
    # When a scheduler last took it on, so that two of them do not.
    taken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.work}: {'failed' if self.failed_last else 'done'}"

    @property
    def failed_last(self) -> bool:
        # Of one moment, which SQLite counts in milliseconds, the failure is believed.
        return self.failed_at is not None and (
            self.succeeded_at is None or self.failed_at >= self.succeeded_at
        )


def ran(work: str, words: str = "", *, failed: bool = False) -> None:
    """Note that this work was done just now. A database that cannot be written to stops no work: the log says so."""
    column = "failed_at" if failed else "succeeded_at"
    try:
        with transaction.atomic():
            values = {column: Now(), "words": words[:LONGEST]}
            if not LastRun.objects.filter(work=work).update(**values):
                LastRun.objects.update_or_create(work=work, defaults=values)
    except DatabaseError as error:
        logger.warning("the last run of %s cannot be noted: %s", work, type(error).__name__)
        with suppress(DatabaseError):
            connection.close()


def take_on(work: str, every: timedelta) -> bool:
    """Whether this process shall do the work now: its time has come, and no other scheduler took it on."""
    LastRun.objects.bulk_create([LastRun(work=work)], ignore_conflicts=True)
    due = LastRun.objects.filter(work=work).filter(
        # Taken in the future: the clock was set back.
        models.Q(taken_at=None) | models.Q(taken_at__lte=Now() - every) | models.Q(taken_at__gt=Now())
    )
    return due.update(taken_at=Now()) == 1


@contextmanager
def noted(work: str) -> Iterator[None]:
    """Note how the block ends: well, or with the first line of its exception, which is raised on."""
    try:
        yield
    except Exception as error:
        ran(work, str(error).partition("\n")[0] or type(error).__name__, failed=True)
        raise
    ran(work)


def last_run(work: str) -> tuple[LastRun | None, timedelta | None]:
    """The row of this work, and how long ago it last ended well, by the database's clock."""
    row = LastRun.objects.filter(work=work).annotate(now=Now()).first()
    if row is None or row.succeeded_at is None:
        return row, None
    return row, row.now - row.succeeded_at
