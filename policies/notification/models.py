"""Who is told: subscribers, what they subscribed to, and how often one place may ask."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from policies.publication.models import LANGUAGE_CHOICES, Hub, Policy


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def at(self, address: str) -> SubscriberQuerySet:
        """The one subscriber with this address, however its letters are cased; needs ``normalised``."""
        return self.annotate(folded=Lower("email")).filter(folded=address.lower())

    def told_of(self, policy: Policy) -> SubscriberQuerySet:
        """Those who confirmed a subscription to the policy or to its hub, each once."""
        wanted = Subscription.objects.confirmed().filter(
            Q(policy=policy) | Q(hub=policy.hub_id), subscriber=OuterRef("pk")
        )
        return self.filter(Exists(wanted), unsubscribed_at=None)


class Subscriber(models.Model):
    """One address that asked to be told. Deleted when it is erased: deliveries then name nobody."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.CharField(_("email address"), max_length=254)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES)
    created_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True, blank=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [
            # The domain is stored in lower case; the part before the @ as it was typed, but two
            # spellings of it are one person.
            models.UniqueConstraint(Lower("email"), name="an_address_is_one_subscriber"),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in LANGUAGE_CHOICES]),
                name="a_subscriber_reads_a_known_language",
            ),
        ]

    def __str__(self) -> str:
        # Ends up in logs and error reports: never the address.
        return f"subscriber {self.uuid}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> SubscriptionQuerySet:
        return self.exclude(confirmed_at=None)

    def pending(self) -> SubscriptionQuerySet:
        return self.filter(confirmed_at=None)


class Subscription(models.Model):
    """What a subscriber wants to be told about: one policy, or every policy of a hub."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "policy"], name="a_policy_is_subscribed_to_once"
            ),
            models.UniqueConstraint(fields=["subscriber", "hub"], name="a_hub_is_subscribed_to_once"),
            models.CheckConstraint(
                condition=Q(policy=None, hub__isnull=False) | Q(policy__isnull=False, hub=None),
                name="a_subscription_is_to_a_policy_or_to_a_hub",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} to {self.policy or self.hub}"

    @property
    def of_hub(self) -> Hub:
        """The organisation, whether all of its policies or one is meant."""
        hub = self.policy.hub if self.policy else self.hub
        if hub is None:
            raise ValueError("a subscription is to a policy or to a hub")
        return hub


class ClientHour(models.Model):
    """How often one block of network addresses asked for a subscription within one hour.

    ``block`` is a keyed digest: the network address itself is not kept.
    """

    block = models.CharField(max_length=64)
    hour = models.DateTimeField()
    asked = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("hourly request count of a network")
        verbose_name_plural = _("requests of networks in an hour")
        constraints = [
            models.UniqueConstraint(fields=["block", "hour"], name="a_block_is_counted_once_an_hour")
        ]

    def __str__(self) -> str:
        return f"{self.block[:8]} at {self.hour:%Y-%m-%d %H}:00: {self.asked}"
