"""Mail servers that are down, busy, strict or broken: every delivery reaches its end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import InternalError, OperationalError
from django.db.models.functions import Now
from django.utils import timezone

from policies.notification import rate_limit
from policies.notification import worker as worker_module
from policies.notification.delivery_windows import LostLease, claim, next_window
from policies.notification.fan_out import fan_out
from policies.notification.ledger import BACKOFF, Batch, Delivery, Notice
from policies.notification.transports.port import Fate, Outcome
from policies.notification.worker import Worker
from policies.publication.models import PolicyVersion
from tests.notification.servers import Server, listening

pytestmark = pytest.mark.django_db

Change = Callable[..., PolicyVersion]
Readers = Callable[[int], list[str]]
Send = Callable[[], str]


def fates() -> list[tuple[str, str]]:
    return list(Delivery.objects.order_by("pk").values_list("state", "error"))


def come_due() -> None:
    """As if the time to try again had come."""
    Delivery.objects.filter(state="retry").update(next_attempt_at=Now())
    rate_limit.Pace.objects.update(slow_until=Now())


def test_a_server_that_is_down_loses_nothing(
    server: Server, readers: Readers, announce_change: Change, send: Send
) -> None:
    addresses = readers(3)
    announce_change()

    with pytest.raises(CommandError, match="tried again later"):
        send()

    assert fates() == [("ready", "")] * 3
    come_due()
    with listening(server):
        send()
    assert sorted(server.recipients) == [(address,) for address in addresses]
    assert [state for state, _error in fates()] == ["sent"] * 3


def test_the_worker_goes_on_after_a_server_that_is_down(
    server: Server,
    readers: Readers,
    announce_change: Change,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> None:
    readers(1)
    announce_change()
    pauses: list[float] = []

    def wait(_worker: Worker, seconds: float) -> None:
        pauses.append(seconds)
        come_due()

    settings.MAIL_SLOWDOWN = 5.0
    monkeypatch.setattr(worker_module.Worker, "_wait", wait)
    worker = Worker(stopping=lambda: len(pauses) >= 3)
    worker.run(interval=0.1)

    assert pauses == pytest.approx([5.0, 10.0, 20.0], abs=0.5)
    assert worker.counts["put back"] == 3


def test_a_refused_recipient_fails_and_the_others_are_told(
    smtp_server: Server, readers: Readers, announce_change: Change, send: Send
) -> None:
    addresses = readers(3)
    smtp_server.on_recipient = lambda a: "550 no such user" if a == addresses[1] else None
    announce_change()

    send()

    assert fates() == [("sent", ""), ("rejected", "address_550"), ("sent", "")]
    assert smtp_server.connections == 1
    assert Notice.objects.get().finished_at is not None


def test_a_busy_recipient_is_tried_again_with_the_same_message_id(
    smtp_server: Server, readers: Readers, announce_change: Change, send: Send
) -> None:
    readers(1)
    announce_change()
    replies = iter(["451 greylisted", None])
    smtp_server.on_mail = lambda _server: next(replies)

    send()
    assert fates() == [("retry", "smtp_451")]
    assert Delivery.objects.filter(next_attempt_at__gt=Now()).exists()
    send()
    assert len(smtp_server) == 1
    come_due()
    send()

    assert fates() == [("sent", "")]
    first, second = (mail["Message-ID"] for mail in smtp_server)
    assert first == second


def test_a_server_that_closes_with_421_is_left_alone(
    smtp_server: Server, readers: Readers, announce_change: Change, send: Send
) -> None:
    readers(3)
    announce_change()
    smtp_server.on_recipient = lambda _address: "421 too busy"

    with pytest.raises(CommandError):
        send()

    assert fates() == [("ready", "")] * 3


def test_a_refused_sender_is_no_fault_of_the_recipients(
    smtp_server: Server, readers: Readers, announce_change: Change, send: Send
) -> None:
    readers(2)
    announce_change()
    smtp_server.on_sender = lambda _address: "530 authentication required"

    with pytest.raises(CommandError):
        send()

    assert fates() == [("ready", "")] * 2


def test_a_connection_that_breaks_after_the_mail_is_sent_again_once_per_break(
    smtp_server: Server, readers: Readers, announce_change: Change, send: Send
) -> None:
    addresses = readers(2)
    announce_change()
    broken: list[Any] = []

    def break_once(server: Any) -> str | None:
        if not broken:
            broken.append(server)
            server.transport.abort()
        return None

    smtp_server.on_mail = break_once

    with pytest.raises(CommandError):
        send()
    assert fates() == [("retry", "connection_lost"), ("ready", "")]
    come_due()
    send()

    assert [state for state, _error in fates()] == ["sent", "sent"]
    assert len(smtp_server.to(addresses[0])) == 2
    assert len({mail["Message-ID"] for mail in smtp_server.to(addresses[0])}) == 1
    assert len(smtp_server.to(addresses[1])) == 1


@pytest.mark.parametrize(
    ("on_mail", "fate"),
    [
        (lambda _server: "452 full", ("rejected", "smtp_452")),
        (lambda server: server.transport.abort(), ("in_doubt", "connection_lost")),
    ],
)
def test_the_last_attempt_ends_in_a_final_state(
    smtp_server: Server,
    readers: Readers,
    announce_change: Change,
    send: Send,
    on_mail: Callable[[Any], str | None],
    fate: tuple[str, str],
    settings: Any,
) -> None:
    settings.MAIL_SLOWDOWN = 0.0005  # a server in trouble is left alone twice as long each time
    readers(1)
    announce_change()
    smtp_server.on_mail = on_mail

    for _attempt in range(len(BACKOFF) + 1):
        with suppress(CommandError):
            send()
        come_due()

    assert fates() == [fate]
    send()
    assert len(smtp_server) == len(BACKOFF) + 1
    assert Notice.objects.get().finished_at is not None


def test_a_batch_whose_lease_ran_out_is_given_to_another_worker_and_the_first_writes_nothing(
    readers: Readers, announce_change: Change, send: Send, smtp_server: Server
) -> None:
    readers(3)
    announce_change()
    fan_out()
    stalled = claim()
    assert stalled is not None
    window = next_window(stalled, [], 2)
    assert window is not None
    stalled.advance(2)
    assert claim() is None
    Batch.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    send()

    assert [state for state, _error in fates()] == ["sent"] * 3
    refused = Outcome(fate=Fate.REFUSED, reason="smtp_554")
    with pytest.raises(LostLease):
        next_window(stalled, [(row, refused) for row in window], 2)
    with pytest.raises(LostLease):
        stalled.renew()
    assert [state for state, _error in fates()] == ["sent"] * 3


def test_a_notice_that_cannot_be_composed_stops_says_why_and_sends_nothing(
    smtp_server: Server,
    readers: Readers,
    announce_change: Change,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from policies.notification import compose_mail

    addresses = readers(3)
    announce_change()
    words = compose_mail.notice_words

    def broken_in_arabic(notice: Notice, language: str, **values: Any) -> Any:
        if language == "ar":
            raise LookupError("no such word")
        return words(notice, language, **values)

    with monkeypatch.context() as patch:
        patch.setattr(compose_mail, "notice_words", broken_in_arabic)
        send()

    assert len(smtp_server) == 0
    assert fates() == [("ready", "")] * 3
    notice = Notice.objects.get()
    assert notice.paused_at is not None
    assert notice.pause_reason == "LookupError: no such word"
    assert "cannot be composed" in caplog.text
    assert addresses[1] not in caplog.text

    send()
    assert len(smtp_server) == 0, "it stays stopped until a person resumes it"
    assert notice.resume()
    send()
    assert [state for state, _error in fates()] == ["sent"] * 3


def test_worker_outlives_a_database_that_can_only_be_read(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = iter([InternalError("cannot execute UPDATE in a read-only transaction"), None])

    def round_of(worker: Worker) -> bool:
        failure = next(rounds, StopIteration())
        if failure is not None:
            raise failure
        return False

    monkeypatch.setattr(Worker, "round", round_of)
    monkeypatch.setattr(Worker, "_wait", lambda _worker, _seconds: None)
    monkeypatch.setattr(worker_module.connection, "close", lambda: None)

    with pytest.raises(StopIteration):
        Worker(stopping=lambda: False).run(1.0)


def test_one_round_says_that_the_database_does_not_answer(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_connection: object) -> str:
        raise OperationalError("connection refused")

    monkeypatch.setattr("policies.management.commands.send_notices.refusal_to_run", refused)
    monkeypatch.setattr("policies.management.commands.send_notices.connection.close", lambda: None)

    with pytest.raises(CommandError, match="does not answer"):
        send()
