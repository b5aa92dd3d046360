"""Contract parties whom no mail of a version reached: the list for letters."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from policies.publication.models import Organisation, PolicyVersion

from .audience import REACHED, TELLING
from .contract_parties import ContractParty, PartyLetter
from .ledger import Delivery, Notice

KIND: Final = Notice.Kind


def unreached_parties(version: PolicyVersion) -> QuerySet[Any]:
    """The parties of the version's organisation, when it was published, to whom no mail of it went out.

    ``version`` with its policy and organisation. Each has ``letter``, the day of the letter that told it, or none.
    """
    mails = Delivery.objects.filter(
        notice__version=version,
        notice__kind__in=(*TELLING, KIND.EFFECTIVE),
        subscriber=OuterRef("subscriber"),
        state__in=REACHED,
    )
    letters = PartyLetter.objects.filter(party=OuterRef("pk"), version=version).values("sent_on")
    parties = ContractParty.objects.told_by(version).filter(
        ~Exists(mails), since__lte=version.published_at
    )
    return parties.annotate(letter=letters[:1]).select_related("subscriber", "party_list")


def told_versions(organisation: Organisation) -> list[PolicyVersion]:
    """The versions of which parties are told: substantial ones with a notice, the newest first."""
    substantial = PolicyVersion.Significance.SUBSTANTIAL
    noticed = Notice.objects.filter(version=OuterRef("pk"), kind__in=(KIND.ADVANCE, KIND.EFFECTIVE))
    versions = PolicyVersion.objects.filter(
        Exists(noticed), policy__organisation=organisation, significance=substantial
    )
    return list(
        versions.select_related("policy__organisation").defer("content").order_by("-published_at")[:50]
    )


def is_being_sent(version: PolicyVersion) -> bool:
    return Notice.objects.filter(version=version, finished_at=None).exists()


def note_letters(version: PolicyVersion, parties: list[int], *, sent_on: date, name: str) -> int:
    """Keep that these were told by a letter of this day; returns how many were not noted yet."""
    waiting = (
        unreached_parties(version)
        .filter(pk__in=parties)
        .exclude(letters__version=version)
        .values_list("pk", flat=True)
    )
    made = [
        PartyLetter(party_id=party, version=version, sent_on=sent_on, noted_by_name=name[:200])
        for party in waiting
    ]
    return len(PartyLetter.objects.bulk_create(made, ignore_conflicts=True))


def why_unreached(party: ContractParty) -> str:
    """In words, for the list."""
    if party.subscriber is None:
        return _("its owner had the address erased")
    if party.subscriber.suppressed_at:
        return _("the address refuses mail, or complained")
    return _("no mail went out")
