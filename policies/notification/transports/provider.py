"""A mail provider's HTTP interface, through django-anymail or any other of Django's mail backends.

What the provider reports later arrives by webhook.
"""

from __future__ import annotations

from collections.abc import Iterable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any, Final

from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
)
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from requests import ConnectTimeout, RequestException

from .port import SENT, UNTOUCHED, Fate, Keep, Mail, Outcome

# What anymail or the provider writes itself, or takes as an argument.
_OWN: Final = frozenset(
    {"from", "to", "subject", "reply-to", "mime-version", "content-type", "content-transfer-encoding"}
)


class ProviderTransport:
    """Django's mail backend of the settings, kept open; one request per mail."""

    def __init__(self) -> None:
        self.trouble = ""
        self._backend: BaseEmailBackend | None = None

    def send(self, mails: Iterable[Mail], keep: Keep) -> list[Outcome]:
        self.trouble = ""
        outcomes = []
        for mail in mails:
            keep()
            outcomes.append(self._one(mail))
            if self.trouble:
                break
        return outcomes

    def close(self) -> None:
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def _one(self, mail: Mail) -> Outcome:
        message = message_of(mail)
        try:
            if self._backend is None:
                self._backend = get_connection()
                self._backend.open()
            self._backend.send_messages([message])
        except (AnymailRecipientsRefused, AnymailInvalidAddress):
            return Outcome(fate=Fate.REFUSED, reason="address_refused")
        except AnymailAPIError as error:
            return self._answered(error)
        except AnymailError:
            self.trouble = "provider_misconfigured"
            return UNTOUCHED
        return _status(message)

    def _answered(self, error: AnymailAPIError) -> Outcome:
        """A request without an answer leaves the mail in doubt, unless no connection was made."""
        code = error.status_code
        if code is None:
            self.trouble = "unreachable"
            self.close()
            never = isinstance(error.__cause__, ConnectTimeout) or _no_connection(error.__cause__)
            return UNTOUCHED if never else Outcome(fate=Fate.UNKNOWN, reason="connection_lost")
        if code in (401, 403, 404, 429) or code >= 500:
            # Our key, our quota or their trouble: no fault of this mail.
            self.trouble = f"http_{code}"
            return UNTOUCHED if code < 500 else Outcome(fate=Fate.UNKNOWN, reason=f"http_{code}")
        return Outcome(fate=Fate.REFUSED, reason=f"http_{code}")


def _no_connection(cause: BaseException | None) -> bool:
    """Whether a request failed before anything of it was transmitted."""
    return isinstance(cause, RequestException) and "Max retries" in str(cause)


def _status(message: Any) -> Outcome:
    answered = getattr(message, "anymail_status", None)
    statuses = (answered and answered.status) or set()
    if statuses & {"rejected", "invalid", "failed"}:
        return Outcome(fate=Fate.REFUSED, reason="address_refused")
    return SENT


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The mail as anymail wants it; ``metadata`` brings the row's key back in every webhook."""
    parsed = BytesParser(EmailMessage, policy=policy.default).parsebytes(mail.content)
    plain, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    message = EmailMultiAlternatives(
        subject=str(parsed["Subject"]),
        body=plain.get_content() if plain else "",
        from_email=str(parsed["From"]),
        to=[mail.recipient],
        reply_to=[str(parsed["Reply-To"])] if parsed["Reply-To"] else None,
        headers={name: str(value) for name, value in parsed.items() if name.lower() not in _OWN},
    )
    if html:
        message.attach_alternative(html.get_content(), "text/html")
    message.metadata = {"delivery": mail.key}  # type: ignore[attr-defined]
    message.envelope_sender = mail.sender  # type: ignore[attr-defined]
    message.track_opens = False  # type: ignore[attr-defined]
    message.track_clicks = False  # type: ignore[attr-defined]
    return message
