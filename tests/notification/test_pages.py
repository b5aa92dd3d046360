"""Subscribing and unsubscribing in the browser: GET shows, only POST changes anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from policies.authoring.models import PolicyPage
from policies.notification.confirmations import Confirmation
from policies.notification.models import Subscriber, Subscription
from policies.notification.request_limits import EVERYBODY, PER_HOUR, ClientHour
from policies.notification.signed_links import Purpose, make_token
from policies.notification.subscribing import subscribe, subscribe_confirmed
from policies.notification.subscription_offers import Offer
from policies.publication.models import Policy, PolicyVersion
from tests.factories import make_organisation, make_policy_page, publish

pytestmark = pytest.mark.django_db

Send = Callable[[], str]
ADDRESS = "amina@mail.example"


@pytest.fixture(autouse=True)
def _local(settings: Any) -> None:
    """The test client asks over http."""
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def ask(client: Client, policy: Policy) -> Callable[..., Any]:
    """Send the form."""

    def post(**values: Any) -> Any:
        sent = {"email": ADDRESS, "language": "en", "what": ["atlas/privacy"], **values}
        return client.post(reverse("policies:subscribe", args=["en"]), sent)

    return post


def link(purpose: str) -> str:
    """The path of the link in the newest mail."""
    found = re.search(rf"https://policies\.example\.org(/\w+/{purpose}/\S+/)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def snapshot() -> list[Any]:
    """Everything these pages can change."""
    return [
        list(model.objects.order_by("pk").values()) for model in (Subscriber, Subscription, Confirmation)
    ]


def test_the_whole_way_from_the_form_to_unsubscribing(
    client: Client, ask: Callable[..., Any], send: Send, announce_change: Callable[..., PolicyVersion]
) -> None:
    answer = ask()
    assert (answer.status_code, answer.url) == (302, "/en/subscribe/asked/")
    assert "Check your inbox" in client.get(answer.url).content.decode()
    send()
    page = client.get(link("subscribe/confirm"))
    assert "Atlas Consulting: Privacy policy" in page.content.decode()
    assert not Subscription.objects.confirmed().exists()

    page = client.post(link("subscribe/confirm"))
    assert page.status_code == 200
    assert "You are subscribed" in page.content.decode()
    announce_change()
    send()
    assert [m.to for m in mail.outbox] == [[ADDRESS], [ADDRESS]]

    page = client.get(link("unsubscribe"))
    assert "Atlas Consulting: Privacy policy" in page.content.decode()
    assert Subscription.objects.confirmed().count() == 1
    page = client.post(link("unsubscribe"))
    assert (page.status_code, Subscription.objects.count()) == (200, 0)
    announce_change()
    send()
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("method", ["get", "head"])
def test_get_changes_nothing(client: Client, policy: Policy, method: str) -> None:
    confirmation = subscribe(
        email=ADDRESS, language="fr", offers=[Offer(organisation=policy.organisation, policy=policy)]
    )
    assert confirmation is not None
    reader = subscribe_confirmed(email="reader@mail.example", language="fr", policy=policy)
    before = snapshot()

    for path in (
        reverse("policies:subscribe", args=["fr"]) + "?policy=atlas/privacy",
        reverse("policies:subscribe_asked", args=["fr"]),
        reverse(
            "policies:subscribe_confirm", args=["fr", make_token(Purpose.CONFIRM, confirmation.uuid)]
        ),
        reverse("policies:unsubscribe", args=["fr", make_token(Purpose.UNSUBSCRIBE, reader.uuid)]),
    ):
        assert getattr(client, method)(path).status_code == 200

    assert snapshot() == before


def test_confirming_twice_changes_nothing_more(client: Client, policy: Policy) -> None:
    confirmation = subscribe(
        email=ADDRESS, language="fr", offers=[Offer(organisation=policy.organisation, policy=policy)]
    )
    assert confirmation is not None
    path = reverse(
        "policies:subscribe_confirm", args=["fr", make_token(Purpose.CONFIRM, confirmation.uuid)]
    )
    assert client.post(path).status_code == 200
    before = snapshot()

    assert client.post(path).status_code == 200

    assert snapshot() == before


def test_a_link_confirms_its_own_request_and_no_other(client: Client, page: PolicyPage) -> None:
    other = make_policy_page(page.organisation_page, slug="cookies")
    publish(other)
    first, second = Policy.objects.order_by("-slug")
    mine = subscribe(
        email=ADDRESS, language="fr", offers=[Offer(organisation=first.organisation, policy=first)]
    )
    Confirmation.objects.update(created_at=Now() - timedelta(days=2))
    subscribe(
        email=ADDRESS, language="fr", offers=[Offer(organisation=second.organisation, policy=second)]
    )
    assert mine is not None

    client.post(
        reverse("policies:subscribe_confirm", args=["fr", make_token(Purpose.CONFIRM, mine.uuid)])
    )

    assert [s.policy for s in Subscription.objects.confirmed()] == [first]


def test_an_old_link_does_not_subscribe_again_who_unsubscribed(client: Client, policy: Policy) -> None:
    confirmation = subscribe(
        email=ADDRESS, language="fr", offers=[Offer(organisation=policy.organisation, policy=policy)]
    )
    assert confirmation is not None
    path = reverse(
        "policies:subscribe_confirm", args=["fr", make_token(Purpose.CONFIRM, confirmation.uuid)]
    )
    client.post(path)
    subscriber = Subscriber.objects.get()
    client.post(
        reverse("policies:unsubscribe", args=["fr", make_token(Purpose.UNSUBSCRIBE, subscriber.uuid)])
    )

    assert client.post(path).status_code == 410
    subscriber.refresh_from_db()
    assert subscriber.unsubscribed_at is not None
    assert not Subscription.objects.exists()


def test_one_click_needs_no_cookie_no_csrf_token_and_no_redirect(policy: Policy) -> None:
    reader = subscribe_confirmed(email=ADDRESS, language="ar", policy=policy)
    path = reverse("policies:unsubscribe", args=["ar", make_token(Purpose.UNSUBSCRIBE, reader.uuid)])
    mailer = Client(enforce_csrf_checks=True)

    for _time in range(2):
        answer = mailer.post(
            path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 200
        assert not answer.cookies

    assert not Subscription.objects.exists()


def test_a_link_to_unsubscribe_still_answers_when_the_address_is_erased(
    client: Client, policy: Policy
) -> None:
    reader = subscribe_confirmed(email=ADDRESS, language="en", policy=policy)
    path = reverse("policies:unsubscribe", args=["en", make_token(Purpose.UNSUBSCRIBE, reader.uuid)])
    reader.delete()

    assert "You are not subscribed" in client.get(path).content.decode()
    assert client.post(path).status_code == 200


def test_the_form_is_protected_against_forged_requests(policy: Policy) -> None:
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(reverse("policies:subscribe", args=["en"]), {"email": ADDRESS})

    assert answer.status_code == 403
    assert not Subscriber.objects.exists()


def test_the_answer_is_the_same_whether_or_not_the_address_is_known(
    client: Client, ask: Callable[..., Any], policy: Policy
) -> None:
    subscribe_confirmed(email="known@mail.example", language="en", policy=policy)

    answers = [ask(email=address) for address in ("known@mail.example", "new@mail.example")]
    again = ask(email="new@mail.example")

    assert {(a.status_code, a.url, a.content) for a in [*answers, again]} == {
        (302, "/en/subscribe/asked/", b"")
    }


def test_who_is_subscribed_already_is_told_so_once_a_day(
    ask: Callable[..., Any], send: Send, policy: Policy
) -> None:
    subscribe_confirmed(email=ADDRESS, language="en", policy=policy)

    for _time in range(3):
        ask()
        send()

    assert [m.subject for m in mail.outbox] == [
        "You are subscribed already: messages about policy changes"
    ]
    assert link("unsubscribe")


def a_day_passes() -> None:
    for moment in ("created_at", "sent_at", "next_attempt_at"):
        Confirmation.objects.update(**{moment: F(moment) - timedelta(days=1, minutes=1)})


def test_an_address_gets_one_confirmation_a_day(ask: Callable[..., Any], send: Send) -> None:
    ask()
    ask(what=["atlas"])
    ask(email=ADDRESS.upper())
    send()
    assert len(mail.outbox) == 1
    assert Subscription.objects.count() == 1

    a_day_passes()
    ask()
    send()

    assert len(mail.outbox) == 2


def test_who_has_answered_today_is_asked_for_more_tomorrow(
    client: Client, ask: Callable[..., Any], send: Send
) -> None:
    ask()
    send()
    client.post(link("subscribe/confirm"))
    ask(what=["atlas"])
    ask(what=["atlas"])
    send()
    assert len(mail.outbox) == 1, "one mail a day, also after its answer"
    assert Subscription.objects.count() == 2

    a_day_passes()
    send()
    assert len(mail.outbox) == 2
    client.post(link("subscribe/confirm"))
    ask()
    send()

    assert Subscription.objects.confirmed().count() == 2
    assert len(mail.outbox) == 2, "a day has passed since the first, not since the second"


def test_a_network_may_ask_so_often_in_an_hour(ask: Callable[..., Any]) -> None:
    statuses = [ask(email=f"a{number}@mail.example").status_code for number in range(PER_HOUR + 2)]

    assert statuses == [302] * PER_HOUR + [429] * 2
    assert Subscriber.objects.count() == PER_HOUR


def test_everybody_together_may_ask_so_often_in_an_hour(
    client: Client, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policies.notification.request_limits.PER_HOUR_OVERALL", 5)
    path = reverse("policies:subscribe", args=["en"])
    statuses = [
        client.post(
            path,
            {"email": f"a{number}@mail.example", "language": "en", "what": ["atlas"]},
            REMOTE_ADDR=f"198.51.{number}.1",
        ).status_code
        for number in range(7)
    ]

    assert statuses == [302] * 5 + [429] * 2
    assert Subscriber.objects.count() == 5


@pytest.mark.long
def test_ten_thousand_requests_from_one_place_write_to_thirty_addresses(ask: Callable[..., Any]) -> None:
    answers = [ask(email=f"a{number}@mail.example") for number in range(10_000)]

    assert {answer.status_code for answer in answers[PER_HOUR:]} == {429}
    assert Subscriber.objects.count() == PER_HOUR
    assert Confirmation.objects.count() == PER_HOUR
    assert ClientHour.objects.count() == 2
    assert ClientHour.objects.get(block=EVERYBODY).asked == PER_HOUR


def test_the_trap_catches_programs(ask: Callable[..., Any]) -> None:
    answer = ask(website="https://spam.example")

    assert answer.url == "/en/subscribe/asked/"
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"email": "a@[127.0.0.1]"},
        {"email": "a@mail.example\nBcc: b@mail.example"},
        {"email": "a" * 300 + "@mail.example"},
        {"email": ""},
        {"what": []},
        {"what": ["atlas/nothing"]},
        {"what": ["atlas/privacy", "../etc"]},
        {"language": "xx"},
    ],
)
def test_bad_input_is_said_beside_the_field_and_nothing_is_kept(
    ask: Callable[..., Any], values: dict[str, Any]
) -> None:
    answer = ask(**values)

    assert answer.status_code == 400
    assert "field__error" in answer.content.decode()
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("page_name", ["subscribe_confirm", "unsubscribe"])
@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_a_bad_link_says_so(client: Client, policy: Policy, page_name: str, language: str) -> None:
    reader = subscribe_confirmed(email=ADDRESS, language="ar", policy=policy)
    foreign = {
        "subscribe_confirm": make_token(Purpose.UNSUBSCRIBE, reader.uuid),
        "unsubscribe": make_token(Purpose.CONFIRM, reader.uuid),
    }[page_name]
    before = snapshot()

    for token in ("forged", foreign, foreign[:-1]):
        path = reverse(f"policies:{page_name}", args=[language, token])
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 404
            assert f'lang="{language}"' in answer.content.decode()

    assert snapshot() == before


def test_an_expired_link_says_so(
    client: Client, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmation = subscribe(
        email=ADDRESS, language="fr", offers=[Offer(organisation=policy.organisation, policy=policy)]
    )
    assert confirmation is not None
    monkeypatch.setattr("django.core.signing.time.time", lambda: 1_000_000_000)
    path = reverse(
        "policies:subscribe_confirm", args=["en", make_token(Purpose.CONFIRM, confirmation.uuid)]
    )
    monkeypatch.undo()

    answer = client.post(path)

    assert answer.status_code == 410
    assert "expired" in answer.content.decode()
    assert not Subscription.objects.confirmed().exists()


def test_a_named_policy_is_ticked_and_only_its_organisation_shown(
    client: Client, policy: Policy
) -> None:
    other = make_policy_page(make_organisation("rif", name_en="Rif Bank"))
    publish(other)

    html = client.get("/en/subscribe/?policy=atlas/privacy").content.decode()

    assert re.search(r'value="atlas/privacy"\s+checked', html)
    assert "Rif Bank" not in html.replace(">Rif Bank</option>", "")
    assert "Rif Bank" in client.get("/en/subscribe/").content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("policy=atlas/nothing", 404),
        ("policy=nobody/privacy", 404),
        ("hub=nobody", 404),
        ("policy=%00/../", 404),
        ("policy=atlas/consulted", 200),
        ("hub=consulting", 200),
    ],
)
def test_what_sends_no_mail_offers_no_form(
    client: Client, page: PolicyPage, query: str, status: int
) -> None:
    publish(make_policy_page(page.organisation_page, slug="consulted", practice="consult"))
    publish(make_policy_page(make_organisation("consulting"), slug="privacy", practice="consult"))

    answer = client.get(f"/en/subscribe/?{query}")

    assert answer.status_code == status
    assert 'type="email"' not in answer.content.decode()


def test_a_consulted_policy_cannot_be_subscribed_to(ask: Callable[..., Any], page: PolicyPage) -> None:
    publish(make_policy_page(page.organisation_page, slug="consulted", practice="consult"))

    assert ask(what=["atlas/consulted"]).status_code == 400


def test_no_address_is_in_any_web_address(ask: Callable[..., Any], client: Client, send: Send) -> None:
    answer = ask()
    send()

    assert "@" not in answer.url
    assert "@" not in link("subscribe/confirm")
    assert "mail.example" not in client.get(link("subscribe/confirm")).content.decode()
