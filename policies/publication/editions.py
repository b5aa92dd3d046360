"""Which edition of the register a page was made from: one stamp for each organisation and for each policy.

Whatever readers are shown is written in a transaction that also changes a stamp (``policies.receivers``). Who keeps a
page keeps the stamps with it, and asks once a second whether they are still those of the database. A stamp is a random
number, not a count: in a database that was restored from a backup, no stamp means something that was published since.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import models

LARGEST: Final = 1 << 40  # the sum of eight million stamps is a signed integer of 64 bits
REGISTER: Final = (0, 0)  # the subject of pages that show something of every organisation

# An organisation's number and a policy's, or 0: of the organisation alone, and of the register alone.
Subject = tuple[int, int]


class Edition(models.Model):
    """The stamp of a policy, of an organisation (``policy`` is 0), or of the log (both are 0).

    Where only ``organisation`` is 0, it is that of the last time that a text of the policy was withheld or shown again.

    Numbers, not references: a row outlives what it names, since its disappearance would not be seen.
    """

    organisation = models.PositiveBigIntegerField()
    policy = models.PositiveBigIntegerField()
    stamp = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "policy"], name="a_subject_has_one_edition_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}/{self.policy}: {self.stamp}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Editions:
    """Every stamp as of one moment."""

    stamps: Mapping[Subject, int]
    of_organisations: Mapping[int, int] = field(default_factory=dict)
    total: int = 0

    @property
    def purges(self) -> tuple[tuple[int, int], ...]:
        """Another value where kept pages may hold what is withheld since."""
        return tuple(
            sorted(
                (policy, stamp)
                for (organisation, policy), stamp in self.stamps.items()
                if policy and not organisation
            )
        )

    def of(self, subject: Subject) -> int:
        """The stamp of a page: of one policy's with that of its organisation, of an organisation's with all its policies'."""
        organisation, policy = subject
        if subject == REGISTER:
            return self.total
        if not policy:
            return self.of_organisations.get(organisation, 0)
        return self.stamps.get(subject, 0) + self.stamps.get((organisation, 0), 0)


def editions(stamps: Mapping[Subject, int]) -> Editions:
    """The same, with what lists ask of it."""
    of_organisations: dict[int, int] = defaultdict(int)
    for (organisation, _policy), stamp in stamps.items():
        of_organisations[organisation] += stamp
    return Editions(stamps=stamps, of_organisations=dict(of_organisations), total=sum(stamps.values()))


def read_editions() -> Editions:
    """As the database has them now: one query."""
    rows = Edition.objects.values_list("organisation", "policy", "stamp")
    return editions({(organisation, policy): stamp for organisation, policy, stamp in rows})


def total() -> int:
    """The sum of all stamps: another one as soon as anything has changed."""
    return Edition.objects.aggregate(total=models.Sum("stamp"))["total"] or 0


def changed(organisation: int = 0, policy: int = 0) -> None:
    """Say that readers are shown something else; in the transaction that makes it so.

    A policy that moved to another organisation changes where it was too. The row is locked until the commit, after
    that of the policy or the organisation itself, so no new order of locks comes with it.
    """
    if policy:
        elsewhere = Edition.objects.filter(policy=policy).exclude(organisation__in=(organisation, 0))
        elsewhere.update(stamp=_stamp())
    _write(organisation, policy)


def purged(policy: int) -> None:
    """Say that nothing that was kept before may be shown any more, not even under a warning; in the transaction that
    makes it so.
    """
    _write(0, policy)


def _write(organisation: int, policy: int) -> None:
    Edition.objects.bulk_create(
        [Edition(organisation=organisation, policy=policy, stamp=_stamp())],
        update_conflicts=True,
        update_fields=["stamp"],
        unique_fields=["organisation", "policy"],
    )


def _stamp() -> int:
    return secrets.randbelow(LARGEST - 1) + 1
