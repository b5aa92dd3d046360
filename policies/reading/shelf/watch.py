"""Asking the database, twice a second, whether the register is still the one that the pages were made from."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from django.db import Error, connection

from policies.publication.editions import Editions, editions, read_editions, total

from .page import DOUBTFUL

logger = logging.getLogger(__name__)

PERIOD: Final = 0.5  # seconds between two questions
ASK_EVERY: Final = 30.0  # seconds between two questions whether the process is ready
_LOST: Final = 3.0  # seconds without an answer after which the database counts as down


class Watch:
    """What is known of the register, and since when. One thread calls ``look``; all others read."""

    def __init__(self, known: Editions | None = None, contact: float = 0.0) -> None:
        """``known`` and ``contact`` are what another process found out before this one."""
        self.known = known or editions({})
        self.contact = contact
        self.began = time.time()
        self.unsure = True  # whether a page was kept that fits nothing known: read all stamps again
        self.ready = False
        # The checks by which the process says that it is not ready, asked now and then.
        self.unready: tuple[str, ...] = ()
        self.asked = float("-inf")
        self.refusal = ""

    @property
    def doubtful_at(self) -> float:
        """From when on a page is shown under a warning only."""
        return self.contact + DOUBTFUL

    def lost(self, now: float) -> bool:
        """Whether the database is down, as far as this process can tell."""
        return now - max(self.contact, self.began) > _LOST

    def holds(self, subject: tuple[int, int], stamp: int) -> bool:
        return self.known.of(subject) == stamp

    def ask(self, unready: Callable[[], tuple[str, ...]]) -> None:
        """Ask what stands against being ready, if that was not asked lately. Never raises: the thread must not end."""
        if time.monotonic() - self.asked < ASK_EVERY:
            return
        self.asked = time.monotonic()
        try:
            found = unready()
        except Exception:
            logger.exception("whether this process is ready cannot be asked")
            return
        if found and found != self.unready:
            logger.error("not ready: %s (see `manage.py doctor`)", ", ".join(found))
        self.unready = found

    def look(self, refusal_to_run: Callable[[], str]) -> bool:
        """Ask; whether anything may have changed. Before the first time, the guards of what was published are asked for."""
        try:
            if not self.ready:
                self.refusal = refusal_to_run()
                if self.refusal:
                    logger.critical("nothing is served: %s", self.refusal)
                self.ready = not self.refusal
            unsure, self.unsure = self.unsure, False
            if not unsure and total() == self.known.total:
                self.contact = time.time()
                return False
            self.known = read_editions()
            self.contact = time.time()
            return True
        except Error as error:
            self.unsure = True
            if time.time() - self.contact > _LOST:
                logger.warning("the database does not answer: %s", str(error).strip().split("\n")[0])
            connection.close()
            return False
