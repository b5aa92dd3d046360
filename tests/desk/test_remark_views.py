from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from wagtail.users.models import UserProfile

from policies.authoring.models import PolicyPage
from policies.authoring.remarks import Remark
from tests.factories import make_organisation, make_policy_page
from tests.people import AUTHORS, REVIEWERS, TRANSLATORS, account, join, signed_in

pytestmark = pytest.mark.django_db


def post(client: Client, page: PolicyPage, what: str, **sent: Any) -> Any:
    address = f"/admin/policies/{page.pk}/remarks/{what}"
    return client.post(address, json.dumps(sent), content_type="application/json")


@pytest.fixture
def draft() -> PolicyPage:
    page = make_policy_page()
    page.save_revision()
    return page


def words_on(page: PolicyPage) -> dict[str, str]:
    key = str(page.sections.get().key)
    return {"text": "Combien de temps ?", "key": key, "language": "fr", "quote": "vos données"}


def test_who_is_asked_is_told_in_their_language_by_mail(
    draft: PolicyPage, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    reviewer = signed_in(join(account("reviewer"), REVIEWERS, draft.organisation_page))
    asked = join(account("translator"), TRANSLATORS["fr"], draft.organisation_page)
    UserProfile.objects.create(user=asked, preferred_language="en")
    with django_capture_on_commit_callbacks(execute=True):
        said = post(reviewer, draft, "say/", **words_on(draft), told=[asked.pk]).json()
    (mail,) = mailoutbox
    assert mail.to == ["translator@people.example"]
    assert "Atlas Consulting, Privacy policy" in mail.subject
    for words in (
        "Combien de temps ?",
        "vos données",
        f"/admin/pages/{draft.pk}/edit/#remark-{said['id']}",
    ):
        assert words in mail.body


def test_thread_is_read_answered_and_resolved(
    draft: PolicyPage, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    author, reviewer = (
        signed_in(join(account(role.split()[0]), role, draft.organisation_page))
        for role in (AUTHORS, REVIEWERS)
    )
    thread = post(author, draft, "say/", **words_on(draft)).json()
    with django_capture_on_commit_callbacks(execute=True):
        post(reviewer, draft, "say/", answers=thread["id"], text="Deux ans.")
    assert [mail.to for mail in mailoutbox] == [["Authors@people.example"]]
    post(author, draft, f"{thread['id']}/", resolved=True)
    (shown,) = reviewer.get(f"/admin/policies/{draft.pk}/remarks/").json()["threads"]
    assert (shown["resolved"], [each["text"] for each in shown["replies"]]) == (True, ["Deux ans."])


def test_nobody_of_another_organisation_reads_says_or_is_told(
    draft: PolicyPage, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    stranger = join(account("stranger"), AUTHORS, make_organisation("rif"))
    outside = signed_in(stranger)
    assert outside.get(f"/admin/policies/{draft.pk}/remarks/").status_code == 404
    assert post(outside, draft, "say/", **words_on(draft)).status_code == 404
    author = signed_in(join(account("author"), AUTHORS, draft.organisation_page))
    with django_capture_on_commit_callbacks(execute=True):
        assert post(author, draft, "say/", **words_on(draft), told=[stranger.pk]).status_code == 200
    assert not mailoutbox


def test_thread_of_another_policy_is_not_there(draft: PolicyPage) -> None:
    author = signed_in(join(account("author"), AUTHORS, draft.organisation_page))
    other = make_policy_page(draft.organisation_page, slug="terms")
    other.save_revision()
    thread = post(author, draft, "say/", **words_on(draft)).json()
    assert post(author, other, f"{thread['id']}/", resolved=True).status_code == 404
    moved = [{"id": thread["id"], "key": thread["key"], "quote": "x", "before": ""}]
    post(author, other, "moved/", moved=moved)
    assert Remark.objects.get().quote == "vos données"


@pytest.mark.parametrize(
    "sent", [{"answers": 9}, {"text": ""}, {"told": "all"}, {"moved": [1, {"id": "x"}]}]
)
def test_what_is_no_comment_is_refused(draft: PolicyPage, sent: dict[str, Any]) -> None:
    author = signed_in(join(account("author"), AUTHORS, draft.organisation_page))
    assert post(author, draft, "say/", **sent).status_code in (400, 404)
    assert post(author, draft, "moved/", **sent).status_code == 200
    assert not Remark.objects.exists()
