"""Which SMTP server, and how it is signed in to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """An SMTP server; without a user nothing is signed in to."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False


def server_of_settings() -> MailServer:
    """The server of the notices."""
    return MailServer(
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        user=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        tls=settings.EMAIL_USE_TLS,
    )


def server_at(url: str) -> MailServer:
    """The server that ``smtp://user:password@host:port`` names, ``smtp+tls://`` with STARTTLS.

    Raises ``ValueError`` for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtp+tls") or not parts.hostname:
        raise ValueError("a mail server is named smtp://host:port or smtp+tls://user:password@host:port")
    return MailServer(
        host=parts.hostname,
        port=parts.port or (587 if parts.scheme == "smtp+tls" else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parts.scheme == "smtp+tls",
    )
