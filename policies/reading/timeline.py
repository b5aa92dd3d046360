"""The history of one policy: which version applied when, and which applies now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from policies.document.languages import CODES
from policies.publication.in_force import Period, Standing, periods
from policies.publication.models import Policy, PolicyVersion

RECENT_DAYS = 30  # a visible notice stays this long on the policy's page


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version in the history, without its text. Dates are of its own calendar."""

    version: PolicyVersion
    period: Period
    standing: Standing

    @property
    def number(self) -> int:
        return self.version.number

    @property
    def effective_from(self) -> date:
        return self.period.begins

    @property
    def last_day(self) -> date | None:
        """The last day it applied; none while it applies, and where it was replaced on its first day."""
        ends = self.period.ends
        return ends - timedelta(days=1) if ends is not None and ends > self.period.begins else None

    @property
    def imported(self) -> bool:
        return self.version.origin == PolicyVersion.Origin.IMPORTED

    @property
    def published_on(self) -> date:
        return self.version.published_on

    @property
    def updated_on(self) -> date:
        """The day readers could know this text: of an imported one, the date its publisher gives."""
        return self.effective_from if self.imported else self.published_on

    @property
    def known_on(self) -> date:
        """The day readers could know of it: of an imported text, the day it applied from, once past."""
        return self.published_on if self.is_upcoming else self.updated_on

    @property
    def withdrawn_on(self) -> date | None:
        version = self.version
        return version.day_of(version.withdrawal.withdrawn_at) if self.is_withdrawn else None

    @property
    def approved_on(self) -> date | None:
        """When a second person approved an emergency release afterwards; none while one has to."""
        approval = getattr(self.version, "approval", None)
        return self.version.day_of(approval.approved_at) if approval else None

    @property
    def is_in_force(self) -> bool:
        return self.standing is Standing.IN_FORCE

    @property
    def is_upcoming(self) -> bool:
        return self.standing is Standing.UPCOMING

    @property
    def is_withdrawn(self) -> bool:
        return self.standing is Standing.WITHDRAWN

    def title_in(self, language: str) -> tuple[str, str]:
        return self.version.title_in(language)

    def changed_recently(self, today: date) -> bool:
        """Whether readers of the text in force must still be told that it is a substantially new one."""
        if not self.is_in_force or self.version.significance != PolicyVersion.Significance.SUBSTANTIAL:
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
        moment = self.policy.retired_at
        return self.latest.version.day_of(moment) if moment else None

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
        waiting = [entry for entry in self.entries if entry.is_upcoming]
        return tuple(sorted(waiting, key=lambda entry: entry.effective_from))

    @property
    def current(self) -> Entry:
        """What the policy's own address shows: the version in force, else the one that applies first."""
        return self.in_force or (self.upcoming or (self.latest,))[0]

    def on(self, day: date) -> Entry | None:
        """The version in force on this day, or none."""
        return next((entry for entry in self.entries if entry.period.is_in_force(day)), None)

    def entry(self, number: int) -> Entry | None:
        """The version of this number; numbers have no gaps."""
        return self.entries[number - 1] if 1 <= number <= len(self.entries) else None

    def before(self, entry: Entry) -> Entry | None:
        """The version that this one replaces: the newest before it that was not withdrawn."""
        return next((e for e in reversed(self.standing) if e.number < entry.number), None)

    def readable(self, language: str) -> Entry | None:
        """The newest version in this language that applies or applied, or none."""
        current = self.current
        if language in current.version.languages:
            return current
        return next(
            (
                entry
                for entry in self.newest_first
                if entry.number < current.number
                and entry.standing is Standing.SUPERSEDED
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
    today = policy.organisation.today()
    for version in versions:
        version.policy = policy
    entries = tuple(
        Entry(version=version, period=period, standing=period.standing(today))
        for version, period in zip(versions, periods(versions), strict=True)
    )
    return Timeline(policy=policy, today=today, entries=entries)
