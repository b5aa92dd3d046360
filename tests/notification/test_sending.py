"""What subscribers receive over real SMTP: each of them each notice once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from policies.notification.ledger import Delivery, Notice
from policies.notification.models import Subscriber
from policies.notification.personal_data import erase
from policies.notification.signed_links import Purpose, make_token
from policies.notification.subscribing import subscribe, subscribe_confirmed, unsubscribe
from policies.notification.subscription_offers import Offer
from policies.publication.models import Policy, PolicyVersion

if TYPE_CHECKING:
    from tests.conftest import Mailbox

pytestmark = pytest.mark.django_db

Change = Callable[..., PolicyVersion]
Send = Callable[[], str]


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_every_subscriber_is_told_once_in_their_language(
    smtp_sink: Mailbox, readers: Callable[[int], list[str]], announce_change: Change, send: Send
) -> None:
    addresses = readers(7)
    announce_change()

    send()
    send()

    assert sorted(smtp_sink.recipients) == sorted((address,) for address in addresses)
    languages = [smtp_sink.to(address)[0]["Content-Language"] for address in addresses]
    assert languages == ["fr", "en", "ar", "fr", "en", "ar", "fr"]
    assert Notice.objects.get().finished_at is not None


def test_a_minor_change_mails_nobody(
    smtp_sink: Mailbox, readers: Callable[[int], list[str]], announce_change: Change, send: Send
) -> None:
    readers(3)
    announce_change(significance="minor")

    send()

    assert smtp_sink == []


def test_only_confirmed_subscribers_are_told(
    smtp_sink: Mailbox, policy: Policy, announce_change: Change, send: Send
) -> None:
    subscribe(
        email="pending@mail.example",
        language="fr",
        offers=[Offer(organisation=policy.organisation, policy=policy)],
    )
    announce_change()

    send()

    assert [mail["Auto-Submitted"] for mail in smtp_sink] == ["auto-generated"]
    assert "List-Id" not in smtp_sink[0]
    assert not Delivery.objects.exists()


def test_who_subscribed_to_organisation_and_policy_gets_one_mail(
    smtp_sink: Mailbox, policy: Policy, announce_change: Change, send: Send
) -> None:
    subscribe_confirmed(email="twice@mail.example", language="en", policy=policy)
    subscribe_confirmed(email="Twice@MAIL.example", language="en", organisation=policy.organisation)
    announce_change()

    send()

    assert smtp_sink.recipients == [("twice@mail.example",)]


def test_who_unsubscribes_between_fan_out_and_sending_gets_none(
    smtp_sink: Mailbox,
    readers: Callable[[int], list[str]],
    announce_change: Change,
    send: Send,
) -> None:
    from policies.notification.fan_out import fan_out

    addresses = readers(2)
    announce_change()
    fan_out()
    unsubscribe(make_token(Purpose.UNSUBSCRIBE, Subscriber.objects.at(addresses[0]).get().uuid))

    summary = send()

    assert smtp_sink.recipients == [(addresses[1],)]
    assert states() == ["suppressed", "sent"]
    assert "sent 1" in summary
    assert "suppressed 1" in summary


def test_an_erased_subscriber_gets_none_and_leaves_a_row_that_names_nobody(
    smtp_sink: Mailbox,
    readers: Callable[[int], list[str]],
    announce_change: Change,
    send: Send,
) -> None:
    from policies.notification.fan_out import fan_out

    addresses = readers(2)
    announce_change()
    fan_out()
    erase(Subscriber.objects.at(addresses[0]).get())

    send()

    assert smtp_sink.recipients == [(addresses[1],)]
    assert list(Delivery.objects.order_by("pk").values_list("state", "error")) == [
        ("suppressed", "erased"),
        ("sent", ""),
    ]
    assert Delivery.objects.filter(subscriber=None).count() == 1
    assert not Subscriber.objects.at(addresses[0]).exists()
    assert Notice.objects.get().finished_at is not None


def test_the_fan_out_goes_in_chunks_and_finds_who_confirms_meanwhile(
    smtp_sink: Mailbox,
    policy: Policy,
    readers: Callable[[int], list[str]],
    announce_change: Change,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from policies.notification import fan_out

    monkeypatch.setattr(fan_out, "CHUNK", 2)
    late = Subscriber.objects.create(email="late@mail.example", language="ar")
    addresses = readers(5)
    announce_change()
    assert [fan_out.fan_out(), fan_out.fan_out()] == [1, 2]
    subscribe_confirmed(email=late.email, language="ar", policy=policy)

    send()

    assert sorted(smtp_sink.recipients) == sorted((a,) for a in [*addresses, late.email])


def test_who_confirms_after_the_fan_out_is_not_told_of_the_past(
    smtp_sink: Mailbox, policy: Policy, announce_change: Change, send: Send
) -> None:
    announce_change()
    send()
    subscribe_confirmed(email="new@mail.example", language="fr", policy=policy)

    send()

    assert smtp_sink == []


def test_the_summary_and_the_log_hold_no_address(
    smtp_sink: Mailbox,
    readers: Callable[[int], list[str]],
    announce_change: Change,
    send: Send,
    caplog: pytest.LogCaptureFixture,
) -> None:
    readers(3)
    announce_change()

    summary = send()

    assert summary == (
        "send_notices: written 3, sent 3, put back 0, rejected 0, suppressed 0, in_doubt 0"
    )
    assert "@" not in caplog.text
