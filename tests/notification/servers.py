"""Mail servers that misbehave on purpose, and workers as real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from django.db import connection

from tests.conftest import Mailbox

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180  # seconds; only a worker that never ends takes so long


class Server(Mailbox):
    """A mailbox whose replies can be scripted: ``on_…`` get the address and give a reply or none."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.on_sender: Callable[[str], str | None] = lambda _address: None
        self.on_recipient: Callable[[str], str | None] = lambda _address: None
        self.on_mail: Callable[[Any], str | None] = lambda _server: None
        self.connections = 0

    async def handle_EHLO(  # noqa: N802
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if reply := self.on_sender(address):
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if reply := self.on_recipient(address):
            return reply
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        kept = await super().handle_DATA(server, session, envelope)
        return self.on_mail(server) or kept


@contextmanager
def listening(server: Server) -> Iterator[Server]:
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def start_worker(server: Server, *arguments: str, **settings: str) -> subprocess.Popen[str]:
    """``manage.py send_notices`` on the test's database and mail server."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "send_notices", *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "SIJILL_DATABASE_URL": _database_url(),
            "SIJILL_EMAIL_HOST": "127.0.0.1",
            "SIJILL_EMAIL_PORT": str(server.port),
            **settings,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(worker: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for the process; its return code, output and errors."""
    try:
        output, errors = worker.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        worker.kill()
        output, errors = worker.communicate()
        raise AssertionError(f"the worker did not end: {output} {errors}") from None
    return worker.returncode, output, errors


def _database_url() -> str:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{settings['USER']}{password}@{settings['HOST']}{port}/{settings['NAME']}"
