"""The numbers of sending."""

from __future__ import annotations

import pytest

from policies.notification.fan_out import fan_out
from policies.notification.ledger import Notice
from policies.notification.notice_numbers import notice_numbers
from policies.notification.rate_limit import CONFIRMATIONS, slow_down
from policies.notification.webhooks import Webhook, new_secret
from tests.notification.register import make_register

pytestmark = pytest.mark.django_db


def test_quiet_register_has_nothing_waiting() -> None:
    found = notice_numbers()
    assert (found.notices_under_way, found.mails_waiting, found.webhook_calls_waiting) == (0, 0, 0)
    assert (found.mails_waiting_age, found.trouble) == (0.0, {"notices": 0.0, "confirmations": 0.0})


def test_what_waits_is_counted_with_its_age() -> None:
    register = make_register()
    register.subscribe("amina")
    Webhook.objects.create(
        organisation=register.organisation, url="https://receiver.example/", secret=new_secret()
    )
    register.publish(days=3, a=11)
    while fan_out() is not None:
        pass
    Notice.objects.get().pause()
    slow_down("no", CONFIRMATIONS)

    found = notice_numbers()

    assert (found.notices_under_way, found.notices_paused, found.mails_waiting) == (1, 1, 1)
    assert found.webhook_calls_waiting == 1
    assert found.mails_waiting_age >= 0
    assert found.trouble["confirmations"] >= 0
