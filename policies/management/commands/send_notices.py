"""``send_notices``: the worker that tells subscribers, and what an operator may ask of it."""

from __future__ import annotations

import signal
import threading
import uuid
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError
from django.db import InterfaceError, OperationalError, connection

from policies.management.register_command import RegisterCommand
from policies.notification.ledger import Notice
from policies.notification.notice_actions import ACTS, act
from policies.notification.notice_progress import Progress, progress_of
from policies.notification.sending import short_steps
from policies.notification.webhook_worker import WebhookWorker
from policies.notification.worker import DATABASE_PAUSE, MOST, Crew, Worker
from policies.publication.guards import refusal_to_run

SUMMARY = ("written", "sent", "put back", "rejected", "suppressed", "in_doubt")
# How many finished notices ``--status`` lists after those that are under way.
FINISHED = 5
BAR = 20


class Command(RegisterCommand):
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
        parser.add_argument(
            "--connections",
            type=int,
            default=1,
            metavar="NUMBER",
            help=f"how many mails may be on their way to the server at once, up to {MOST} (default: 1)",
        )
        instead = parser.add_mutually_exclusive_group()
        instead.add_argument("--status", action="store_true", help="say how far every notice is")
        for name, does in (
            ("pause", "stop sending a notice after the mails under way"),
            ("resume", "go on with a paused notice"),
            ("cancel", "send nothing more of a notice"),
            ("send-unreached", "send a notice again to everybody whom it did not reach"),
            ("retry-failed", "try the refused deliveries of a notice again"),
            ("retry-in-doubt", "send the deliveries in doubt of a notice again"),
        ):
            instead.add_argument(f"--{name}", metavar="NOTICE", help=f"{does}: its UUID, or all")

    def handle(self, *_args: Any, once: bool, interval: float, connections: int, **options: Any) -> None:
        for name in ACTS:
            if named := options.get(name.replace("-", "_")):
                return self._act(name, named)
        if options.get("status"):
            return self._status()
        if interval <= 0:
            raise CommandError(f"--interval is {interval}: it must be more than 0 seconds")
        if not 1 <= connections <= MOST:
            raise CommandError(f"--connections is {connections}: it must be from 1 to {MOST}")
        return self._work(once, interval, connections)

    def _work(self, once: bool, interval: float, connections: int) -> None:
        stop = _Stop()
        crew = Crew(connections, stopping=lambda: stop.asked)
        webhooks = WebhookWorker(stopping=lambda: stop.asked)
        with stop.on_signals():
            self._wait_for_the_database(stop, once=once)
            if stop.asked:
                return
            if once:
                crew.work(Worker.drain)
                webhooks.drain()
            else:
                self.stdout.write("Waiting for notices; Ctrl-C ends.")
                self.stdout.flush()
                beside = threading.Thread(target=webhooks.run, args=(interval,), name="webhooks")
                beside.start()
                try:
                    crew.work(lambda worker: worker.run(interval))
                finally:
                    stop.asked = True
                    beside.join()
        counts = ", ".join(f"{name} {crew.counts[name]}" for name in SUMMARY)
        self.stdout.write(f"send_notices: {counts}")
        if once and not crew.reachable:
            raise CommandError("the mail server takes nothing: what was due is tried again later")

    def _wait_for_the_database(self, stop: _Stop, *, once: bool) -> None:
        """Nobody is told of versions that the database does not guard."""
        while not stop.asked:
            try:
                if reason := refusal_to_run(connection):
                    raise CommandError(reason)
                return
            except (OperationalError, InterfaceError) as error:
                connection.close()
                if once:
                    raise CommandError("the database does not answer: try again later") from error
                self.stderr.write("Waiting for the database.")
                for _step in short_steps(DATABASE_PAUSE, lambda: stop.asked):
                    pass

    def _act(self, name: str, named: str) -> None:
        for notice in self._named(named):
            act(name, notice, name="send_notices")
            notice.refresh_from_db()
            self.stdout.write(line(progress_of(notice)))

    def _named(self, named: str) -> list[Notice]:
        notices = Notice.objects.select_related("version__policy__organisation").order_by("pk")
        if named == "all":
            return list(notices.filter(finished_at=None))
        try:
            found = list(notices.filter(uuid=uuid.UUID(named)))
        except ValueError:
            found = []
        if not found:
            raise CommandError(f"there is no notice {named!r}: see send_notices --status")
        return found

    def _status(self) -> None:
        notices = Notice.objects.select_related("version__policy__organisation")
        under_way = list(notices.filter(finished_at=None).order_by("pk"))
        finished = list(notices.exclude(finished_at=None).order_by("-finished_at")[:FINISHED])
        if not under_way + finished:
            self.stdout.write("There are no notices yet.")
        for notice in under_way + finished:
            self.stdout.write(line(progress_of(notice)))


def line(state: Progress) -> str:
    """One notice in words, on two lines; why it stands still on a third."""
    notice = state.notice
    version = f"{notice.version.policy} version {notice.version.number}"
    filled = state.percent * BAR // 100
    left = f", about {state.left} left" if state.left is not None else ""
    late = f", late {state.late}" if state.late else ""
    lines = [
        f"{notice.uuid} {notice.kind} {version}: {state.phase}",
        f"  [{'#' * filled}{'.' * (BAR - filled)}] {state.percent}%"
        f" audience {state.audience}, sent {state.sent}, waiting {state.waiting},"
        f" failed {state.rejected}, suppressed {state.suppressed}, in doubt {state.in_doubt},"
        f" bounced {state.bounced}{late}, {state.rate:.1f}/s{left}",
    ]
    if state.will_be_late:
        lines.append(f"  late: the last day that keeps the promise is {state.last_in_time}")
    if state.trouble and state.waiting:
        lines.append(f"  the mail server takes nothing: {state.trouble}")
    if notice.pause_reason:
        lines.append(f"  stopped: {notice.pause_reason}")
    return "\n".join(lines)


class _Stop:
    """Set by SIGTERM or SIGINT; the window under way is finished first."""

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
