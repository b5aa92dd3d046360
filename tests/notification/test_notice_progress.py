"""How far a notice is, what a person may do about it, and the record that is sealed at its end."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from django.contrib.auth.models import Permission, User
from django.core.exceptions import SuspiciousOperation
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from policies.notification import rate_limit
from policies.notification.delivery_reports import Feedback, report
from policies.notification.delivery_windows import claim
from policies.notification.ledger import Delivery, Notice, State
from policies.notification.models import Subscriber
from policies.notification.notice_actions import try_again
from policies.notification.notice_progress import progress_of
from policies.notification.notice_record import NoticeRecord
from policies.notification.personal_data import erase
from policies.notification.recovery import recover
from policies.publication import guards
from policies.publication.audit_trail import AuditEntry
from policies.publication.models import PolicyVersion
from tests.guards import lift
from tests.notification.servers import Server

pytestmark = pytest.mark.django_db

Change = Callable[..., PolicyVersion]
Readers = Callable[[int], list[str]]
Send = Callable[[], str]


def says(*arguments: str) -> str:
    out = StringIO()
    call_command("send_notices", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def half_refused(
    smtp_server: Server, readers: Readers, announce_change: Change, send: Send
) -> list[str]:
    """A finished notice to four readers, of whom the first was refused."""
    addresses = readers(4)
    smtp_server.on_recipient = lambda a: "550 no" if a == addresses[0] else None
    announce_change()
    send()
    return addresses


def test_status_says_audience_and_outcomes(half_refused: list[str]) -> None:
    said = says("--status")

    assert "finished" in said
    assert "audience 4, sent 3, waiting 0, failed 1" in said
    assert "100%" in said
    assert "@" not in said


def test_no_worker_starts_where_what_was_published_is_not_guarded() -> None:
    lift(connection)
    with pytest.raises(CommandError, match="not guarded"):
        says("--once")
    guards.install(connection)

    assert "sent 0" in says("--once")


def test_status_without_notices_says_so() -> None:
    assert "no notices yet" in says("--status")


def test_a_paused_notice_waits_and_goes_on_when_resumed(
    smtp_server: Server, readers: Readers, announce_change: Change, send: Send
) -> None:
    readers(3)
    announce_change()
    notice = Notice.objects.get()
    assert ": paused" in says("--pause", str(notice.uuid))

    send()
    assert len(smtp_server) == 0

    says("--resume", "all")
    says("--resume", "all")
    send()
    assert len(smtp_server) == 3
    deeds = AuditEntry.objects.filter(action__in=["paused", "resumed"]).order_by("pk")
    assert [(deed.action, deed.actor_name) for deed in deeds] == [
        ("paused", "send_notices"),
        ("resumed", "send_notices"),
    ], "what changed nothing is no deed"
    assert deeds[0].details == {"notice": str(notice.uuid), "kind": "effective"}
    assert progress_of(Notice.objects.get()).phase == "finished"


def test_a_pause_ends_the_sending_after_the_window_under_way(
    smtp_server: Server, readers: Readers, announce_change: Change, send: Send, settings: Any
) -> None:
    settings.MAIL_WINDOW = 2
    readers(5)
    announce_change()
    smtp_server.on_mail = lambda _server: None
    sent = iter(range(10))
    from policies.notification import sending

    original = sending.next_window

    def pause_before_the_second(*arguments: Any) -> Any:
        if next(sent) == 1:
            Notice.objects.get().pause()
        return original(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, "next_window", pause_before_the_second)
        send()

    assert len(smtp_server) == 2
    state = progress_of(Notice.objects.get())
    assert (state.sent, state.waiting, state.phase, state.percent) == (2, 3, "paused", 40)


def test_an_unknown_notice_is_an_error_that_quotes_it() -> None:
    with pytest.raises(CommandError, match="no notice 'nonsense'"):
        says("--pause", "nonsense")


def test_failed_deliveries_are_tried_again_and_a_further_record_is_sealed(
    half_refused: list[str], smtp_server: Server, send: Send
) -> None:
    smtp_server.on_recipient = lambda _address: None
    notice = Notice.objects.get()
    says("--retry-failed", str(notice.uuid))
    send()

    assert len(smtp_server.to(half_refused[0])) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert list(NoticeRecord.objects.values_list("number", flat=True)) == [1, 2]


def test_deliveries_that_were_sent_are_never_tried_again(half_refused: list[str]) -> None:
    with pytest.raises(ValueError, match="only rejected or in_doubt"):
        try_again(Notice.objects.get(), State.SENT)


def test_a_cancelled_notice_sends_nothing_more(
    smtp_server: Server, readers: Readers, announce_change: Change, send: Send
) -> None:
    from policies.notification.fan_out import fan_out

    readers(3)
    announce_change()
    fan_out()
    assert Notice.objects.get().cancel()

    send()

    assert len(smtp_server) == 0
    assert set(Delivery.objects.values_list("state", "error")) == {("suppressed", "cancelled")}
    assert json.loads(NoticeRecord.objects.get().content)["cancelled"] is True


def test_the_sealed_record_counts_outcomes_and_holds_no_address(
    half_refused: list[str],
) -> None:
    record = NoticeRecord.objects.get()
    facts = json.loads(record.content)

    version = PolicyVersion.objects.latest("number")
    assert record.sha256 == hashlib.sha256(record.content).hexdigest()
    assert facts["version"] == version.number
    assert facts["version_sha256"] == version.sha256
    assert facts["outcomes"] == {"ar": {"sent": 1}, "en": {"sent": 1}, "fr": {"rejected": 1, "sent": 1}}
    assert {code: len(digests) for code, digests in facts["wordings"].items()} == {
        "fr": 1,
        "en": 1,
        "ar": 1,
    }
    assert facts["first_sent_at"] <= facts["last_sent_at"] <= facts["finished_at"]
    assert b"@" not in record.content


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_sealed_record_is_never_changed(half_refused: list[str], change: str) -> None:
    records = NoticeRecord.objects.all()
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        records.update(number=7) if change == "update" else records._raw_delete(records.db)


def test_erasing_a_reader_leaves_record_and_row(half_refused: list[str]) -> None:
    before = bytes(NoticeRecord.objects.get().content)
    erase(Subscriber.objects.at(half_refused[1]).get())

    assert bytes(NoticeRecord.objects.get().content) == before
    assert Delivery.objects.count() == 4


@pytest.mark.parametrize(("answer", "times"), [("550 no", 2), ("550 5.1.1 no such user", 1)])
def test_refusals_end_the_mails_to_an_address_at_once_where_there_is_none(
    smtp_server: Server, readers: Readers, announce_change: Change, send: Send, answer: str, times: int
) -> None:
    addresses = readers(2)
    asked: list[str] = []

    def refuse(address: str) -> str | None:
        asked.append(address)
        return answer if address == addresses[0] else None

    smtp_server.on_recipient = refuse
    for _change in range(4):
        announce_change()
        send()

    assert asked.count(addresses[0]) == times
    assert asked.count(addresses[1]) == 4
    assert Subscriber.objects.at(addresses[0]).get().suppressed_at is not None


def test_a_report_that_comes_twice_is_written_once(half_refused: list[str]) -> None:
    delivery = Delivery.objects.filter(state="sent").earliest("pk")
    for _time in range(2):
        report(key=delivery.uuid.hex, kind=Feedback.Kind.COMPLAINT, event="1")

    assert Feedback.objects.count() == 1
    assert delivery.subscriber.suppressed_at is not None
    assert report(key="nonsense", kind=Feedback.Kind.COMPLAINT, event="1") is False
    assert report(key="0" * 32, kind=Feedback.Kind.COMPLAINT, event="1") is False


def _mailgun(key: str, event: dict[str, Any]) -> Any:
    stamp, token = str(int(time.time())), "t" * 50
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    body = {
        "signature": {"timestamp": stamp, "token": token, "signature": signature},
        "event-data": {"id": "e1", "timestamp": time.time(), "recipient": "x@mail.example", **event},
    }
    request = RequestFactory().post(
        "/mail/reports/mailgun/tracking/", json.dumps(body), content_type="application/json"
    )
    return MailgunTrackingWebhookView.as_view(webhook_signing_key="right")(request)


def test_a_provider_reports_a_bounce_once_and_a_forger_nothing(half_refused: list[str]) -> None:
    delivery = Delivery.objects.filter(state="sent").earliest("pk")
    event = {
        "event": "failed",
        "severity": "permanent",
        "reason": "bounce",
        "user-variables": {"delivery": delivery.uuid.hex},
    }
    with pytest.raises((AnymailWebhookValidationFailure, SuspiciousOperation)):
        _mailgun("wrong", event)
    assert not Feedback.objects.exists()

    for _time in range(2):
        assert _mailgun("right", event).status_code == 200

    assert list(Feedback.objects.values_list("kind", "delivery")) == [("hard_bounce", delivery.pk)]
    assert progress_of(Notice.objects.get()).bounced == 1


def test_a_lease_beyond_any_we_grant_is_of_a_clock_that_was_set_back(
    readers: Readers, announce_change: Change, settings: Any
) -> None:
    from datetime import timedelta

    from django.db.models.functions import Now

    from policies.notification.fan_out import fan_out
    from policies.notification.ledger import Batch

    readers(1)
    announce_change()
    fan_out()
    assert claim() is not None
    assert claim() is None
    Batch.objects.update(lease_until=Now() + timedelta(hours=1))

    assert recover() == 1
    assert claim() is not None


def test_all_workers_share_one_rate(settings: Any, django_assert_max_num_queries: Any) -> None:
    settings.MAIL_RATE = 100
    rate_limit.reserve(1)
    waits = [rate_limit.reserve(50) for _worker in range(3)]

    assert waits[2] - waits[0] == pytest.approx(1.0, abs=0.3)
    settings.MAIL_RATE = 0
    with django_assert_max_num_queries(0):
        assert rate_limit.reserve(50) == 0


def test_a_late_worker_keeps_the_rate_and_idle_time_makes_no_burst(settings: Any) -> None:
    from django.db.models.functions import Now

    settings.MAIL_RATE, settings.MAIL_WINDOW = 10, 50
    assert rate_limit.most_at_once() == 1, "a low rate goes out mail by mail"
    rate_limit.reserve(1)
    rate_limit.Pace.objects.update(free_at=Now() - timedelta(seconds=2))
    late = [rate_limit.reserve(50) for _worker in range(2)]
    assert late == [0, pytest.approx(3, abs=0.5)], (
        "its place was two seconds ago: the next is five later"
    )

    rate_limit.Pace.objects.update(free_at=Now() - timedelta(hours=1))
    after_an_idle_hour = [rate_limit.reserve(50) for _worker in range(3)]
    assert after_an_idle_hour == [0, pytest.approx(0, abs=0.5), pytest.approx(5, abs=0.5)]


def test_troubles_in_a_row_double_the_wait_and_meet_all_workers_once(settings: Any) -> None:
    from django.db.models.functions import Now

    settings.MAIL_SLOWDOWN = 10
    first = rate_limit.slow_down()
    assert rate_limit.slow_down() == pytest.approx(first, abs=1), (
        "the same trouble, met by another worker"
    )
    assert rate_limit.waiting() == pytest.approx(10, abs=2)
    rate_limit.Pace.objects.update(slow_until=Now())
    assert rate_limit.slow_down() == pytest.approx(20, abs=2)
    rate_limit.Pace.objects.update(slow_until=Now())
    rate_limit.go_on()
    assert rate_limit.slow_down() == pytest.approx(10, abs=2)


@pytest.fixture
def operator() -> User:
    return User.objects.create_superuser("op", "op@mail.example", "x")


def test_the_admin_shows_progress_and_its_buttons_act(
    client: Client, operator: User, readers: Readers, announce_change: Change, send: Send
) -> None:
    readers(2)
    announce_change()
    notice = Notice.objects.get()
    client.force_login(operator)
    page = client.get(reverse("policies_notices")).content.decode()
    assert "<progress" in page
    assert "Pause" in page

    act = reverse("policies_notice_act", args=[notice.uuid, "pause"])
    assert client.get(act).status_code == 302
    notice.refresh_from_db()
    assert notice.paused_at is None, "a GET changes nothing"
    client.post(act)
    notice.refresh_from_db()
    assert notice.paused_at is not None
    assert "Resume" in client.get(reverse("policies_notices")).content.decode()
    deed = AuditEntry.objects.get(action="paused")
    assert (deed.actor, deed.subject) == (operator.pk, f"{notice.version.policy} version 2")
    client.post(reverse("policies_notice_act", args=[notice.uuid, "resume"]))
    send()
    page = client.get(reverse("policies_notices")).content.decode()
    assert NoticeRecord.objects.get().sha256 in page
    assert client.post(reverse("policies_notice_act", args=[notice.uuid, "nonsense"])).status_code == 404


def test_a_user_who_may_not_see_notices_is_refused(
    client: Client, readers: Readers, announce_change: Change
) -> None:
    readers(1)
    announce_change()
    notice = Notice.objects.get()
    user = User.objects.create_user("editor", "editor@mail.example", "x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)

    assert client.get(reverse("policies_notices")).status_code in (302, 403)
    client.post(reverse("policies_notice_act", args=[notice.uuid, "pause"]))
    notice.refresh_from_db()
    assert notice.paused_at is None
