"""The first page of the admin: what waits, the policies by state, what is announced; and the way in for a new register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from wagtail.admin.ui.components import Component

from policies.authoring.people.rights import administers_site, may_anywhere, organisations_served
from policies.authoring.people.roles import Act
from policies.notification.ledger import Notice
from policies.notification.notice_progress import progress_of
from policies.publication.localize import active_language
from policies.publication.reach import reach_of
from policies.reading.timeline import Entry, with_words

from .policy_rows import Row, Standing, rows_for, with_facts
from .waiting import waiting_for

SHOWN: Final = 15  # policies on the dashboard
MOST_WAITING: Final = 12
MOST_ANNOUNCED: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A version that will apply; ``told`` were mailed, or will be, where ``sent`` is not true yet."""

    entry: Entry
    title: str
    organisation: str
    told: int
    sent: bool


class Dashboard(Component):
    """All of the home page, as one component."""

    name = "policies_dashboard"
    template_name = "policies/admin/dashboard.html"
    order = 1

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        rows = rows_for(user)
        shown = with_facts(rows)
        waiting = waiting_for(user, shown)
        return {
            "waiting": waiting[:MOST_WAITING],
            "more_waiting": max(len(waiting) - MOST_WAITING, 0),
            "count": len(waiting),
            "rows": _latest(shown)[:SHOWN],
            "all": len(rows),
            "filters": filters(rows),
            "announced": announced(shown),
            "list_url": reverse("policies_list"),
            "may_write": may_anywhere(user, Act.WRITE),
            "administers": administers_site(user),
            "founded": organisations_served(user).exists(),
        }


def _latest(rows: Iterable[Row]) -> list[Row]:
    """What is worked on first, then by name."""
    return sorted(rows, key=lambda row: row.standing in (Standing.NONE, Standing.RETIRED))


def filters(rows: Iterable[Row], chosen: str = "") -> list[dict[str, Any]]:
    """Each state with how many stand in it, and its address; states without any are left out."""
    counts = dict.fromkeys(Standing, 0)
    for row in rows:
        counts[row.standing] += 1
    return [
        {
            "name": standing.label,
            "count": count,
            "state": str(standing),
            "current": standing == chosen,
        }
        for standing, count in counts.items()
        if count
    ]


def announced(rows: Iterable[Row]) -> list[Announced]:
    """What will apply, soonest first, with how many are told."""
    coming = [(row, entry) for row in rows if row.history for entry in row.history.upcoming]
    coming.sort(key=lambda pair: pair[1].effective_from)
    coming = coming[:MOST_ANNOUNCED]
    with_words(entry for _row, entry in coming)
    versions = [entry.version.pk for _row, entry in coming]
    notices = {
        notice.version_id: notice
        for notice in Notice.objects.filter(version__in=versions, kind=Notice.Kind.ADVANCE)
        .select_related("version__policy__organisation")
        .defer("version__content")
    }
    found = []
    for row, entry in coming:
        notice = notices.get(entry.version.pk)
        progress = progress_of(notice) if notice else None
        sent = bool(progress and progress.notice.finished_at)
        told = (
            progress.audience
            if progress and progress.audience
            else sum(reach_of(entry.version.policy).values())
        )
        found.append(
            Announced(
                entry=entry,
                title=entry.title_in(active_language())[0] or row.title,
                organisation=row.organisation,
                told=told if notice else 0,
                sent=sent,
            )
        )
    return found
