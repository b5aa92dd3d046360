"""A notice that will be late warns in the check of the site and writes to its organisation, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.notification.fan_out import fan_out
from policies.notification.late_warnings import notices_in_time, warn
from policies.notification.ledger import Notice
from tests.notification.register import Register, make_register
from tests.notification.servers import Server

pytestmark = pytest.mark.django_db


@pytest.fixture
def register() -> Register:
    found = make_register(notice_days=15, short_notice="refuse")
    found.subscribe("amina")
    found.publish(days=15, a=11)
    while fan_out() is not None:
        pass
    return found


@pytest.fixture
def two_days_later(monkeypatch: pytest.MonkeyPatch, register: Register) -> None:
    now = timezone.now
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + timedelta(days=2))


def test_notice_in_time_warns_nobody(register: Register, smtp_server: Server) -> None:
    assert list(notices_in_time()) == []
    assert warn() == 0


def test_late_notice_is_a_finding_and_one_mail(two_days_later: None, smtp_server: Server) -> None:
    [finding] = notices_in_time()
    assert "atlas/privacy version 2 will be late for 1 readers" in finding

    assert [warn(), warn()] == [1, 0]

    assert smtp_server.recipients == [("contact@atlas.example",)]
    assert "Politique de confidentialité" in str(smtp_server[0]["Subject"])
    assert "amina" not in smtp_server[0].as_string()


def test_warning_that_no_server_takes_is_sent_later(
    two_days_later: None, smtp_server: Server, register: Register
) -> None:
    smtp_server.on_recipient = lambda _address: "451 later"
    assert warn() == 0
    smtp_server.on_recipient = lambda _address: None
    assert warn() == 1


def test_cancelled_notice_is_not_late(two_days_later: None, register: Register) -> None:
    Notice.objects.get().cancel()
    assert list(notices_in_time()) == []
