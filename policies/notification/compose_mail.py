"""From a row of the ledger to the bytes of its mail."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parseaddr
from functools import lru_cache
from typing import Any, Unpack

from django.conf import settings
from django.utils import translation
from django.utils.text import slugify

from policies.document.languages import CODES

from .audience import REASONS
from .confirmations import Confirmation
from .consent_log import consent_words
from .delivery_windows import Row
from .ledger import Notice
from .letters import Letter, Recipient, identify, letter, page_url
from .mail_template import Stencil, Unfillable, mark
from .notice_record import Wording
from .notice_words import notice_words, why
from .signed_links import CONFIRM_WITHIN, Purpose, make_token
from .subscription_offers import wanted
from .transports.port import Mail

# Notices whose texts are kept until another one comes: a handful are sent at any time.
_REMEMBERED = 20


class Composed:
    """A notice in one language: all that its mails have in common, and the sentences that say why, by reason.

    A digest has no such sentence.
    """

    def __init__(self, notice: Notice, language: str) -> None:
        self._notice, self._language = notice, language
        self._words = notice_words(notice, language)
        self._sentences: dict[str, Mapping[str, str]] = {}
        self._reasoned = notice.kind != Notice.Kind.DIGEST
        reasoned = {"text": mark(), "html": mark()} if self._reasoned else {}
        marks = {name: mark() for name in ("address", "delivery", "unsubscribe", "preferences")}
        made = notice_letter(
            notice,
            language,
            self._words | {"why": reasoned},
            address=f"{marks['address']}@mail.invalid",
            unsubscribe=marks["unsubscribe"],
            preferences=marks["preferences"],
        )
        identify(made, f"{notice.uuid.hex}.{marks['delivery']}", notice.created_at)
        made.extra_headers["Feedback-ID"] = _feedback_id(notice)
        content = made.content().replace(b"@mail.invalid", b"")
        self.stencil = Stencil(content, marks | reasoned)

    def because(self, reason: str) -> Mapping[str, str]:
        """Why a subscriber with this reason is told, as text and as HTML."""
        if self._reasoned and reason not in self._sentences:
            self._sentences[reason] = why(reason, self._words, self._language, self._notice.version)
        return self._sentences.get(reason, {})


class Composer:
    """Composes mails; builds what all mails of one notice in one language have in common once."""

    def __init__(self) -> None:
        # By notice: the versions that a weekly message told of when it was composed, and its languages.
        self._composed: dict[int, tuple[list[int], dict[str, Composed]]] = {}

    def prepare(self, notice: Notice) -> None:
        """Compose the notice in every language, before the first mail of it: it goes out whole or not.

        Compose a weekly message again if a version that it told of was withdrawn since. Raises
        what keeps a language from being composed.
        """
        told = _told_of(notice)
        if notice.pk in self._composed and self._composed[notice.pk][0] == told:
            return
        if len(self._composed) >= _REMEMBERED:
            self._composed.clear()
        made = {code: Composed(notice, code) for code in CODES}
        for each in made.values():
            for reason in REASONS:
                each.because(reason)
        Wording.objects.bulk_create(
            [
                Wording(notice=notice, language=code, sha256=each.stencil.sha256)
                for code, each in made.items()
            ],
            ignore_conflicts=True,
        )
        self._composed[notice.pk] = told, made

    def mail(self, notice: Notice, row: Row) -> Mail:
        """The mail of one delivery. Raises ``Unfillable``. The notice is prepared if it was not yet."""
        if notice.pk not in self._composed:
            self.prepare(notice)
        if row.subscriber_uuid is None or row.email is None:
            raise Unfillable("the subscriber is erased")
        composed = self._composed[notice.pk][1][row.language]
        parts = {
            "address": row.email,
            "delivery": row.uuid.hex,
            "unsubscribe": make_token(Purpose.UNSUBSCRIBE, row.subscriber_uuid),
            "preferences": make_token(Purpose.PREFERENCES, row.subscriber_uuid),
            **composed.because(row.reason),
        }
        return _mail(row.uuid.hex, row.email, composed.stencil.fill(parts))

    def confirmation(self, confirmation: Confirmation) -> Mail | None:
        """The mail that answers a request to subscribe, or none when nothing is asked any more."""
        subscriptions = list(confirmation.subscriptions.named())
        if not subscriptions:
            return None
        language, subscriber = confirmation.language, confirmation.subscriber
        with translation.override(language):
            words = {
                "wanted": wanted(subscriptions, language),
                "words": consent_words(subscriptions, confirmation.frequency, language),
                "confirm_url": page_url(
                    "subscribe_confirm", language, make_token(Purpose.CONFIRM, confirmation.uuid)
                ),
                "days": CONFIRM_WITHIN.days,
            }
        made = letter(
            confirmation.kind,
            language,
            words,
            address=subscriber.email,
            unsubscribe=make_token(Purpose.UNSUBSCRIBE, subscriber.uuid),
            preferences=make_token(Purpose.PREFERENCES, subscriber.uuid),
            listed=confirmation.kind == Confirmation.Kind.ALREADY,
        )
        identify(made, confirmation.uuid.hex, confirmation.created_at)
        return _mail(confirmation.uuid.hex, subscriber.email, made.content())


def _told_of(notice: Notice) -> list[int]:
    """The versions that a weekly message tells of now; of any other notice, that is its own for good."""
    if notice.kind != Notice.Kind.DIGEST:
        return []
    return list(notice.part.standing().order_by("pk").values_list("pk", flat=True))


def _mail(key: str, recipient: str, content: bytes) -> Mail:
    """Bounces go to an address of its own for every mail (VERP), if the settings name a mailbox."""
    sender = _address_of(settings.DEFAULT_FROM_EMAIL)
    if settings.MAIL_BOUNCES:
        local, _at, domain = settings.MAIL_BOUNCES.rpartition("@")
        sender = f"{local}+{key}@{domain}"
    return Mail(key=key, sender=sender, recipient=recipient, content=content)


@lru_cache(maxsize=4)
def _address_of(mailbox: str) -> str:
    return parseaddr(mailbox)[1]


def notice_letter(
    notice: Notice, language: str, words: Mapping[str, Any], **recipient: Unpack[Recipient]
) -> Letter:
    """What a notice says to one address in these words: those of ``notice_words``, and ``why`` it is told."""
    if notice.kind == Notice.Kind.DIGEST:
        return letter("digest", language, words, **recipient)
    organisation = notice.version.policy.organisation
    return letter("notice", language, words, organisation=organisation, **recipient)


def _feedback_id(notice: Notice) -> str:
    """What mailbox providers count complaints by: organisation, kind and this register; no recipient."""
    organisation = (
        "all" if notice.kind == Notice.Kind.DIGEST else slugify(notice.version.policy.organisation.slug)
    )
    return f"{organisation}:{notice.kind}:notice:sijill"
