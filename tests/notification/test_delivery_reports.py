"""Bounce mails that a mail server hands over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from policies.notification.delivery_reports import Feedback
from policies.notification.delivery_reports import report_of_server as receive
from policies.notification.fan_out import fan_out
from policies.notification.ledger import Delivery
from policies.publication.models import PolicyVersion

pytestmark = pytest.mark.django_db


def bounce(key: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    return f"""\
From: MAILER-DAEMON@mail.example
To: bounces+{key}@policies.example.org
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It came back.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; reader0@mail.example
Action: {action}
Status: {status}

--b--
""".replace("\n", "\r\n").encode()


@pytest.fixture
def delivery(
    readers: Callable[[int], list[str]], announce_change: Callable[..., PolicyVersion]
) -> Delivery:
    readers(1)
    announce_change()
    fan_out()
    return Delivery.objects.get()


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", "hard_bounce"),
        ("failed", "5.7.1", "soft_bounce"),
        ("delayed", "4.4.1", "soft_bounce"),
        ("delivered", "2.0.0", "delivered"),
    ],
)
def test_a_bounce_is_noted_once_for_what_it_is(
    delivery: Delivery, action: str, status: str, kind: str
) -> None:
    raw = bounce(delivery.uuid.hex, action, status)

    assert receive(raw) is True
    assert receive(raw) is False
    assert list(Feedback.objects.values_list("kind", "delivery")) == [(kind, delivery.pk)]


@pytest.mark.parametrize("raw", [b"", b"To: x\r\n\r\nhello", bounce("0" * 32), bounce("nonsense")])
def test_what_is_no_bounce_of_ours_is_nothing(delivery: Delivery, raw: bytes) -> None:
    assert receive(raw) is False
    assert not Feedback.objects.exists()
