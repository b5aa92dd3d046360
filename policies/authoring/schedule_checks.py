"""Checks of the running site: that what is scheduled is published when its time comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.core import checks
from django.utils import timezone
from wagtail.models import Revision

from policies.publication.last_runs import last_run
from policies.publication.site_checks import Seen, When, ago, site_check

from .schedule_failures import ScheduleFailure

LATE: Final = timedelta(minutes=5)


@site_check(
    "policies.E086",
    room="authoring",
    hint="Run `manage.py publish_scheduled` every minute by a timer (deploy/systemd/sijill-scheduled.timer).",
    when=When.DOCTOR,
)
def schedule_kept() -> Iterator[str]:
    """What is scheduled is published within five minutes of its time."""
    overdue = Revision.objects.filter(approved_go_live_at__lt=timezone.now() - LATE)
    if waiting := overdue.count():
        yield f"{waiting} scheduled publications are overdue"
    done, age = last_run("publish_scheduled")
    if done is None:
        yield "publish_scheduled never ran"
    elif age is None or age > LATE:
        yield (
            f"publish_scheduled last ended well {ago(age)} ago"
            if age
            else (f"publish_scheduled never ended well: {done.words}")
        )
    elif not waiting:
        yield Seen(f"publish_scheduled last ended well {ago(age)} ago")


@site_check(
    "policies.W087",
    room="authoring",
    level=checks.WARNING,
    hint="Its editor sees the reasons on the page; publish or schedule it again.",
    when=When.DOCTOR,
)
def schedule_succeeded() -> Iterator[str]:
    """Nothing that was scheduled failed to be published."""
    for failure in ScheduleFailure.objects.select_related("page").order_by("due_at"):
        reasons = "; ".join(map(str, failure.reasons)) or "no reason is kept"
        yield f"page {failure.page_id} was due {failure.due_at:%Y-%m-%d %H:%M} UTC: {reasons}"
