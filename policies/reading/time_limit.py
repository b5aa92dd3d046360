"""No public page keeps the database longer than this: a bad plan costs one reader a page, not all readers the site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from django.db import Error, connection

SECONDS: Final = 5


@contextmanager
def time_limit(seconds: int = SECONDS) -> Iterator[None]:
    """Within it PostgreSQL ends each statement after ``seconds``, with ``OperationalError``.

    SQLite reads on this machine, in this process: there is no server to be kept. Inside a transaction nothing is
    set: the code that began it says how long it may take.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    _set(f"SET statement_timeout = '{seconds:d}s'")
    try:
        yield
    finally:
        with suppress(Error):  # a connection that broke has no setting left
            _set("RESET statement_timeout")


def _set(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
