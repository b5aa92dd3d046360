"""A mail of the register to one address: its texts, its headers, its bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.charset import QP, Charset
from email.utils import formataddr, parseaddr
from typing import Any, TypedDict, Unpack
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from policies.document.bidi import isolated_text
from policies.publication import public_addresses
from policies.publication.models import Organisation

from .mail_look import brand_of, faces
from .subscription_offers import organisation_name

# A space keeps most of a text readable in its source, and every server takes the bytes.
_QUOTED_PRINTABLE = Charset("utf-8")
_QUOTED_PRINTABLE.body_encoding = QP


# Templates leave empty lines where they say nothing.
_BLANKS = re.compile(r"\n{3,}")


class Letter(EmailMultiAlternatives):
    """A mail in bytes that can be spliced: 7-bit, quoted-printable, the same whenever it is built.

    Its headers are not folded: Message-ID and List-Unsubscribe are longer than 78 characters, and some
    receivers do not find them on a second line (RFC 5322, 2.1.1: 998 at most).
    """

    encoding = _QUOTED_PRINTABLE

    def message(self, *args: Any, **kwargs: Any) -> Any:
        message = super().message(*args, **kwargs)
        message.policy = message.policy.clone(max_line_length=998)
        for number, part in enumerate(message.walk()):
            if part.is_multipart():
                # No line of a quoted-printable text holds "=_".
                part.set_boundary(f"=_sijill_{number}")
        return message

    def content(self) -> bytes:
        return self.message().as_bytes(linesep="\r\n")


class Recipient(TypedDict):
    """An address, and the tokens of its links."""

    address: str
    unsubscribe: str
    preferences: str


def letter(
    name: str,
    language: str,
    words: Mapping[str, Any],
    *,
    organisation: Organisation | None = None,
    listed: bool = True,
    **recipient: Unpack[Recipient],
) -> Letter:
    """The triplet ``name`` (subject, text, HTML) in this language. ``listed`` mails can be unsubscribed from."""
    unsubscribe_url = page_url("unsubscribe", language, recipient["unsubscribe"])
    context = {
        "brand": brand_of(organisation),
        **words,
        "language": language,
        "faces": faces(language),
        "signature": "-- ",  # with its space: mail programs fold what follows (RFC 3676, 4.3)
        "unsubscribe_url": unsubscribe_url,
        "preferences_url": page_url("preferences", language, recipient["preferences"]),
        "register": settings.WAGTAIL_SITE_NAME,
        "home_url": page_url("home", language),
    }
    headers = _headers(language, unsubscribe_url, recipient["unsubscribe"] if listed else "")
    with translation.override(language):
        subject = render_to_string(f"policies/mail/{name}.subject.txt", context)
        text = render_to_string(f"policies/mail/{name}.txt", context)
        html = render_to_string(f"policies/mail/{name}.html", context)
        sender = _sender(organisation, language)
    made = Letter(
        subject=isolated_text(" ".join(subject.split()), language),
        body=isolated_text(_BLANKS.sub("\n\n", text.strip()), language) + "\n",
        from_email=sender,
        to=[recipient["address"]],
        reply_to=[organisation.contact_email] if organisation and organisation.contact_email else None,
        headers=headers,
    )
    # Without the indentation and the empty lines of the templates: a tenth of what a mail weighs.
    lines = filter(None, map(str.strip, html.splitlines()))
    made.attach_alternative("\n".join(lines) + "\n", "text/html")
    return made


def letter_to(
    address: str,
    name: str,
    language: str,
    words: Mapping[str, Any],
    *,
    organisation: Organisation | None = None,
) -> Letter:
    """A letter to one person, of no list: nothing in it is unsubscribed from, and it shows no preferences."""
    return letter(
        name,
        language,
        words,
        organisation=organisation,
        listed=False,
        address=address,
        unsubscribe="-",
        preferences="-",
    )


def is_taken(mail: Letter) -> bool:
    """Hand a letter to the mail server; whether it took it."""
    try:
        return bool(mail.send())
    except OSError:  # smtplib's errors too
        return False


def _headers(language: str, unsubscribe_url: str, token: str) -> dict[str, str]:
    """``token`` of the link to unsubscribe; without one the mail is of no list."""
    headers = {
        "Auto-Submitted": "auto-generated",  # RFC 3834: no vacation answers, please
        "Content-Language": language,
    }
    if token:
        # RFC 8058: both are needed for the one-click button; RFC 2919: the list is this register.
        headers |= {
            "List-Unsubscribe": f"<{unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"<notices.{_host()}>",
        }
        # One click first, and a mail where the settings name a mailbox for it (docs/unsubscribing.md).
        if mailbox := settings.MAIL_UNSUBSCRIBE:
            headers["List-Unsubscribe"] += f", <mailto:{mailbox}?subject={token}>"
    return headers


def page_url(name: str, language: str, *named: str) -> str:
    return public_addresses.absolute(reverse(f"policies:{name}", args=[language, *named]))


def identify(letter: Letter, name: str, moment: str) -> None:
    """The same in every repetition: receivers that keep the Message-ID show one mail.

    ``moment`` is when it is handed over (RFC 5322, 3.6.1), not when it was asked for: filters count the hours between.
    """
    letter.extra_headers["Message-ID"] = f"<{name}@{_host()}>"
    letter.extra_headers["Date"] = moment


def _sender(organisation: Organisation | None, language: str) -> str:
    """The register's address, under the name of the organisation readers know."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    if organisation is not None:
        name = _("%(organisation)s via %(register)s") % {
            "organisation": organisation_name(organisation, language),
            "register": name or settings.WAGTAIL_SITE_NAME,
        }
    # A name in a header holds no line break, even if an editor typed one.
    return formataddr((" ".join(name.split()), address))


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
