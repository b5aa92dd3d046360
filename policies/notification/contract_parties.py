"""Contract parties: people an organisation has contracts with and must tell of changes, though they asked for nothing.

A party's address is a ``Subscriber`` like any other, so each is told once, by the same ledger. What makes it a party is
a row here: of which organisation, on what basis, from which list. A list waits for a second person before it counts.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from policies.publication.law_profiles import LawProfile, chosen
from policies.publication.models import Organisation, PolicyVersion

from .models import Subscriber
from .subscription_offers import organisation_name

LONGEST_SOURCE = 200  # characters, as of a reference


class Basis(models.TextChoices):
    """Why the address may be kept and written to (GDPR, article 6(1); Law 09-08, article 4)."""

    CONTRACT = "contract", _("performance of the contract")
    LEGAL_DUTY = "legal_duty", _("a duty by law")
    INTEREST = "interest", _("a legitimate interest")


class PartyList(models.Model):
    """A list of parties as it came in. Its ``rows`` are kept until somebody else decides, then emptied."""

    class Origin(models.TextChoices):
        FILE = "file", _("a file")
        API = "api", _("the API")

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", _("declined")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="party_lists")
    origin = models.CharField(max_length=4, choices=Origin.choices)
    # Where the addresses come from, in the organisation's words.
    source = models.CharField(max_length=LONGEST_SOURCE)
    # Whether it names every party: who is not in it is none any more.
    complete = models.BooleanField(default=False)
    rows = models.JSONField(default=list)
    count = models.PositiveIntegerField()
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.PositiveBigIntegerField()
    made_by_name = models.CharField(max_length=200)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.PositiveBigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="confirmed") | ~Q(decided_by=F("made_by")),
                name="two_persons_enter_contract_parties",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | Q(
                    outcome__in=["confirmed", "declined"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="a_decided_list_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(rows=[]), name="a_decided_list_keeps_no_address"
            ),
        ]

    def __str__(self) -> str:
        return f"list {self.uuid}"


class ContractPartyQuerySet(models.QuerySet["ContractParty"]):
    def standing(self) -> ContractPartyQuerySet:
        return self.filter(ended_at=None)

    def told_by(self, version: PolicyVersion) -> ContractPartyQuerySet:
        """Those of the version's organisation; who objected is not told, unless a law leaves no choice."""
        found = self.standing().filter(organisation=version.policy.organisation_id)
        return (
            found
            if law_without_choice(version.policy.organisation, version.effective_from)
            else found.filter(objected_at=None)
        )


class ContractParty(models.Model):
    """One address in one organisation, from one list. None has a subscriber whose owner had the address erased."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="parties")
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, null=True, related_name="parties"
    )
    party_list = models.ForeignKey(PartyList, on_delete=models.PROTECT, related_name="parties")
    basis = models.CharField(max_length=10, choices=Basis.choices)
    # What the organisation calls the contract: a number, never an address.
    reference = models.CharField(max_length=100, blank=True)
    since = models.DateTimeField(db_default=Now())
    objected_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ContractPartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract party")
        verbose_name_plural = _("contract parties")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "subscriber"],
                condition=Q(ended_at=None),
                name="an_address_is_one_party_of_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=Basis.values), name="a_party_has_a_known_basis"
            ),
        ]

    def __str__(self) -> str:
        return f"party {self.pk}"  # never the address


class PartyLetter(models.Model):
    """That a party whom no mail reached was told of a version another way."""

    party = models.ForeignKey(ContractParty, on_delete=models.CASCADE, related_name="letters")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField()
    noted_at = models.DateTimeField(db_default=Now())
    noted_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "version"], name="a_party_has_one_letter_of_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"letter to {self.party}"


class PartyKey(models.Model):
    """A key with which a program of the organisation hands in lists. Only its digest is kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="party_keys")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_default=Now())
    # Who made it stands for the first of the two persons.
    made_by = models.PositiveBigIntegerField()
    made_by_name = models.CharField(max_length=200)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"key {self.pk}"


def law_without_choice(organisation: Organisation, day: date) -> LawProfile | None:
    """A law that the organisation keeps, and that lets no reader opt out of notices of a text of this day."""
    laws = chosen(organisation.law_profiles or (), day)
    return next((law for law in laws if not law.may_end), None)


def has_parties(organisation: Organisation) -> bool:
    """Asked first: without parties, what is asked of every subscriber and every mail stays as it was."""
    return ContractParty.objects.standing().filter(organisation=organisation).exists()


def is_party(version: PolicyVersion) -> Q:
    """Subscribers who are told of a change because they have a contract with the organisation."""
    if not has_parties(version.policy.organisation):
        return Q(pk__in=[])
    return Q(Exists(ContractParty.objects.told_by(version).filter(subscriber=OuterRef("pk"))))


def object_to_all(subscriber: Subscriber) -> int:
    """The address wants no more notices as a party; where a law leaves no choice it goes on. Returns how many rows."""
    parties = ContractParty.objects.standing().filter(subscriber=subscriber, objected_at=None)
    return parties.update(objected_at=Now())


def hand_over(subscriber: Subscriber, other: Subscriber) -> None:
    """The contracts of one address become those of another of the same person; of one organisation it has one."""
    mine = ContractParty.objects.standing().filter(subscriber=subscriber)
    held = (
        ContractParty.objects.standing().filter(subscriber=other).values_list("organisation", flat=True)
    )
    mine.filter(organisation__in=list(held)).update(ended_at=Now())
    mine.update(subscriber=other)


def bound_by_law(subscriber: Subscriber) -> list[Organisation]:
    """The organisations that must go on writing to this address, whatever its owner wishes."""
    return [
        each.organisation
        for each in contracts_of(subscriber)
        if law_without_choice(each.organisation, each.organisation.today())
    ]


def contracts_of(subscriber: Subscriber) -> list[ContractParty]:
    """The contracts on whose account the address is told."""
    standing = ContractParty.objects.standing().filter(subscriber=subscriber)
    return list(standing.select_related("organisation", "party_list"))


def contracts_named(contracts: Iterable[ContractParty], language: str) -> list[str]:
    """The organisations of these contracts, in the reader's language."""
    return [organisation_name(each.organisation, language) for each in contracts]


def shown(party: ContractParty) -> dict[str, Any]:
    """What is kept of a party, for the address's owner."""
    return {
        "organisation": party.organisation.slug,
        "basis": party.basis,
        "source": party.party_list.source,
        "reference": party.reference,
        "since": party.since,
        "objected_at": party.objected_at,
        "ended_at": party.ended_at,
    }
