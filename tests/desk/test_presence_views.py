"""Who else has a draft open, and where."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import Page

from policies.authoring.models import PolicyPage
from policies.authoring.presence import HERE_FOR, OPEN_FOR, EditingPlace
from tests.factories import make_organisation, make_policy_page
from tests.people import AUTHORS, TRANSLATORS, account, join, signed_in

pytestmark = pytest.mark.django_db
KEY = str(uuid.uuid4())


@pytest.fixture
def draft() -> PolicyPage:
    page = make_policy_page()
    page.save_revision()
    return page


def session_of(person: Any, page: PolicyPage, ago: timedelta = timedelta()) -> EditingSession:
    return EditingSession.objects.create(
        user=person, content_type=ContentType.objects.get_for_model(Page), object_id=str(page.pk),
        last_seen_at=timezone.now() - ago,
    )  # fmt: skip


def ask(person: Any, page: PolicyPage, tab: EditingSession, **sent: str) -> Any:
    sent = {"session": str(tab.pk), "language": "fr", "key": KEY} | sent
    return signed_in(person).post(f"/admin/policies/{page.pk}/presence/", sent)


def members(page: PolicyPage) -> tuple[Any, Any]:
    people = (("nadia", AUTHORS), ("omar", TRANSLATORS["ar"]))
    one, other = (join(account(name), role, page.organisation_page) for name, role in people)
    return one, other


def test_each_sees_where_the_other_is(draft: PolicyPage) -> None:
    nadia, omar = members(draft)
    ask(nadia, draft, session_of(nadia, draft))
    answer = ask(omar, draft, session_of(omar, draft), language="ar")
    (seen,) = answer.json()["others"]
    assert (seen["name"], seen["key"], seen["language"], seen["away"]) == ("nadia", KEY, "fr", False)
    assert "no-store" in answer["Cache-Control"]


def test_who_closed_the_tab_is_gone_with_its_place(draft: PolicyPage) -> None:
    nadia, omar = members(draft)
    session = session_of(nadia, draft)
    ask(nadia, draft, session)
    signed_in(nadia).post(reverse("wagtailadmin_editing_sessions:release", args=[session.pk]))
    assert not EditingPlace.objects.exists()
    assert ask(omar, draft, session_of(omar, draft)).json()["others"] == []


@pytest.mark.parametrize(("ago", "shown"), [(HERE_FOR, [True]), (OPEN_FOR, [])])
def test_silent_tab_is_away_and_then_gone(draft: PolicyPage, ago: timedelta, shown: Any) -> None:
    nadia, omar = members(draft)
    session_of(nadia, draft, ago + timedelta(seconds=1))
    others = ask(omar, draft, session_of(omar, draft)).json()["others"]
    assert [each["away"] for each in others] == shown
    assert [each["key"] for each in others] == [""] * len(shown)


def test_several_tabs_are_one_person_and_the_own_ones_nobody(draft: PolicyPage) -> None:
    nadia, omar = members(draft)
    for _ in range(2):
        ask(nadia, draft, session_of(nadia, draft))
    session_of(omar, draft)
    others = ask(omar, draft, session_of(omar, draft)).json()["others"]
    assert [each["name"] for each in others] == ["nadia"]


def test_nobody_speaks_for_the_tab_of_another(draft: PolicyPage) -> None:
    nadia, omar = members(draft)
    assert ask(omar, draft, session_of(nadia, draft)).status_code == 404
    other = make_policy_page(draft.organisation_page, "cookies")
    other.save_revision()
    assert ask(nadia, draft, session_of(nadia, other)).status_code == 404
    assert not EditingPlace.objects.exists()


@pytest.mark.parametrize("sent", [{"session": "x"}, {"session": "9" * 30}, {"language": "de"}])
def test_what_names_no_place_is_refused(draft: PolicyPage, sent: dict[str, str]) -> None:
    nadia, _omar = members(draft)
    assert ask(nadia, draft, session_of(nadia, draft), **sent).status_code == 404


def test_stranger_sees_nobody(draft: PolicyPage) -> None:
    nadia, _omar = members(draft)
    session_of(nadia, draft)
    stranger = join(account("stranger"), AUTHORS, make_organisation("rif"))
    assert ask(stranger, draft, session_of(stranger, draft)).status_code == 404


def test_asking_takes_no_more_queries_the_more_are_there(
    draft: PolicyPage, django_assert_max_num_queries: Any
) -> None:
    nadia, _omar = members(draft)
    session, client = session_of(nadia, draft), signed_in(nadia)
    sent = {"session": session.pk, "language": "fr", "key": KEY}
    client.post(f"/admin/policies/{draft.pk}/presence/", sent)
    for number in range(8):
        session_of(join(account(f"author-{number}"), AUTHORS, draft.organisation_page), draft)
    with django_assert_max_num_queries(24):
        answer = client.post(f"/admin/policies/{draft.pk}/presence/", sent)
    assert len(answer.json()["others"]) == 8
