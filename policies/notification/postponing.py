"""Announcements that leave too late: the later day that two persons approved, or the breach on record."""

from __future__ import annotations

import logging

from policies.publication.lateness import is_postponed, postpone, record_late
from policies.publication.refusal import Refused

from .announcing import ANNOUNCING
from .ledger import CANCELLED, OPEN, Notice, State
from .notice_progress import last_in_time, late_deliveries, promises

logger = logging.getLogger(__name__)


def postpone_late() -> int:
    """Move the day of each announced version whose readers are not all told in time, where that was approved.

    Returns how many. Asked of the few notices under way that have such a day.
    """
    waiting = Notice.objects.filter(
        finished_at=None, cancelled_at=None, kind__in=ANNOUNCING, version__later_day__isnull=False
    ).select_related("version__policy__organisation", "version__later_day")
    return sum(_postponed(notice) for notice in waiting.order_by("pk"))


def _postponed(notice: Notice) -> bool:
    version = notice.version
    if not promises(notice) or version.policy.organisation.today() <= last_in_time(version):
        return False
    untold = notice.deliveries.filter(state__in=OPEN).count()
    if not untold and notice.fanned_out_at:
        return False
    try:
        moved = postpone(
            version=version,
            notice=notice.uuid,
            last_day=last_in_time(version),
            late=untold + late_deliveries(notice).count(),
            readers=notice.deliveries.count(),
        )
    except Refused as refused:
        # A law forbids that day too: the version's own stands, and the record of the notice will say who was told late.
        logger.warning("%s is not postponed: %s", version, refused)
        return False
    return moved is not None


def note_breach(notice: Notice) -> None:
    """When a notice is sealed: whom it told later than promised, and who was told on the day only, if anybody."""
    if not promises(notice) or is_postponed(notice.version):
        return
    version, day = notice.version, notice.version.policy.organisation.today()
    late = late_deliveries(notice).count()
    if notice.cancelled_at and version.effective_from <= day and not version.is_withdrawn:
        untold = notice.deliveries.filter(state=State.SUPPRESSED, error=CANCELLED)
        applies = version.policy.in_force(day)
        late += untold.count() if applies and applies.pk == version.pk else 0
    if late:
        record_late(
            version=version,
            notice=notice.uuid,
            last_day=last_in_time(version),
            late=late,
            readers=notice.deliveries.count(),
        )
