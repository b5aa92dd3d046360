"""The register at a glance: organisations, their policies, and what each policy's address shows now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from policies.publication.models import Hub, Policy, PolicyVersion

from .covers import Cover, cover_of, with_edges
from .timeline import Period, Standing, periods


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One policy in a list. ``title`` is in ``title_language``: the page's, else the authoritative one."""

    policy: Policy
    title: str
    title_language: str
    number: int
    in_force: bool
    withdrawn: bool
    effective_from: date
    published_on: date
    languages: tuple[str, ...]
    upcoming_from: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HubListing:
    hub: Hub
    policies: tuple[Listing, ...]

    @property
    def told_by_mail(self) -> bool:
        """Whether any of its policies tells its readers by email."""
        return any(
            listing.policy.promise.mails and listing.policy.retired_at is None
            for listing in self.policies
        )

    @property
    def updated_on(self) -> date:
        """The day of the hub's newest publication that is shown."""
        return max(listing.published_on for listing in self.policies)


def overview(language: str, only: Hub | None = None) -> list[HubListing]:
    """Every hub with its public policies, by name. Three queries, however many policies there are."""
    found = Policy.objects.public().select_related("hub", "retirement")
    policies = list(found if only is None else found.filter(hub=only))
    spans = _spans(policies)
    shown: dict[int, tuple[int, Standing]] = {}
    for policy in policies:
        shown[policy.pk] = _shown(spans[policy.pk], policy.hub.today())
    covers = _covers(policies, {pk: number for pk, (number, _standing) in shown.items()})
    by_hub: dict[Hub, list[Listing]] = defaultdict(list)
    for policy in policies:
        number, standing = shown[policy.pk]
        version, cover = covers[policy.pk]
        today = policy.hub.today()
        waiting = [
            period.begins
            for period in spans[policy.pk].values()
            if period.standing(today) is Standing.UPCOMING
        ]
        title, title_language = cover.title_in(language)
        by_hub[policy.hub].append(
            Listing(
                policy=policy,
                title=title,
                title_language=title_language,
                number=number,
                in_force=standing is Standing.IN_FORCE,
                withdrawn=standing is Standing.WITHDRAWN,
                effective_from=version.effective_from,
                published_on=version.published_at.astimezone(ZoneInfo(policy.hub.time_zone)).date(),
                languages=cover.languages,
                upcoming_from=min(waiting, default=None) if standing is Standing.IN_FORCE else None,
            )
        )
    listings = [HubListing(hub=hub, policies=tuple(found)) for hub, found in by_hub.items()]
    return sorted(listings, key=lambda listing: str(listing.hub).casefold())


def _spans(policies: list[Policy]) -> dict[int, dict[int, Period]]:
    """The periods of every version, by policy."""
    facts: dict[int, list[tuple[int, date, date]]] = defaultdict(list)
    zones = {policy.pk: ZoneInfo(policy.hub.time_zone) for policy in policies}
    withdrawn: dict[int, set[int]] = defaultdict(set)
    rows = PolicyVersion.objects.filter(policy__in=[policy.pk for policy in policies])
    for pk, number, begins, published_at, withdrawal in rows.values_list(
        "policy_id", "number", "effective_from", "published_at", "withdrawal"
    ):
        facts[pk].append((number, begins, published_at.astimezone(zones[pk]).date()))
        if withdrawal is not None:
            withdrawn[pk].add(number)
    return {pk: periods(versions, withdrawn[pk]) for pk, versions in facts.items()}


def _shown(spans: dict[int, Period], today: date) -> tuple[int, Standing]:
    """The number of the version that the policy's address shows, and its standing."""
    standing = {number: period for number, period in spans.items() if not period.withdrawn}
    if not standing:
        return max(spans), Standing.WITHDRAWN
    applied = [number for number, period in standing.items() if period.begins <= today]
    if applied:
        return max(applied), Standing.IN_FORCE
    waiting = [
        (period.begins, number)
        for number, period in standing.items()
        if period.standing(today) is Standing.UPCOMING
    ]
    return min(waiting)[1], Standing.UPCOMING


def _covers(policies: list[Policy], numbers: dict[int, int]) -> dict[int, tuple[PolicyVersion, Cover]]:
    """The version of each policy's number, with its cover."""
    versions = with_edges(
        PolicyVersion.objects.filter(
            policy__in=[policy.pk for policy in policies], number__in=set(numbers.values())
        ).order_by()
    )
    return {
        version.policy_id: (version, cover_of(version))
        for version in versions
        if numbers[version.policy_id] == version.number
    }
