"""From a row of the ledger to the bytes of its mail: who is told, in which words, with which headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from email.charset import QP, Charset
from email.message import Message
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from typing import Any, Final, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from policies.document.languages import CODES
from policies.publication import public_addresses
from policies.publication.models import Organisation, PolicyVersion

from .confirmations import Confirmation
from .consent_log import consent_words
from .delivery_windows import Row
from .ledger import Notice
from .mail_template import Stencil, Unfillable, mark
from .notice_record import Wording
from .notice_words import notice_words
from .signed_links import CONFIRM_WITHIN, confirm_token, preferences_token, unsubscribe_token
from .subscription_offers import organisation_name, wanted
from .transports.port import Mail
from .why_told import REASONS, why

# Texts kept, by notice, language and reason, until another notice comes: a handful are sent at any time.
_REMEMBERED: Final = 180

# A space keeps most of a text readable in its source, and every server takes the bytes.
_QUOTED_PRINTABLE: Final = Charset("utf-8")
_QUOTED_PRINTABLE.body_encoding = QP


class Letter(EmailMultiAlternatives):
    """A mail in bytes that can be spliced: 7-bit, quoted-printable, the same whenever it is built.

    Its headers are not folded: Message-ID and List-Unsubscribe are longer than 78 characters, and some
    receivers do not find them on a second line (RFC 5322, 2.1.1: 998 at most).
    """

    def message(self, *args: Any, **kwargs: Any) -> Any:
        message = super().message(*args, **kwargs)
        message.policy = message.policy.clone(max_line_length=998)
        for number, part in enumerate(message.walk()):
            if part.is_multipart():
                # No line of a quoted-printable text holds "=_".
                part.set_boundary(f"=_sijill_{number}")
            elif part.get_content_maintype() == "text":
                _requote(part)
        return message

    def content(self) -> bytes:
        return self.message().as_bytes(linesep="\r\n")


def _requote(part: Message) -> None:
    text = cast(bytes, part.get_payload(decode=True)).decode()
    del part["Content-Transfer-Encoding"]
    part.set_payload(text, _QUOTED_PRINTABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """All that the mails of a notice in one language have in common, but for the sentence that says why.

    A digest has no such sentence: ``reasoned`` is false.
    """

    stencil: Stencil
    words: Mapping[str, Any]
    reasoned: bool

    def because(self, reason: str, language: str, version: PolicyVersion) -> Stencil:
        if not self.reasoned:
            return self.stencil
        return self.stencil.completed(asdict(why(reason, self.words, language, version)))


class Composer:
    """Composes mails; builds what all mails of one notice in one language have in common once."""

    def __init__(self) -> None:
        # By notice and language; and what was completed of it, by reason too.
        self._composed: dict[tuple[int, str], Composed] = {}
        self._stencils: dict[tuple[int, str, str], Stencil] = {}
        # The versions that a weekly message told of when it was composed, by notice.
        self._told: dict[int, list[int]] = {}

    def prepare(self, notice: Notice) -> None:
        """Compose the notice in every language, before the first mail of it: it goes out whole or not.

        Again, where a weekly message told of a version that was withdrawn since. Raises whatever keeps a language
        from being composed.
        """
        told = _told_of(notice)
        if self._is_composed(notice) and self._told[notice.pk] == told:
            return
        if len(self._stencils) >= _REMEMBERED:
            self._composed.clear()
            self._stencils.clear()
            self._told.clear()
        made = {code: composed(notice, code) for code in CODES}
        stencils = {
            (notice.pk, code, reason): each.because(reason, code, notice.version)
            for code, each in made.items()
            for reason in REASONS
        }
        Wording.objects.bulk_create(
            [
                Wording(notice=notice, language=code, sha256=each.stencil.sha256)
                for code, each in made.items()
            ],
            ignore_conflicts=True,
        )
        self._stencils |= stencils
        self._composed |= {(notice.pk, code): each for code, each in made.items()}
        self._told[notice.pk] = told

    def _is_composed(self, notice: Notice) -> bool:
        return (notice.pk, CODES[0]) in self._composed

    def mail(self, notice: Notice, row: Row) -> Mail:
        """The mail of one delivery. Raises ``Unfillable``. The notice is prepared if it was not yet."""
        if not self._is_composed(notice):
            self.prepare(notice)
        stencil = self._stencils.get((notice.pk, row.language, row.reason))
        if stencil is None:  # a clause that this process names for the first time
            made = self._composed[notice.pk, row.language]
            stencil = made.because(row.reason, row.language, notice.version)
            self._stencils[notice.pk, row.language, row.reason] = stencil
        return Mail(
            key=row.uuid,
            sender=envelope_sender(row.uuid),
            recipient=row.email,
            content=stencil.fill(parts_of(row)),
        )

    def confirmation(self, confirmation: Confirmation) -> Mail | None:
        """The mail that answers a request to subscribe, or none when nothing is asked any more."""
        with translation.override(confirmation.language):
            letter = _confirmation(confirmation)
        if letter is None:
            return None
        key = confirmation.uuid.hex
        return Mail(
            key=key,
            sender=envelope_sender(key),
            recipient=confirmation.subscriber.email,
            content=letter.content(),
        )


def _told_of(notice: Notice) -> list[int]:
    """The versions that a weekly message tells of now; of any other notice, that is its own for good."""
    if notice.kind != Notice.Kind.DIGEST:
        return []
    return list(notice.part.standing().order_by("pk").values_list("pk", flat=True))


def envelope_sender(key: str) -> str:
    """Where bounces go: an address of its own for every mail (VERP), if the settings name a mailbox."""
    if not settings.MAIL_BOUNCES:
        return _address_of(settings.DEFAULT_FROM_EMAIL)
    local, _at, domain = settings.MAIL_BOUNCES.rpartition("@")
    return f"{local}+{key}@{domain}"


@lru_cache(maxsize=4)
def _address_of(mailbox: str) -> str:
    return parseaddr(mailbox)[1]


def parts_of(row: Row) -> Mapping[str, str]:
    """What is the recipient's own in a mail, by the names that ``stencil_of`` marks."""
    if row.subscriber_uuid is None:
        raise Unfillable("the subscriber is erased")
    return {
        "address": row.email,
        "delivery": row.uuid,
        "unsubscribe": unsubscribe_token(row.subscriber_uuid),
        "preferences": preferences_token(row.subscriber_uuid),
    }


def composed(notice: Notice, language: str) -> Composed:
    """A notice in one language, with marks where the recipient's parts go and where it says why."""
    marks = {name: mark() for name in ("address", "delivery", "unsubscribe", "preferences")}
    reasoned = {} if notice.kind == Notice.Kind.DIGEST else {"text": mark(), "html": mark()}
    with translation.override(language):
        words = notice_words(notice, language)
    letter = letter_of(
        notice,
        language,
        words | {"why": reasoned},
        address=f"{marks['address']}@mail.invalid",
        unsubscribe=marks["unsubscribe"],
        preferences=marks["preferences"],
    )
    # The same in every repetition: receivers that keep the Message-ID show one mail.
    letter.extra_headers["Message-ID"] = f"<{notice.uuid.hex}.{marks['delivery']}@{_host()}>"
    letter.extra_headers["Date"] = format_datetime(notice.created_at)
    letter.extra_headers["Feedback-ID"] = _feedback_id(notice)
    content = letter.content()
    whole = f"{marks['address']}@mail.invalid".encode()
    stencil = Stencil(content.replace(whole, marks["address"].encode()), marks | reasoned)
    return Composed(stencil=stencil, words=words, reasoned=bool(reasoned))


def notice_letter(
    notice: Notice, language: str, *, address: str, unsubscribe: str, preferences: str
) -> Letter:
    """What a notice says to one address that follows the policy; the notice need not be stored."""
    with translation.override(language):
        words = notice_words(notice, language)
    return letter_of(
        notice,
        language,
        words | {"why": why(REASONS[0], words, language, notice.version)},
        address=address,
        unsubscribe=unsubscribe,
        preferences=preferences,
    )


def letter_of(notice: Notice, language: str, words: Mapping[str, Any], **recipient: str) -> Letter:
    """What a notice says to one address in these words (``notice_words``, and ``why`` it is told)."""
    is_digest = notice.kind == Notice.Kind.DIGEST
    with translation.override(language):
        return _mail(
            "digest" if is_digest else "notice",
            language,
            words=words,
            organisation=None if is_digest else notice.version.policy.organisation,
            listed=True,
            **recipient,
        )


def _confirmation(confirmation: Confirmation) -> Letter | None:
    subscriptions = list(
        confirmation.subscriptions.select_related("policy__organisation", "organisation").order_by("pk")
    )
    if not subscriptions:
        return None
    already = confirmation.kind == Confirmation.Kind.ALREADY
    language = confirmation.language
    subscriber = confirmation.subscriber
    path = reverse("policies:subscribe_confirm", args=[language, confirm_token(confirmation.uuid)])
    words = {
        "wanted": wanted(subscriptions, language),
        "words": consent_words(subscriptions, confirmation.frequency, language),
        "confirm_url": public_addresses.absolute(path),
        "days": CONFIRM_WITHIN.days,
    }
    letter = _mail(
        confirmation.kind,
        language,
        address=subscriber.email,
        unsubscribe=unsubscribe_token(subscriber.uuid),
        preferences=preferences_token(subscriber.uuid),
        words=words,
        organisation=None,
        listed=already,
    )
    letter.extra_headers["Message-ID"] = f"<{confirmation.uuid.hex}@{_host()}>"
    letter.extra_headers["Date"] = format_datetime(confirmation.created_at)
    return letter


def _mail(
    name: str,
    language: str,
    *,
    address: str,
    unsubscribe: str,
    preferences: str,
    words: Mapping[str, Any],
    organisation: Organisation | None,
    listed: bool,
) -> Letter:
    """The triplet ``name`` in the active language. ``listed`` mails can be unsubscribed from."""
    path = reverse("policies:unsubscribe", args=[language, unsubscribe])
    context = {
        **words,
        "language": language,
        "unsubscribe_url": public_addresses.absolute(path),
        "preferences_url": public_addresses.absolute(
            reverse("policies:preferences", args=[language, preferences])
        ),
        "register": settings.WAGTAIL_SITE_NAME,
        "home_url": public_addresses.absolute(reverse("policies:home", args=[language])),
    }
    headers = {
        # RFC 3834: no vacation answers, please.
        "Auto-Submitted": "auto-generated",
        "Content-Language": language,
    }
    if listed:
        # RFC 8058: both are needed for the one-click button; RFC 2919: the list is this register.
        headers |= {
            "List-Unsubscribe": _ways_out(context["unsubscribe_url"], unsubscribe),
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"<notices.{_host()}>",
        }
    letter = Letter(
        subject=" ".join(render_to_string(f"policies/mail/{name}.subject.txt", context).split()),
        body=render_to_string(f"policies/mail/{name}.txt", context).strip() + "\n",
        from_email=_sender(organisation, language),
        to=[address],
        reply_to=[organisation.contact_email] if organisation and organisation.contact_email else None,
        headers=headers,
    )
    letter.attach_alternative(
        _unindented(render_to_string(f"policies/mail/{name}.html", context)), "text/html"
    )
    return letter


def _unindented(html: str) -> str:
    """Without the indentation and the empty lines of the templates: a tenth of what a mail weighs."""
    return "\n".join(line for line in map(str.strip, html.splitlines()) if line) + "\n"


def _ways_out(url: str, token: str) -> str:
    """One click first, and a mail where the settings name a mailbox for it (docs/unsubscribing.md)."""
    mailbox = settings.MAIL_UNSUBSCRIBE
    return f"<{url}>, <mailto:{mailbox}?subject={token}>" if mailbox else f"<{url}>"


def _feedback_id(notice: Notice) -> str:
    """What mailbox providers count complaints by: organisation, kind and this register; no recipient."""
    organisation = (
        "all" if notice.kind == Notice.Kind.DIGEST else slugify(notice.version.policy.organisation.slug)
    )
    return f"{organisation}:{notice.kind}:notice:sijill"


def _sender(organisation: Organisation | None, language: str) -> str:
    """The register's address, under the name of the organisation readers know."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    if organisation is not None:
        name = _("%(organisation)s via %(register)s") % {
            "organisation": organisation_name(organisation, language),
            "register": name or settings.WAGTAIL_SITE_NAME,
        }
    # A name in a header holds no line break, whatever an editor typed.
    return formataddr((" ".join(name.split()), address))


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
