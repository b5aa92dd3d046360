"""Readers who cannot be told in time: the later day that was approved, or the breach on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from policies.notification.ledger import Delivery, Notice
from policies.notification.postponing import postpone_late
from policies.publication.lateness import LaterDay, LateTelling, plan_later_day
from policies.publication.log import LogEntry
from policies.publication.models import PolicyVersion
from policies.publication.verification import verify
from tests.notification.register import Register, make_register

pytestmark = pytest.mark.django_db

Send = Callable[[], str]
PROMISED = 15


class Clock:
    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("django.utils.timezone.now", found.now)
    return found


@pytest.fixture
def register() -> Register:
    return make_register(notice_days=PROMISED, short_notice="refuse", contact_email="")


def plan(version: PolicyVersion, days: int) -> LaterDay:
    day = version.policy.organisation.today() + timedelta(days=days)
    return plan_later_day(version=version, day=day, by="Amina", by_id=1)


def told(address: str) -> list[str]:
    return [message.body for message in mail.outbox if message.to == [f"{address}@mail.example"]]


def test_text_moves_to_the_approved_day_and_each_reader_is_told_what_is_true_for_them(
    register: Register, clock: Clock, send: Send
) -> None:
    register.subscribe("early")
    version = register.publish(days=PROMISED, a=11)
    planned = plan(version, 40)
    send()
    register.subscribe("late")
    Delivery.objects.create(
        notice=Notice.objects.get(),
        subscriber=register.subscribe("waits"),
        language="en",
        state="ready",
        error="",
    )
    Notice.objects.update(finished_at=None)
    clock.ahead = timedelta(days=1)

    assert postpone_late() == 1
    assert postpone_late() == 0, "once"

    moved = PolicyVersion.objects.get(number=version.number + 1)
    version = PolicyVersion.objects.get(pk=version.pk)
    assert (moved.document, moved.effective_from) == (version.document, planned.day)
    assert version.is_withdrawn
    register.policy.organisation.refresh_from_db()
    assert register.policy.in_force(version.effective_from).number == 1
    assert register.policy.in_force(planned.day) == moved
    mail.outbox.clear()
    send()
    assert "Correction: a text applies from" in told("early")[0]
    assert "Correction" not in told("waits")[0]
    assert [len(told(name)) for name in ("early", "waits", "late")] == [1, 1, 1]
    assert "withdraw" not in told("early")[0]
    assert not Notice.objects.filter(kind="withdrawn").exists()


def test_day_stands_where_no_later_one_was_approved(register: Register, clock: Clock) -> None:
    register.subscribe("amina")
    version = register.publish(days=PROMISED, a=11)
    clock.ahead = timedelta(days=3)

    assert postpone_late() == 0
    assert version == PolicyVersion.objects.latest("number")


def test_breach_is_an_event_of_the_log_and_on_the_page(
    register: Register, send: Send, client: Client
) -> None:
    register.subscribe("amina")
    version = register.publish(days=PROMISED, a=11)
    # More days are promised after the publication than it left: every reader is told too late.
    register.organisation.notice_days = PROMISED + 5
    register.organisation.save()

    send()

    telling = LateTelling.objects.get()
    assert (telling.late, telling.readers, telling.moved_to) == (1, 1, 0)
    assert LogEntry.objects.filter(subject=f"late {telling.notice}").exists()
    page = client.get(f"/en/atlas/privacy/v{version.number}/").content.decode()
    assert "1 of 1 readers was told by email after" in page


@pytest.mark.parametrize("beside", ["another announced", "in force"])
def test_day_stands_where_another_text_would_apply_in_between(
    register: Register, clock: Clock, beside: str
) -> None:
    register.subscribe("amina")
    version = register.publish(days=PROMISED, a=11)
    plan(version, 40)
    if beside == "another announced":
        register.publish(days=30, a=12)
        clock.ahead = timedelta(days=1)
    else:
        clock.ahead = timedelta(days=PROMISED)

    assert postpone_late() == 0
    assert not LateTelling.objects.exists()


def test_every_row_is_in_the_log_and_its_own_event(register: Register, clock: Clock) -> None:
    register.subscribe("amina")
    version = register.publish(days=PROMISED, a=11)
    assert plan(version, 40) == plan(version, 41), "the first stays"
    clock.ahead = timedelta(days=1)
    postpone_late()

    subjects: list[Any] = list(LogEntry.objects.values_list("subject", flat=True))
    assert [each.split()[0] for each in subjects][-5:] == [
        "version",
        "later",
        "version",
        "late",
        "withdrawal",
    ]
    assert not list(verify().faults)
