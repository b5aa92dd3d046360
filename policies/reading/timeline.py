"""The history of one policy: which version applied when, and which applies now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from policies.document.languages import CODES
from policies.publication.calendar import zone_of
from policies.publication.in_force import Period, Standing, periods, replaced, shown, upcoming
from policies.publication.models import Policy, PolicyVersion

RECENT_DAYS = 30  # a visible notice stays this long on the policy's page


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version in the history: its facts, without its clauses. Dates are of its own calendar.

    ``version`` is its row, whose text is not loaded.
    ``time_zone`` is the zone that was frozen with it; empty where none was, and the organisation's of today counts.
    ``approved_on`` is when a second person approved an ``emergency`` release afterwards; none while one has to.
    """

    number: int
    significance: str
    significance_label: str
    imported: bool
    sha256: str
    published_at: datetime
    published_on: date
    version: PolicyVersion
    period: Period
    standing: Standing
    time_zone: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_on: date | None = None
    withdrawal_reason: Mapping[str, str] | None = None
    emergency: bool = False
    approved_on: date | None = None

    @property
    def effective_from(self) -> date:
        return self.period.begins

    @property
    def last_day(self) -> date | None:
        """The last day it applied; none while it applies, and where it was replaced on its first day."""
        ends = self.period.ends
        return ends - timedelta(days=1) if ends is not None and ends > self.period.begins else None

    @property
    def updated_on(self) -> date:
        """The day readers could know this text: of an imported one, the date its publisher gives."""
        return self.effective_from if self.imported else self.published_on

    @property
    def is_in_force(self) -> bool:
        return self.standing is Standing.IN_FORCE

    @property
    def is_upcoming(self) -> bool:
        return self.standing is Standing.UPCOMING

    @property
    def is_superseded(self) -> bool:
        return self.standing is Standing.SUPERSEDED

    @property
    def never_applied(self) -> bool:
        return self.standing is Standing.NEVER_APPLIED

    @property
    def is_withdrawn(self) -> bool:
        return self.standing is Standing.WITHDRAWN

    def changed_recently(self, today: date) -> bool:
        """Whether readers of the text in force must still be told that it is a substantially new one."""
        if not self.is_in_force or self.significance != PolicyVersion.Significance.SUBSTANTIAL:
            return False
        return (today - self.effective_from).days <= RECENT_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All versions of a policy, oldest first. Never empty: a policy without a version is not public."""

    policy: Policy
    today: date
    entries: tuple[Entry, ...]

    @property
    def newest_first(self) -> tuple[Entry, ...]:
        return self.entries[::-1]

    @property
    def retired_on(self) -> date | None:
        """The day the policy was retired, in the calendar of its last version."""
        moment: datetime | None = self.policy.retired_at
        zone = zone_of(self.latest.time_zone, self.policy.organisation.time_zone)
        return moment.astimezone(zone).date() if moment else None

    @property
    def latest(self) -> Entry:
        return self.entries[-1]

    @property
    def standing(self) -> tuple[Entry, ...]:
        """Every version that was not withdrawn, oldest first."""
        return tuple(entry for entry in self.entries if not entry.is_withdrawn)

    @property
    def first_day(self) -> date:
        """The first day on which a version applied or will apply; of withdrawn texts only, would have."""
        return min(entry.effective_from for entry in self.standing or self.entries)

    @property
    def in_force(self) -> Entry | None:
        return self.on(self.today)

    @property
    def upcoming(self) -> tuple[Entry, ...]:
        """Announced and to apply, soonest first."""
        return tuple(upcoming(self.entries))

    @property
    def current(self) -> Entry:
        """What the policy's own address shows: the version in force, else the one that applies first."""
        return shown(self.entries)

    def on(self, day: date) -> Entry | None:
        """The version in force on this day, or none."""
        return next((entry for entry in self.entries if entry.period.is_in_force(day)), None)

    def entry(self, number: int) -> Entry | None:
        """The version of this number; numbers have no gaps."""
        return self.entries[number - 1] if 1 <= number <= len(self.entries) else None

    def before(self, entry: Entry) -> Entry | None:
        """The version that this one replaces: the newest before it that was not withdrawn."""
        return replaced(self.entries, entry.number)

    def readable(self, language: str) -> Entry | None:
        """The newest version in this language that applies or applied, none where there never was one."""
        current = self.current
        if language in current.version.languages:
            return current
        return next(
            (
                entry
                for entry in self.newest_first
                if entry.number < current.number
                and not entry.is_withdrawn
                and entry.effective_from <= self.today
                and language in entry.version.languages
            ),
            None,
        )

    def title_in(self, language: str) -> tuple[str, str]:
        """The policy's title as its address shows it, and the language it is in."""
        return (self.readable(language) or self.current).version.title_in(language)

    def languages(self) -> tuple[str, ...]:
        """The languages in which the policy's own address has a text."""
        return tuple(code for code in CODES if self.readable(code) is not None)


def timeline(policy: Policy) -> Timeline:
    """The policy's history as of today at its organisation's place: one query, no clause is read."""
    return timelines([policy])[0]


def timelines(policies: Sequence[Policy]) -> list[Timeline]:
    """The histories of these policies, in their order: one query, however many they are."""
    rows = PolicyVersion.objects.filter(policy__in=[policy.pk for policy in policies]).defer("content")
    by_policy: dict[int, list[PolicyVersion]] = defaultdict(list)
    for version in rows.select_related("withdrawal", "approval").order_by("number"):
        by_policy[version.policy_id].append(version)
    return [_timeline(policy, by_policy[policy.pk]) for policy in policies]


def _timeline(policy: Policy, versions: Sequence[PolicyVersion]) -> Timeline:
    zones = {v.number: zone_of(v.time_zone, policy.organisation.time_zone) for v in versions}
    published = {v.number: v.published_at.astimezone(zones[v.number]).date() for v in versions}
    spans = periods(
        ((v.number, v.effective_from, published[v.number]) for v in versions),
        {v.number for v in versions if hasattr(v, "withdrawal")},
    )
    today = policy.organisation.today()
    return Timeline(
        policy=policy,
        today=today,
        entries=tuple(
            _entry(
                version,
                spans[version.number],
                published[version.number],
                today,
                zones[version.number],
            )
            for version in versions
        ),
    )


def _entry(
    version: PolicyVersion, period: Period, published_on: date, today: date, zone: ZoneInfo
) -> Entry:
    withdrawal = getattr(version, "withdrawal", None)
    approval = getattr(version, "approval", None)
    return Entry(
        number=version.number,
        significance=version.significance,
        significance_label=version.get_significance_display(),
        imported=version.origin == PolicyVersion.Origin.IMPORTED,
        sha256=version.sha256,
        published_at=version.published_at,
        published_on=published_on,
        version=version,
        period=period,
        standing=period.standing(today),
        time_zone=version.time_zone,
        withdrawn_at=withdrawal.withdrawn_at if withdrawal else None,
        withdrawn_on=withdrawal.withdrawn_at.astimezone(zone).date() if withdrawal else None,
        withdrawal_reason=withdrawal.reason if withdrawal else None,
        emergency=version.emergency,
        approved_on=approval.approved_at.astimezone(zone).date() if approval else None,
    )
