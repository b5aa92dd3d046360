"""A mail server that delivers nothing: every mail becomes a file one can open.

``<time>-<n>-<recipient>.eml``, one file per recipient of the envelope, complete as soon as its name is there.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import re
import signal
import socket
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

UNSAFE = re.compile(r"[^A-Za-z0-9@._+-]+")
LARGEST = 25 * 1024 * 1024


class Keeper:
    """aiosmtpd's handler: writes what arrives into ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        for recipient in envelope.rcpt_tos:
            # As a delivering server does (RFC 5321, 4.4): who it was from, and for.
            trace = f"Return-Path: <{envelope.mail_from}>\r\nDelivered-To: {recipient}\r\n"
            self.keep(recipient, trace.encode() + content)
        return "250 kept"

    def keep(self, recipient: str, content: bytes) -> None:
        """Write one mail under a name of its own; never seen half written."""
        time = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"
        safe = UNSAFE.sub("_", recipient)[:100]
        path = self.folder / f"{time}-{next(self.numbers):04d}-{safe}.eml"
        partial = path.with_name(f".{path.name}.part")
        partial.write_bytes(content)
        partial.replace(path)


async def serve(listener: socket.socket, folder: Path) -> None:
    """Receive mail on a bound socket until SIGTERM or SIGINT."""
    keeper = Keeper(folder)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    server = await loop.create_server(
        lambda: SMTP(keeper, data_size_limit=LARGEST, enable_SMTPUTF8=True, loop=loop), sock=listener
    )
    async with server:
        await ended.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m cms.demo.sink", description=__doc__.splitlines()[0])
    parser.add_argument("--fd", type=int, required=True, help="the inherited, bound socket to listen on")
    parser.add_argument("--keep", type=Path, required=True, help="the folder the mails are written to")
    wanted = parser.parse_args()
    listener = socket.socket(fileno=wanted.fd)
    print(f"process {os.getpid()} keeps mail to {listener.getsockname()} in {wanted.keep}", flush=True)
    asyncio.run(serve(listener, wanted.keep))


if __name__ == "__main__":
    main()
