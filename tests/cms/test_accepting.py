"""The link of an invitation: an account is made once, for a week, and one that exists is not taken over."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db.models.functions import Now
from django.test import Client

from policies.authoring.people.membership import Invitation, Membership
from policies.desk.invitations import invite, link_of, revoke, send
from policies.notification.signed_links import Purpose, make_token
from policies.publication.audit_trail import AuditEntry
from policies.publication.refusal import CannotChangePeople
from tests.factories import make_organisation
from tests.people import AUTHORS, OWNERS, account, join

pytestmark = pytest.mark.django_db

User = get_user_model()
ADDRESS = "Nadia@people.example"
PASSWORD = "olive grise sous la pluie"
ACCOUNT = {
    "username": "nadia", "first_name": "Nadia", "last_name": "Amrani",
    "password1": PASSWORD, "password2": PASSWORD,
}  # fmt: skip


@pytest.fixture
def owner() -> Any:
    return join(account("owner"), OWNERS, make_organisation("atlas"))


@pytest.fixture
def invited(owner: Any) -> Invitation:
    return invited_by(owner)


def invited_by(owner: Any, **values: Any) -> Invitation:
    organisation = Membership.objects.get(person=owner).organisation
    defaults = {"email": ADDRESS, "roles": ["author", "translator_ar"], "language": "fr"}
    return invite(organisation=organisation, by=owner, **defaults | values)


def path_of(invitation: Invitation) -> str:
    return link_of(invitation).partition("://")[2].partition("/")[2].join(["/", ""])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Invitation aux politiques"),
        ("en", "Invitation to the policies"),
        ("ar", "دعوة إلى سياسات"),
    ],
)
def test_mail_is_in_the_language_of_the_invited_and_leads_to_the_page(
    owner: Any, language: str, words: str
) -> None:
    send(invited_by(owner, language=language))

    [message] = mail.outbox
    link = re.search(r"http\S+/account/invitation/\S+", message.body)
    assert link is not None
    assert words in message.subject
    assert message.to == [ADDRESS]
    assert link[0] in message.alternatives[0][0]
    assert Client().get(link[0]).status_code == 200


def test_invited_makes_an_account_with_the_roles_and_signs_in(
    invited: Invitation, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = Client()

    made = client.post(path_of(invited), ACCOUNT)
    client.post("/account/login/", {"login": "nadia", "password": PASSWORD})

    person = User.objects.get(username="nadia")
    assert made.headers["Location"] == "/account/login/?next=%2Faccount%2F2fa%2F"
    assert (person.email, person.is_staff, person.is_superuser) == (ADDRESS, False, False)
    assert set(Membership.objects.filter(person=person).values_list("role", flat=True)) == {
        "author",
        "translator_ar",
    }
    assert client.get("/admin/").headers["Location"] == "/account/2fa/"  # a second factor first


def test_link_works_once(invited: Invitation) -> None:
    Client().post(path_of(invited), ACCOUNT)

    again = Client().get(path_of(invited))
    posted = Client().post(path_of(invited), ACCOUNT | {"username": "other"})

    assert (again.status_code, posted.status_code) == (410, 410)
    assert not User.objects.filter(username="other").exists()


def test_link_of_another_purpose_or_altered_opens_nothing(invited: Invitation) -> None:
    confirm = make_token(Purpose.CONFIRM, invited.uuid)
    client = Client()

    assert client.get(f"/account/invitation/{confirm}/").status_code == 404
    assert client.get(path_of(invited)[:-3] + "xx/").status_code == 404


def test_link_ends_with_its_week_and_when_it_is_taken_back(owner: Any, invited: Invitation) -> None:
    path = path_of(invited)
    Invitation.objects.update(created_at=Now() - timedelta(days=8))
    late = Client().get(path).status_code
    newer = invited_by(owner)
    revoke(invitation=newer, by=owner)

    assert (late, Client().get(path_of(newer)).status_code) == (410, 410)


def test_newer_invitation_takes_the_older_back(owner: Any, invited: Invitation) -> None:
    newer = invited_by(owner, email=ADDRESS.lower(), roles=["owner"])

    assert Client().get(path_of(invited)).status_code == 410
    assert Client().get(path_of(newer)).status_code == 200


def test_account_of_the_address_is_not_made_anew_but_signed_in(invited: Invitation) -> None:
    person = User.objects.create_user("known", ADDRESS.lower(), PASSWORD)
    stranger = Client()
    stranger.post(path_of(invited), ACCOUNT)
    client = Client()
    client.force_login(person)

    offered = client.get(path_of(invited)).content.decode()
    client.post(path_of(invited))

    assert not User.objects.filter(username="nadia").exists()
    assert "You are signed in as" in offered
    assert Membership.objects.filter(person=person).count() == 2


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"username": "OWNER"}, "Somebody else has this name"),
    ],
)
def test_bad_account_is_not_made_and_the_link_stays(
    invited: Invitation, values: dict[str, str], words: str
) -> None:
    answer = Client().post(path_of(invited), ACCOUNT | values)

    assert words in answer.content.decode()
    assert Client().get(path_of(invited)).status_code == 200


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"email": "nobody"}, "“nobody” is not an email address"),
        ({"roles": []}, "Choose at least one role"),
        ({"roles": ["king"]}, "Choose at least one role"),
        ({"language": "de"}, "Choose the language"),
        ({"email": f"{'a' * 150}@example.org"}, "is not an email address|Characters at most"),
    ],
)
def test_bad_invitation_is_refused(owner: Any, values: dict[str, Any], words: str) -> None:
    with pytest.raises(CannotChangePeople, match=words):
        invited_by(owner, **values)


def test_stranger_is_not_written_to_without_end(owner: Any) -> None:
    for _time in range(3):
        invited_by(owner)

    with pytest.raises(CannotChangePeople, match="was written to too often within a day"):
        invited_by(owner)


def test_only_owners_invite(owner: Any) -> None:
    author = join(account("author"), AUTHORS)

    with pytest.raises(CannotChangePeople, match="Only an owner"):
        invite(
            organisation=Membership.objects.filter(person=author).get().organisation,
            email=ADDRESS, roles=["owner"], language="fr", by=author,
        )  # fmt: skip


def test_invited_address_is_in_no_row_that_stays(invited: Invitation) -> None:
    Client().post(path_of(invited), ACCOUNT)

    assert not [
        row for row in AuditEntry.objects.all() if "nadia@" in f"{row.subject} {row.details}".lower()
    ]


def test_mail_server_that_is_silent_is_said(owner: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    assert send(invited_by(owner)) is False
