"""Mailboxes of the operator get each notice's mails beside the readers, and are no readers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models.functions import Now

from policies.notification.canaries import CanaryMail, canaries_get_theirs, claim
from policies.notification.ledger import Delivery, Notice
from policies.notification.notice_record import NoticeRecord
from policies.publication.site_checks import Seen
from tests.notification.register import Register, make_register
from tests.notification.servers import Server

pytestmark = pytest.mark.django_db

Send = Callable[[], str]
CANARY = "canary@operator.example"


@pytest.fixture
def register(settings: Any) -> Register:
    settings.MAIL_CANARIES = [CANARY]
    found = make_register()
    found.subscribe("amina", "fr")
    return found


def refusing(reply: str) -> Callable[[str], str | None]:
    return lambda address: reply if address == CANARY else None


def findings() -> list[str]:
    return [str(found) for found in canaries_get_theirs() if not isinstance(found, Seen)]


def test_canary_gets_each_language_once_before_the_readers_and_is_counted_nowhere(
    register: Register, send: Send
) -> None:
    register.publish(a=77)
    said = send()
    send()

    assert [message.to[0] for message in mail.outbox] == [CANARY] * 3 + ["amina@mail.example"]
    languages = [message.extra_headers["Content-Language"] for message in mail.outbox]
    assert languages == ["fr", "en", "ar", "fr"]
    assert mail.outbox[0].subject == mail.outbox[3].subject
    assert Delivery.objects.count() == 1
    assert "sent 1," in said
    record = NoticeRecord.objects.get()
    assert CANARY not in str(record.__dict__)


def test_doctor_says_when_a_canary_was_last_handed_a_mail(register: Register, send: Send) -> None:
    assert findings() == []
    (seen,) = canaries_get_theirs()
    assert "was handed no mail yet" in str(seen)

    register.publish(a=77)
    send()

    assert findings() == []
    (seen,) = canaries_get_theirs()
    assert f"the canary {CANARY} was last handed a mail" in str(seen)


def test_refused_canary_holds_nothing_up_and_doctor_quotes_the_server(
    register: Register, smtp_server: Server, send: Send
) -> None:
    smtp_server.on_recipient = refusing("550 5.1.1 no such user")
    register.publish(a=77)
    send()

    assert Delivery.objects.get().state == "sent"
    (finding,) = findings()
    assert "did not reach it" in finding
    assert "no such user" in finding
    assert CanaryMail.objects.filter(handed_at=None).count() == 3


def test_canary_that_was_put_off_is_tried_again_after_a_minute(
    register: Register, smtp_server: Server, send: Send
) -> None:
    smtp_server.on_recipient = refusing("451 4.7.1 greylisted")
    register.publish(a=77)
    send()
    notice = Notice.objects.get()
    assert list(claim(notice)) == [], "not at once"
    CanaryMail.objects.update(tried_at=Now() - timedelta(minutes=2))

    again = list(claim(notice))

    assert [each.language for each in again] == ["fr", "en", "ar"]
    assert list(claim(notice)) == [], "one worker has them"


def test_canary_named_after_a_notice_is_said_to_have_missed_it(
    register: Register, send: Send, settings: Any
) -> None:
    register.publish(a=77)
    send()
    settings.MAIL_CANARIES = [CANARY, "other@operator.example"]

    (finding,) = findings()

    assert "before the canary was named" in finding
