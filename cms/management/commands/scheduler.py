"""Start every work when its time comes: where there is no systemd, in a container above all.

Each work is a process of its own, so that what one of them leaves behind touches no other. Any number of schedulers
may run: a row of the database says which takes a work on.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, connection

from cms.works import WORKS, Work
from policies.management.register_command import RegisterCommand
from policies.publication.last_runs import take_on

LOOK_EVERY: Final = 5.0  # seconds
LONGEST: Final = 6 * 3600.0  # seconds after which a work is ended


class Command(RegisterCommand):
    help = "Starts what a clock starts: publishing what is due, checkpoints, backups, verification."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="start what is due, wait for it, and end"
        )

    def handle(self, *, once: bool, **options: Any) -> None:
        self.stopping = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        running: dict[Work, tuple[subprocess.Popen[bytes], float]] = {}
        while not self.stopping:
            self._reap(running)
            for work in WORKS:
                if work not in running and self._is_ours(work):
                    self.stdout.write(f"starting {work.command}")
                    self.stdout.flush()
                    running[work] = self._started(work), time.monotonic()
            if once:
                break
            self._sleep()
        for process, _began in running.values():
            if not once:
                process.terminate()
            process.wait()
        self._reap(running)

    def _is_ours(self, work: Work) -> bool:
        try:
            return take_on(work.command, work.every)
        except DatabaseError as error:
            self.stderr.write(f"the database does not answer: {type(error).__name__}")
            connection.close()
            self._sleep()
            return False

    def _started(self, work: Work) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, "manage.py", work.command, *work.arguments],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
        )

    def _reap(self, running: dict[Work, tuple[subprocess.Popen[bytes], float]]) -> None:
        for work, (process, began) in list(running.items()):
            if process.poll() is None:
                if time.monotonic() - began > LONGEST:
                    self.stderr.write(f"{work.command} takes too long: ended")
                    process.kill()
                continue
            del running[work]
            if process.returncode:
                self.stderr.write(f"{work.command} ended with {process.returncode}")

    def _stop(self, *_: Any) -> None:
        self.stopping = True

    def _sleep(self) -> None:
        until = time.monotonic() + LOOK_EVERY
        while not self.stopping and time.monotonic() < until:
            time.sleep(0.2)
