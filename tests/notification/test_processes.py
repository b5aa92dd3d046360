"""Workers as real processes: killed in the middle of a mail, stopped, and side by side."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from policies.notification.ledger import LEASE, Delivery, Notice
from policies.notification.sending import WINDOW
from policies.publication.models import PolicyVersion
from tests.notification.servers import PATIENCE, Server, ended, listening, start_worker

pytestmark = pytest.mark.django_db(transaction=True)

Change = Callable[..., PolicyVersion]
Readers = Callable[[int], list[str]]


@pytest.mark.parametrize("moment", ["recipient", "mail"])
def test_a_worker_killed_in_the_middle_of_a_mail_loses_none_and_repeats_at_most_its_window(
    smtp_server: Server, readers: Readers, announce_change: Change, moment: str
) -> None:
    addresses = readers(12)
    announce_change()
    seen: list[str] = []

    def kill_at_the_fifth(visit: Any) -> None:
        seen.append(visit)
        if len(seen) == 5:
            worker.send_signal(signal.SIGKILL)

    setattr(smtp_server, f"on_{moment}", kill_at_the_fifth)
    worker = start_worker(smtp_server, "--interval", "0.1")
    assert ended(worker)[0] == -signal.SIGKILL
    assert Delivery.objects.filter(state="sending").count() == WINDOW
    Delivery.objects.filter(state="sending").update(lease_until=timezone.now() - LEASE)

    code, output, errors = ended(start_worker(smtp_server, "--once"))

    assert (code, errors.strip()) == (0, "")
    assert "sent 8" in output
    arrived = Counter(address for (address,) in smtp_server.recipients)
    assert set(arrived) == set(addresses)
    repeated = sum(arrived.values()) - len(addresses)
    assert repeated == (WINDOW if moment == "mail" else 0)
    assert len({mail["Message-ID"] for mail in smtp_server}) == len(addresses)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert Notice.objects.get().finished_at is not None


class TwoAtATable(Server):
    """Answers the first mail of a connection only when a second connection has brought one too."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.sessions: set[int] = set()
        self.both = asyncio.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.sessions.add(id(session))
        if len(self.sessions) == 2:
            self.both.set()
        await asyncio.wait_for(self.both.wait(), PATIENCE)
        return await super().handle_DATA(server, session, envelope)


def test_two_workers_at_once_send_each_delivery_once(
    server: Server, readers: Readers, announce_change: Change
) -> None:
    addresses = readers(40)

    with listening(TwoAtATable(server.port)) as table:
        workers = [start_worker(table, "--interval", "0.1") for _number in range(2)]
        for worker in workers:
            assert worker.stdout is not None
            assert "Waiting for notices" in worker.stdout.readline()

        def stop_after_the_last(_server: Any) -> None:
            if len(table) == len(addresses):
                for worker in workers:
                    worker.send_signal(signal.SIGTERM)

        table.on_mail = stop_after_the_last
        announce_change()
        results = [ended(worker) for worker in workers]

    assert [(code, errors) for code, _output, errors in results] == [(0, ""), (0, "")]
    assert len(table.sessions) >= 2
    assert sorted(table.recipients) == sorted((address,) for address in addresses)
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_stop_finishes_the_mail_under_way_and_ends(
    smtp_server: Server, readers: Readers, announce_change: Change, number: signal.Signals
) -> None:
    readers(4)
    announce_change()

    def stop(_server: Any) -> None:
        worker.send_signal(number)

    smtp_server.on_mail = stop
    worker = start_worker(smtp_server)
    code, output, errors = ended(worker)

    assert (code, errors) == (0, "")
    assert "sent 1" in output
    states = Delivery.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["sent", "ready", "ready", "ready"]
