"""What becomes of an announced version of which readers are told later than was promised.

Two persons choose at the release: the draft they approve names a later day, or none. With one, the text applies from that
day instead (``postpone``). Without one its own day stands, and the breach is on record. Both are events of the log.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.evidence.entries import event_entry

from .freeze import freeze
from .localize import spoken_date
from .locking import locked
from .log import begin_event, record_event
from .models import PolicyVersion
from .openings import committed
from .version_record import Waived
from .withdraw import withdraw


class LaterDay(models.Model):
    """Approved with the release of this version: from when it applies if its readers are told late. Append-only."""

    version = models.OneToOneField(PolicyVersion, on_delete=models.PROTECT, related_name="later_day")
    day = models.DateField()
    actor_name = models.CharField(max_length=200, blank=True)
    actor_account = models.PositiveBigIntegerField(null=True)
    approved_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = gettext_lazy("later day")
        verbose_name_plural = gettext_lazy("later days")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.version} from {self.day} if it is told late"


class LateTelling(models.Model):
    """Readers whom one notice of a version told later than promised, or not at all. Append-only.

    ``late`` of ``readers``; ``moved_to`` is the number of the version that has the later day, 0 where the day stands.
    """

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="late_tellings")
    notice = models.UUIDField(unique=True)
    promised_days = models.PositiveSmallIntegerField()
    last_day = models.DateField()
    late = models.PositiveIntegerField()
    readers = models.PositiveIntegerField()
    moved_to = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = gettext_lazy("late notice")
        verbose_name_plural = gettext_lazy("late notices")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.version}: {self.late} of {self.readers} told after {self.last_day}"


@transaction.atomic
def plan_later_day(*, version: PolicyVersion, day: date, by: str, by_id: int | None) -> LaterDay:
    """Record the day that was approved with the release; a second time gives the first record back."""
    version.policy = locked(version.policy_id)
    existing = LaterDay.objects.filter(version=version).first()
    if existing is not None:
        return existing
    begin_event()
    planned = LaterDay(version=version, day=day, actor_name=by, actor_account=by_id)
    return _recorded(planned)


@transaction.atomic
def record_late(
    *,
    version: PolicyVersion,
    notice: uuid.UUID,
    last_day: date,
    late: int,
    readers: int,
    moved_to: int = 0,
) -> LateTelling:
    """Record the breach, and whether it moved the day; once for a notice."""
    version.policy = locked(version.policy_id)
    existing = LateTelling.objects.filter(notice=notice).first()
    if existing is not None:
        return existing
    begin_event()
    telling = LateTelling(
        version=version,
        notice=notice,
        promised_days=(version.effective_from - last_day).days,
        last_day=last_day,
        late=late,
        readers=readers,
        moved_to=moved_to,
    )
    return _recorded(telling)


@transaction.atomic
def postpone(
    *, version: PolicyVersion, notice: uuid.UUID, last_day: date, late: int, readers: int
) -> PolicyVersion | None:
    """Announce the same text for the later day that was approved, and withdraw this version; the new one, or none.

    No new one, and the day stands: no later day was approved, the version applies already, a part of it is withheld, or
    another text is announced beside it, which would apply in between. Raises ``CannotPublish`` where a law forbids that day too.
    """
    version.policy = locked(version.policy_id)
    planned = LaterDay.objects.filter(version=version).first()
    if planned is None or version.withheld or not _stands_alone(version):
        return None
    record = version.record
    moved = freeze(
        policy=version.policy,
        document=version.document,
        significance=version.significance,
        note=_in_each(version, _note, planned),
        effective_from=planned.day,
        source_revision=None,
        by=planned.actor_name,
        by_id=planned.actor_account,
        waivers={rule: said for rule, said in record.waivers.items() if rule == Waived.LANGUAGE_BEHIND},
    )
    record_late(
        version=version,
        notice=notice,
        last_day=last_day,
        late=late,
        readers=readers,
        moved_to=moved.number,
    )
    withdraw(version=version, reason=_in_each(version, _reason, planned), by=planned.actor_name)
    return moved


def is_postponed(version: PolicyVersion) -> bool:
    """Whether another version has its text, and its readers are told of that one."""
    return LateTelling.objects.filter(version=version, moved_to__gt=0).exists()


def events() -> Iterator[tuple[str, bytes]]:
    """Every row here, as the log must have it."""
    kinds: tuple[Any, ...] = (LaterDay, LateTelling)
    for row in chain.from_iterable(
        kind.objects.select_related("version__policy").defer("version__content") for kind in kinds
    ):
        yield _entry_of(row)


def _stands_alone(version: PolicyVersion) -> bool:
    today = version.policy.organisation.today()
    ahead = version.policy.versions.standing().filter(effective_from__gt=today)
    return list(ahead.values_list("pk", flat=True)) == [version.pk] and (
        version.policy.versions.newest() == version
    )


def _recorded(row: Any) -> Any:
    row.save(force_insert=True)
    row.refresh_from_db()
    subject, content = _entry_of(row)
    # How many readers there are is said on the page of the version, and to nobody who copies the log.
    counts = {"late": row.late, "readers": row.readers} if isinstance(row, LateTelling) else {}
    content = committed(subject, content, counts)
    record_event(policy=row.version.policy, subject=subject, content=content)
    return row


def _entry_of(row: LaterDay | LateTelling) -> tuple[str, bytes]:
    version = row.version
    about: dict[str, Any] = {"number": version.number, "sha256": version.sha256}
    if isinstance(row, LaterDay):
        return f"later day {version.sha256}", event_entry(
            "later_day", policy=version.policy.uuid, **about, day=row.day, at=row.approved_at
        )
    return f"late {row.notice}", event_entry(
        "late",
        policy=version.policy.uuid,
        **about,
        notice=str(row.notice),
        promised_days=row.promised_days,
        last_day=row.last_day,
        moved_to=row.moved_to,
        at=row.at,
    )


def _in_each(version: PolicyVersion, words: Any, planned: LaterDay) -> dict[str, str]:
    country, found = version.policy.organisation.country, {}
    for code in version.languages:
        with translation.override(code):
            found[code] = words(
                spoken_date(version.effective_from, country), spoken_date(planned.day, country)
            )
    return found


def _note(day: str, later: str) -> str:
    return _(
        "Not all readers could be told in time that this text was to apply from %(day)s. It applies from %(later)s "
        "instead. The text itself is the same."
    ) % {"day": day, "later": later}


def _reason(day: str, later: str) -> str:
    del day
    return _("Not all readers could be told in time. The same text applies from %(later)s instead.") % {
        "later": later
    }
