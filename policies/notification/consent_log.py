"""The consent log: who agreed to what, when, in which words and how. It stays when the address is erased.

An entry names its subscriber by a keyed digest of the address. For an address that is known, the log says what
was agreed; nobody can read the addresses out of it. Entries are never changed or deleted
(``publication.guards``). What nobody confirmed is no consent, and is not in the log.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.publication.facts import LANGUAGE_CHOICES

from .models import Frequency, Subscriber, Subscription
from .subscription_offers import wanted

_PURPOSE = "policies.notification.consent_log"


def subject_of(address: str) -> str:
    """The keyed digest that stands for an address, under today's key."""
    return subjects_of(address)[0]


def subjects_of(address: str) -> list[str]:
    """The digests of an address under today's key and every former one."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    folded = address.lower()
    return [salted_hmac(_PURPOSE, folded, secret=key, algorithm="sha256").hexdigest() for key in keys]


class ConsentQuerySet(models.QuerySet["Consent"]):
    def of(self, address: str) -> ConsentQuerySet:
        """Everything that was ever agreed for an address, oldest first; needs ``normalised``."""
        return self.filter(subject__in=subjects_of(address)).order_by("pk")


class Consent(models.Model):
    """One entry. ``text`` is what was shown and agreed to; ``request`` is the confirmation it was asked with."""

    class Act(models.TextChoices):
        ASKED = "asked", _("asked for; not confirmed yet")
        CONFIRMED = "confirmed", _("confirmed")
        CHANGED = "changed", _("changed")
        ENTERED = "entered", _("entered by the operator, consent given elsewhere")
        ENDED = "ended", _("unsubscribed")
        ERASED = "erased", _("address erased")

    class Way(models.TextChoices):
        FORM = "form", _("the form on the site")
        LINK = "link", _("the button behind the link in a message")
        ONE_CLICK = "one_click", _("the mail program’s own button")
        MAIL = "mail", _("a message to the address for unsubscribing")
        PREFERENCES = "preferences", _("the preferences page")
        OPERATOR = "operator", _("the operator")

    subject = models.CharField(max_length=64, db_index=True)
    act = models.CharField(max_length=10, choices=Act.choices)
    way = models.CharField(max_length=12, choices=Way.choices)
    at = models.DateTimeField(db_default=Now())
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    frequency = models.CharField(max_length=12, choices=Frequency.choices)
    scope = models.JSONField(default=list)
    text = models.TextField()
    request = models.UUIDField(null=True, db_index=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consent log")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    act__in=["asked", "confirmed", "changed", "entered", "ended", "erased"]
                ),
                name="a_consent_records_a_known_act",
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} at {self.at:%Y-%m-%d %H:%M}"


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def of(self, address: str) -> SuppressionQuerySet:
        return self.filter(subject__in=subjects_of(address))


class Suppression(models.Model):
    """An address, as a digest, that nothing is sent to unless its owner asks for it again."""

    class Reason(models.TextChoices):
        ERASED = "erased"
        REJECTED = "rejected"
        COMPLAINED = "complained"

    subject = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    since = models.DateTimeField(db_default=Now())

    objects = SuppressionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.subject[:8]}: {self.reason}"


def remember(address: str, reason: Suppression.Reason) -> None:
    Suppression.objects.bulk_create(
        [Suppression(subject=subject_of(address), reason=reason)], ignore_conflicts=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is agreed to, in one language: an opening, one name for each subscription, and how to end it."""

    opening: str
    names: tuple[str, ...]
    ending: str

    def __str__(self) -> str:
        return "\n".join([self.opening, *(f"– {name}" for name in self.names), self.ending])


def consent_words(subscriptions: Iterable[Subscription], frequency: str, language: str) -> Words:
    """The words that are shown beside the button, and kept in the log."""
    with translation.override(language):
        opening = {
            Frequency.SUBSTANTIAL: gettext(
                "You agree to receive an email at each substantial change of:"
            ),
            Frequency.EVERY: gettext(
                "You agree to receive an email at each change, minor ones too, of:"
            ),
            Frequency.WEEKLY: gettext(
                "You agree to receive an email at each substantial change, and one a week about minor "
                "ones, of:"
            ),
        }[Frequency(frequency)]
        return Words(
            opening=opening,
            names=tuple(wanted(subscriptions, language)),
            ending=gettext("You can end this at any time: every message has a link for it."),
        )


def record(
    subscriber: Subscriber,
    act: Consent.Act,
    way: Consent.Way,
    subscriptions: Iterable[Subscription] = (),
    *,
    language: str | None = None,
    request: uuid.UUID | None = None,
    at: datetime | None = None,
) -> Consent:
    """Write one entry, in the subscriber's language unless the words were shown in another; now, or ``at``."""
    language = language or subscriber.language
    subscriptions = list(subscriptions)
    words = consent_words(subscriptions, subscriber.frequency, language) if subscriptions else ""
    return Consent.objects.create(
        subject=subject_of(subscriber.email),
        act=act,
        way=way,
        language=language,
        frequency=subscriber.frequency,
        scope=[scope_of(subscription) for subscription in subscriptions],
        text=str(words),
        request=request,
        at=at or Now(),
    )


def scope_of(subscription: Subscription) -> dict[str, Any]:
    """What a subscription is to, as the log and the reader's export name it."""
    organisation, policy, search = (
        subscription.of_organisation,
        subscription.policy,
        subscription.search,
    )
    found: dict[str, Any] = {"organisation": organisation.slug if organisation else None}
    if policy:
        found |= {"policy": policy.slug, "policy_uuid": str(policy.uuid)}
    if subscription.clause:
        found["clause"] = str(subscription.clause)
    if search:
        named = {"words": search.words, "language": search.language, "kind": search.kind}
        found["search"] = {name: value for name, value in named.items() if value}
    return found
