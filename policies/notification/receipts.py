"""Who was sent what: the tree over a notice's deliveries, and the receipts that are kept without any address.

A receipt names no address. Who has the address finds its receipts by trying them all (a million take seconds), also
when the subscriber is erased and the rows of the deliveries are gone.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import models

from policies.evidence.deliveries import Handover, Receipt
from policies.evidence.merkle import Tree

from .ledger import Delivery, Notice, State
from .models import Subscriber
from .notice_record import NoticeRecord, Wording

PAGE = 1_000


class ReceiptPage(models.Model):
    """Up to ``PAGE`` receipts of a sealed notice, in the order of its tree: compressed JSON, no address.

    ``leaf`` of a receipt is there only where the address was erased before the notice was sealed.
    """

    record = models.ForeignKey(NoticeRecord, on_delete=models.PROTECT, related_name="receipt_pages")
    first = models.PositiveBigIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["record", "first"]
        constraints = [
            models.UniqueConstraint(fields=["record", "first"], name="a_receipt_is_on_one_page")
        ]

    def __str__(self) -> str:
        return f"receipts from {self.first} of record {self.record_id}"

    def handovers(self) -> list[Handover]:
        return [
            Handover(**each) for each in json.loads(zlib.decompress(bytes(self.content)))["receipts"]
        ]

    def leaves(self) -> list[bytes]:
        kept = json.loads(zlib.decompress(bytes(self.content)))["leaves"]
        return [bytes.fromhex(kept[at : at + 64]) for at in range(0, len(kept), 64)]


def tree_of(notice: Notice, since: datetime | None) -> tuple[Tree, list[bytes]]:
    """The tree over the deliveries that were sent after ``since``, and the contents of its pages of receipts."""
    leaves: list[bytes] = []
    pages: list[bytes] = []
    found = _handed_over(notice, since)
    while page := list(islice(found, PAGE)):
        leaves += (leaf for _handover, leaf in page)
        said = [
            {"salt": each.salt, "text": each.text, "at": each.at, "answer": each.answer}
            for each, _leaf in page
        ]
        kept = {"receipts": said, "leaves": "".join(leaf.hex() for _each, leaf in page)}
        pages.append(zlib.compress(json.dumps(kept, separators=(",", ":")).encode(), 1))
    return Tree(leaves), pages


def _handed_over(notice: Notice, since: datetime | None) -> Iterator[tuple[Handover, bytes]]:
    texts = dict(Wording.objects.filter(notice=notice).values_list("pk", "sha256"))
    sent = Delivery.objects.filter(notice=notice, state=State.SENT).order_by("pk")
    if since:
        sent = sent.filter(sent_at__gt=since)
    columns = ("uuid", "wording", "sent_at", "answer", "leaf", "subscriber__email")
    for uuid, wording, sent_at, answer, leaf, email in sent.values_list(*columns).iterator(20_000):
        handover = Handover(
            salt=uuid.hex, text=texts.get(wording, ""), at=_moment(sent_at), answer=answer
        )
        if leaf is not None:
            yield handover, bytes(leaf)
        elif email is not None:
            yield handover, handover.leaf(email)
        # Else nobody can say any more whom it reached: the counts of the record still hold it.


def fix_leaves(subscriber: Subscriber) -> None:
    """Before the address is gone: write down the leaves of the deliveries whose notices are not sealed yet."""
    open_ones = Delivery.objects.filter(
        subscriber=subscriber, state=State.SENT, leaf=None, notice__finished_at=None
    )
    texts: dict[int | None, str] = {}
    for delivery in open_ones:
        if delivery.wording is not None and delivery.wording not in texts:
            named = Wording.objects.filter(pk=delivery.wording).values_list("sha256", flat=True)
            texts[delivery.wording] = named.first() or ""
        handover = Handover(
            salt=delivery.uuid.hex,
            text=texts.get(delivery.wording, ""),
            at=_moment(delivery.sent_at),
            answer=delivery.answer,
        )
        Delivery.objects.filter(pk=delivery.pk).update(leaf=handover.leaf(subscriber.email))


def receipts_for(
    address: str, records: Iterable[NoticeRecord] | None = None
) -> Iterator[tuple[NoticeRecord, Receipt]]:
    """Every sealed handover to this address, whether or not it is still subscribed; needs ``normalised``."""
    chosen = NoticeRecord.objects.order_by("pk") if records is None else records
    for record in chosen:
        for page in record.receipt_pages.order_by("first").iterator(chunk_size=20):
            leaves = page.leaves()
            for at, handover in enumerate(page.handovers()):
                if handover.leaf(address) == leaves[at]:
                    yield record, receipt(record, page.first + at, handover)


def receipt(record: NoticeRecord, index: int, handover: Handover) -> Receipt:
    """With its path to the root, which is in the record and in the log."""
    tree = Tree(leaf for page in record.receipt_pages.order_by("first") for leaf in page.leaves())
    return Receipt(
        handover=handover,
        notice=str(record.notice.uuid),
        index=index,
        size=tree.size,
        root=tree.root(),
        path=tree.inclusion(index, tree.size),
    )


def text_sent(record: NoticeRecord, found: Receipt) -> bytes:
    """The mail that was sent, but for the recipient's parts; empty for notices from before texts were kept."""
    kept: Any = Wording.objects.filter(notice=record.notice, sha256=found.handover.text).first()
    return kept.text if kept else b""


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if moment else ""
