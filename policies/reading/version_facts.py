"""The facts of many versions at once, without their texts: for lists over all policies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.publication.calendar import zone_of
from policies.publication.in_force import Period, Standing, periods
from policies.publication.models import Policy, PolicyVersion

_COLUMNS = (
    "pk",
    "policy_id",
    "number",
    "significance",
    "origin",
    "effective_from",
    "published_at",
    "time_zone",
    "withdrawal",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One version of a policy in a list; dates are of its own calendar."""

    pk: int
    policy: Policy
    number: int
    significance: str
    imported: bool
    published_on: date
    period: Period
    standing: Standing

    @property
    def effective_from(self) -> date:
        return self.period.begins

    @property
    def significance_label(self) -> str:
        return str(PolicyVersion.Significance(self.significance).label)

    @property
    def known_on(self) -> date:
        """The day readers could know of it: of an imported text, the day it applied from, once past."""
        if self.imported and self.standing is not Standing.UPCOMING:
            return self.effective_from
        return self.published_on


def releases(policies: Iterable[Policy]) -> dict[int, list[Release]]:
    """Every version of these policies, by policy and in order: one query."""
    by_pk = {policy.pk: policy for policy in policies}
    rows = PolicyVersion.objects.filter(policy__in=by_pk).order_by("number")
    facts: dict[int, list[Any]] = defaultdict(list)
    for row in rows.values_list(*_COLUMNS, named=True):
        facts[row.policy_id].append(row)
    return {pk: list(_of_policy(by_pk[pk], found)) for pk, found in facts.items()}


def _of_policy(policy: Policy, rows: list[Any]) -> Iterator[Release]:
    today = policy.organisation.today()
    published = {
        row.number: row.published_at.astimezone(
            zone_of(row.time_zone, policy.organisation.time_zone)
        ).date()
        for row in rows
    }
    spans = periods(
        ((row.number, row.effective_from, published[row.number]) for row in rows),
        {row.number for row in rows if row.withdrawal is not None},
    )
    for row in rows:
        yield Release(
            pk=row.pk,
            policy=policy,
            number=row.number,
            significance=row.significance,
            imported=row.origin == PolicyVersion.Origin.IMPORTED,
            published_on=published[row.number],
            period=spans[row.number],
            standing=spans[row.number].standing(today),
        )
