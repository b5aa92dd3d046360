"""The clock runs from sending: the Date of a mail, and what it says about the days that are left."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError
from django.db.models.functions import Now
from django.utils import timezone

from policies.notification.announcing import reconcile
from policies.notification.confirmations import Confirmation
from policies.notification.fan_out import fan_out
from policies.notification.ledger import Delivery, Notice
from policies.notification.notice_progress import progress_of
from policies.notification.subscribing import subscribe
from policies.notification.subscription_offers import Offer
from tests.notification.register import Register, make_register
from tests.notification.servers import Server

pytestmark = pytest.mark.django_db

Send = Callable[[], str]
PROMISED = 15


@pytest.fixture
def register() -> Register:
    # Without a contact address nobody is warned by mail: see ``test_late_warnings``.
    return make_register(notice_days=PROMISED, short_notice="refuse", reminder_days=3, contact_email="")


class Clock:
    """The application's clock, which a test puts forward."""

    def __init__(self) -> None:
        self.began, self.ahead = datetime.now(UTC), timedelta()

    def now(self) -> datetime:
        return self.began + self.ahead

    def forward(self, **span: float) -> None:
        self.ahead += timedelta(**span)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("django.utils.timezone.now", found.now)
    return found


def handed_over(message: Any) -> datetime:
    return parsedate_to_datetime(message.extra_headers["Date"])


def test_worker_that_was_down_for_ten_days_says_how_many_are_left(
    register: Register, clock: Clock, send: Send
) -> None:
    for language in ("fr", "en", "ar"):
        register.subscribe(language, language)
    version = register.publish(days=PROMISED, a=11)
    clock.forward(days=10)

    send()

    said = {message.to[0][:2]: re.sub("[\u00a0\u202f]", " ", message.body) for message in mail.outbox}
    assert "You are told 5 days before; the organisation’s rule is 15." in said["en"]
    assert "this message was sent on" in said["en"]
    assert re.search(r"5 jours avant ?; la règle de l’organisme est de 15", said["fr"])
    assert re.search(r"5 أيام؛[^.]*15", said["ar"])
    assert {handed_over(message).date() for message in mail.outbox} == {clock.now().date()}
    assert version.effective_from - clock.now().date() < timedelta(days=PROMISED)


def test_mail_in_time_says_nothing_of_a_breach(register: Register, clock: Clock, send: Send) -> None:
    register.subscribe("amina")
    register.publish(days=PROMISED + 2, a=11)
    clock.forward(days=1)

    send()

    (message,) = mail.outbox
    assert "You are told 16 days before." in message.body
    assert "rule" not in message.body


def test_announcement_that_leaves_after_the_day_says_that_the_text_applies(
    register: Register, clock: Clock, send: Send
) -> None:
    register.subscribe("amina")
    register.publish(days=PROMISED, a=11)
    Notice.objects.get().pause()
    clock.forward(days=PROMISED + 1)
    Notice.objects.get().resume()
    reconcile()

    send()

    (message,) = mail.outbox
    assert "A new text has applied since" in message.body
    assert "will change" not in message.body
    assert "You are told only now; the organisation’s rule is 15 days before." in message.body


@pytest.mark.parametrize("hours", range(0, 24 * 16, 31))
def test_nobody_has_fewer_days_than_promised_unless_the_mail_says_so(
    register: Register, clock: Clock, send: Send, hours: int
) -> None:
    register.subscribe("amina")
    version = register.publish(days=PROMISED, a=11)
    clock.forward(hours=hours)

    send()

    assert len(mail.outbox) == 1, "neither a reminder nor the day itself makes a second mail of it"
    day = version.day_of(handed_over(mail.outbox[0]))
    left = (version.effective_from - day).days
    assert left >= PROMISED or "the organisation’s rule is 15" in mail.outbox[0].body


def test_date_is_renewed_after_a_refusal_and_kept_after_a_doubt(
    smtp_server: Server, register: Register, clock: Clock, send: Send
) -> None:
    register.subscribe("amina")
    register.publish(days=PROMISED, a=11)
    replies = iter(["451 later", "drop", None])

    def answer(server: Any) -> str | None:
        reply = next(replies)
        return server.transport.abort() if reply == "drop" else reply

    smtp_server.on_mail = answer
    for _attempt in range(3):
        with suppress(CommandError):
            send()
        Delivery.objects.filter(state="retry").update(next_attempt_at=Now())
        clock.forward(hours=5)

    dates = [parsedate_to_datetime(str(found["Date"])) for found in smtp_server]
    assert len(dates) == 3
    assert dates[1] - dates[0] == timedelta(hours=5)
    assert dates[2] == dates[1], "the second may have arrived: this is the same mail"
    assert Delivery.objects.get().answer.startswith("127.0.0.1: 250")


def test_confirmation_is_dated_when_it_is_handed_over(
    register: Register, clock: Clock, send: Send
) -> None:
    offer = Offer(organisation=register.organisation, policy=register.policy)
    subscribe(email="amina@mail.example", language="en", offers=[offer])
    clock.forward(hours=7)
    Confirmation.objects.update(next_attempt_at=Now())

    send()

    (message,) = mail.outbox
    assert abs(handed_over(message) - clock.now()) < timedelta(seconds=2)


def test_desk_knows_who_was_reached_late_and_what_will_be(
    register: Register, clock: Clock, send: Send
) -> None:
    register.subscribe("amina")
    version = register.publish(days=PROMISED, a=11)
    notice = Notice.objects.get()
    assert progress_of(notice).last_in_time == version.published_on
    while fan_out() is not None:
        pass
    assert not progress_of(notice).will_be_late
    clock.forward(days=2)
    assert progress_of(notice).will_be_late

    send()
    Delivery.objects.update(sent_at=timezone.now())

    state = progress_of(notice)
    assert (state.late, state.will_be_late) == (1, False)
