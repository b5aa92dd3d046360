"""What a subscriber can see and change by the signed link, and that being erased leaves no address."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from policies.notification.confirmations import Confirmation
from policies.notification.consent_log import Consent, Suppression, subject_of
from policies.notification.models import Subscriber, Subscription
from policies.notification.personal_data import erase
from policies.notification.signed_links import Purpose, make_token
from policies.notification.subscribing import subscribe, subscribe_confirmed
from policies.notification.subscription_offers import Offer
from tests.notification.register import Register, make_register

pytestmark = pytest.mark.django_db

ADDRESS = "amina@mail.example"


@pytest.fixture(autouse=True)
def _local(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def register() -> Register:
    return make_register()


@pytest.fixture
def amina(register: Register) -> Subscriber:
    return register.subscribe("amina")


def path(subscriber: Subscriber, name: str = "preferences", language: str = "en") -> str:
    return reverse(f"policies:{name}", args=[language, make_token(Purpose.MANAGE, subscriber.uuid)])


def test_the_page_shows_and_changes_language_scope_and_frequency(
    client: Client, amina: Subscriber, register: Register
) -> None:
    shown = client.get(path(amina)).content.decode()
    assert 'value="atlas/privacy" checked' in shown
    assert ADDRESS not in shown

    answer = client.post(
        path(amina), {"language": "ar", "frequency": "weekly", "what": ["atlas", "atlas/privacy"]}
    )

    assert "Your choices are saved" in answer.content.decode()
    amina.refresh_from_db()
    assert (amina.language, amina.frequency) == ("ar", "weekly")
    assert {str(s.policy or s.organisation.slug) for s in amina.subscriptions.confirmed()} == {
        "atlas",
        "atlas/privacy",
    }
    entry = Consent.objects.of(ADDRESS).last()
    assert (entry.act, entry.way, entry.language) == ("changed", "preferences", "ar")
    assert "أطلس" in entry.text


def test_nothing_ticked_or_unknown_changes_nothing(client: Client, amina: Subscriber) -> None:
    for what in ([], ["atlas/unknown"]):
        values = {"language": "ar", "frequency": "weekly", "what": what}
        assert client.post(path(amina), values).status_code == 400

    amina.refresh_from_db()
    assert amina.language == "en"
    assert amina.subscriptions.count() == 1


def test_a_clause_that_is_followed_stays_on_offer(client: Client, register: Register) -> None:
    reader = register.subscribe("reader", clause=register.key(1))

    shown = client.get(path(reader)).content.decode()

    assert f'value="atlas/privacy#{register.key(1)}" checked' in shown
    assert "2. Storage en" in shown


def test_the_download_holds_everything_that_is_kept(client: Client, amina: Subscriber) -> None:
    answer = client.get(path(amina, "preferences_data"))

    assert answer.headers["Content-Disposition"].startswith("attachment")
    data = json.loads(answer.content)
    assert data["address"] == ADDRESS
    assert data["subscriptions"][0]["policy"] == "privacy"
    assert data["consents"][0]["act"] == "entered"
    assert data["notices"] == []


@pytest.mark.parametrize("name", ["preferences", "preferences_data", "preferences_erase"])
def test_links_for_other_purposes_do_not_open_it(client: Client, amina: Subscriber, name: str) -> None:
    for token in (
        make_token(Purpose.UNSUBSCRIBE, amina.uuid),
        make_token(Purpose.CONFIRM, amina.uuid),
        "forged",
    ):
        address = reverse(f"policies:{name}", args=["en", token])
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert Subscriber.objects.exists()


def test_the_link_expires_and_a_new_one_can_be_asked_for(
    client: Client, amina: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = timezone.now() - timedelta(days=91)
    monkeypatch.setattr("django.core.signing.time.time", old.timestamp)
    address = path(amina)
    monkeypatch.undo()

    answer = client.get(address)

    assert answer.status_code == 410
    assert reverse("policies:preferences_link", args=["en"]) in answer.content.decode()


def test_the_link_is_sent_to_subscribers_and_the_answer_is_the_same_for_all(
    client: Client, amina: Subscriber, send: Callable[[], str]
) -> None:
    address = reverse("policies:preferences_link", args=["en"])
    answers = [
        client.post(address, {"email": email})
        for email in (ADDRESS, "nobody@mail.example", ADDRESS.upper())
    ]
    send()

    assert {(a.status_code, a.url) for a in answers} == {(302, "/en/preferences/asked/")}
    assert [message.to for message in mail.outbox] == [[ADDRESS]]
    assert "/en/preferences/" in str(mail.outbox[0].body)
    assert client.get("/en/preferences/asked/").status_code == 200
    assert client.post(address, {"email": "nothing"}).status_code == 400
    assert client.post(address, {"email": ADDRESS, "website": "x"}).status_code == 302


def test_get_erases_nothing_and_post_leaves_the_address_nowhere(
    client: Client,
    register: Register,
    send: Callable[[], str],
) -> None:
    subscribe(
        email=ADDRESS,
        language="en",
        offers=[Offer(organisation=register.policy.organisation, policy=register.policy)],
    )
    subscribe_confirmed(email=ADDRESS, language="en", organisation=register.organisation)
    amina = Subscriber.objects.get()
    register.publish(a=11)
    send()
    client.get(path(amina, "preferences_erase"))
    assert Subscriber.objects.exists()

    answer = client.post(path(amina, "preferences_erase"))

    assert "erased" in answer.content.decode()
    assert list(_everywhere(ADDRESS)) == []
    assert Suppression.objects.get().subject == subject_of(ADDRESS)
    assert Consent.objects.of(ADDRESS).last().act == "erased"
    assert client.get(path(amina)).status_code == 410


def _everywhere(address: str) -> list[str]:
    """Every column of ours that holds the address in any row."""
    found = []
    for model in apps.get_app_config("policies").get_models():
        for row in model._default_manager.values():
            found += [
                f"{model.__name__}.{name}"
                for name, value in row.items()
                if address.partition("@")[0]
                in str(bytes(value) if isinstance(value, memoryview) else value)
            ]
    return found


def test_the_search_for_an_address_finds_one(amina: Subscriber) -> None:
    assert _everywhere(ADDRESS) == ["Subscriber.email"]


def test_an_erased_address_is_not_entered_again_but_may_ask_itself(
    client: Client, amina: Subscriber, register: Register, settings: Any
) -> None:
    client.post(path(amina, "preferences_erase"))
    # Also when the key was changed since.
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    with pytest.raises(ValidationError):
        register.subscribe("amina")

    confirmation = subscribe(
        email=ADDRESS,
        language="en",
        offers=[Offer(organisation=register.policy.organisation, policy=register.policy)],
    )
    assert confirmation is not None
    client.post(
        reverse(
            "policies:subscribe_confirm", args=["en", make_token(Purpose.CONFIRM, confirmation.uuid)]
        )
    )

    assert Subscription.objects.confirmed().count() == 1
    assert not Suppression.objects.exists()


def test_the_log_says_when_what_and_how(client: Client, register: Register) -> None:
    confirmation = subscribe(
        email=ADDRESS,
        language="fr",
        offers=[Offer(organisation=register.policy.organisation, policy=register.policy)],
        frequency="weekly",
    )
    assert confirmation is not None
    address = reverse(
        "policies:subscribe_confirm", args=["fr", make_token(Purpose.CONFIRM, confirmation.uuid)]
    )
    shown = client.get(address).content.decode()
    assert not Consent.objects.exists(), "nobody has agreed to anything yet"
    client.post(address)
    client.post(address)
    reader = Subscriber.objects.get()
    client.post(
        reverse("policies:unsubscribe", args=["fr", make_token(Purpose.UNSUBSCRIBE, reader.uuid)]),
        {"List-Unsubscribe": "One-Click"},
    )

    entries = list(Consent.objects.of(ADDRESS))
    assert [(e.act, e.way) for e in entries] == [
        ("asked", "form"),
        ("confirmed", "link"),
        ("ended", "one_click"),
    ]
    opening, name, ending = entries[1].text.split("\n")
    assert opening in shown
    assert ending in shown
    assert "Politique de confidentialité" in name
    assert entries[1].scope == [
        {"organisation": "atlas", "policy": "privacy", "policy_uuid": str(register.policy.uuid)}
    ]
    assert entries[0].at == confirmation.created_at < entries[1].at
    assert entries[1].frequency == "weekly"
    assert reader.frequency == "weekly"
    assert all(ADDRESS not in str(vars(entry)) for entry in entries)


def test_the_log_is_never_changed_or_emptied_by_whatever_code(register: Register) -> None:
    subscriber = register.subscribe("amina")

    for change in (
        lambda: Consent.objects.of(ADDRESS).delete(),
        lambda: Consent.objects.update(text="something else"),
        lambda: Consent.objects.get().delete(),
    ):
        with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
            change()
    erase(subscriber)

    assert [entry.act for entry in Consent.objects.of(ADDRESS)] == ["entered", "erased"]


def test_an_address_that_never_confirmed_leaves_no_entry(client: Client, register: Register) -> None:
    from django.db.models.functions import Now

    from policies.notification.personal_data import forget

    subscribe(
        email=ADDRESS,
        language="fr",
        offers=[Offer(organisation=register.policy.organisation, policy=register.policy)],
    )
    long_ago = Now() - timedelta(days=31)
    Subscriber.objects.update(created_at=long_ago)
    Confirmation.objects.update(created_at=long_ago)

    assert forget() == 1
    assert not Consent.objects.exists()
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("frequency", "kept"), [("every", "every"), ("weekly", "weekly"), ("", "substantial")]
)
def test_the_form_offers_a_clause_and_the_choice_of_changes(
    client: Client, register: Register, frequency: str, kept: str
) -> None:
    key = register.key(1)
    form = f"/en/subscribe/?policy=atlas/privacy&clause={key}"
    shown = client.get(form).content.decode()
    value = f"atlas/privacy#{key}"
    assert f'value="{value}" checked' in shown
    assert shown.count(" checked") == 3, "the clause, the language, substantial changes"

    values = {"email": ADDRESS, "language": "en", "frequency": frequency, "what": [value]}
    assert client.post(form, values).status_code == 302

    assert Subscription.objects.get().clause == key
    assert Confirmation.objects.get().frequency == kept


@pytest.mark.parametrize("clause", ["", "x", "00000000-0000-4000-8000-000000000000", "%00"])
def test_an_unknown_clause_offers_the_whole_policy(
    client: Client, register: Register, clause: str
) -> None:
    shown = client.get(f"/en/subscribe/?policy=atlas/privacy&clause={clause}").content.decode()

    assert 'value="atlas/privacy" checked' in shown
    assert "privacy#" not in shown


def test_a_clause_of_another_policy_is_not_offered(client: Client, register: Register) -> None:
    other = make_register()

    shown = client.get(f"/en/subscribe/?policy={register.policy}&clause={other.key(0)}")

    assert "privacy#" not in shown.content.decode()


def test_models_keep_no_network_address() -> None:
    fields = [
        field
        for model in apps.get_app_config("policies").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.GenericIPAddressField)
    ]
    assert fields == []
