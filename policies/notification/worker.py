"""The worker: put right what was forgotten, fan out, send, and leave nothing half done."""

from __future__ import annotations

import logging
import math
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from django.db import (
    InterfaceError,
    InternalError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
)

from policies.publication.last_runs import ran

from . import rate_limit
from .announcing import reconcile
from .audience import write_reach
from .fan_out import fan_out
from .late_warnings import warn
from .personal_data import forget
from .postponing import postpone_late
from .rate_limit import BULK, CONFIRMATIONS
from .recovery import gather, recover
from .sealing import finish
from .sending import Sender, Unreachable, short_steps

logger = logging.getLogger(__name__)

# Seconds of sending between two looks at the rest of the work, so that a long notice holds nothing up.
ROUND = 2.0
FORGET_EVERY = timedelta(hours=1)
# What ``drain`` waits for the mail server at most before it leaves the rest to later.
PATIENCE = 5.0
DATABASE_PAUSE = 5.0
# Seconds between two notes that a worker is there.
SEEN_EVERY = 60.0
# Workers in one process.
MOST = 50


@dataclass(kw_only=True)
class Worker(Sender):
    """One of any number of workers on the same database. ``reachable``: whether the mail server took part."""

    reachable: bool = True
    _forgotten_at: float = -math.inf
    _seen_at: float = -math.inf

    def drain(self) -> None:
        """Do everything that is due now."""
        try:
            while self.round() and self.reachable:
                self._wait(min(rate_limit.waiting(), PATIENCE))
        finally:
            self.close()

    def run(self, interval: float) -> None:
        """Work until told to stop, looking for new work every ``interval`` seconds."""
        while not self.stopping():
            try:
                busy = self.round()
                pause = rate_limit.waiting()
            except (OperationalError, InterfaceError, InternalError) as error:
                if isinstance(error, InternalError) and "read-only" not in str(error):
                    raise
                # The database was restarted, is locked for long or can only be read: leases keep what was claimed.
                logger.error("database: %s", type(error).__name__)
                connection.close()
                self._wait(DATABASE_PAUSE)
                continue
            if not busy or pause:
                self.close()
                self._wait(max(pause, 0.0 if busy else interval))
        self.close()

    def round(self) -> bool:
        """A bounded piece of all work; true when there may be more at once."""
        # A long-lived process has no request after which Django would drop broken connections.
        if not connection.in_atomic_block:
            close_old_connections()
        self._say_alive()
        self.counts["released"] += recover()
        self.counts["announced"] += reconcile()
        self.counts["postponed"] += postpone_late()
        write_reach()
        written = self._fan_out()
        gathered = gather()
        sent_all = self._send()
        self.counts["finished"] += finish()
        self._forget()
        return bool(written or gathered or not sent_all) and not self.stopping()

    def _say_alive(self) -> None:
        """So that somebody is told when no worker works (``waiting_checks``)."""
        if time.monotonic() - self._seen_at >= SEEN_EVERY:
            self._seen_at = time.monotonic()
            ran("send_notices")

    def _fan_out(self) -> bool:
        """Write every delivery that can be written now; between chunks, answer those who wait for a link."""
        some = False
        while not self.stopping() and (written := fan_out()) is not None:
            some = True
            self.counts["written"] += written
            self._send_confirmations()
        return some

    def _send(self) -> bool:
        """Send what is due for one round; true when nothing more is due."""
        until = time.monotonic() + ROUND
        self.reachable = True
        self._send_confirmations()
        while not self._must_wait(BULK) and time.monotonic() < until:
            if not self._unless_in_trouble(lambda: self.send_batch(until), BULK):
                return self.reachable
            self._send_confirmations()
        return False

    def _send_confirmations(self) -> None:
        """People who wait for a link come first, and wait for no notice: their stream has troubles of its own."""
        while not self._must_wait(CONFIRMATIONS) and self._unless_in_trouble(
            self.send_confirmation, CONFIRMATIONS
        ):
            pass

    def _must_wait(self, stream: int) -> bool:
        return self.stopping() or rate_limit.waiting(stream) > 0

    def _unless_in_trouble(self, send: Callable[[], bool], stream: int) -> bool:
        """Whether something was sent; not when the server takes nothing, and then every worker waits."""
        try:
            return send()
        except Unreachable as trouble:
            self.reachable = False
            wait = rate_limit.slow_down(str(trouble), stream)
            logger.warning("the mail server takes nothing (%s): waiting %.0f s", trouble, wait)
            return False

    def _forget(self) -> None:
        now = time.monotonic()
        if now - self._forgotten_at > FORGET_EVERY.total_seconds():
            self._forgotten_at = now
            warn()
            self.counts["forgotten"] += forget()

    def _wait(self, seconds: float) -> None:
        for _step in short_steps(seconds, self.stopping):
            pass


class Crew:
    """``size`` workers, from 1 to ``MOST``, each with connections of its own to the mail server and the database.

    A connection carries one mail for each time the server takes to answer. To a distant server that is what
    sending takes, and only more connections shorten it (decision 47).
    """

    def __init__(self, size: int, stopping: Callable[[], bool]) -> None:
        if not 1 <= size <= MOST:
            raise ValueError(f"{size} connections: there must be from 1 to {MOST}")
        self._failed = False
        self._workers = [Worker(stopping=lambda: self._failed or stopping()) for _number in range(size)]

    def work(self, does: Callable[[Worker], None]) -> None:
        """Let all work at once, the first of them in this thread. Where one fails the others stop after the window
        under way, and its error is raised.
        """
        first, *others = self._workers
        with ThreadPoolExecutor(len(self._workers), thread_name_prefix="worker") as threads:
            started = [threads.submit(self._apart, does, worker) for worker in others]
            self._one(does, first)
        for other in started:
            other.result()

    def _apart(self, does: Callable[[Worker], None], worker: Worker) -> None:
        try:
            self._one(does, worker)
        finally:
            connections.close_all()  # this thread's

    def _one(self, does: Callable[[Worker], None], worker: Worker) -> None:
        try:
            does(worker)
        except BaseException:
            self._failed = True
            raise

    @property
    def counts(self) -> Counter[str]:
        """What became of the mails of all workers."""
        return sum((worker.counts for worker in self._workers), Counter[str]())

    @property
    def reachable(self) -> bool:
        """Whether the mail server took part, the last time each worker asked."""
        return all(worker.reachable for worker in self._workers)
