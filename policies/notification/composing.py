"""From a row of the ledger to the mail: who is told, in which words, with which headers."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import formataddr, parseaddr
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from policies.publication import addresses
from policies.publication.models import Hub

from .ledger import Confirmation, Delivery, Notice, Outgoing
from .models import Subscriber
from .offers import hub_name, wanted
from .tokens import CONFIRM_WITHIN, confirm_token, unsubscribe_token
from .wording import notice_words

# One entry per notice and language at work; a handful of notices are sent at any time.
_REMEMBERED: Final = 64


class Letter(EmailMultiAlternatives):
    """A mail whose headers are not folded: Message-ID and List-Unsubscribe are longer than 78
    characters, and some receivers do not find them on a second line (RFC 5322, 2.1.1: 998 at most).
    """

    def message(self, *args: Any, **kwargs: Any) -> Any:
        message = super().message(*args, **kwargs)
        message.policy = message.policy.clone(max_line_length=998)
        return message


class Composer:
    """Composes mails; remembers what all mails of one notice in one language have in common."""

    def __init__(self) -> None:
        self._notices: dict[int, Notice] = {}
        self._words: dict[tuple[int, str], Mapping[str, Any]] = {}

    def compose(self, row: Outgoing) -> EmailMultiAlternatives | None:
        """The mail of this row, or none when nobody wants it any more."""
        with translation.override(row.language):
            if isinstance(row, Delivery):
                return self._notice(row)
            if isinstance(row, Confirmation):
                return _confirmation(row)
        raise TypeError(f"no mail is composed of a {type(row).__name__}")

    def _notice(self, delivery: Delivery) -> EmailMultiAlternatives | None:
        if delivery.subscriber_id is None:  # erased
            return None
        notice = self._remembered(delivery.notice_id)
        policy = notice.version.policy
        told = Subscriber.objects.told_of(policy).filter(pk=delivery.subscriber_id)
        subscriber = told.first()
        if subscriber is None:
            return None
        key = (notice.pk, delivery.language)
        if key not in self._words:
            self._words[key] = notice_words(notice, delivery.language)
        message = _mail(
            "notice", delivery.language, subscriber, self._words[key], hub=policy.hub, listed=True
        )
        message.extra_headers["Message-ID"] = f"<{notice.uuid.hex}.{delivery.uuid.hex}@{_host()}>"
        return message

    def _remembered(self, pk: int) -> Notice:
        if len(self._notices) >= _REMEMBERED:
            self._notices.clear()
            self._words.clear()
        if pk not in self._notices:
            notices = Notice.objects.select_related("version__policy__hub")
            self._notices[pk] = notices.get(pk=pk)
        return self._notices[pk]


def _confirmation(confirmation: Confirmation) -> EmailMultiAlternatives | None:
    subscriber = confirmation.subscriber
    language = confirmation.language
    subscriptions = list(confirmation.subscriptions.select_related("policy__hub", "hub").order_by("pk"))
    if not subscriptions:
        return None
    already = confirmation.kind == Confirmation.Kind.ALREADY
    path = reverse("policies:subscribe_confirm", args=[language, confirm_token(confirmation.uuid)])
    words = {
        "wanted": wanted(subscriptions, language),
        "confirm_url": addresses.absolute(path),
        "days": CONFIRM_WITHIN.days,
    }
    message = _mail(confirmation.kind, language, subscriber, words, hub=None, listed=already)
    message.extra_headers["Message-ID"] = f"<{confirmation.uuid.hex}@{_host()}>"
    return message


def _mail(
    name: str,
    language: str,
    subscriber: Subscriber,
    words: Mapping[str, Any],
    *,
    hub: Hub | None,
    listed: bool,
) -> EmailMultiAlternatives:
    """The triplet ``name`` in the active language. ``listed`` mails can be unsubscribed from."""
    path = reverse("policies:unsubscribe", args=[language, unsubscribe_token(subscriber.uuid)])
    context = {
        **words,
        "language": language,
        "unsubscribe_url": addresses.absolute(path),
        "register": settings.WAGTAIL_SITE_NAME,
        "home_url": addresses.absolute(reverse("policies:home", args=[language])),
    }
    headers = {
        # RFC 3834: no vacation answers, please.
        "Auto-Submitted": "auto-generated",
        "Content-Language": language,
    }
    if listed:
        # RFC 8058: both are needed for the one-click button; RFC 2919: the list is this register.
        headers |= {
            "List-Unsubscribe": f"<{context['unsubscribe_url']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"<notices.{_host()}>",
        }
    message = Letter(
        subject=" ".join(render_to_string(f"policies/mail/{name}.subject.txt", context).split()),
        body=render_to_string(f"policies/mail/{name}.txt", context).strip() + "\n",
        from_email=_sender(hub, language),
        to=[subscriber.email],
        reply_to=[hub.contact_email] if hub and hub.contact_email else None,
        headers=headers,
    )
    message.attach_alternative(render_to_string(f"policies/mail/{name}.html", context), "text/html")
    return message


def _sender(hub: Hub | None, language: str) -> str:
    """The register's address, under the name of the organisation readers know."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    if hub is not None:
        organisation = hub_name(hub, language)
        name = _("%(organisation)s via %(register)s") % {
            "organisation": organisation,
            "register": name or settings.WAGTAIL_SITE_NAME,
        }
    # A name in a header holds no line break, whatever an editor typed.
    return formataddr((" ".join(name.split()), address))


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
