"""How the register stands, in figures for a monitoring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from .last_runs import LastRun, last_run
from .log import Checkpoint, LogEntry
from .models import PolicyVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One metric: its name, what it means, and a value for each combination of its labels."""

    name: str
    means: str
    values: Sequence[tuple[tuple[str, ...], float]]
    labels: tuple[str, ...] = ()


def figure(name: str, means: str, value: float) -> Figure:
    """A metric without labels."""
    return Figure(name=f"sijill_{name}", means=means, values=[((), value)])


def register_figures() -> Iterator[Figure]:
    """What is published and signed, and how long ago each work last ended well."""
    yield figure("versions", "Versions that were published.", PolicyVersion.objects.count())
    entries = LogEntry.objects.aggregate(last=Max("position"))["last"]
    size = 0 if entries is None else entries + 1
    newest = Checkpoint.objects.order_by("-size", "-pk").first()
    yield figure("log_entries", "Entries of the log.", size)
    unsigned = size - newest.size if newest else size
    yield figure("log_unsigned_entries", "Entries of the log that no checkpoint covers.", unsigned)
    if newest:
        age = (timezone.now() - newest.created_at).total_seconds()
        yield figure("checkpoint_age_seconds", "Since the newest checkpoint was made.", age)
    ages, failed = [], []
    for row in LastRun.objects.order_by("work"):
        _row, since = last_run(row.work)
        if since is not None:
            ages.append(((row.work,), since.total_seconds()))
        failed.append(((row.work,), float(row.failed_last)))
    means = "Since the last run of a work that ended well."
    yield Figure(name="sijill_work_age_seconds", means=means, labels=("work",), values=ages)
    means = "1 where the last run of a work failed."
    yield Figure(name="sijill_work_failed", means=means, labels=("work",), values=failed)
