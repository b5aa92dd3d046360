"""The shelf of one process: its pages in memory and in files, kept in step with the register by a thread of its own."""

from __future__ import annotations

import logging
import os
import random
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final

from django.db import connections

from .memory import Memory
from .page import Key, Page
from .page_files import Files
from .watch import PERIOD, Watch

logger = logging.getLogger(__name__)

MEMORY: Final = 12 * 1024 * 1024  # bytes in each process
DISK: Final = 1024 * 1024 * 1024  # bytes on each machine
_AT_ONCE: Final = 400  # pages that one change makes anew before they are asked for


class Shelf:
    """``make`` asks the site for a page, which puts it here again; the front sets it."""

    def __init__(
        self,
        folder: Path,
        release: str,
        *,
        refusal_to_run: Callable[[], str],
        unready: Callable[[], tuple[str, ...]] = tuple,
        memory: int = MEMORY,
        disk: int = DISK,
    ) -> None:
        self.memory = Memory(memory)
        self.files = Files(folder, release, largest=disk)
        self.watch = Watch(*self.files.kept_editions())
        self.make: Callable[[Key], object] | None = None
        self._refusal_to_run = refusal_to_run
        self._unready = unready
        self._process = 0
        self._starting = Lock()
        self._due: dict[Key, None] = {}  # to be made anew, in this order
        self._fresh: list[Page] = []  # to be packed
        self._work = Event()
        self._next_expiry = float("inf")

    def find(self, key: Key) -> Page | None:
        """The page at this address, true or not; the caller asks ``is_true``."""
        page = self.memory.pages.get(key)
        if page is not None and not page.old:
            return page
        filed = self.files.find(key)
        if filed is None:
            return page
        filed.old = not self.watch.holds(filed.subject, filed.stamp)
        if page is None or not filed.old:
            self._hold(filed)
            return filed
        return page

    def is_true(self, page: Page, now: float) -> bool:
        return not page.old and now < page.until and now < self.watch.doubtful_at

    def put(self, page: Page) -> None:
        """Keep a page that was made from the register as it is now."""
        if not self.watch.holds(page.subject, page.stamp):
            # It may be older or newer than what is known here: the next look says which.
            page.old, self.watch.unsure = True, True
        self._hold(page)
        self._fresh.append(page)
        self._work.set()

    def _hold(self, page: Page) -> None:
        self.memory.put(page)
        self._next_expiry = min(self._next_expiry, page.until)

    def start(self) -> None:
        """Start this process's threads, once; a process that was forked starts its own."""
        with self._starting:
            if self._process == os.getpid():
                return
            self._process = os.getpid()
            self.watch.began = time.time()
            for work in (self._keep_in_step, self._keep_ready):
                Thread(target=work, name=f"shelf {work.__name__}", daemon=True).start()

    @property
    def started(self) -> bool:
        return self._process == os.getpid()

    def _keep_in_step(self) -> None:
        self._warm()
        while True:
            self.look()
            self.watch.ask(self._unready)
            time.sleep(PERIOD)

    def look(self) -> None:
        """Mark what is no longer true, and have it made anew."""
        before, purges = self.watch.contact, self.watch.known.purges
        if self.watch.look(self._refusal_to_run):
            if self.watch.known.purges != purges:
                self._purge()
            self.files.keep_editions(self.watch.known)
            self._mark()
        elif self.watch.contact != before:
            self.files.touch()
        now = time.time()
        if now >= self._next_expiry:
            pages = self.memory.all()
            self._next_expiry = min(
                (page.until for page in pages if page.until > now), default=float("inf")
            )
            self._have_made(
                [page.key for page in pages if page.until <= now and page.used and page.html]
            )

    def _purge(self) -> None:
        """A text was withheld: nothing that was made before is left to be shown, whatever happens to the database."""
        self.memory.forget()
        self._fresh.clear()
        for files in (self.files, *self.files.former()):
            files.remove()

    def _mark(self) -> None:
        changed = []
        for page in self.memory.all():
            old = not self.watch.holds(page.subject, page.stamp)
            if old and not page.old and page.html:
                changed.append(page.key)
            page.old = old
        self._have_made(changed)

    def _warm(self) -> None:
        """After a new release of the code: the pages that the former one had, made by this one."""
        former = self.files.former()
        if former and not self.files.pages.exists():
            self._have_made([key for files in former for key in files.addresses()])

    def want(self, key: Key) -> None:
        """Have the page made where it is not there: somebody asked for it with a query that it does not take."""
        if len(self._due) < _AT_ONCE and key not in self.memory.pages:
            self._due[key] = None
            self._work.set()

    def _have_made(self, keys: list[Key]) -> None:
        """Pages of texts first. Each process in an order of its own, so that they share the work."""
        random.shuffle(keys)
        keys.sort(key=lambda key: key[0].count("/"))
        self._due |= dict.fromkeys(keys[:_AT_ONCE])
        self._work.set()

    def _keep_ready(self) -> None:
        while True:
            self._work.wait()
            self._work.clear()
            try:
                self.catch_up()
            except Exception:  # the thread must not end
                logger.exception("a page could not be made before it was asked for")
            finally:
                connections.close_all()

    def catch_up(self) -> None:
        """Make what is due, pack what is fresh; where nothing is left, remove pages of former releases."""
        while self._due or self._fresh:
            while self._due and not self.watch.lost(time.time()):
                key = next(iter(self._due))
                del self._due[key]
                page = self.find(key)
                if self.make is not None and (page is None or not self.is_true(page, time.time())):
                    self.make(key)
            with suppress(IndexError):
                page = self._fresh.pop(0)
                page.compress()
                self.files.put(page)
            if self.watch.lost(time.time()):
                self._due.clear()
        for files in self.files.former():
            files.remove()
