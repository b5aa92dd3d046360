"""The transport that the settings name."""

from __future__ import annotations

from django.conf import settings

from .files import ConsoleTransport, FileTransport
from .port import Transport
from .smtp import SmtpTransport


def open_transport() -> Transport:
    """A transport for one worker; it connects when it has something to send."""
    match settings.MAIL_TRANSPORT:
        case "smtp":
            return SmtpTransport()
        case "file":
            return FileTransport()
        case "console":
            return ConsoleTransport()
        case _:
            from .provider import ProviderTransport

            return ProviderTransport()
