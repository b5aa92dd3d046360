"""``send_notices``: the worker that tells subscribers."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policies.notification.worker import Worker

SUMMARY = ("written", "sent", "put back", "rejected", "suppressed", "in_doubt")


class Command(BaseCommand):
    help = "Send confirmations and notices by mail. Any number of workers may run at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due, then end")
        parser.add_argument(
            "--interval",
            type=float,
            default=2.0,
            metavar="SECONDS",
            help="how often to look for new work (default: 2)",
        )

    def handle(self, *_args: Any, once: bool, interval: float, **_options: Any) -> None:
        if interval <= 0:
            raise CommandError(f"--interval is {interval}: it must be more than 0 seconds")
        stop = _Stop()
        worker = Worker(stopping=lambda: stop.asked)
        with stop.on_signals():
            if once:
                worker.drain()
            else:
                self.stdout.write("Waiting for notices; Ctrl-C ends.")
                self.stdout.flush()
                worker.run(interval)
        counts = ", ".join(f"{name} {worker.counts[name]}" for name in SUMMARY)
        self.stdout.write(f"send_notices: {counts}")
        if once and not worker.reachable:
            raise CommandError("the mail server takes nothing: what was due is tried again later")


class _Stop:
    """Set by SIGTERM or SIGINT; the mail under way is finished first."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, *_: object) -> None:
        self.asked = True

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        former = {number: signal.signal(number, self.ask) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)
