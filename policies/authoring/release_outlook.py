"""What follows from a release: who is told, in which languages, when, and what the site will show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.dispatch import Signal

from policies.document.languages import CODES, LANGUAGES
from policies.publication.models import Policy, PolicyVersion
from policies.publication.promise import promise_of

from .requirements import day_of_publication, earliest_day

if TYPE_CHECKING:
    from .models import PolicyPage

# With ``policy``: how many subscribers are told by mail, by language. Notification answers (``policies.receivers``).
audience_asked = Signal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """``current`` and ``announced`` are the versions that stand; ``earliest`` binds a substantial change, and
    ``refuses_short_notice`` says that it may not apply sooner, whatever the reason.
    """

    policy: Policy | None
    current: PolicyVersion | None
    announced: PolicyVersion | None
    published_on: date
    applies_from: date
    earliest: date | None
    refuses_short_notice: bool
    audience: Mapping[str, int]

    @property
    def is_first(self) -> bool:
        return self.current is None and self.announced is None

    @property
    def in_advance(self) -> bool:
        return self.applies_from > self.published_on

    @property
    def notice_days(self) -> int:
        """The days of notice that readers are promised of a substantial change; 0 where none."""
        return (self.earliest - self.published_on).days if self.earliest else 0

    @property
    def mails(self) -> bool:
        return self.policy is not None and self.policy.promise.mails

    @property
    def told(self) -> int:
        return sum(self.audience.values())

    @property
    def told_by_language(self) -> list[tuple[str, int]]:
        """The languages' own names with how many are told in each, in the register's order."""
        return [(LANGUAGES[code].name, self.audience[code]) for code in CODES if self.audience.get(code)]

    @property
    def next_number(self) -> int:
        return max((v.number for v in (self.current, self.announced) if v), default=0) + 1


def outlook(page: PolicyPage) -> Outlook:
    """For the draft as it is; a handful of queries, however long its text."""
    policy = page.policy
    day = day_of_publication(page)
    standing = policy.versions.defer("content") if policy else PolicyVersion.objects.none()
    return Outlook(
        policy=policy,
        current=standing.in_force(day).first(),
        announced=standing.upcoming(day).first(),
        published_on=day,
        applies_from=page.effective_date or day,
        earliest=earliest_day(page),
        refuses_short_notice=promise_of(page.organisation_page, page).refuses_short_notice,
        audience=_audience(policy) if policy else {},
    )


def _audience(policy: Policy) -> Mapping[str, int]:
    answers: list[Any] = audience_asked.send(sender=None, policy=policy)
    return answers[0][1] if answers else {}
