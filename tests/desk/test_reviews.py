"""A policy has a day on which it is looked at again; those who publish are reminded, readers are told nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from policies.desk.reviews import remind
from policies.publication.models import Policy
from tests.factories import make_organisation, make_policy_page, publish
from tests.people import AUTHORS, OWNERS, PUBLISHERS, account, join, signed_in

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/reports/reviews/"
TODAY = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def _outbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def policy() -> Policy:
    page = make_policy_page()
    publish(page)
    found = Policy.objects.get()
    for name, role in (("publisher", PUBLISHERS), ("owner", OWNERS), ("author", AUTHORS)):
        join(account(name), role)
    return found


def set_day(policy: Policy, day: date) -> None:
    Policy.objects.filter(pk=policy.pk).update(review_by=day)


def test_publisher_sets_the_day_and_author_does_not(policy: Policy) -> None:
    given = {"policy": policy.pk, "review_by": "2027-06-30"}
    author = signed_in(User.objects.get(username="author")).post(ADDRESS, given)
    assert author.status_code in (302, 403)
    policy.refresh_from_db()
    assert policy.review_by is None

    response = signed_in(User.objects.get(username="publisher")).post(ADDRESS, given)

    policy.refresh_from_db()
    assert response.status_code == 302
    assert policy.review_by == date(2027, 6, 30)


def test_another_organisations_policy_is_not_there(policy: Policy) -> None:
    elsewhere = make_organisation("elsewhere")
    stranger = signed_in(join(account("stranger"), PUBLISHERS, elsewhere))

    assert stranger.post(ADDRESS, {"policy": policy.pk, "review_by": "2027-06-30"}).status_code == 404
    assert "atlas" not in stranger.get(ADDRESS).content.decode().lower().split("<table")[-1]


@pytest.mark.parametrize("value", ["tomorrow", "2027-02-30", "99999999999-01-01"])
def test_what_is_no_day_is_not_saved(policy: Policy, value: str) -> None:
    signed_in(User.objects.get(username="owner")).post(
        ADDRESS, {"policy": policy.pk, "review_by": value}
    )

    policy.refresh_from_db()
    assert policy.review_by is None


def test_those_who_publish_are_told_when_it_is_near_and_on_the_day_once_each(policy: Policy) -> None:
    set_day(policy, TODAY)

    counts = [remind(TODAY + timedelta(days=days)) for days in (-31, -30, -29, -1, 0, 0, 1, 40)]

    assert counts == [0, 2, 0, 0, 2, 0, 0, 0]
    assert {to for each in mail.outbox for to in each.to} == {
        "publisher@people.example",
        "owner@people.example",
    }
    assert ADDRESS in mail.outbox[0].body


def test_policy_that_is_due_stands_on_the_dashboard(policy: Policy) -> None:
    set_day(policy, date(2026, 1, 1))

    html = signed_in(User.objects.get(username="owner")).get("/admin/").content.decode()

    assert ADDRESS in html


def test_readers_are_not_told(client: Client, policy: Policy) -> None:
    set_day(policy, TODAY)

    assert "2027" not in client.get("/api/v1/policies").content.decode()
