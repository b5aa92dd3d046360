"""Checks of the mail: that the server takes us, and what the sender's domain says to those who receive."""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from collections.abc import Iterator
from email.utils import parseaddr
from typing import Final

import dns.exception
import dns.resolver
from django.conf import settings
from django.core import checks

from policies.notification.transports.mail_server import MailServer, server_at, server_of_settings
from policies.publication.site_checks import Seen, Unasked, When, site_check

PATIENCE: Final = 10.0  # seconds for the mail server
LOOK_UP: Final = 4.0  # seconds for all name servers together


@site_check(
    "cms.E001",
    room="mail",
    hint="Is the mail server running, is its address right (SIJILL_EMAIL_…), and does it let this machine in?",
    when=When.DOCTOR,
)
def mail_server_takes_us() -> Iterator[str]:
    """The mail server answers, speaks TLS where it is set, and takes the account."""
    if settings.MAIL_TRANSPORT in settings.MAIL_PROVIDERS:
        yield Unasked(
            f"mails go through {settings.MAIL_TRANSPORT}: not checked, `manage.py setup --test-mail` sends one"
        )
    elif settings.MAIL_TRANSPORT == "smtp":
        yield from _greeted("notices", server_of_settings())
    if settings.MAIL_CONFIRMATIONS:
        yield from _greeted("confirmations", server_at(settings.MAIL_CONFIRMATIONS))


def _greeted(name: str, server: MailServer) -> Iterator[str]:
    where = f"the mail server of {name}, {server.host}:{server.port},"
    try:
        with smtplib.SMTP(server.host, server.port, timeout=PATIENCE) as smtp:
            smtp.ehlo_or_helo_if_needed()
            secured = "without TLS"
            if server.tls:
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo_or_helo_if_needed()
                secured = f"with {smtp.sock.version()}"  # type: ignore[union-attr]
            if server.user:
                smtp.login(server.user, server.password)
            smtp.noop()
    except smtplib.SMTPAuthenticationError as error:
        yield f"{where} does not take the account: {error.smtp_code}"
    except ssl.SSLError as error:
        yield f"{where} does not prove by its certificate who it is: {error.reason or error}"
    except smtplib.SMTPException as error:
        yield f"{where} does not talk to us: {type(error).__name__} {str(error)[:120]}"
    except OSError as error:
        yield f"{where} does not answer: {error.strerror or error or type(error).__name__}"
    else:
        account = "takes the account" if server.user else "asks for no account"
        yield Seen(f"{where} answers {secured} and {account}")


@site_check(
    "cms.W002",
    room="mail",
    level=checks.WARNING,
    hint="Set SIJILL_MAIL_TRANSPORT=smtp, and SIJILL_MAIL_FROM to an address of a domain of yours.",
    when=When.DOCTOR,
)
def mails_leave_the_machine() -> Iterator[str]:
    """Mails leave this machine, from an address of its own."""
    if settings.MAIL_TRANSPORT in ("file", "console"):
        yield f"mails go into the {settings.MAIL_TRANSPORT}: no reader gets one"
    if sender_domain().endswith((".example", ".invalid", ".test")):
        yield f"the sender is {settings.DEFAULT_FROM_EMAIL}: nobody can answer, and filters refuse it"


@site_check(
    "cms.W003",
    room="mail",
    level=checks.WARNING,
    hint="docs/operating.md, “What the domain says”, has the three records.",
    when=When.DOCTOR,
)
def domain_vouches() -> Iterator[str]:
    """The sender's domain has SPF, DKIM and DMARC records."""
    domain = sender_domain()
    if not domain or _is_local(domain):
        yield Unasked(f"SPF, DKIM and DMARC: not checked, {domain or 'no sender'} is no public domain")
        return
    if not _is_known(domain):
        yield f"DNS does not know the sender's domain, {domain}"
        return
    selector = settings.MAIL_DKIM_SELECTOR
    wanted = [("SPF", domain, "v=spf1"), ("DMARC", f"_dmarc.{domain}", "v=DMARC1")]
    if selector:
        wanted.append(("DKIM", f"{selector}._domainkey.{domain}", "p="))
    else:
        yield Unasked("DKIM: not checked, name the selector in SIJILL_MAIL_DKIM_SELECTOR")
    for kind, name, sign in wanted:
        try:
            found = [text for text in _texts(name) if sign in text]
        except dns.exception.DNSException as error:
            yield Unasked(
                f"{kind}: not checked, DNS does not answer for {name} ({type(error).__name__})"
            )
            continue
        if len(found) == 1:
            yield from _weak(kind, name, found[0])
        elif found:
            yield f"{name} has {len(found)} records of {kind}: receivers take none"
        else:
            yield f"{name} has no record of {kind}: mails look forged to many receivers"


def _weak(kind: str, name: str, text: str) -> Iterator[str]:
    if kind == "SPF" and "+all" in text:
        yield f"{name}: SPF lets everybody send (+all)"
    elif kind == "DKIM" and text.replace(" ", "").endswith("p="):
        yield f"{name}: the DKIM key was revoked"
    else:
        yield Seen(f"{kind}: {text[:80]}")


def _is_known(domain: str) -> bool:
    """Whether there is such a domain; true where nobody answers, which is told by what is asked next."""
    try:
        dns.resolver.resolve(domain, "SOA", lifetime=LOOK_UP, raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN:
        return False
    except dns.exception.DNSException:
        return True
    return True


def _texts(name: str) -> list[str]:
    """The TXT records of a name, an empty list if it has no such record. Raises ``DNSException`` where nobody answers."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=LOOK_UP)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    return [b"".join(record.strings).decode("ascii", "replace") for record in answer]


def sender_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower()


def _is_local(domain: str) -> bool:
    try:
        ipaddress.ip_address(domain.strip("[]"))
    except ValueError:
        return "." not in domain or domain.endswith(
            (".example", ".invalid", ".test", ".local", ".localhost")
        )
    return True
