"""One thing that waits for a person: with its verb, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from babel.lists import format_list
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.publication.localize import active_language, grouped, how_long_ago, spoken_date
from policies.publication.promise import promise_of

from .policy_rows import Row, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """``due`` is the last day that keeps what was planned; ``since`` when it began to wait, where that is known."""

    verb: str
    icon: str
    title: str
    organisation: str
    words: str
    address: str
    due: date | None = None
    since: datetime | None = None

    @property
    def late(self) -> bool:
        return self.due is not None and self.due < timezone.localdate()

    @property
    def when(self) -> str:
        """Until when, how late, or since when."""
        today = timezone.localdate()
        if self.due is not None and self.late:
            days = (today - self.due).days
            return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": grouped(days)}
        if self.due is not None:
            return _("by %(day)s") % {"day": spoken_date(self.due)}
        return how_long_ago(self.since) if self.since else ""


Rows = dict[int, Row]


def item(row: Row, **values: Any) -> Waiting:
    return Waiting(
        **{"title": row.title, "organisation": row.organisation, "address": row.address} | values
    )


def last_day(row: Row) -> date | None:
    """The last day on which the draft can be published and still apply when it was planned to; none without a plan."""
    if row.planned_for is None or row.standing is Standing.NONE:
        return None
    policy = row.history.policy if row.history else None
    days = promise_of(policy.organisation, policy).notice_days if policy else 0
    return row.planned_for - timedelta(days=days)


def texts_to_do(missing: int, out_of_date: int) -> str:
    words = []
    if missing:
        sentence = ngettext("%(count)s text missing", "%(count)s texts missing", missing)
        words.append(sentence % {"count": grouped(missing)})
    if out_of_date:
        sentence = ngettext("%(count)s text out of date", "%(count)s texts out of date", out_of_date)
        words.append(sentence % {"count": grouped(out_of_date)})
    return format_list(words, locale=active_language())
