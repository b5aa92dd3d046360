"""What is kept no longer than it is needed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import RequestFactory
from django.utils import timezone

from policies.notification.confirmations import Confirmation
from policies.notification.models import Subscriber, Subscription
from policies.notification.personal_data import forget
from policies.notification.request_limits import EVERYBODY, ClientHour, block_of, may_ask
from policies.notification.subscribing import subscribe, subscribe_confirmed
from policies.notification.subscription_offers import Offer
from policies.publication.models import Policy

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=31)


def test_an_address_that_never_confirmed_is_erased_after_thirty_days(policy: Policy) -> None:
    subscribe(
        email="amina@mail.example",
        language="fr",
        offers=[Offer(organisation=policy.organisation, policy=policy)],
    )
    assert forget() == 0

    Subscriber.objects.update(created_at=Now() - LONG_AGO)
    assert forget() == 0, "its link was sent today"
    Confirmation.objects.update(created_at=Now() - LONG_AGO)

    assert forget() == 1
    assert not Subscriber.objects.exists()
    assert not Confirmation.objects.exists()


def test_an_address_that_unsubscribed_is_erased_after_thirty_days(policy: Policy) -> None:
    subscriber = subscribe_confirmed(email="amina@mail.example", language="fr", policy=policy)
    subscriber.subscriptions.all().delete()
    Subscriber.objects.update(unsubscribed_at=Now() - timedelta(days=29))
    assert forget() == 0

    Subscriber.objects.update(unsubscribed_at=Now() - LONG_AGO)

    assert forget() == 1


def test_subscribers_are_kept_and_their_unconfirmed_wishes_are_not(policy: Policy) -> None:
    subscriber = subscribe_confirmed(email="amina@mail.example", language="fr", policy=policy)
    Subscription.objects.create(subscriber=subscriber, organisation=policy.organisation)
    Subscriber.objects.update(created_at=Now() - LONG_AGO)
    Subscription.objects.update(created_at=Now() - LONG_AGO)

    assert forget() == 0
    assert [s.policy for s in Subscription.objects.all()] == [policy]


def test_networks_are_counted_under_a_digest_and_forgotten_after_a_day() -> None:
    assert may_ask(RequestFactory().post("/", REMOTE_ADDR="192.0.2.77"))
    blocks = ClientHour.objects.exclude(block=EVERYBODY)
    assert re.fullmatch(r"[0-9a-f]{64}", blocks.get().block)

    ClientHour.objects.update(hour=timezone.now() - timedelta(days=2))
    forget()

    assert not ClientHour.objects.exists()


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "remote", "block"),
    [
        (False, "", "192.0.2.77", "192.0.2.0/24"),
        (False, "198.51.100.1", "192.0.2.77", "192.0.2.0/24"),
        (True, "203.0.113.9, 198.51.100.1", "127.0.0.1", "198.51.100.0/24"),
        (True, "", "192.0.2.77", "192.0.2.0/24"),
        (False, "", "2001:db8:1:2::5", "2001:db8:1::/48"),
        (False, "", "::ffff:192.0.2.77", "192.0.2.0/24"),
        (False, "", "", "unknown"),
        (True, "<script>", "192.0.2.77", "unknown"),
    ],
)
def test_a_network_is_that_of_the_client_and_not_of_our_proxy(
    settings: Any, behind_proxy: bool, forwarded: str, remote: str, block: str
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert block_of(RequestFactory().post("/", REMOTE_ADDR=remote, headers=headers)) == block
