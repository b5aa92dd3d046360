"""SMTP (RFC 5321): one connection that is kept; commands are pipelined (RFC 2920) where the server offers it.

smtplib connects, greets, starts TLS and signs in; the mails themselves go over its socket directly, because
smtplib waits for an answer after every command. What the server says is never logged: it quotes addresses.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from .port import UNTOUCHED, Fate, Keep, Mail, Outcome, smtp_outcome

# What may stand between the angle brackets of MAIL and RCPT without SMTPUTF8.
_PATH: Final = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]+@[a-z0-9.-]+", re.IGNORECASE)
_ENHANCED: Final = re.compile(rb"\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b")

_LOST: Final = Outcome(fate=Fate.UNKNOWN, reason="connection_lost")
_UNADDRESSABLE: Final = Outcome(fate=Fate.REFUSED, reason="address_invalid")


class _Trouble(Exception):
    """The server takes nothing from us just now; the argument is a short code."""


class _Lost(Exception):
    """The connection broke."""


class SmtpTransport:
    """A connection to the server in the settings, opened when it is needed and kept for the next mails."""

    def __init__(self) -> None:
        self.trouble = ""
        self._link: Link | None = None

    def send(self, mails: Iterable[Mail], keep: Keep) -> list[Outcome]:
        self.trouble = ""
        outcomes: list[Outcome] = []
        try:
            self._hand_over(mails, keep, outcomes)
        except _Trouble as trouble:
            self.trouble = str(trouble)
            self._drop()
        except _Lost:
            self.trouble = "connection_lost"
            self._drop()
        except BaseException:
            # Whoever interrupts leaves a conversation half done: nobody can go on with it.
            self._drop()
            raise
        return outcomes

    def close(self) -> None:
        if self._link is not None:
            self._link.quit()
            self._link = None

    def _drop(self) -> None:
        if self._link is not None:
            self._link.abort()
            self._link = None

    def _hand_over(self, mails: Iterable[Mail], keep: Keep, outcomes: list[Outcome]) -> None:
        if self._link is None:
            self._link = connect()
        deliver = _pipelined if self._link.pipelining else _one_by_one
        deliver(self._link, _placed(mails, outcomes), keep, outcomes)


@dataclass(kw_only=True)
class Link:
    """An open conversation. ``file`` buffers what the server says."""

    smtp: smtplib.SMTP
    sock: socket.socket
    pipelining: bool

    def __post_init__(self) -> None:
        self._file = self.sock.makefile("rb")
        self._said = b""

    def say(self, data: bytes) -> None:
        try:
            self.sock.sendall(data)
        except OSError as error:
            raise _Lost from error

    def hear(self) -> int:
        """The code of the next reply, however many lines it has. Raises ``_Lost``."""
        try:
            while True:
                line = self._file.readline(1000)
                if not line.endswith(b"\n") or not line[:3].isdigit():
                    raise _Lost
                if line[3:4] != b"-":
                    self._said = line
                    return int(line[:3])
        except OSError as error:
            raise _Lost from error

    def names_address(self, code: int) -> bool:
        """Whether the last reply says that there is no such address (RFC 3463, 3.2 and 3.3).

        Without an enhanced code, the plain one must do: 550, 551 and 553 (RFC 5321, 4.2.3).
        """
        if enhanced := _ENHANCED.match(self._said):
            return code >= 500 and enhanced.group(1) in (
                b"5.1.1",
                b"5.1.2",
                b"5.1.3",
                b"5.1.6",
                b"5.1.10",
                b"5.2.1",
            )
        return code in (550, 551, 553)

    def quit(self) -> None:
        try:
            self.say(b"QUIT\r\n")
            self.hear()
        except _Lost:
            pass
        self.abort()

    def abort(self) -> None:
        self._file.close()
        self.smtp.close()


def connect() -> Link:
    """Greet the server in the settings. Raises ``_Trouble`` when it does not want to know us."""
    timeout = min(settings.EMAIL_TIMEOUT, settings.MAIL_LEASE / 3)
    try:
        smtp = smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=timeout)
        smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except smtplib.SMTPResponseException as error:
        raise _Trouble(f"smtp_{error.smtp_code}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise _Trouble("unreachable") from error
    if smtp.sock is None:
        raise _Trouble("unreachable")
    return Link(smtp=smtp, sock=smtp.sock, pipelining=smtp.has_extn("pipelining"))


# A mail and its place in the outcomes.
_Placed = tuple[int, Mail]


def _placed(mails: Iterable[Mail], outcomes: list[Outcome]) -> Iterator[_Placed]:
    """The mails that can be addressed at all, each with its place in ``outcomes``."""
    for mail in mails:
        if _addressable(mail):
            outcomes.append(UNTOUCHED)
            yield len(outcomes) - 1, mail
        else:
            outcomes.append(_UNADDRESSABLE)


def _one_by_one(link: Link, mails: Iterator[_Placed], keep: Keep, outcomes: list[Outcome]) -> None:
    """One command, one answer; ``outcomes`` are filled in as they become known."""
    for place, mail in mails:
        keep()
        sender, recipient = _envelope(mail)
        link.say(sender)
        _expect_ok(link.hear())
        link.say(recipient)
        accepted = link.hear()
        if not 200 <= accepted < 300:
            outcomes[place] = _refused(link, accepted, nobody=link.names_address(accepted))
            continue
        link.say(b"DATA\r\n")
        ready = link.hear()
        if ready != 354:
            outcomes[place] = _refused(link, ready)
            continue
        outcomes[place] = _LOST
        link.say(_dotted(mail.content))
        outcomes[place] = _taken(link)


def _pipelined(link: Link, mails: Iterator[_Placed], keep: Keep, outcomes: list[Outcome]) -> None:
    """The content of one mail and the envelope of the next go together: one round trip a mail.

    The mail after these is composed while the server reads them.
    """
    held: _Placed | None = None  # its text is asked for by the server, and not yet transmitted
    following = next(mails, None)
    while held or following:
        keep()
        passage = []
        if held:
            outcomes[held[0]] = _LOST
            passage.append(_dotted(held[1].content))
        if following:
            passage += (*_envelope(following[1]), b"DATA\r\n")
        link.say(b"".join(passage))
        asked, following = following, next(mails, None)
        if held:
            outcomes[held[0]] = _taken(link)
        held = _asked_for(link, asked, outcomes) if asked else None


def _asked_for(link: Link, asked: _Placed, outcomes: list[Outcome]) -> _Placed | None:
    """The mail, if the server took its envelope and waits for its text."""
    _expect_ok(link.hear())
    accepted = link.hear()
    nobody = link.names_address(accepted)
    ready = link.hear()
    if 200 <= accepted < 300 and ready == 354:
        return asked
    if ready == 354:
        # It waits for a text although nobody is to get it: an empty one (RFC 2920, 3.1).
        link.say(b".\r\n")
        link.hear()
    outcomes[asked[0]] = _refused(link, accepted if accepted >= 400 else ready, nobody=nobody)
    return None


def _taken(link: Link) -> Outcome:
    """The answer after the final dot."""
    code = link.hear()
    if code == 421:  # it closes, and has not taken the mail (RFC 5321, 3.8)
        return Outcome(fate=Fate.DEFERRED, reason="smtp_421")
    return smtp_outcome(code)


def _refused(link: Link, code: int, *, nobody: bool = False) -> Outcome:
    """The outcome of a mail that was refused before its text; ``nobody`` has this address."""
    if code == 421 or code < 400:
        raise _Trouble(f"smtp_{code}")
    link.say(b"RSET\r\n")
    _expect_ok(link.hear())
    return Outcome(fate=Fate.REFUSED, reason=f"address_{code}") if nobody else smtp_outcome(code)


def _envelope(mail: Mail) -> tuple[bytes, bytes]:
    return b"MAIL FROM:<%s>\r\n" % mail.sender.encode(), b"RCPT TO:<%s>\r\n" % mail.recipient.encode()


def _dotted(content: bytes) -> bytes:
    """With dots stuffed, and the final one (RFC 5321, 4.5.2)."""
    if content.startswith(b"."):
        content = b"." + content
    return content.replace(b"\r\n.", b"\r\n..") + (
        b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
    )


def _addressable(mail: Mail) -> bool:
    return bool(_PATH.fullmatch(mail.recipient) and _PATH.fullmatch(mail.sender))


def _expect_ok(code: int) -> None:
    """Raises ``_Trouble``: our sender or our way of sending is refused, no fault of the recipient."""
    if not 200 <= code < 300:
        raise _Trouble(f"smtp_{code}")
