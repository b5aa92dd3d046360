"""Readers are counted for the rooms that know no subscriber."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Count
from django.db.models.functions import Now

from policies.notification.audience import write_reach
from policies.notification.consent_log import Suppression
from policies.notification.delivery_reports import suppress
from policies.notification.ledger import Delivery, Notice, State
from policies.notification.models import Subscriber, told_of
from policies.notification.notice_progress import TELLING, write_speed
from policies.notification.personal_data import erase
from policies.notification.signed_links import Purpose, make_token
from policies.notification.subscribing import subscribe, unsubscribe
from policies.notification.subscription_offers import Offer
from policies.publication.models import Policy
from policies.publication.reach import Reach, mails_per_second, reach_of
from tests.notification.register import Register, make_register

pytestmark = pytest.mark.django_db


def audience(policy: Policy) -> dict[str, int]:
    """How many subscribers a substantial change of this policy reaches now, by their language.

    Those who follow a single clause are counted whether or not it changes.
    """
    told = Subscriber.objects.reachable().filter(told_of(policy)).order_by().values_list("language")
    return dict(told.annotate(count=Count("pk")))


@pytest.fixture
def register() -> Register:
    return make_register()


def counted_again() -> None:
    Reach.objects.update(updated_at=Now() - timedelta(minutes=6))
    write_reach()


def test_each_reader_of_a_policy_is_counted_once_in_their_language(register: Register) -> None:
    other = make_register().policy
    register.subscribe("whole", "fr")
    register.subscribe("clause", "en", clause=register.key(0))
    register.subscribe("clause", "en", clause=register.key(1))
    register.subscribe("organisation", "ar", organisation=register.organisation)
    register.subscribe("both", "fr")
    register.subscribe("both", "fr", organisation=register.organisation)

    write_reach()

    assert reach_of(register.policy) == {"fr": 2, "en": 1, "ar": 1} == audience(register.policy)
    assert reach_of(other) == {"fr": 1, "ar": 1} == audience(other)


def test_who_has_not_confirmed_or_gets_no_mail_any_more_is_not_counted(register: Register) -> None:
    offer = Offer(organisation=register.organisation, policy=register.policy)
    subscribe(email="pending@mail.example", language="fr", offers=[offer])
    left, bounced, erased, _stays = map(register.subscribe, ("left", "bounced", "erased", "stays"))
    write_reach()
    assert reach_of(register.policy) == {"en": 4}

    unsubscribe(make_token(Purpose.UNSUBSCRIBE, left.uuid))
    suppress(bounced.pk, Suppression.Reason.REJECTED)
    erase(erased)
    counted_again()

    assert reach_of(register.policy) == {"en": 1} == audience(register.policy)


def test_readers_are_counted_every_five_minutes_and_not_at_every_round(register: Register) -> None:
    write_reach()
    register.subscribe("amina")
    write_reach()
    assert reach_of(register.policy) == {}

    counted_again()

    assert reach_of(register.policy) == {"en": 1}


def test_speed_is_that_of_the_mails_that_needed_no_second_try(register: Register) -> None:
    version = register.publish(a=11)
    notice = Notice.objects.get(version=version)
    write_reach()
    readers = Subscriber.objects.bulk_create(
        Subscriber(email=f"reader{number}@mail.example", language="en") for number in range(TELLING + 1)
    )
    for number, reader in enumerate(readers):
        Delivery.objects.create(
            notice=notice,
            subscriber=reader,
            language="en",
            state=State.SENT,
            attempts=1 if number < TELLING else 2,
            sent_at=version.published_at + timedelta(seconds=2 if 0 < number < TELLING else number),
        )

    write_speed(notice)

    assert mails_per_second() == TELLING / 2

    Delivery.objects.filter(attempts=1)[:1].get().delete()
    Reach.objects.update(mails_per_second=None)
    write_speed(notice)
    assert mails_per_second() is None, "too few say nothing"
