"""Delivery receipts: what one address was sent, proven without keeping it, and nothing forged passes."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from policies.evidence.deliveries import Handover, Receipt, read_receipt
from policies.evidence.merkle import Tree
from policies.notification.fan_out import fan_out
from policies.notification.ledger import Delivery, Notice
from policies.notification.models import Subscriber
from policies.notification.notice_record import NoticeRecord
from policies.notification.personal_data import erase, purge
from policies.notification.receipts import receipts_for, text_sent
from policies.publication.log import LogEntry
from policies.publication.models import PolicyVersion
from policies.publication.openings import Opening
from policies.publication.verification import verify
from tests.notification.servers import Server

pytestmark = pytest.mark.django_db

Change = Callable[..., PolicyVersion]
Readers = Callable[[int], list[str]]
Send = Callable[[], str]


@pytest.fixture
def told(smtp_server: Server, readers: Readers, announce_change: Change, send: Send) -> list[str]:
    """Seven addresses that were told."""
    addresses = readers(7)
    announce_change()
    send()
    return addresses


def only(address: str) -> tuple[NoticeRecord, Receipt]:
    [found] = receipts_for(address)
    return found


def test_each_address_has_one_receipt_with_text_moment_and_answer(told: list[str]) -> None:
    for address in told:
        record, receipt = only(address)
        assert receipt.proves(address)
        assert receipt.handover.answer.startswith("127.0.0.1: 250")
        text = text_sent(record, receipt)
        assert b"{{address}}" in text
        assert address.encode() not in text
    assert list(receipts_for("stranger@mail.example")) == []


def test_root_is_an_event_of_the_log_and_the_register_verifies(told: list[str]) -> None:
    record, receipt = only(told[0])

    entry = json.loads(bytes(LogEntry.objects.get(subject__startswith="notice ").content))

    assert (entry["entry"], entry["root"]) == ("notice", receipt.root.hex())
    # How many were told is nobody's business: the log commits to it.
    opening = Opening.objects.get(subject__startswith="notice ")
    assert "deliveries" not in entry
    assert (opening.facts, opening.committed) == ({"deliveries": 7}, entry["committed"])
    assert entry["record"] == record.sha256
    assert verify().faults == []


def test_nothing_that_is_kept_names_an_address_after_erasure_and_the_receipt_still_proves(
    told: list[str],
) -> None:
    erase(Subscriber.objects.at(told[2]).get())

    _record, receipt = only(told[2])

    assert receipt.proves(told[2])
    assert not receipt.proves(told[3])
    assert told[2] not in json.dumps(receipt.as_json())


def test_address_erased_before_the_notice_is_sealed_has_its_receipt(
    smtp_server: Server, readers: Readers, announce_change: Change, send: Send
) -> None:
    addresses = readers(2)
    announce_change()
    smtp_server.on_recipient = lambda a: "451 later" if a == addresses[1] else None
    send()
    erase(Subscriber.objects.at(addresses[0]).get())
    Delivery.objects.filter(state="retry").update(next_attempt_at=Now())
    smtp_server.on_recipient = lambda _address: None

    send()

    assert Notice.objects.get().finished_at is not None
    assert only(addresses[0])[1].proves(addresses[0])


def test_rows_are_purged_and_the_proof_stays(told: list[str], settings: object) -> None:
    Notice.objects.update(finished_at="2020-01-01T00:00:00Z")

    assert purge() == 7

    assert not Delivery.objects.exists()
    assert only(told[0])[1].proves(told[0])
    assert purge() == 0


def test_one_changed_byte_or_another_address_proves_nothing(told: list[str]) -> None:
    """A thousand forgeries of every field, none believed."""
    chance = random.Random(7)  # noqa: S311 - a test's own
    _record, receipt = only(told[0])
    for _attempt in range(1_000):
        assert not forged(receipt, chance).proves(told[0])
    assert not any(receipt.proves(other) for other in told[1:])


def forged(receipt: Receipt, chance: random.Random) -> Receipt:
    kept = receipt.handover
    match chance.choice(["salt", "text", "at", "answer", "root", "path", "index", "size"]):
        case "root":
            return replace(receipt, root=bitten(receipt.root, chance))
        case "path":
            at = chance.randrange(len(receipt.path))
            path = [bitten(node, chance) if at == n else node for n, node in enumerate(receipt.path)]
            return replace(receipt, path=path)
        case "index":
            return replace(receipt, index=receipt.index + chance.randint(1, 6))
        case "size":
            return replace(receipt, path=receipt.path[:-1], size=max(1, receipt.size // 2))
        case name:
            said = getattr(kept, name)
            at = chance.randrange(len(said))
            other = (
                said[:at] + chr((ord(said[at]) + chance.randint(1, 20)) % 0x2FF + 33) + said[at + 1 :]
            )
            if other == said:
                other += "x"
            return replace(receipt, handover=replace(kept, **{name: other}))


def bitten(node: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(node))
    return node[:at] + bytes([node[at] ^ chance.randint(1, 255)]) + node[at + 1 :]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 64, 100])
def test_every_leaf_of_a_tree_of_any_size_is_proven(size: int) -> None:
    handovers = [
        Handover(salt=f"{n:032x}", text="a" * 64, at="2026-11-30T10:00:00.000000Z", answer="250 ok")
        for n in range(size)
    ]
    tree = Tree(each.leaf(f"r{n}@mail.example") for n, each in enumerate(handovers))
    for n, each in enumerate(handovers):
        receipt = Receipt(
            handover=each,
            notice="n",
            index=n,
            size=size,
            root=tree.root(),
            path=tree.inclusion(n, size),
        )
        again = read_receipt(json.loads(json.dumps(receipt.as_json())))
        assert again.proves(f"R{n}@Mail.example")
        assert not again.proves(f"r{n + 1}@mail.example")


def test_command_writes_receipts_that_it_believes_and_no_others(told: list[str], tmp_path: Path) -> None:
    said = io.StringIO()
    call_command("prove_delivery", told[0], write=str(tmp_path), stdout=said)
    [path] = tmp_path.glob("*.json")
    call_command("prove_delivery", told[0], check=str(path), stdout=said)
    assert "proven:" in said.getvalue()
    assert told[0] not in said.getvalue() + path.read_text()

    with pytest.raises(CommandError, match="does not prove"):
        call_command("prove_delivery", told[1], check=str(path))
    forgery = json.loads(path.read_text()) | {"root": "0" * 64}
    path.write_text(json.dumps(forgery))
    with pytest.raises(CommandError, match="does not prove"):
        call_command("prove_delivery", told[0], check=str(path))


def test_answers_are_kept_without_the_addresses_they_quote(
    smtp_server: Server, readers: Readers, announce_change: Change, send: Send
) -> None:
    readers(1)
    smtp_server.on_recipient = lambda address: f"550 no such user <{address}> here"
    announce_change()
    while fan_out() is not None:
        pass
    send()

    answer = Delivery.objects.get().answer
    assert "no such user" in answer
    assert "@" not in answer
