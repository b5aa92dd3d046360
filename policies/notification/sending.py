"""Sending: claim a row, transmit its mail, write down what came of it."""

from __future__ import annotations

import logging
import smtplib
import time
from typing import Final

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from .composing import Composer
from .ledger import LEASE, Confirmation, Delivery, Outgoing, State

logger = logging.getLogger(__name__)

# How many claimed mails a worker may have under way: what a crash can repeat, at most. Each repetition
# has the Message-ID of the first.
WINDOW: Final = 1

# A worker that was stopped for longer between claiming and transmitting leaves the row to others.
FRESH: Final = LEASE / 2


class Unreachable(Exception):
    """The server takes no mail from us at all just now: a matter of the server, not of one mail."""


class Refused(Exception):
    """The server refused this mail with an SMTP reply code; ``permanent`` for 5yz (RFC 5321, 4.2.1)."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = code >= 500


class Lost(Exception):
    """The connection broke during the mail: the server may have it or not."""


class Unaddressable(Exception):
    """No mail can be made for this address."""


class Post:
    """One connection to the mail server, opened when it is needed and kept for the next mails."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend | None = None

    def send(self, message: EmailMultiAlternatives) -> None:
        """Hand over one mail. Raises ``Unreachable``, ``Refused``, ``Lost`` or ``Unaddressable``.

        What smtplib raises quotes addresses and is never logged.
        """
        try:
            if self._backend is None:
                backend = mail.get_connection()
                backend.open()
                self._backend = backend
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable from error
        try:
            self._backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            raise self._refusal(next(iter(error.recipients.values()))[0]) from error
        except smtplib.SMTPDataError as error:
            raise self._refusal(error.smtp_code) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError) as error:
            # Our own sender or way of sending is refused: that is no fault of the recipient.
            self.close()
            raise Unreachable from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Lost from error
        except ValueError as error:
            raise Unaddressable from error

    def close(self) -> None:
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def _refusal(self, code: int) -> Exception:
        if code == 421:  # the server closes the connection (RFC 5321, 3.8)
            self.close()
            return Unreachable()
        return Refused(code)


def claim() -> Outgoing | None:
    """Take the next row that is due, for this worker alone; people who wait for a link come first."""
    for model in (Confirmation, Delivery):
        # On SQLite the IMMEDIATE transaction is the lock.
        with transaction.atomic():
            row = model.objects.due().select_for_update(skip_locked=True).first()
            if row is not None:
                row.take()
                return row
    return None


def deliver(row: Outgoing, composer: Composer, post: Post) -> State:
    """Send a claimed row's mail and settle it; returns the state it is in now.

    Raises ``Unreachable`` or ``Lost`` after the row was put back. Whether the mail is still wanted is
    asked after the claim: whoever unsubscribed in the meantime gets nothing.
    """
    claimed = time.monotonic()
    try:
        message = composer.compose(row)
    except Exception:
        # A fault of ours: keep the mail, tell the operator, go on with the others.
        logger.exception("%s cannot be composed", row)
        row.put_back("not_composed")
        return State.READY
    if message is None:
        row.suppress("not_wanted")
        return State.SUPPRESSED
    if time.monotonic() - claimed > FRESH.total_seconds():
        return State.SENDING
    try:
        post.send(message)
    except Unaddressable:
        row.fail("unaddressable")
        return State.FAILED
    except Refused as refused:
        if refused.permanent:
            row.fail(f"smtp_{refused.code}")
            return State.FAILED
        row.put_back(f"smtp_{refused.code}")
        return State.READY
    except Unreachable:
        row.put_back("unreachable")
        raise
    except Lost:
        row.put_back("connection_lost", in_doubt=True)
        raise
    if not row.mark_sent():
        logger.warning("%s was sent after its lease had ended: it may be sent twice", row)
    return State.SENT
