"""A mail provider's HTTP interface, through django-anymail or any other of Django's mail backends.

What the provider reports later arrives by webhook.
"""

from __future__ import annotations

from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
)
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from requests import ConnectTimeout, RequestException

from .port import SENT, UNTOUCHED, Fate, Mail, OneByOne, Outcome, answer_kept

# What anymail or the provider writes itself, or takes as an argument.
_OWN = frozenset(
    {"from", "to", "subject", "reply-to", "mime-version", "content-type", "content-transfer-encoding"}
)


_ADDRESS_REFUSED = Outcome(fate=Fate.REFUSED, reason="address_refused")


class ProviderTransport(OneByOne):
    """Django's mail backend of the settings, kept open; one request per mail."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend | None = None

    def close(self) -> None:
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def _hand_over(self, mail: Mail) -> Outcome:
        message = message_of(mail)
        try:
            if self._backend is None:
                self._backend = get_connection()
                self._backend.open()
            self._backend.send_messages([message])
        except (AnymailRecipientsRefused, AnymailInvalidAddress):
            return _ADDRESS_REFUSED
        except AnymailAPIError as error:
            return self._answered(error)
        except AnymailError as error:
            self.trouble = f"provider_misconfigured: {answer_kept(str(error))}"
            return UNTOUCHED
        # Backends other than anymail's say nothing.
        told = getattr(message, "anymail_status", None)
        if (getattr(told, "status", None) or set()) & {"rejected", "invalid", "failed"}:
            return _ADDRESS_REFUSED
        named = getattr(told, "message_id", None)
        return (
            replace(SENT, answer=answer_kept(f"{settings.MAIL_TRANSPORT}: {named}")) if named else SENT
        )

    def _answered(self, error: AnymailAPIError) -> Outcome:
        """A request without an answer leaves the mail in doubt, unless no connection was made."""
        code = error.status_code
        if code is None:
            self.trouble = "unreachable"
            self.close()
            cause = error.__cause__
            never = isinstance(cause, ConnectTimeout) or (
                isinstance(cause, RequestException) and "Max retries" in str(cause)
            )
            return UNTOUCHED if never else Outcome(fate=Fate.UNKNOWN, reason="connection_lost")
        if code in (401, 403, 404, 429) or code >= 500:
            # Our key, our quota or their trouble: no fault of this mail.
            self.trouble = answer_kept(f"http_{code} {_said(error)}")
            return UNTOUCHED if code < 500 else Outcome(fate=Fate.UNKNOWN, reason=f"http_{code}")
        return Outcome(fate=Fate.REFUSED, reason=f"http_{code}", answer=answer_kept(_said(error)))


def _said(error: AnymailAPIError) -> str:
    """The provider's own words: an operator finds in them which key, quota or sender is wrong."""
    return str(getattr(error.response, "text", "") or "")


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
    for part in parsed.iter_attachments():
        message.attach(part.get_filename(), part.get_content(), part.get_content_type())
    message.metadata = {"delivery": mail.key}  # type: ignore[attr-defined]
    message.envelope_sender = mail.sender  # type: ignore[attr-defined]
    message.track_opens = False  # type: ignore[attr-defined]
    message.track_clicks = False  # type: ignore[attr-defined]
    return message
