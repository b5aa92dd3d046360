"""The desk's page of reviewers from outside: invite, send again, revoke; and who may."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from policies.authoring.models import PolicyPage
from policies.authoring.outside import MOST_DAYS, OutsideReview
from policies.authoring.remarks import say
from policies.desk.outside_invites import MOST_TO_ONE
from tests.desk.outside_reviewing import ADDRESS, entered, invited, path_of
from tests.factories import make_organisation, make_policy_page
from tests.people import AUTHORS, OWNERS, PUBLISHERS, REVIEWERS, account, join, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> PolicyPage:
    page = make_policy_page()
    page.save_revision()
    return page


def of_role(role: str, page: PolicyPage) -> Client:
    return signed_in(join(account(role.split()[0].lower()), role, page.organisation_page))


def today_of(page: Any) -> date:
    today: date = page.organisation_page.organisation.today()
    return today


def form(page: PolicyPage, **values: str) -> dict[str, str]:
    until = today_of(page) + timedelta(days=3)
    sent = {"email": ADDRESS, "name": "Leïla Naciri", "language": "ar", "until": until.isoformat()}
    return sent | values


def at(page: PolicyPage) -> str:
    return reverse("policies_outside", args=[page.pk])


def test_link_is_mailed_in_the_language_of_the_invited(draft: PolicyPage, mailoutbox: list[Any]) -> None:
    client = of_role(PUBLISHERS, draft)
    assert client.post(at(draft), form(draft)).status_code == 302
    review = OutsideReview.objects.get()
    (mail,) = mailoutbox
    assert mail.to == [ADDRESS]
    assert mail.extra_headers["Content-Language"] == "ar"
    assert f"/ar/review/{review.link.hex}:" in mail.body
    assert "تطلب منكم" in mail.body
    shown = client.get(at(draft)).content.decode()
    assert "Leïla Naciri" in shown
    assert ADDRESS in shown


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"name": " "}, "name"),
        ({"name": "leila@cabinet.example"}, "name"),
        ({"until": ""}, "until"),
        ({"until": "31/02/2027"}, "until"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": "2999-01-01"}, "until"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(
    draft: PolicyPage, values: dict[str, str], field: str, mailoutbox: list[Any]
) -> None:
    response = of_role(PUBLISHERS, draft).post(at(draft), form(draft, **values))
    shown = response.content.decode()
    assert list(response.context["problems"]) == [field]
    assert 'aria-invalid="true"' in shown
    if field != "email":
        assert ADDRESS in shown
    assert not OutsideReview.objects.exists()
    assert not mailoutbox


def test_last_day_is_the_most_that_is_allowed_and_belongs_to_it(draft: PolicyPage) -> None:
    last = today_of(draft) + timedelta(days=MOST_DAYS)
    review = invited(draft, until=last)
    assert review.last_day == last
    assert review.until > timezone.now() + timedelta(days=MOST_DAYS)


@pytest.mark.parametrize(
    ("role", "status"), [(AUTHORS, 302), (REVIEWERS, 200), (PUBLISHERS, 200), (OWNERS, 200)]
)
def test_right_is_asked_of_the_role(draft: PolicyPage, role: str, status: int) -> None:
    client = of_role(role, draft)
    assert client.get(at(draft)).status_code == status
    client.post(at(draft), form(draft))
    assert OutsideReview.objects.exists() == (status == 200)


def test_editor_of_another_organisation_meets_nothing(draft: PolicyPage) -> None:
    review = invited(draft)
    other = make_policy_page(make_organisation("rif"), "other")
    client = signed_in(join(account("stranger"), OWNERS, other.organisation_page))
    named = {"page_id": draft.pk, "review": review.uuid}
    for name in ("policies_outside_again", "policies_outside_revoke"):
        assert client.post(reverse(name, kwargs=named)).status_code == 404
        mixed = named | {"page_id": other.pk}
        assert client.post(reverse(name, kwargs=mixed)).status_code == 404
    assert client.get(at(draft)).status_code == 404
    assert client.post(at(draft), form(draft, email="x@rif.example")).status_code == 404
    review.refresh_from_db()
    assert review.revoked_at is None
    assert OutsideReview.objects.count() == 1


def test_new_link_replaces_the_earlier_one_and_shuts_the_browser(
    draft: PolicyPage, mailoutbox: list[Any]
) -> None:
    review = invited(draft)
    before, reader = path_of(review), entered(review, mailoutbox)
    client = of_role(OWNERS, draft)
    client.post(reverse("policies_outside_again", args=[draft.pk, review.uuid]))
    review.refresh_from_db()
    assert f"/fr/review/{review.link.hex}:" in mailoutbox[-1].body
    assert reader.get(before).status_code == 410
    assert "vos données" not in reader.get(path_of(review)).content.decode()


def test_revoked_link_is_shut_at_once_and_shown_as_revoked(
    draft: PolicyPage, mailoutbox: list[Any]
) -> None:
    review = invited(draft)
    reader = entered(review, mailoutbox)
    client = of_role(OWNERS, draft)
    client.post(reverse("policies_outside_revoke", args=[draft.pk, review.uuid]))
    assert reader.get(path_of(review)).status_code == 410
    assert "revoked" in client.get(at(draft), headers={"accept-language": "en"}).content.decode()
    assert not client.post(reverse("policies_outside_again", args=[draft.pk, review.uuid])).context


def test_invited_again_has_one_link_that_works(draft: PolicyPage) -> None:
    first = invited(draft)
    invited(draft, by=first.by, email=ADDRESS.upper())
    assert Client().get(path_of(first)).status_code == 410
    assert OutsideReview.objects.standing().count() == 1


def test_one_mailbox_is_not_written_to_without_end(draft: PolicyPage) -> None:
    client = of_role(PUBLISHERS, draft)
    for _ in range(MOST_TO_ONE + 1):
        client.post(at(draft), form(draft))
    assert OutsideReview.objects.count() == MOST_TO_ONE


def test_mail_server_that_is_down_is_said(draft: PolicyPage, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_named: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("policies.notification.letters.Letter.send", refuse)
    response = of_role(PUBLISHERS, draft).post(at(draft), form(draft), follow=True)
    assert "alert" in response.content.decode() or list(response.context["messages"])
    assert OutsideReview.objects.exists()


def test_answer_is_told_to_the_mailbox_without_its_words_and_once_an_hour(
    draft: PolicyPage, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    review = invited(draft)
    key = str(review.document.sections[0].key)
    thread = say(page=draft, by=None, outside=review, text="Pourquoi ?", key=key, language="fr")
    client = of_role(AUTHORS, draft)
    address = f"/admin/policies/{draft.pk}/remarks/say/"
    sent = json.dumps({"answers": thread.pk, "text": "Réponse confidentielle"})
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            shown = client.post(address, sent, content_type="application/json").json()
    assert shown["outside"] == "Leïla Naciri"
    (mail,) = mailoutbox
    assert mail.to == [ADDRESS]
    assert "confidentielle" not in mail.body
    assert f"/fr/review/{review.link.hex}:" in mail.body
