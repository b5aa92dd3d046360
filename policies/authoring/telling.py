"""The days that readers have between the message and the text: what is promised, forecast, and chosen for the worst case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.publication.localize import grouped, spoken_date
from policies.publication.models import Policy
from policies.publication.promise import Promise
from policies.publication.reach import mails_per_second, told_by
from policies.publication.refusal import Refusal

from .draft_types import DraftPage


@dataclass(frozen=True, kw_only=True, eq=False)
class Telling:
    """Of one draft as it is. ``earliest`` and ``notice_days`` are none and 0 where no period binds a release."""

    page: DraftPage
    policy: Policy | None
    promise: Promise
    notice_days: int
    earliest: date | None
    applies_from: date
    is_short: bool
    in_advance: bool

    @property
    def binds(self) -> bool:
        """Whether readers are promised days before this very release."""
        return self.page.significance == "substantial" and self.notice_days > 0 and self.in_advance

    @property
    def last_in_time(self) -> date:
        """The last day on which a message still leaves its reader the days that are promised."""
        return self.applies_from - timedelta(days=self.notice_days)

    @cached_property
    def told_on(self) -> date | None:
        """When the last reader is told, as fast as the last notice left; none before anything was measured."""
        if self.policy is None or mails_per_second() is None:
            return None
        moment = max(filter(None, (timezone.now(), self.page.go_live_at)))
        zone = ZoneInfo(self.page.organisation_page.time_zone)
        return told_by(self.policy, moment).astimezone(zone).date()

    @property
    def will_be_late(self) -> bool:
        return self.told_on is not None and self.told_on > self.last_in_time

    def refusals(self) -> list[Refusal]:
        return [*self._of_short_notice(), *self._of_later_day()]

    def _of_later_day(self) -> list[Refusal]:
        day = self.page.later_day
        if day is None or not self.binds or day > self.applies_from:
            return []
        message = _("%(later)s is not later than %(date)s, the day from which the text applies.") % {
            "later": self._spoken(day),
            "date": self._spoken(self.applies_from),
        }
        return [Refusal(code="not_a_later_day", field="later_day", message=message)]

    def _of_short_notice(self) -> list[Refusal]:
        """Where the organisation allows less notice, a reason is on record; where it does not, no reason helps."""
        if self.earliest is None or not self.is_short:
            return []
        message = ngettext(
            "A substantial change is announced %(days)s day before it applies: %(earliest)s at the earliest.",
            "A substantial change is announced %(days)s days before it applies: %(earliest)s at the earliest.",
            self.notice_days,
        ) % {"days": grouped(self.notice_days), "earliest": self._spoken(self.earliest)}
        if self.promise.refuses_short_notice:
            message += " " + _(
                "This organisation allows no shorter notice: choose that day or a later one, or ask an administrator "
                "to allow shorter notices in the organisation’s settings."
            )
            return [Refusal(code="notice_too_short", field="effective_date", message=message)]
        if self.page.short_notice_reason.strip():
            return []
        message += " " + _("For a shorter notice, say why: the reason is frozen with the version.")
        return [Refusal(code="short_notice_unexplained", field="short_notice_reason", message=message)]

    def _spoken(self, day: date) -> str:
        return spoken_date(day, self.page.organisation_page.country)
