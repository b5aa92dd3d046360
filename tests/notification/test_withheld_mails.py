"""Mails that are still to come hold nothing of a text that is withheld, whenever it was: notices and digests."""

from __future__ import annotations

import re
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from policies.notification.compose_mail import Composer
from policies.notification.delivery_windows import rows_of
from policies.notification.fan_out import fan_out
from policies.notification.ledger import Delivery
from policies.publication.withheld_text import WHOLE
from tests.notification.register import Register, make_register
from tests.notification.test_mails import bodies
from tests.withholding import REASONS, reinstate, withhold

pytestmark = pytest.mark.django_db

WORD = "zarafa"


@pytest.fixture
def register() -> Register:
    return make_register()


def mails_of(composer: Composer, delivery: Delivery) -> str:
    """Text and HTML of a mail that a worker sends now."""
    composer.prepare(delivery.notice, timezone.now())
    [row] = rows_of(delivery.notice, Delivery.objects.filter(pk=delivery.pk))
    mail = message_from_bytes(composer.mail(delivery.notice, row).content, policy=policy.default)
    text, html = bodies(mail)
    return re.sub("[\u2066-\u2069]", "", f"{mail['Subject']}\n{text}\n{html.get_text()}")


def told(register: Register) -> Delivery:
    while fan_out() is not None:
        pass
    return Delivery.objects.latest("pk")


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("part", [WHOLE, "clause"])
def test_mail_that_was_composed_before_is_composed_again(
    register: Register, language: str, part: str
) -> None:
    register.subscribe("amina", language)
    version = register.publish(a=WORD)
    delivery, composer = told(register), Composer()
    before = mails_of(composer, delivery)
    part = str(register.key(0)) if part else WHOLE

    withhold(version, part=part)
    withheld = mails_of(composer, delivery)
    reinstate(version, part=part)

    assert WORD in before
    assert WORD not in withheld
    assert REASONS[language] in withheld
    assert WORD in mails_of(composer, delivery)


def test_withheld_words_are_not_shown_as_what_was_taken_out(register: Register) -> None:
    register.subscribe("amina")
    version = register.publish(a=WORD)
    withhold(version, part=str(register.key(0)))
    register.publish(a=11)

    assert WORD not in mails_of(Composer(), told(register))


def test_change_of_a_withheld_version_names_no_change(register: Register) -> None:
    register.subscribe("amina")
    version = register.publish(a=WORD)
    withhold(version)
    register.publish(a=11)

    said = mails_of(Composer(), told(register))

    assert WORD not in said
    assert "We keep 11 days." not in said  # not even as new beside it: there is nothing to compare with
