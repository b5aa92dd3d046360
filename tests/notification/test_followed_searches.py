"""Searches are followed: only what answers them is told, and each reader knows why."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models import Q
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from policies.notification.audience import write_reach
from policies.notification.confirmations import Confirmation
from policies.notification.consent_log import Consent
from policies.notification.followed_searches import searches_of
from policies.notification.models import FollowedSearch, Subscriber, Subscription
from policies.notification.moving import move
from policies.notification.personal_data import everything, forget
from policies.notification.signed_links import Purpose, make_token
from policies.notification.subscribing import MOST_SEARCHES, subscribe, subscribe_confirmed
from policies.notification.subscription_offers import Offer
from policies.publication.models import Organisation, Policy, PolicyVersion
from policies.publication.reach import reach_of
from policies.publication.withdraw import withdraw
from tests.factories import NOTES
from tests.notification.register import Register, make_register
from tests.notification.test_pages import link
from tests.withholding import withhold

pytestmark = pytest.mark.django_db

Send = Callable[[], str]


@pytest.fixture(autouse=True)
def _local(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def register() -> Register:
    return make_register()


def search(words: str = "", language: str = "en", **terms: Any) -> FollowedSearch:
    language = language if words else ""
    return FollowedSearch.objects.create(words=words, language=language, **terms)


def follow(
    register: Register, name: str, found: FollowedSearch, language: str = "en", **more: Any
) -> None:
    subscribe_confirmed(email=f"{name}@mail.example", language=language, search=found, **more)
    # Before all that is published: a weekly message tells of what came after.
    Subscription.objects.update(confirmed_at=Now() - timedelta(days=30))


def told() -> set[str]:
    found = {message.to[0].partition("@")[0] for message in mail.outbox}
    mail.outbox.clear()
    return found


def test_only_what_answers_the_search_is_told(register: Register, send: Send) -> None:
    other = Organisation.objects.create(slug="other", name_fr="Autre")
    searches = {
        "changed": search("data"),  # the heading of the clause that changes
        "untouched": search("storage"),
        "backups": search("backups"),
        "before": search("10 days"),  # as it was
        "after": search("77 days"),
        "nowhere": search("cookies"),
        "not": search("data -77"),
        "kind": search(kind="privacy"),
        "other-kind": search(kind="terms"),
        "words-of-kind": search("data", kind="privacy", organisation=register.organisation),
        "other-organisation": search("data", organisation=other),
        "french": search("gardons", "fr"),
        "arabic": search("نحتفظ", "ar"),
        "arabic-in-english": search("نحتفظ", "en"),
    }
    for name, found in searches.items():
        follow(register, name, found)

    register.publish(a=77)
    send()

    expected = {"changed", "before", "after", "not", "kind", "words-of-kind", "french", "arabic"}
    assert told() == expected
    register.publish(significance="minor", b=78)
    send()
    assert told() == set(), "they asked for substantial changes"


def test_minor_changes_are_told_at_once_or_in_a_weekly_message(
    register: Register, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, storage = search("data"), search("storage")
    follow(register, "at-once", data, frequency="every")
    follow(register, "weekly", data, frequency="weekly")
    follow(register, "weekly-of-another", storage, frequency="weekly")
    register.publish(significance="minor", a=78)
    send()
    assert told() == {"at-once"}
    now = timezone.now
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + timedelta(days=7))

    send()

    assert told() == {"weekly"}


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("en", "subscribed to a search that this change answers: Clauses that hold “data”"),
        ("fr", "une recherche à laquelle ce changement répond"),
        ("ar", "مشترك في بحث"),
    ],
)
def test_mail_says_which_search(register: Register, send: Send, language: str, why: str) -> None:
    follow(register, "amina", search("data", kind="privacy"), language)
    register.publish(a=77)

    send()

    (message,) = mail.outbox
    body = " ".join(str(message.body).split())
    assert why in body
    assert "data" in body
    assert "List-Unsubscribe" in message.extra_headers


def test_widest_subscription_is_the_reason(register: Register, send: Send) -> None:
    data, storage = search("data"), search("storage")
    follow(register, "both", data)
    register.subscribe("both")
    follow(register, "untouched-clause", data)
    register.subscribe("untouched-clause", clause=register.key(1))
    follow(register, "two", storage)
    follow(register, "two", data)

    register.publish(a=77)
    send()

    assert len(mail.outbox) == 3
    said = {m.to[0].partition("@")[0]: " ".join(str(m.body).split()) for m in mail.outbox}
    assert "subscribed to changes of" in said["both"]
    assert "hold “data”" in said["untouched-clause"]
    assert "hold “data”" in said["two"]


def test_who_was_told_is_told_of_the_correction_and_the_withdrawal_whatever_they_hold(
    register: Register, send: Send
) -> None:
    follow(register, "data", search("77"))
    follow(register, "storage", search("storage"))
    register.publish(days=30, a=77)
    send()
    assert told() == {"data"}

    sixth = register.publish(days=20, significance="minor", a=11, b=12)  # holds it no more, as before
    send()
    assert "data" in told()

    withdraw(version=sixth, reason=NOTES, by="Test")
    send()
    assert "data" in told()


def test_words_of_a_withheld_clause_answer_nothing(register: Register) -> None:
    found = search("77")
    version = register.publish(a=77)
    assert list(searches_of(version)) == [found.pk]
    withhold(version, part=str(register.key(0)))
    assert list(searches_of(PolicyVersion.objects.get(pk=version.pk))) == []


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_whole_way_from_the_search_page_to_unsubscribing(
    client: Client, register: Register, send: Send, language: str
) -> None:
    found = client.get(reverse("policies:search", args=[language]), {"q": "data", "kind": "privacy"})
    asked = reverse("policies:subscribe", args=[language])
    assert f'href="{asked}?q=data&amp;kind=privacy&amp;hub="' in found.content.decode()
    page = client.get(asked, {"q": "data", "kind": "privacy", "hub": ""})
    (group,) = page.context["groups"]
    (offer,) = group[1]
    assert page.context["form"].initial["what"] == [offer.value]
    assert not FollowedSearch.objects.exists(), "looking keeps nothing"
    assert [choices[0].value for _name, choices in page.context["responsible"]] == ["atlas"]

    sent = {"email": "amina@mail.example", "language": language, "what": [offer.value]}
    answer = client.post(f"{asked}?q=data&kind=privacy&hub=", sent)
    assert answer.status_code == 302
    send()
    confirmed = client.post(link("subscribe/confirm"))
    assert "data" in confirmed.content.decode()
    consent = Consent.objects.get(act="confirmed")
    assert consent.scope[0]["search"] == {"words": "data", "language": language, "kind": "privacy"}
    assert offer.title in consent.text

    amina = Subscriber.objects.get()
    assert everything(amina)["subscriptions"][0]["search"]["words"] == "data"
    token = make_token(Purpose.MANAGE, amina.uuid)
    preferences = reverse("policies:preferences", args=[language, token])
    shown = client.get(preferences)
    text = re.sub(r"<[^>]*>|[\u2066-\u2069]", "", shown.content.decode())
    assert offer.title in text
    kept = shown.context["form"].initial
    assert kept["what"] == [offer.value]
    changed = {"language": "en", "frequency": "weekly", "what": ["atlas/privacy", offer.value]}
    assert client.post(preferences, changed).status_code == 200
    assert amina.subscriptions.count() == 2
    client.post(preferences, changed | {"what": ["atlas/privacy"]})
    assert amina.subscriptions.get().search is None
    forget()
    assert not FollowedSearch.objects.exists(), "nobody follows it"


def test_search_of_an_organisation_is_narrowed_from_its_page(client: Client, register: Register) -> None:
    page = client.get(reverse("policies:organisation", args=["en", "atlas"]))
    asked = reverse("policies:subscribe", args=["en"])
    assert f'href="{asked}?hub=atlas#search"' in page.content.decode()
    form = client.get(asked, {"hub": "atlas"}).context["terms"]
    assert form["hub"].value() == "atlas"


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"q": "", "kind": ""}, "Give words to find, or choose a kind."),
        ({"q": "-data", "kind": ""}, "“-data” holds no word to find."),
        ({"q": "…", "kind": ""}, "holds no word to find"),
        ({"q": "x" * 201, "kind": ""}, "at most 200 characters"),
        ({"q": "data", "kind": "nonsense"}, "nonsense is not one of the available choices"),
        ({"q": "data\x00", "kind": ""}, "Null characters are not allowed"),
    ],
)
def test_search_that_finds_nothing_is_refused_beside_its_field(
    client: Client, register: Register, terms: dict[str, str], said: str
) -> None:
    page = client.get(reverse("policies:subscribe", args=["en"]), terms)
    assert said in page.content.decode()


def test_same_search_is_one_row_and_an_address_follows_so_many(register: Register) -> None:
    offers = [
        Offer(organisation=None, search=FollowedSearch(words=f"word{number}", language="en"))
        for number in range(MOST_SEARCHES + 3)
    ]
    subscribe(email="amina@mail.example", language="en", offers=offers)
    subscribe(email="badr@mail.example", language="en", offers=offers[:2])
    assert FollowedSearch.objects.filter(words="word0").count() == 1
    assert Subscriber.objects.at("amina@mail.example").get().subscriptions.count() == MOST_SEARCHES


def test_readers_of_a_kind_are_counted_and_each_once(register: Register) -> None:
    kind = search(kind="privacy")
    follow(register, "kind", kind)
    follow(register, "both", kind)
    register.subscribe("both")
    follow(register, "terms", search(kind="terms"))
    follow(register, "words", search("data"))

    write_reach()

    assert reach_of(register.policy) == {"en": 2}


def test_searches_are_asked_once_and_again_when_one_comes(
    register: Register,
) -> None:
    first = search("data")
    version = register.publish(a=77)
    assert list(searches_of(version)) == [first.pk]
    second = search("77")
    assert list(searches_of(version)) == [first.pk, second.pk]
    Policy.objects.update(kind="terms")
    third = search(kind="terms")
    version = PolicyVersion.objects.select_related("policy__organisation").get(pk=version.pk)
    assert third.pk in searches_of(version)


def test_address_that_moves_takes_its_searches_along(register: Register) -> None:
    found = search("data")
    follow(register, "old", found)
    register.subscribe("new")
    old = Subscriber.objects.get(email="old@mail.example")
    asked = Confirmation.objects.create(
        subscriber=old, kind="move", address="new@mail.example", language="en"
    )

    moved = move(make_token(Purpose.MOVE, asked.uuid))

    assert moved.subscriptions.filter(Q(search=found) | Q(policy=register.policy)).count() == 2
    assert json.dumps(everything(moved), default=str)
