"""The read-only lists of the admin."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from policies.authoring.organisation_page import OrganisationPage
from policies.notification.consent_log import subject_of
from policies.notification.models import Subscriber
from policies.notification.subscribing import subscribe_confirmed
from policies.publication.models import PolicyVersion
from tests.factories import home, make_organisation, make_policy_page, publish, publish_text
from tests.people import ADMINISTRATORS, AUTHORS, OWNERS, PUBLISHERS, TRANSLATORS, join

pytestmark = pytest.mark.django_db


def signed_in(client: Client, group: str) -> Client:
    home()
    user = User.objects.create_user("member", "member@example.org", "x")
    join(user, group)
    client.force_login(user)
    return client


def test_publisher_sees_versions_and_what_can_be_done(client: Client) -> None:
    page = make_policy_page()
    publish(page)
    today = page.policy.organisation.today()
    announced = publish_text(page, "Neu", effective_date=today + timedelta(days=9))

    shown = signed_in(client, PUBLISHERS).get("/admin/versions/").content.decode()

    assert "atlas/privacy v2" in shown
    assert f"/admin/policies/version/{announced.pk}/withdraw/" in shown
    assert f"/admin/policies/version/{announced.pk}/restore/" in shown


@pytest.mark.parametrize(
    ("group", "path", "status"),
    [
        (AUTHORS, "versions", 200),
        (TRANSLATORS["ar"], "versions", 302),
        (ADMINISTRATORS, "subscribers", 200),
        (PUBLISHERS, "subscribers", 302),
        (ADMINISTRATORS, "consents", 200),
        (PUBLISHERS, "consents", 302),
    ],
)
def test_lists_are_for_those_who_may_view(client: Client, group: str, path: str, status: int) -> None:
    assert signed_in(client, group).get(f"/admin/{path}/").status_code == status


@pytest.mark.parametrize("path", ["versions", "subscribers", "consents"])
def test_lists_have_no_page_that_changes_anything(client: Client, path: str) -> None:
    client.force_login(User.objects.create_superuser("admin", "admin@example.org", "x"))
    publish(make_policy_page())
    Subscriber.objects.create(email="a@example.org", language="fr")

    for address in ("new", "edit/1", "delete/1", "copy/1"):
        assert client.post(f"/admin/{path}/{address}/").status_code == 404
    assert client.get(f"/admin/{path}/").status_code == 200


def test_list_of_versions_asks_no_query_per_row(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    page = make_policy_page()
    for number in range(8):
        publish_text(page, f"Text {number}")
    signed_in(client, PUBLISHERS).get("/admin/versions/")

    with django_assert_max_num_queries(25):
        client.get("/admin/versions/")

    assert PolicyVersion.objects.count() == 8


def test_consents_are_found_by_the_address_and_name_none(client: Client) -> None:
    client.force_login(User.objects.create_superuser("admin", "admin@example.org", "x"))
    policy = publish(make_policy_page()).policy
    for address in ("amina@example.org", "other@example.org"):
        subscribe_confirmed(email=address, language="fr", policy=policy)

    listed = client.get("/admin/consents/").content.decode()
    found = client.get("/admin/consents/", {"q": "Amina@EXAMPLE.org"}).content.decode()
    nobody = client.get("/admin/consents/", {"q": "amina"}).content.decode()

    digests = [subject_of(f"{name}@example.org")[:16] for name in ("amina", "other")]
    assert [digest in listed for digest in digests] == [True, True]
    assert [digest in found for digest in digests] == [True, False]
    assert [digest in nobody for digest in digests] == [False, False]
    assert "other@example.org" not in listed


def test_owner_sees_readers_and_consents_of_their_organisation_only(client: Client) -> None:
    """An address that follows two organisations is in both lists; what it agreed to elsewhere is not said."""
    mine, other = (
        publish(make_policy_page(make_organisation(slug))).policy for slug in ("mine", "other")
    )
    for address, policies in (
        ("own@example.org", [mine]),
        ("both@example.org", [mine, other]),
        ("theirs@example.org", [other]),
    ):
        for policy in policies:
            subscribe_confirmed(email=address, language="en", policy=policy)
    owner = User.objects.create_user("owner")
    client.force_login(join(owner, OWNERS, OrganisationPage.objects.get(slug="mine")))

    readers = client.get("/admin/subscribers/").content.decode()
    consents = client.get("/admin/consents/").content.decode()
    asked = client.get("/admin/consents/", {"q": "theirs@example.org"}).content.decode()

    assert ["own@example.org" in readers, "both@example.org" in readers] == [True, True]
    assert "theirs@example.org" not in readers
    assert subject_of("theirs@example.org")[:16] not in consents + asked
    assert consents.count(subject_of("both@example.org")[:16]) == 1


def test_owner_reads_the_deeds_of_their_organisation_only(client: Client) -> None:
    for slug in ("mine", "other"):
        publish(make_policy_page(make_organisation(slug)))
    owner = User.objects.create_user("owner")
    client.force_login(join(owner, OWNERS, OrganisationPage.objects.get(slug="mine")))

    shown = client.get("/admin/reports/audit/").content.decode()

    assert "mine/privacy v1" in shown
    assert "other/privacy v1" not in shown
