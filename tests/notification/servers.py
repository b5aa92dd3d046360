"""Mail servers that misbehave on purpose, and workers as real processes."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection

from tests.conftest import Mailbox
from tests.databases import url_of

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
        self.pipelining = False
        self.accounts: list[tuple[str, str]] = []
        self.pause = 0.0  # seconds before each answer to a mail
        self._open: Any = None

    def drop(self) -> None:
        """Break the connection that was opened last."""
        opened = self._open
        if opened is None or opened.transport is None:
            return
        if threading.current_thread() is threading.main_thread():
            opened.loop.call_soon_threadsafe(opened.transport.abort)
        else:  # asked for by one of the replies
            opened.transport.abort()

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        self._open = server
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", *responses[-1:]] if self.pipelining else responses

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
        await asyncio.sleep(self.pause)
        kept = await super().handle_DATA(server, session, envelope)
        return self.on_mail(server) or kept


@contextmanager
def listening(server: Server, *, tls_in: Path | None = None, utf8: bool = False) -> Iterator[Server]:
    """The server, answering; ``tls_in`` names a folder for a certificate, and asks for TLS and an account.

    ``utf8``: it takes addresses in any letters (RFC 6531).
    """
    secured = _secured(server, tls_in) if tls_in else {}
    controller = Controller(
        server, hostname="127.0.0.1", port=server.port, enable_SMTPUTF8=utf8, **secured
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def _secured(server: Server, folder: Path) -> dict[str, Any]:
    certificate = folder / "server.pem"
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private = folder / "server.key"
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)

    def authenticate(
        _server: Any, _session: Any, _envelope: Any, _kind: str, account: Any
    ) -> AuthResult:
        server.accounts.append((account.login.decode(), account.password.decode()))
        return AuthResult(success=True)

    return {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": authenticate,
    }


def start_worker(server: Server, *arguments: str, **settings: str) -> subprocess.Popen[str]:
    """``manage.py send_notices`` on the test's database and mail server."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "send_notices", *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "SIJILL_DATABASE_URL": url_of(connection),
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
