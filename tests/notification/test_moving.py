"""A change of address: asked for at the old one, confirmed at the new one, and nothing is lost or handed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from policies.notification.confirmations import Confirmation
from policies.notification.models import Subscriber
from policies.notification.moving import ask_to_move, move
from policies.notification.receipts import receipts_for
from policies.notification.signed_links import Purpose, make_token
from tests.notification.register import Register, make_register

pytestmark = pytest.mark.django_db

OLD, NEW = "amina@mail.example", "new@mail.example"
Send = Callable[[], str]


@pytest.fixture(autouse=True)
def _local(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def register() -> Register:
    return make_register()


@pytest.fixture
def amina(register: Register) -> Subscriber:
    return register.subscribe("amina")


def link() -> str:
    return make_token(Purpose.MOVE, Confirmation.objects.get(kind="move").uuid)


def test_new_address_confirms_and_the_old_one_gets_nothing_more(
    client: Client, register: Register, amina: Subscriber, send: Send
) -> None:
    asking = reverse("policies:preferences_address", args=["en", make_token(Purpose.MANAGE, amina.uuid)])
    assert client.get(asking).status_code == 200
    assert client.post(asking, {"email": NEW}).status_code == 302
    send()
    [message] = mail.outbox
    assert message.to == [NEW]
    assert OLD not in message.body
    page = reverse("policies:preferences_move", args=["en", link()])
    assert NEW not in client.get(page).content.decode()
    assert Subscriber.objects.get().email == OLD, "GET changes nothing"

    assert "Your address is changed" in client.post(page).content.decode()

    mail.outbox.clear()
    register.publish(a=11)
    send()
    assert [message.to for message in mail.outbox] == [[NEW]]


def test_link_of_a_notice_moves_nothing(client: Client, amina: Subscriber) -> None:
    token = make_token(Purpose.PREFERENCES, amina.uuid)
    for name in ("preferences_address", "preferences_data", "preferences_erase"):
        answer = client.post(reverse(f"policies:{name}", args=["en", token]), {"email": NEW})
        assert answer.status_code == 410
    assert not Confirmation.objects.exists()
    assert Subscriber.objects.get().email == OLD


def test_forwarded_notice_shows_and_sends_its_owner_a_fresh_link(
    client: Client, amina: Subscriber, send: Send
) -> None:
    page = reverse("policies:preferences", args=["en", make_token(Purpose.PREFERENCES, amina.uuid)])
    shown = client.get(page).content.decode()
    assert "Privacy policy" in shown
    assert OLD not in shown
    assert "data.json" not in shown

    client.post(page, {"language": "fr", "frequency": "every", "what": ["atlas"]})

    send()
    assert Subscriber.objects.get().language == "en"
    [message] = mail.outbox
    assert message.to == [OLD]
    assert "for one day" in message.body


def test_one_mail_a_day_whatever_is_asked(amina: Subscriber, register: Register) -> None:
    for address in (NEW, NEW, "third@mail.example", OLD):
        ask_to_move(amina, address)

    assert Confirmation.objects.count() == 1


def test_address_that_is_subscribed_already_gets_both(register: Register, amina: Subscriber) -> None:
    register.subscribe("new", organisation=register.organisation)
    ask_to_move(amina, NEW)

    token = link()
    move(token)

    assert [(s.email, s.subscriptions.count()) for s in Subscriber.objects.all()] == [(NEW, 2)]


def test_receipts_prove_what_the_old_address_was_sent(
    register: Register, amina: Subscriber, send: Send
) -> None:
    register.publish(a=11)
    send()
    ask_to_move(amina, NEW)
    move(link())
    move(link())

    [(_record, receipt)] = receipts_for(OLD)
    assert receipt.proves(OLD)
    assert list(receipts_for(NEW)) == []
