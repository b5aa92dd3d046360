"""The sealed record of a finished notice: proof that readers were told, without the name of any."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Max, Min
from django.db.models.functions import Now

from policies.document.canonical import canonical_bytes
from policies.publication.facts import LANGUAGE_CHOICES

from .ledger import Notice
from .notice_progress import write_speed

SCHEMA = 1


class Wording(models.Model):
    """The digest of the text that all mails of a notice in one language share.

    More than one where the software or a template changed while the notice was sent.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="wordings")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "language", "sha256"], name="a_wording_is_noted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.sha256[:12]} of {self.notice_id}"


class NoticeRecord(models.Model):
    """What was told, to how many, with what result. Never updated, never deleted (``publication.guards``).

    A notice that is taken up again after its end (failed deliveries tried anew) gets a further record.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="records")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["notice", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "number"], name="the_records_of_a_notice_are_numbered"
            )
        ]

    def __str__(self) -> str:
        return f"record {self.number} of {self.notice_id}"


def finish() -> int:
    """Close and seal the notices whose every delivery has reached its final state; returns how many."""
    return sum(_seal(pk) for pk in list(Notice.objects.over().values_list("pk", flat=True)))


@transaction.atomic
def _seal(pk: int) -> int:
    notice = Notice.objects.over().take(pk)
    if notice is None:
        return 0
    Notice.objects.filter(pk=pk).update(finished_at=Now(), paused_at=None, pause_reason="")
    notice.refresh_from_db(fields=["finished_at"])
    content = canonical_bytes(facts(notice))
    NoticeRecord.objects.create(
        notice=notice,
        number=notice.records.count() + 1,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    write_speed(notice)
    return 1


def facts(notice: Notice) -> dict[str, Any]:
    """Everything the record says; counts and digests only."""
    version = notice.version
    outcomes: dict[str, dict[str, int]] = defaultdict(dict)
    counted = notice.deliveries.values_list("language", "state").annotate(count=Count("pk"))
    for language, state, count in counted.order_by("language", "state"):
        outcomes[language][state] = count
    wordings: dict[str, list[str]] = defaultdict(list)
    for language, digest in notice.wordings.order_by("pk").values_list("language", "sha256"):
        wordings[language].append(digest)
    sent = notice.deliveries.aggregate(first=Min("sent_at"), last=Max("sent_at"))
    return {
        "schema": SCHEMA,
        "notice": str(notice.uuid),
        "kind": notice.kind,
        "policy": str(version.policy.uuid),
        "version": version.number,
        "version_sha256": version.sha256,
        "outcomes": dict(outcomes),
        "wordings": dict(wordings),
        "cancelled": notice.cancelled_at is not None,
        "created_at": _moment(notice.created_at),
        "fanned_out_at": _moment(notice.fanned_out_at),
        "first_sent_at": _moment(sent["first"]),
        "last_sent_at": _moment(sent["last"]),
        "finished_at": _moment(notice.finished_at),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
