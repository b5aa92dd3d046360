"""SMTP (RFC 5321): one connection that is kept; commands are pipelined (RFC 2920) where the server offers it.

smtplib connects, greets, starts TLS, signs in, and reads the replies; the commands of a mail are written here,
because smtplib waits for an answer after every command. What the server says is kept without the addresses
that it quotes.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from django.conf import settings

from .mail_server import MailServer, server_of_settings
from .port import UNTOUCHED, Fate, Keep, Mail, Outcome, answer_kept, smtp_outcome

# What may stand between the angle brackets of MAIL and RCPT: without SMTPUTF8, and with it (RFC 6531).
_PATH = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]+@[a-z0-9.-]+", re.IGNORECASE)
_PATH_UTF8 = re.compile(r"[^\s<>\x00-\x20\x7f-\xa0]+@[a-z0-9.-]+", re.IGNORECASE)
_ENHANCED = re.compile(rb"(\d\.\d{1,3}\.\d{1,3})\b")
_NO_SUCH_ADDRESS = (b"5.1.1", b"5.1.2", b"5.1.3", b"5.1.6", b"5.1.10", b"5.2.1")

_LOST = Outcome(fate=Fate.UNKNOWN, reason="connection_lost")
_UNADDRESSABLE = Outcome(fate=Fate.REFUSED, reason="address_invalid")
# No fault of the address: another server may take it.
_NO_UTF8 = Outcome(fate=Fate.REFUSED, reason="server_without_smtputf8")


class _Trouble(Exception):
    """The server takes nothing from us just now; the argument is a short code with the server's words."""


class _Reply(NamedTuple):
    """What the server answered: its code, and the rest of it without the codes."""

    code: int
    said: bytes

    @property
    def is_ok(self) -> bool:
        return 200 <= self.code < 300

    @property
    def about_address(self) -> str:
        """The reason, where it refuses the address and nothing else; empty where it does not.

        An enhanced code says that there is no such address (RFC 3463, 3.2 and 3.3): ``address_gone``. Without one, the
        plain code must do: 550, 551 and 553 (RFC 5321, 4.2.3), which also mean other things.
        """
        if enhanced := _ENHANCED.match(self.said):
            gone = self.code >= 500 and enhanced.group(1) in _NO_SUCH_ADDRESS
            return "address_gone" if gone else ""
        return f"address_{self.code}" if self.code in (550, 551, 553) else ""


class SmtpTransport:
    """A connection to a server, that of the settings unless said, opened when it is needed and kept for the next mails."""

    def __init__(self, server: MailServer | None = None) -> None:
        self.trouble = ""
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def send(self, mails: Iterable[Mail], keep: Keep) -> list[Outcome]:
        self.trouble = ""
        outcomes: list[Outcome] = []
        try:
            if self._smtp is None:
                self._smtp = connect(self._server or server_of_settings())
            _deliver(self._smtp, _placed(self._smtp, mails, outcomes), keep, outcomes)
        except _Trouble as trouble:
            self.trouble = str(trouble)
        except smtplib.SMTPException:
            self.trouble = "connection_lost"
        except BaseException:
            # The conversation is half done: it cannot go on.
            self._drop()
            raise
        if self.trouble:
            self._drop()
        return outcomes

    def close(self) -> None:
        if self._smtp is not None:
            with suppress(smtplib.SMTPException):
                self._smtp.quit()
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def connect(server: MailServer) -> smtplib.SMTP:
    """Greet the server. Raises ``_Trouble`` when it does not want to know us."""
    timeout = min(settings.EMAIL_TIMEOUT, settings.MAIL_LEASE / 3)
    try:
        smtp = smtplib.SMTP(server.host, server.port, timeout=timeout)
        smtp.ehlo_or_helo_if_needed()
        if server.tls:
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
    except smtplib.SMTPResponseException as error:
        raise _Trouble(_trouble(error.smtp_code, error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise _Trouble(answer_kept(f"unreachable: {type(error).__name__} {error}")) from error
    return smtp


def _trouble(code: int, said: bytes | str) -> str:
    """A short code, and the server's own words: they say which key, sender or limit it is about."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return answer_kept(f"smtp_{code} {words}")


def _ask(smtp: smtplib.SMTP, command: bytes) -> _Reply:
    """The next reply, however many lines it has. Raises ``SMTPException``."""
    smtp.send(command)
    reply = _Reply(*smtp.getreply())
    if reply.code < 0:
        raise smtplib.SMTPServerDisconnected("the server speaks no SMTP")
    return reply


# A mail and its place in the outcomes.
_Placed = tuple[int, Mail]


def _placed(smtp: smtplib.SMTP, mails: Iterable[Mail], outcomes: list[Outcome]) -> Iterator[_Placed]:
    """The mails that can be addressed at all, each with its place in ``outcomes``."""
    utf8 = smtp.has_extn("smtputf8")
    for mail in mails:
        path = _PATH if mail.recipient.isascii() else _PATH_UTF8
        if not path.fullmatch(mail.recipient) or not _PATH.fullmatch(mail.sender):
            outcomes.append(_UNADDRESSABLE)
        elif path is _PATH_UTF8 and not utf8:
            outcomes.append(_NO_UTF8)
        else:
            outcomes.append(UNTOUCHED)
            yield len(outcomes) - 1, mail


def _deliver(smtp: smtplib.SMTP, mails: Iterator[_Placed], keep: Keep, outcomes: list[Outcome]) -> None:
    """The content of one mail and the envelope of the next go together: one round trip a mail.

    The mail after these is composed while the server reads them. ``outcomes`` are filled in as they become known.
    """
    held: _Placed | None = None  # its text is asked for by the server, and not yet transmitted
    following = next(mails, None)
    while held or following:
        keep()
        passage: list[bytes] = []
        if held:
            outcomes[held[0]] = _LOST
            passage.append(_dotted(held[1].content))
        if following:
            passage += _envelope(following[1])
        replies = _exchange(smtp, passage)
        asked, following = following, next(mails, None)
        if held:
            outcomes[held[0]] = _taken(smtp, next(replies))
        held = _asked_for(smtp, asked, replies, outcomes) if asked else None


def _exchange(smtp: smtplib.SMTP, commands: Sequence[bytes]) -> Iterator[_Reply]:
    """The replies as they come. The commands are sent at once, or each after the reply to the one before."""
    if smtp.has_extn("pipelining"):
        smtp.send(b"".join(commands))
        commands = [b""] * len(commands)
    return map(partial(_ask, smtp), commands)


def _asked_for(
    smtp: smtplib.SMTP, asked: _Placed, replies: Iterator[_Reply], outcomes: list[Outcome]
) -> _Placed | None:
    """The mail, if the server took its envelope and waits for its text."""
    _expect_ok(next(replies))
    accepted, ready = replies
    if accepted.is_ok and ready.code == 354:
        return asked
    if ready.code == 354:
        # It waits for a text although it refused the recipient: send an empty one (RFC 2920, 3.1).
        _ask(smtp, b".\r\n")
    outcomes[asked[0]] = _refused(smtp, accepted, ready)
    return None


def _taken(smtp: smtplib.SMTP, reply: _Reply) -> Outcome:
    """The answer after the final dot."""
    if reply.code == 421:  # it closes, and has not taken the mail (RFC 5321, 3.8)
        return Outcome(fate=Fate.DEFERRED, reason="smtp_421", answer=_answer(smtp, reply))
    return smtp_outcome(reply.code, _answer(smtp, reply))


def _answer(smtp: smtplib.SMTP, reply: _Reply) -> str:
    """Which server said what: the proof that it took the mail names its queue."""
    host = getattr(smtp, "_host", "")
    return answer_kept(f"{host}: {reply.code} {reply.said.decode('utf-8', 'replace')}")


def _refused(smtp: smtplib.SMTP, accepted: _Reply, ready: _Reply) -> Outcome:
    """The outcome of a mail that was refused before its text, by its recipient or by the word DATA."""
    code = accepted.code if accepted.code >= 400 else ready.code
    if code == 421 or code < 400:
        raise _Trouble(_trouble(code, (accepted if accepted.code == code else ready).said))
    _expect_ok(_ask(smtp, b"RSET\r\n"))
    answer = _answer(smtp, accepted if accepted.code >= 400 else ready)
    if reason := accepted.about_address:
        return Outcome(fate=Fate.REFUSED, reason=reason, answer=answer)
    return smtp_outcome(code, answer)


def _envelope(mail: Mail) -> tuple[bytes, bytes, bytes]:
    utf8 = b"" if mail.recipient.isascii() else b" BODY=8BITMIME SMTPUTF8"
    return (
        b"MAIL FROM:<%s>%s\r\n" % (mail.sender.encode(), utf8),
        b"RCPT TO:<%s>\r\n" % mail.recipient.encode(),
        b"DATA\r\n",
    )


def _dotted(content: bytes) -> bytes:
    """With dots stuffed, and the final one (RFC 5321, 4.5.2)."""
    if content.startswith(b"."):
        content = b"." + content
    return content.replace(b"\r\n.", b"\r\n..") + (
        b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
    )


def _expect_ok(reply: _Reply) -> None:
    """Raises ``_Trouble``: our sender or our way of sending is refused, no fault of the recipient."""
    if not reply.is_ok:
        raise _Trouble(_trouble(reply.code, reply.said))
