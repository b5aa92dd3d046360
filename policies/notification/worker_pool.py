"""Several workers in one process, each with a connection of its own to the mail server and to the database.

A connection carries one mail for each time the server takes to answer. To a distant server that is what sending takes,
and only more connections shorten it (decision 47).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.db import connections

from .worker import Worker

MOST: Final = 50


class Crew:
    """``size`` workers, from 1 to ``MOST``. ``stopping`` is asked by each of them between two windows."""

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
