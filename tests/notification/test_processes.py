"""Workers as real processes: killed in the middle of a mail, stopped, and side by side."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from policies.authoring.models import PolicyPage
from policies.notification import fan_out
from policies.notification.ledger import Batch, Delivery, Notice
from policies.notification.worker import Crew, Worker
from policies.publication.models import PolicyVersion
from tests.factories import make_published_page
from tests.notification.servers import PATIENCE, Server, ended, listening, start_worker

WINDOW = 3

pytestmark = pytest.mark.django_db(transaction=True)

Change = Callable[..., PolicyVersion]
Readers = Callable[[int], list[str]]


@pytest.fixture
def page() -> PolicyPage:
    """Committed: the workers are processes of their own."""
    return make_published_page()


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
    worker = start_worker(smtp_server, "--interval", "0.1", SIJILL_MAIL_WINDOW=str(WINDOW))
    assert ended(worker)[0] == -signal.SIGKILL
    Batch.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    code, _output, errors = ended(start_worker(smtp_server, "--once"))

    assert code == 0
    assert "its worker died" in errors
    arrived = Counter(address for (address,) in smtp_server.recipients)
    assert set(arrived) == set(addresses)
    repeated = sum(arrived.values()) - len(addresses)
    assert repeated <= WINDOW
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


@pytest.fixture
def forty(readers: Readers, announce_change: Change, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of as many readers, whose deliveries are written, ten in a batch."""
    addresses = readers(40)
    announce_change()
    monkeypatch.setattr(fan_out, "BATCH", 10)
    while fan_out.fan_out() is not None:
        pass
    return addresses


def check_each_was_sent_once(table: TwoAtATable, addresses: list[str]) -> None:
    assert len(table.sessions) >= 2
    assert sorted(table.recipients) == sorted((address,) for address in addresses)
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_two_workers_at_once_send_each_delivery_once(server: Server, forty: list[str]) -> None:
    with listening(TwoAtATable(server.port)) as table:

        def stop_after_the_last(_server: Any) -> None:
            if len(table) == len(forty):
                for worker in workers:
                    worker.send_signal(signal.SIGTERM)

        table.on_mail = stop_after_the_last
        workers = [
            start_worker(table, "--interval", "0.1", SIJILL_MAIL_WINDOW=str(WINDOW))
            for _number in range(2)
        ]
        results = [ended(worker) for worker in workers]

    assert [(code, errors) for code, _output, errors in results] == [(0, ""), (0, "")]
    check_each_was_sent_once(table, forty)


def test_one_process_with_two_connections_sends_each_delivery_once(
    server: Server, forty: list[str]
) -> None:
    with listening(TwoAtATable(server.port)) as table:
        worker = start_worker(table, "--once", "--connections", "2", SIJILL_MAIL_WINDOW=str(WINDOW))
        code, output, errors = ended(worker)

    assert (code, errors) == (0, "")
    assert "sent 40" in output
    check_each_was_sent_once(table, forty)


def test_killed_process_repeats_at_most_a_window_for_each_of_its_connections(
    server: Server, forty: list[str]
) -> None:
    with listening(TwoAtATable(server.port)) as table:

        def kill_at_the_fifth(_server: Any) -> None:
            if len(table) == 5:
                worker.send_signal(signal.SIGKILL)

        table.on_mail = kill_at_the_fifth
        worker = start_worker(table, "--connections", "2", SIJILL_MAIL_WINDOW=str(WINDOW))
        assert ended(worker)[0] == -signal.SIGKILL
        Batch.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        table.on_mail = lambda _server: None
        code, _output, _errors = ended(start_worker(table, "--once", "--connections", "2"))

    arrived = Counter(address for (address,) in table.recipients)
    assert code == 0
    assert set(arrived) == set(forty)
    assert sum(arrived.values()) - len(forty) <= 2 * WINDOW
    assert len({mail["Message-ID"] for mail in table}) == len(forty)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.parametrize("connections", [0, 51])
def test_impossible_number_of_connections_is_refused(connections: int) -> None:
    with pytest.raises(CommandError, match=f"--connections is {connections}: it must be from 1 to 50"):
        call_command("send_notices", connections=connections)


@pytest.mark.parametrize("failing", [0, 1])
def test_where_one_of_several_workers_fails_the_others_stop_and_its_error_is_raised(
    failing: int,
) -> None:
    crew = Crew(3, stopping=lambda: False)
    fails = crew._workers[failing]

    def work(worker: Worker) -> None:
        if worker is fails:
            raise LookupError("a fault of ours")
        until = time.monotonic() + PATIENCE
        while not worker.stopping():
            assert time.monotonic() < until, "never told to stop"

    with pytest.raises(LookupError, match="a fault of ours"):
        crew.work(work)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_stop_finishes_the_window_under_way_and_ends(
    smtp_server: Server, readers: Readers, announce_change: Change, number: signal.Signals
) -> None:
    readers(4)
    announce_change()

    def stop(_server: Any) -> None:
        worker.send_signal(number)

    smtp_server.on_mail = stop
    worker = start_worker(smtp_server, SIJILL_MAIL_WINDOW=str(WINDOW))
    code, output, errors = ended(worker)

    assert (code, errors) == (0, "")
    assert "sent 3" in output
    states = Delivery.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["sent", "sent", "sent", "ready"]
