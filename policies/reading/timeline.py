"""The history of one policy: which version applied when, and which applies now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone

from policies.document.languages import CODES
from policies.publication.in_force import Period, Standing, periods
from policies.publication.models import Organisation, Policy, PolicyVersion
from policies.publication.withheld_text import Withheld

from .stored_facts import WORDS, StoredFacts, facts_of

RECENT_DAYS = 30  # a visible notice stays this long on the policy's page


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version in the history, without its text. Dates are of its own calendar.

    What a history asks of all its versions comes from ``facts``; ``version`` is made where one is shown.
    """

    facts: StoredFacts
    period: Period
    standing: Standing

    @property
    def version(self) -> PolicyVersion:
        return self.facts.version

    @property
    def number(self) -> int:
        return self.facts.number

    @property
    def languages(self) -> Sequence[str]:
        return self.facts.languages

    @property
    def country(self) -> str:
        """Whose months its dates have in Arabic."""
        return self.facts.policy.organisation.country

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
        return self.facts.origin == PolicyVersion.Origin.IMPORTED

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

    @property
    def withheld(self) -> Withheld | None:
        """Why readers are shown nothing of it, if all of it is withheld."""
        return self.version.withheld.whole

    def title_in(self, language: str) -> tuple[str, str]:
        return self.version.title_in(language)

    @property
    def turns(self) -> tuple[date, ...]:
        """The days on which something else is to be said about it."""
        ends = (self.period.ends,) if self.period.ends is not None else ()
        return (self.effective_from, *ends, self.effective_from + timedelta(days=RECENT_DAYS + 1))

    def changed_recently(self, today: date) -> bool:
        """Whether readers of the text in force must still be told that it is a substantially new one."""
        if not self.is_in_force or self.version.significance != PolicyVersion.Significance.SUBSTANTIAL:
            return False
        return (today - self.effective_from).days <= RECENT_DAYS


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """All versions of a policy, oldest first. Never empty: a policy without a version is not public."""

    policy: Policy
    today: date
    entries: tuple[Entry, ...]

    @property
    def country(self) -> str:
        return self.policy.organisation.country

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

    @cached_property
    def standing(self) -> tuple[Entry, ...]:
        """Every version that was not withdrawn, oldest first."""
        return tuple(entry for entry in self.entries if not entry.is_withdrawn)

    @property
    def first_day(self) -> date:
        """The first day on which a version applied or will apply; of withdrawn texts only, would have."""
        return min(entry.effective_from for entry in self.standing or self.entries)

    @cached_property
    def in_force(self) -> Entry | None:
        return self.on(self.today)

    @cached_property
    def true_until(self) -> datetime | None:
        """The moment from which a page about this history says something untrue, or none.

        That is the midnight, where the organisation is, before a day on which a version begins or ends to apply, or
        is no longer a recent change.
        """
        days = [day for entry in self.entries for day in entry.turns if day > self.today]
        return self.midnight(min(days)) if days else None

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=ZoneInfo(self.policy.organisation.time_zone))

    @property
    def tomorrow(self) -> datetime:
        """Until when a page that names today is true."""
        return self.midnight(self.today + timedelta(days=1))

    @cached_property
    def upcoming(self) -> tuple[Entry, ...]:
        """Announced and to apply, soonest first."""
        waiting = [entry for entry in self.entries if entry.is_upcoming]
        return tuple(sorted(waiting, key=lambda entry: entry.effective_from))

    @property
    def current(self) -> Entry:
        """What the policy's own address shows: the version in force, else the one that applies first."""
        return self.in_force or (self.upcoming or (self.latest,))[0]

    def as_of(self, day: date) -> Timeline:
        """The same history as it will be, or was, on that day."""
        entries = tuple(replace(entry, standing=entry.period.standing(day)) for entry in self.entries)
        return Timeline(policy=self.policy, today=day, entries=entries)

    def on(self, day: date) -> Entry | None:
        """The version in force on this day, or none."""
        return next((entry for entry in self.entries if entry.period.is_in_force(day)), None)

    def entry(self, number: int) -> Entry | None:
        """The version of this number; numbers have no gaps."""
        return self.entries[number - 1] if 1 <= number <= len(self.entries) else None

    def before(self, entry: Entry) -> Entry | None:
        """The version that this one replaces: the newest before it that was not withdrawn."""
        earlier = reversed(self.entries[: entry.number - 1])
        return next((other for other in earlier if not other.is_withdrawn), None)

    def readable(self, language: str) -> Entry | None:
        """The newest version in this language that applies or applied, or none."""
        current = self.current
        if language in current.languages:
            return current
        return next(
            (
                entry
                for entry in self.newest_first
                if entry.number < current.number
                and entry.standing is Standing.SUPERSEDED
                and language in entry.languages
            ),
            None,
        )

    @property
    def titled(self) -> tuple[Entry, ...]:
        """The versions whose titles the policy's address may show, by language."""
        found = [self.readable(code) for code in CODES]
        return tuple({each.number: each for each in (self.current, *found) if each is not None}.values())

    def title_in(self, language: str) -> tuple[str, str]:
        """The policy's title as its address shows it, and the language it is in."""
        return (self.readable(language) or self.current).version.title_in(language)

    def languages(self) -> tuple[str, ...]:
        """The languages in which the policy's own address has a text."""
        return tuple(code for code in CODES if self.readable(code) is not None)


def next_midnight() -> datetime:
    """The first midnight that comes where an organisation of the register is: lists are true until then."""
    names = Organisation.objects.order_by().values_list("time_zone", flat=True).distinct()
    now = timezone.now()
    days = [(ZoneInfo(name), now.astimezone(ZoneInfo(name)).date()) for name in names or ["UTC"]]
    return min(datetime.combine(day + timedelta(days=1), time(), tzinfo=zone) for zone, day in days)


def timeline(policy: Policy) -> Timeline:
    """The policy's history as of today at its organisation's place: one query, no clause is read."""
    return timelines([policy])[0]


def timelines(policies: Sequence[Policy]) -> list[Timeline]:
    """The histories of these policies, in their order: one query, however many they are. No words are read."""
    by_policy = facts_of(policies)
    return [_timeline(policy, by_policy.get(policy.pk, ())) for policy in policies]


def take_words(entry: Entry, version: PolicyVersion) -> None:
    """Give the entry the words of the same version, which was read whole."""
    entry.version.__dict__.update({name: getattr(version, name) for name in WORDS})


def with_words(entries: Iterable[Entry]) -> None:
    """Read the titles and notes of these versions: one query for all of them, where a list shows them."""
    lacking = {
        entry.version.pk: entry.version
        for entry in entries
        if "titles" in entry.version.get_deferred_fields()
    }
    for row in PolicyVersion.objects.filter(pk__in=lacking).values("pk", *WORDS) if lacking else ():
        lacking[row.pop("pk")].__dict__.update(row)


def _timeline(policy: Policy, versions: Sequence[StoredFacts]) -> Timeline:
    today = policy.organisation.today()
    entries = tuple(
        Entry(facts=facts, period=period, standing=period.standing(today))
        for facts, period in zip(versions, periods(versions), strict=True)
    )
    return Timeline(policy=policy, today=today, entries=entries)
