"""The sealed record of a finished notice: proof that readers were told, without the name of any."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import Count, Max, Min
from django.db.models.functions import Now

from policies.evidence.entries import event_entry
from policies.publication.facts import LANGUAGE_CHOICES

from .ledger import Notice
from .mail_template import Stencil

SCHEMA = 3
# From this schema on the log commits to how many were told, and does not say it.
_COMMITTED = 3


class WordingManager(models.Manager["Wording"]):
    def kept(self, notice: Notice, language: str, stencil: Stencil) -> int:
        """The row of this text, written if it is not there; its primary key."""
        text = zlib.compress(stencil.template)
        row = Wording(notice=notice, language=language, sha256=stencil.sha256, content=text)
        self.bulk_create([row], ignore_conflicts=True)
        return self.get(notice=notice, language=language, sha256=stencil.sha256).pk


class Wording(models.Model):
    """A text that mails of a notice in one language share, whole, with the names of the recipient's parts in ``{{…}}``.

    More than one where the text says how many days are left, or what the reader was told before.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="wordings")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    # Of the text with its parts taken out: equal texts have equal digests.
    sha256 = models.CharField(max_length=64)
    # Compressed (zlib); empty for notices that were sent before texts were kept.
    content = models.BinaryField(default=b"")

    objects = WordingManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "language", "sha256"], name="a_wording_is_noted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.sha256[:12]} of {self.notice_id}"

    @property
    def text(self) -> bytes:
        """The mail as it was sent, but for the recipient's parts."""
        return zlib.decompress(bytes(self.content)) if self.content else b""


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


def entry_of(record: NoticeRecord) -> tuple[str, bytes]:
    """What the log has of a sealed notice: its subject and its bytes."""
    version = record.notice.version
    said = json.loads(bytes(record.content))
    deliveries = said.get("deliveries", {"count": 0, "root": ""})
    told = {} if said["schema"] >= _COMMITTED else {"deliveries": deliveries["count"]}
    return f"notice {record.notice.uuid} {record.number}", event_entry(
        "notice",
        policy=version.policy.uuid,
        number=version.number,
        sha256=version.sha256,
        notice=str(record.notice.uuid),
        kind=record.notice.kind,
        record=record.sha256,
        **told,
        root=deliveries["root"],
        at=record.sealed_at,
    )


def events() -> Iterator[tuple[str, bytes]]:
    """Every sealed notice that the log must have. Those of schema 1 were sealed before it had any."""
    records = NoticeRecord.objects.select_related("notice__version__policy").defer(
        "notice__version__content"
    )
    for record in records.order_by("pk").iterator(chunk_size=500):
        if json.loads(bytes(record.content))["schema"] > 1:
            yield entry_of(record)


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
