"""Checks of the running site: that a worker is there, that nothing waits too long, and that the mail server takes part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.core import checks
from django.db.models import Count, Min
from django.db.models.functions import Now
from django.utils import timezone

from policies.publication.last_runs import last_run
from policies.publication.site_checks import Seen, When, ago, site_check

from .confirmations import Confirmation
from .ledger import OPEN, Delivery, Notice, State
from .rate_limit import BULK, CONFIRMATIONS, trouble_of

SILENT: Final = timedelta(minutes=5)
# A notice is sent at once; this long it waits only when something is wrong.
STUCK: Final = timedelta(minutes=15)
NAMES: Final = {BULK: "notices", CONFIRMATIONS: "confirmations"}


def oldest_waiting() -> timedelta | None:
    """How long the oldest mail that is due waits: of a notice under way, or a confirmation."""
    notices = Notice.objects.running().filter(cancelled_at=None)
    unwritten = notices.filter(fanned_out_at=None).aggregate(at=Min("created_at"))["at"]
    # Retries wait by rule (``ledger.BACKOFF``): what is due and not taken up counts from when it was.
    unsent = Delivery.objects.filter(notice__in=notices, state=State.READY).aggregate(
        at=Min("notice__fanned_out_at")
    )["at"]
    asked = Confirmation.objects.filter(state__in=OPEN, next_attempt_at__lte=Now()).aggregate(
        at=Min("next_attempt_at")
    )["at"]
    moments = [moment for moment in (unwritten, unsent, asked) if moment is not None]
    return timezone.now() - min(moments) if moments else None


@site_check(
    "policies.W083",
    room="notification",
    level=checks.WARNING,
    hint="Start `manage.py send_notices` as a service (deploy/systemd/sijill-notices.service) and see its log.",
    when=When.DOCTOR,
)
def worker_alive() -> Iterator[str]:
    """A worker looked for notices within five minutes."""
    _done, age = last_run("send_notices")
    if age is None:
        yield "no worker ever looked for notices: nothing is sent"
    elif age > SILENT:
        yield f"the last worker looked for notices {ago(age)} ago: nothing is sent"
    else:
        yield Seen(f"a worker looked for notices {ago(age)} ago")


@site_check(
    "policies.W084",
    room="notification",
    level=checks.WARNING,
    hint="See `manage.py send_notices --status`: is a worker running, and does the mail server take mails?",
    when=When.DOCTOR,
)
def nothing_stuck() -> Iterator[str]:
    """No mail that is due waits longer than a quarter of an hour, and no notice is paused by a fault."""
    waiting = oldest_waiting()
    if waiting is not None and waiting > STUCK:
        yield f"the oldest mail that is due waits for {ago(waiting)}"
    for notice in Notice.objects.filter(finished_at=None).exclude(pause_reason=""):
        yield f"{notice} is paused: {notice.pause_reason}"
    for stream, name in NAMES.items():
        trouble, since = trouble_of(stream)
        if trouble:
            when = f" since {ago(timezone.now() - since)}" if since else ""
            yield f"the mail server takes no {name}{when}: {trouble}"


@site_check(
    "policies.W085",
    room="notification",
    level=checks.WARNING,
    hint="Look whether they arrived; then `manage.py send_notices --retry-in-doubt NOTICE` sends them again.",
    when=When.DOCTOR,
)
def nothing_in_doubt() -> Iterator[str]:
    """Of no mail is it unknown whether it went out."""
    unknown = Delivery.objects.filter(state=State.IN_DOUBT, notice__finished_at=None)
    counted = unknown.values_list("notice__uuid").annotate(Count("pk")).order_by("notice__uuid")
    for notice, count in counted:
        yield f"notice {notice}: {count} mails may or may not have gone out"
