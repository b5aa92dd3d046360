"""A mail server that behaves as it is told: well, silent, slow, refusing, dropping. It keeps who was sent what."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from threading import Thread

from aiosmtpd.smtp import SMTP, Envelope, Session

SUBJECT = re.compile(rb"^Subject: (.*)$", re.MULTILINE)
WELL, SLOW, SILENT = 0.15, 1.0, 45.0  # seconds; so that a notice is under way for a while


class MailServer:
    """``mode`` is what it does with the next mail; ``taken`` counts what it said 250 to, by recipient and Message-ID."""

    def __init__(self) -> None:
        self.mode = "well"
        self.taken: Counter[tuple[str, str]] = Counter()
        self.bodies: dict[str, bytes] = {}
        self.port = 0
        self._loop = asyncio.new_event_loop()
        Thread(target=self._serve, daemon=True).start()
        while not self.port:
            pass

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(lambda: SMTP(self, loop=self._loop), "127.0.0.1", 0)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._loop.run_forever()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mode == "silent":
            await asyncio.sleep(SILENT)
        if self.mode == "421":
            return "421 4.3.2 going down"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        found = re.search(rb"^Message-ID: (\S+)", content, re.MULTILINE | re.IGNORECASE)
        identity = found.group(1).decode() if found else ""
        await asyncio.sleep(SLOW if self.mode == "slow" else WELL)
        if self.mode == "552":
            return "552 5.2.2 mailbox full"
        if self.mode == "drop":
            assert isinstance(server.transport, asyncio.WriteTransport)  # noqa: S101
            server.transport.abort()
            return "421 gone"
        for recipient in envelope.rcpt_tos:
            self.taken[(recipient, identity)] += 1
            self.bodies[recipient] = content
        return "250 taken"

    def reached(self, recipients: set[str], before: Counter[tuple[str, str]]) -> tuple[int, int]:
        """Of the recipients, how many got something since then, and how many mails came more than once."""
        since = self.taken - before
        got = {recipient for recipient, _identity in since}
        repeated = sum(count - 1 for (recipient, _), count in since.items() if recipient in recipients)
        return len(got & recipients), repeated
