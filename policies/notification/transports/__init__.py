"""Ways to hand mails over, behind one port: SMTP, a mail provider, files, the console."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from .mail_server import server_at
from .port import Transport

# Named, not imported: a register that sends by SMTP loads no provider's HTTP client.
_TRANSPORTS = {
    "smtp": "smtp.SmtpTransport",
    "file": "files.FileTransport",
    "console": "files.ConsoleTransport",
}


def open_transport(*, confirmations: bool = False) -> Transport:
    """A transport for one worker, as the settings name it; it connects when it has something to send.

    The one for ``confirmations`` leads to the server of their own, where the settings name one.
    """
    if confirmations and settings.MAIL_CONFIRMATIONS:
        return import_string(f"{__name__}.smtp.SmtpTransport")(server_at(settings.MAIL_CONFIRMATIONS))
    named = _TRANSPORTS.get(settings.MAIL_TRANSPORT, "provider.ProviderTransport")
    transport: Transport = import_string(f"{__name__}.{named}")()
    return transport
