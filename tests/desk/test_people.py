"""The page of an organisation's people, in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import translation

from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.people.membership import Invitation, Membership
from policies.authoring.people.roles import Role
from policies.publication.models import Organisation
from tests.factories import make_organisation
from tests.people import ADMINISTRATORS, AUTHORS, OWNERS, PUBLISHERS, account, join, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def atlas() -> OrganisationPage:
    return make_organisation("atlas")


@pytest.fixture
def owner(atlas: OrganisationPage) -> Any:
    return join(account("owner"), OWNERS, atlas)


def address(page: OrganisationPage, rest: str = "") -> str:
    return f"/admin/organisations/{page.organisation_id}/{rest}"


def test_owner_of_one_organisation_is_led_to_its_people(atlas: OrganisationPage, owner: Any) -> None:
    make_organisation("other")

    assert signed_in(owner).get("/admin/organisations/").headers["Location"] == address(atlas)


def test_page_lists_its_people_and_nobody_else(atlas: OrganisationPage, owner: Any) -> None:
    join(account("amal"), AUTHORS, atlas)
    join(account("elsewhere"), OWNERS, make_organisation("other"))

    shown = signed_in(owner).get(address(atlas)).content.decode()

    assert "amal@people.example" in shown
    assert "elsewhere" not in shown


def test_owner_invites_and_takes_back(atlas: OrganisationPage, owner: Any) -> None:
    client = signed_in(owner)
    sent = {"email": "nadia@people.example", "roles": ["author", "reviewer"], "language": "ar"}

    client.post(address(atlas, "invite/"), sent)
    invitation = Invitation.objects.get()
    listed = client.get(address(atlas)).content.decode()
    client.post(address(atlas, f"revoke/{invitation.uuid}/"))

    assert [message.to for message in mail.outbox] == [["nadia@people.example"]]
    assert invitation.roles == ["author", "reviewer"]
    assert "nadia@people.example" in listed
    assert "nadia@people.example" not in client.get(address(atlas)).content.decode()


def test_refused_invitation_says_why_and_keeps_what_was_typed(
    atlas: OrganisationPage, owner: Any
) -> None:
    sent = {"email": "nobody", "roles": ["author"], "language": "ar"}

    answer = signed_in(owner).post(address(atlas, "invite/"), sent)

    form = BeautifulSoup(answer.content, "html.parser").find("form", class_="desk-invite")
    assert form is not None
    assert "“nobody” is not an email address." in answer.content.decode()
    assert form.find("input", id="invite-email")["value"] == "nobody"
    assert [box["value"] for box in form.find_all("input", checked=True)] == ["author"]


def test_owner_changes_roles_removes_and_hands_over(atlas: OrganisationPage, owner: Any) -> None:
    client = signed_in(owner)
    amal, badr = (join(account(name), AUTHORS, atlas) for name in ("amal", "badr"))

    client.post(address(atlas, f"roles/{amal.pk}/"), {"roles": ["publisher"]})
    client.post(address(atlas, f"roles/{badr.pk}/"), {"roles": ["author"], "remove": "1"})
    answer = client.post(address(atlas, f"hand-over/{amal.pk}/"))

    held = set(Membership.objects.values_list("person__username", "role"))
    assert held == {("amal", "publisher"), ("amal", "owner"), ("owner", "publisher")}
    assert answer.headers["Location"] == "/admin/"


def test_last_owner_is_told_why_they_stay(atlas: OrganisationPage, owner: Any) -> None:
    answer = signed_in(owner).post(address(atlas, f"roles/{owner.pk}/"), {"remove": "1"}, follow=True)

    assert "is the last owner of" in answer.content.decode()
    assert Membership.objects.get().role == Role.OWNER


@pytest.mark.parametrize("rest", ["invite/", "roles/{person}/", "hand-over/{person}/"])
@pytest.mark.parametrize("role", [AUTHORS, PUBLISHERS])
def test_others_change_nobody(atlas: OrganisationPage, owner: Any, role: str, rest: str) -> None:
    person = join(account("somebody"), role, atlas)
    sent = {"email": "nadia@people.example", "roles": ["owner"], "language": "fr"}

    answer = signed_in(person).post(address(atlas, rest.format(person=person.pk)), sent)

    assert answer.status_code in (302, 403)
    assert not Invitation.objects.exists()
    assert Membership.objects.filter(person=person).count() == 1


def test_stranger_is_no_person_of_the_organisation(atlas: OrganisationPage, owner: Any) -> None:
    stranger = account("stranger")

    answer = signed_in(owner).post(address(atlas, f"roles/{stranger.pk}/"), {"roles": ["owner"]})

    assert answer.status_code == 404
    assert not Membership.objects.filter(person=stranger).exists()


def test_who_administers_the_site_creates_an_organisation_and_invites_its_owner() -> None:
    make_organisation("other")
    client = signed_in(join(account("root"), ADMINISTRATORS))
    sent = {"name": "أطلس", "authoritative": "ar", "slug": "atlas", "email": "nadia@people.example"}

    answer = client.post("/admin/organisations/new/", sent)

    made = Organisation.objects.get(slug="atlas")
    assert answer.headers["Location"] == f"/admin/organisations/{made.pk}/"
    assert (made.name_ar, made.authoritative, made.page.live) == ("أطلس", "ar", True)
    assert Invitation.objects.get().roles == ["owner"]
    assert mail.outbox[0].to == ["nadia@people.example"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"slug": "search"}, "is an address of the site itself"),
        ({"slug": "other"}, "Another organisation has this address"),
        ({"name": "أطلس", "slug": ""}, "The name has no plain letters"),
    ],
)
def test_organisation_needs_a_free_address(sent: dict[str, str], words: str) -> None:
    make_organisation("other")
    client = signed_in(join(account("root"), ADMINISTRATORS))
    whole = {"name": "Atlas", "authoritative": "fr", "slug": "", "email": "nadia@people.example"}

    answer = client.post("/admin/organisations/new/", whole | sent)

    assert words in answer.content.decode()
    assert not Invitation.objects.exists()


def test_owner_creates_no_organisation(owner: Any) -> None:
    assert signed_in(owner).get("/admin/organisations/new/").status_code == 404


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("en", "ltr"), ("ar", "rtl")])
def test_page_is_in_the_language_of_who_reads_it(
    atlas: OrganisationPage, owner: Any, language: str, direction: str
) -> None:
    from wagtail.users.models import UserProfile

    UserProfile.objects.create(user=owner, preferred_language=language)

    shown = signed_in(owner).get(address(atlas)).content.decode()

    assert f'lang="{language}"' in shown
    assert f'dir="{direction}"' in shown
    with translation.override(language):
        assert translation.gettext("Send the invitation") in shown


def test_pages_of_one_organisation_cost_the_same_among_many(atlas: OrganisationPage, owner: Any) -> None:
    pages = (
        "",
        "organisations/",
        address(atlas)[7:],
        "versions/",
        "notices/",
        "subscribers/",
        "consents/",
    )
    addresses = [f"/admin/{page}" for page in pages]
    client = signed_in(owner)
    alone = [_queries(client, each) for each in addresses]
    for number in range(20):
        join(account(f"owner-{number}"), OWNERS, make_organisation(f"other-{number}"))

    among_many = [_queries(client, each) for each in addresses]

    assert among_many == alone


def _queries(client: Client, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(path)
    return len(queries)
