"""``prove_delivery``: what one address was sent, from the receipts that name nobody, and the proof of it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from policies.evidence.deliveries import read_receipt
from policies.management.register_command import RegisterCommand
from policies.notification.email_address import normalised
from policies.notification.notice_record import NoticeRecord
from policies.notification.receipts import receipts_for, text_sent
from policies.publication.log import LogEntry


class Command(RegisterCommand):
    help = "Find every sealed handover to an address, or check a receipt against the log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the mail address; it is written nowhere")
        parser.add_argument("--notice", metavar="UUID", help="look in this notice only")
        parser.add_argument("--write", metavar="FOLDER", help="write a receipt and its text for each")
        parser.add_argument("--check", metavar="FILE", help="check this receipt instead")

    def handle(self, *_args: Any, address: str, **options: Any) -> None:
        try:
            address = normalised(address)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        if options["check"]:
            self._check(address, Path(options["check"]))
        else:
            self._find(address, options["notice"], options["write"])

    def _find(self, address: str, notice: str | None, folder: str | None) -> None:
        records = NoticeRecord.objects.select_related("notice__version__policy__organisation")
        if notice:
            records = records.filter(notice__uuid=notice)
        found = 0
        for record, receipt in receipts_for(address, records.order_by("pk")):
            found += 1
            self.stdout.write(
                f"{receipt.handover.at} {record.notice.version} {record.notice.kind}: {receipt.handover.answer}"
            )
            if folder:
                self._write(Path(folder), record, receipt)
        self.stdout.write(f"{found} handovers" if found else "no handover to this address is sealed")

    def _write(self, folder: Path, record: NoticeRecord, receipt: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{record.notice.uuid}-{receipt.index}"
        said = receipt.as_json() | {"record_sha256": record.sha256}
        (folder / f"{name}.json").write_text(json.dumps(said, indent=2) + "\n")
        (folder / f"{name}.txt").write_bytes(text_sent(record, receipt))

    def _check(self, address: str, path: Path) -> None:
        try:
            receipt = read_receipt(json.loads(path.read_text()))
        except (OSError, ValueError) as error:
            raise CommandError(f"{path} is no receipt: {error}") from error
        if not receipt.proves(address):
            raise CommandError("the receipt does not prove a handover to this address")
        root = receipt.root.hex().encode()
        entries = LogEntry.objects.filter(subject__startswith=f"notice {receipt.notice} ")
        if not any(root in bytes(entry.content) for entry in entries):
            raise CommandError("the log has no notice with this root")
        self.stdout.write(
            f"proven: {receipt.handover.at}, {receipt.handover.answer}, text {receipt.handover.text}"
        )
