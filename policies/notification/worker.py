"""The worker's loop: announce what was forgotten, fan out, send, and leave nothing half done."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from .announcing import reconcile
from .composing import Composer
from .fanout import fan_out
from .ledger import Confirmation, Delivery, Notice, State
from .sending import Lost, Post, Unreachable, claim, deliver
from .subscribing import forget

logger = logging.getLogger(__name__)

# Mails between two looks at the rest of the work, so that a long notice holds nothing up.
ROUND: Final = 500
FORGET_EVERY: Final = timedelta(hours=1)
PAUSE_FIRST: Final = 5.0
PAUSE_LONGEST: Final = 300.0
# A connection that breaks this often in a row is a server in trouble.
BREAKS: Final = 3


@dataclass(kw_only=True)
class Worker:
    """One of any number of workers on the same database. ``stopping`` is asked between two mails."""

    stopping: Callable[[], bool] = lambda: False
    counts: Counter[str] = field(default_factory=Counter)
    reachable: bool = True

    def __post_init__(self) -> None:
        self._post = Post()
        self._composer = Composer()
        self._forgotten_at: float | None = None

    def drain(self) -> None:
        """Do everything that is due now; ``reachable`` tells whether the mail server took part."""
        while self.round() and self.reachable:
            pass

    def run(self, interval: float) -> None:
        """Work until told to stop, looking for new work every ``interval`` seconds."""
        pause = PAUSE_FIRST
        while not self.stopping():
            try:
                busy = self.round()
            except (OperationalError, InterfaceError) as error:
                # The database was restarted or is locked for long: leases keep what was claimed.
                logger.error("database: %s", type(error).__name__)
                connection.close()
                self._wait(PAUSE_FIRST)
                continue
            if not self.reachable:
                logger.warning("the mail server takes nothing: waiting %d s", pause)
                self._wait(pause)
                pause = min(pause * 2, PAUSE_LONGEST)
                continue
            pause = PAUSE_FIRST
            if not busy:
                self._wait(interval)

    def round(self) -> bool:
        """A bounded piece of all work; true when there may be more at once."""
        close_old_connections_outside_transactions()
        self.counts["released"] += Delivery.objects.release() + Confirmation.objects.release()
        self.counts["announced"] += reconcile()
        written = fan_out()
        self.counts["written"] += written or 0
        try:
            sent_all = self._send()
        finally:
            self._post.close()
        self.counts["finished"] += Notice.objects.finish()
        self._forget()
        return (written is not None or not sent_all) and not self.stopping()

    def _send(self) -> bool:
        """Send what is due, ``ROUND`` mails at most; true when nothing more is due."""
        self.reachable = True
        breaks = 0
        for _turn in range(ROUND):
            row = None if self.stopping() else claim()
            if row is None:
                return True
            try:
                state = deliver(row, self._composer, self._post)
            except Unreachable:
                self.counts["put back"] += 1
                self.reachable = False
                return False
            except Lost:
                self.counts["put back"] += 1
                breaks += 1
                self.reachable = breaks < BREAKS
                if not self.reachable:
                    return False
                continue
            breaks = 0
            self.counts["put back" if state == State.READY else state.value] += 1
        return False

    def _forget(self) -> None:
        now = time.monotonic()
        if self._forgotten_at is None or now - self._forgotten_at > FORGET_EVERY.total_seconds():
            self._forgotten_at = now
            self.counts["forgotten"] += forget()

    def _wait(self, seconds: float) -> None:
        """Sleep in short steps: a signal handler may only set a flag."""
        until = time.monotonic() + seconds
        while not self.stopping() and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))


def close_old_connections_outside_transactions() -> None:
    """A long-lived process has no request after which Django would drop broken connections."""
    if not connection.in_atomic_block:
        close_old_connections()
