"""The end of a notice: its record, the tree over its deliveries, and their place in the log."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.db.models.functions import Now

from policies.document.canonical import canonical_bytes
from policies.publication.log import begin_event, record_event
from policies.publication.openings import committed

from .ledger import Notice
from .notice_progress import write_speed
from .notice_record import NoticeRecord, entry_of, facts
from .postponing import note_breach
from .receipts import PAGE, ReceiptPage, tree_of


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
    last = notice.records.order_by("number").last()
    tree, pages = tree_of(notice, last.sealed_at if last else None)
    # The log's head from here on: the record is stamped in the log's order.
    begin_event()
    sealed = {"count": tree.size, "root": tree.root().hex()}
    content = canonical_bytes(facts(notice) | {"deliveries": sealed})
    record = NoticeRecord.objects.create(
        notice=notice,
        number=last.number + 1 if last else 1,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    ReceiptPage.objects.bulk_create(
        [ReceiptPage(record=record, first=at * PAGE, content=page) for at, page in enumerate(pages)],
        batch_size=100,
    )
    write_speed(notice)
    note_breach(notice)
    record.refresh_from_db(fields=["sealed_at"])
    subject, entry = entry_of(record)
    entry = committed(subject, entry, {"deliveries": tree.size})
    record_event(policy=notice.version.policy, subject=subject, content=entry)
    return 1
