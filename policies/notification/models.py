"""Who is told: subscribers, and what they subscribed to."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from policies.publication.facts import LANGUAGE_CHOICES, Kind
from policies.publication.models import Organisation, Policy

# Characters of a question that can be followed, as the search page takes it.
LONGEST_SEARCH = 200


class Frequency(models.TextChoices):
    """Which changes a subscriber is told about. Substantial ones always, and always at once."""

    SUBSTANTIAL = "substantial", _("Substantial changes only")
    EVERY = "every", _("Minor changes too, each as it is published")
    WEEKLY = "weekly", _("Minor changes too, in one message a week")


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def at(self, address: str) -> SubscriberQuerySet:
        """The one subscriber with this address, however its letters are cased; needs ``normalised``."""
        return self.annotate(folded=Lower("email")).filter(folded=address.lower())

    def reachable(self) -> SubscriberQuerySet:
        """Those that mail may be sent to."""
        return self.filter(suppressed_at=None)


class Subscriber(models.Model):
    """One address that asked to be told. Deleted when it is erased: deliveries then name nobody."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    email = models.CharField(max_length=254)
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    frequency = models.CharField(max_length=12, choices=Frequency.choices, default=Frequency.SUBSTANTIAL)
    created_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True)
    unsubscribed_at = models.DateTimeField(null=True)
    # No notice is sent to it any more (``consent_log.Suppression`` says why); confirming anew lifts this.
    suppressed_at = models.DateTimeField(null=True)

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
            models.CheckConstraint(
                condition=Q(frequency__in=Frequency.values),
                name="a_subscriber_chose_a_known_frequency",
            ),
        ]

    def __str__(self) -> str:
        # Ends up in logs and error reports: never the address.
        return f"subscriber {self.uuid}"


class FollowedSearchQuerySet(models.QuerySet["FollowedSearch"]):
    def over(self, policy: Policy) -> FollowedSearchQuerySet:
        """Those that policies of this kind and organisation can answer."""
        return self.filter(
            Q(kind="") | Q(kind=policy.kind),
            Q(organisation=None) | Q(organisation=policy.organisation_id),
        )


class FollowedSearch(models.Model):
    """Words, a kind and an organisation, each or none: one row for all who follow the same. Never changed.

    ``words`` are of ``language``, as the search page takes them. Of no words there is no language.
    """

    words = models.CharField(max_length=LONGEST_SEARCH, blank=True)
    language = models.CharField(max_length=2, blank=True, choices=LANGUAGE_CHOICES)
    kind = models.CharField(max_length=20, blank=True, choices=Kind.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="+")

    objects = FollowedSearchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["words", "language", "kind"],
                condition=Q(organisation=None),
                name="a_search_of_all_organisations_is_one_row",
            ),
            models.UniqueConstraint(
                fields=["words", "language", "kind", "organisation"],
                condition=Q(organisation__isnull=False),
                name="a_search_of_an_organisation_is_one_row",
            ),
            models.CheckConstraint(
                condition=Q(words="", language="") & ~Q(kind="")
                | ~Q(words="") & Q(language__in=[code for code, _name in LANGUAGE_CHOICES]),
                name="a_search_has_words_of_a_language_or_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"search {self.pk}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> SubscriptionQuerySet:
        return self.exclude(confirmed_at=None)

    def pending(self) -> SubscriptionQuerySet:
        return self.filter(confirmed_at=None)

    def to(
        self, organisations: Iterable[Organisation] | models.QuerySet[Organisation]
    ) -> SubscriptionQuerySet:
        """To these organisations, their policies and clauses, and searches of them."""
        return self.filter(
            Q(organisation__in=organisations)
            | Q(policy__organisation__in=organisations)
            | Q(search__organisation__in=organisations)
        )

    def named(self) -> SubscriptionQuerySet:
        """With what their names need, oldest first."""
        names = ("policy__organisation", "organisation", "search__organisation")
        return self.select_related(*names).order_by("pk")


class Subscription(models.Model):
    """What a subscriber wants to be told about: every policy of an organisation, one policy, one clause of it, or what
    answers a search.
    """

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="+")
    # The section's key, the same in every version: None for the whole policy.
    clause = models.UUIDField(null=True)
    search = models.ForeignKey(
        FollowedSearch, on_delete=models.CASCADE, null=True, related_name="subscriptions"
    )
    created_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "policy"],
                condition=Q(clause=None),
                name="a_policy_is_subscribed_to_once",
            ),
            models.UniqueConstraint(
                fields=["subscriber", "policy", "clause"],
                condition=Q(clause__isnull=False),
                name="a_clause_is_subscribed_to_once",
            ),
            models.CheckConstraint(
                condition=Q(clause=None) | Q(policy__isnull=False),
                name="a_clause_is_a_clause_of_a_policy",
            ),
            models.UniqueConstraint(
                fields=["subscriber", "organisation"], name="an_organisation_is_subscribed_to_once"
            ),
            models.UniqueConstraint(
                fields=["subscriber", "search"], name="a_search_is_subscribed_to_once"
            ),
            models.CheckConstraint(
                condition=Q(policy=None, organisation__isnull=False, search=None)
                | Q(policy__isnull=False, organisation=None, search=None)
                | Q(policy=None, organisation=None, search__isnull=False),
                name="a_subscription_is_to_a_policy_an_organisation_or_a_search",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} to {self.policy or self.organisation or self.search}"

    @property
    def of_organisation(self) -> Organisation | None:
        """The organisation, whether all of its policies or one is meant; none of a search of all organisations."""
        return (self.policy or self.search or self).organisation


def told_of(
    policy: Policy,
    clauses: Iterable[uuid.UUID] | None = None,
    searches: Iterable[int] | None = None,
    **subscription: datetime,
) -> Q:
    """Subscribers who confirmed a subscription to the policy, its organisation, a clause of it or a search it answers.

    ``clauses`` are those that changed: a subscription to one clause counts only for these. None stands for
    all of them. ``searches`` are those that the change answers, and none stands for all that are over the policy.
    ``subscription`` are further conditions.
    """
    of_clause = Q() if clauses is None else Q(clause=None) | Q(clause__in=list(clauses))
    if searches is None:
        searches = FollowedSearch.objects.over(policy).values_list("pk", flat=True)
    answered = list(searches)
    # Asked of every subscriber: without a search the question stays as it was.
    by_search = Q(search__in=answered) if answered else Q(pk__in=[])
    wanted = Subscription.objects.confirmed().filter(
        Q(policy=policy) & of_clause | Q(organisation=policy.organisation_id) | by_search,
        subscriber=OuterRef("pk"),
        **subscription,
    )
    return Q(Exists(wanted), unsubscribed_at=None)
