"""Addresses in any letters (RFC 6531): written to where the server takes them, and refused by no fault of theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db.models.functions import Now

from policies.notification.confirmations import Confirmation
from policies.notification.ledger import Delivery
from policies.notification.models import Subscriber
from policies.notification.signed_links import Purpose, make_token
from policies.notification.subscribing import confirm, subscribe
from policies.notification.subscription_offers import Offer
from tests.notification.register import Register, make_register
from tests.notification.servers import Server, listening

pytestmark = pytest.mark.django_db

ADDRESS = "أمينة@mail.example"
Send = Callable[[], str]


@pytest.fixture
def register() -> Register:
    return make_register()


@pytest.fixture(params=[True, False], ids=["pipelined", "one by one"])
def utf8_server(server: Server, request: pytest.FixtureRequest) -> Iterator[Server]:
    server.pipelining = request.param
    with listening(server, utf8=True):
        yield server


def test_confirmation_and_notice_reach_an_address_in_arabic(
    register: Register, utf8_server: Server, send: Send
) -> None:
    offer = Offer(organisation=register.organisation, policy=register.policy)
    asked = subscribe(email=ADDRESS, language="ar", offers=[offer])
    assert asked is not None
    send()
    confirm(make_token(Purpose.CONFIRM, asked.uuid))
    register.publish(a=11)
    send()

    assert utf8_server.recipients == [(ADDRESS,)] * 2
    assert Delivery.objects.get().state == "sent"
    for found in utf8_server.raw:
        assert f"To: {ADDRESS}\r\n".encode() in found


def test_server_that_takes_no_such_letters_is_no_fault_of_the_address(
    register: Register, smtp_server: Server, send: Send
) -> None:
    subscriber = register.subscribe("amina")
    Subscriber.objects.filter(pk=subscriber.pk).update(email=ADDRESS)
    register.subscribe("other")
    register.publish(a=11)

    send()

    fates = dict(Delivery.objects.values_list("subscriber__email", "error"))
    assert fates == {ADDRESS: "server_without_smtputf8", "other@mail.example": ""}
    assert Subscriber.objects.get(pk=subscriber.pk).suppressed_at is None
    assert not Confirmation.objects.filter(next_attempt_at__gt=Now()).exists()
