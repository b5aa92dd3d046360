"""Workers, connections and mail servers that are killed, stopped and cut off, as real processes.

Nobody is left out; what repeats has the Message-ID of the first, and is no more than a window a kill.
"""

from __future__ import annotations

import random
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now

from policies.authoring.models import PolicyPage
from policies.notification import fan_out
from policies.notification.ledger import Batch, Delivery, Notice
from policies.notification.models import Subscriber, Subscription
from policies.notification.notice_record import NoticeRecord
from policies.publication.models import Policy, PolicyVersion
from tests.factories import make_published_page
from tests.notification.servers import PATIENCE, Server, ended, start_worker

pytestmark = pytest.mark.django_db(transaction=True)

WINDOW = 5
SETTINGS = {"SIJILL_MAIL_WINDOW": str(WINDOW), "SIJILL_MAIL_LEASE": "2"}
Change = Callable[..., PolicyVersion]


@pytest.fixture
def page() -> PolicyPage:
    """Committed: the workers are processes of their own."""
    return make_published_page()


def crowd(policy: Policy, count: int) -> set[str]:
    """Confirmed subscribers of the policy, written at once."""
    people = Subscriber.objects.bulk_create(
        Subscriber(
            email=f"reader{n}@mail.example", language=("fr", "en", "ar")[n % 3], confirmed_at=Now()
        )
        for n in range(count)
    )
    Subscription.objects.bulk_create(
        Subscription(subscriber=person, policy=policy, confirmed_at=Now()) for person in people
    )
    return {person.email for person in people}


class Tally:
    """Counts the mails that arrived; ``reached`` is waited for, not slept for."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._news = threading.Condition()
        server.on_mail = self._arrived

    def _arrived(self, _server: Any) -> None:
        with self._news:
            self._news.notify_all()

    def reached(self, count: int) -> bool:
        with self._news:
            return self._news.wait_for(lambda: len(self.server) >= count, timeout=PATIENCE)

    def everybody(self, addresses: set[str]) -> bool:
        with self._news:
            return self._news.wait_for(lambda: len(self.arrived()) == len(addresses), timeout=PATIENCE)

    def arrived(self) -> Counter[str]:
        return Counter(address for (address,) in list(self.server.recipients))


def check(tally: Tally, addresses: set[str], most_repeated: int) -> None:
    arrived = tally.arrived()
    assert set(arrived) == addresses, "somebody was left out"
    assert sum(arrived.values()) - len(addresses) <= most_repeated
    assert len({mail["Message-ID"] for mail in tally.server}) == len(addresses)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert Notice.objects.get().finished_at is not None
    assert NoticeRecord.objects.count() == 1


def finish() -> None:
    """What no worker settled is taken up at once, not when its lease ends."""
    Batch.objects.filter(lease_until__isnull=False).update(lease_until=Now() - timedelta(seconds=1))


def cut_database_connections() -> None:
    """As a restart of PostgreSQL does to its clients; SQLite has none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def survive(
    server: Server, policy: Policy, announce: Change, kills: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers; after some mails, one of them, its connections or its mail server is killed; and again."""
    chance = random.Random(kills)  # noqa: S311 - the same kills at every run
    addresses = crowd(policy, 25 * kills + 20)
    monkeypatch.setattr(fan_out, "BATCH", 40)
    announce()
    while fan_out.fan_out() is not None:
        pass
    tally = Tally(server)
    workers = [start_worker(server, "--interval", "0.1", **SETTINGS) for _number in range(2)]
    cuts = [lambda: server.drop()]
    if connection.vendor == "postgresql":
        cuts.append(cut_database_connections)
    killed = 0
    for _kill in range(kills):
        if not tally.reached(min(len(server) + chance.randrange(1, 20), len(addresses))):
            break
        killed += 1
        if chance.random() < 0.6:
            victim = chance.randrange(2)
            workers[victim].kill()
            workers[victim].communicate()
            workers[victim] = start_worker(server, "--interval", "0.1", **SETTINGS)
        else:
            chance.choice(cuts)()
    arrived = tally.everybody(addresses)
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    outcomes = [ended(worker) for worker in workers]
    finish()
    Delivery.objects.filter(state="retry").update(next_attempt_at=Now())
    assert ended(start_worker(server, "--once", **SETTINGS))[0] == 0
    assert killed == kills, outcomes
    assert arrived or tally.everybody(addresses), outcomes
    check(tally, addresses, WINDOW * killed)


@pytest.mark.parametrize(
    "pipelining",
    [
        pytest.param(False, id="one by one"),
        # What a drop leaves unanswered is tried again a minute later.
        pytest.param(True, id="pipelined", marks=pytest.mark.long),
    ],
)
def test_no_kill_loses_anybody_and_each_repeats_at_most_a_window(
    smtp_server: Server,
    policy: Policy,
    announce_change: Change,
    monkeypatch: pytest.MonkeyPatch,
    pipelining: bool,
) -> None:
    smtp_server.pipelining = pipelining
    survive(smtp_server, policy, announce_change, 3, monkeypatch)


@pytest.mark.long
def test_two_hundred_kills_lose_nobody(
    smtp_server: Server, policy: Policy, announce_change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    smtp_server.pipelining = True
    survive(smtp_server, policy, announce_change, 200, monkeypatch)


def test_a_stopped_worker_sends_nothing_more_of_what_another_took_over(
    smtp_server: Server, policy: Policy, announce_change: Change
) -> None:
    addresses = crowd(policy, 40)
    announce_change()
    tally = Tally(smtp_server)
    stopped: list[int] = []

    def stop_at_the_seventh(_server: Any) -> None:
        if len(smtp_server) == 7 and not stopped:
            first.send_signal(signal.SIGSTOP)
            stopped.append(len(smtp_server))
        tally._arrived(_server)

    smtp_server.on_mail = stop_at_the_seventh
    first = start_worker(smtp_server, "--interval", "0.1", **SETTINGS)
    assert tally.reached(7)
    finish()
    second = start_worker(smtp_server, "--interval", "0.1", **SETTINGS)
    assert tally.everybody(addresses)
    first.send_signal(signal.SIGCONT)
    for worker in (first, second):
        worker.send_signal(signal.SIGTERM)
    outcomes = [ended(worker) for worker in (first, second)]
    assert ended(start_worker(smtp_server, "--once", **SETTINGS))[0] == 0

    assert all(code == 0 for code, _output, _errors in outcomes), outcomes
    check(tally, addresses, WINDOW)
    assert set(Batch.objects.values_list("lease_until", flat=True)) == {None}


def test_a_slow_server_costs_no_lease(
    smtp_server: Server, policy: Policy, announce_change: Change
) -> None:
    addresses = crowd(policy, 6)
    announce_change()
    smtp_server.pause = 0.6
    tally = Tally(smtp_server)

    code, output, errors = ended(
        start_worker(smtp_server, "--once", SIJILL_MAIL_WINDOW="6", SIJILL_MAIL_LEASE="3")
    )

    assert (code, errors) == (0, "")
    assert "sent 6" in output
    check(tally, addresses, 0)


def test_a_window_in_doubt_is_held_for_a_person_where_the_policy_says_so(
    smtp_server: Server, policy: Policy, announce_change: Change
) -> None:
    crowd(policy, 12)
    announce_change()
    settings = {**SETTINGS, "SIJILL_MAIL_IN_DOUBT": "hold"}

    def kill_at_the_seventh(_server: Any) -> None:
        if len(smtp_server) == 7:
            worker.kill()

    smtp_server.on_mail = kill_at_the_seventh
    worker: subprocess.Popen[str] = start_worker(smtp_server, "--interval", "0.1", **settings)
    assert ended(worker)[0] == -signal.SIGKILL
    finish()
    ended(start_worker(smtp_server, "--once", **settings))

    states = Counter(Delivery.objects.values_list("state", flat=True))
    assert states == {"sent": 12 - WINDOW, "in_doubt": WINDOW}
    assert set(Counter(a for (a,) in smtp_server.recipients).values()) == {1}
