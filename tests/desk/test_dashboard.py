"""The first page of the admin, and the list of policies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.authoring.models import PolicyPage
from policies.desk.policy_rows import Standing, rows_for, with_facts
from policies.desk.waiting import waiting_for
from tests.factories import (
    draft_of,
    home,
    make_organisation,
    make_page_section,
    make_policy_page,
    publish,
    stream,
)
from tests.people import AUTHORS, PUBLISHERS, REVIEWERS, TRANSLATORS, account, join, signed_in

pytestmark = pytest.mark.django_db


def member(role: str, organisation: Any, name: str = "") -> User:
    return join(account(name or role.replace(" ", "").lower()), role, organisation)


def submitted(page: PolicyPage, by: User) -> PolicyPage:
    page.save_revision(user=by)
    page.get_workflow().start(page, by)
    return page


def verbs(user: User) -> list[tuple[str, str]]:
    return [(each.verb, each.organisation) for each in waiting_for(user, rows_for(user))]


def test_submitted_draft_waits_for_the_reviewer_and_then_for_the_publisher() -> None:
    page = make_policy_page()
    author = member(AUTHORS, page.organisation_page)
    reviewer, publisher = (member(role, page.organisation_page) for role in (REVIEWERS, PUBLISHERS))
    submitted(page, author)
    assert verbs(reviewer) == [("Review", "Atlas Consulting")]
    assert ("Publish", "Atlas Consulting") not in verbs(publisher)

    state = page.current_workflow_task_state
    state.task.specific.on_action(state, reviewer, "approve")
    page = PolicyPage.objects.get(pk=page.pk)
    assert verbs(reviewer) == []
    assert ("Publish", "Atlas Consulting") in verbs(publisher)
    assert [row.standing for row in rows_for(publisher)] == [Standing.READY]


def test_missing_texts_wait_for_the_translators_of_their_language_only() -> None:
    page = make_policy_page(languages=("fr", "en"))
    page.save_revision()
    english, arabic = (member(TRANSLATORS[code], page.organisation_page, code) for code in ("en", "ar"))
    (waiting,) = waiting_for(arabic, rows_for(arabic))
    assert waiting.words == "Arabic: 3 texts missing"
    assert waiting.address.endswith(f"/{page.pk}/edit/#language-ar")
    assert verbs(english) == []


def test_sent_back_draft_waits_for_who_submitted_it_with_the_words_of_the_reviewer() -> None:
    page = make_policy_page()
    author, reviewer = (member(role, page.organisation_page) for role in (AUTHORS, REVIEWERS))
    submitted(page, author)
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, reviewer, "reject", comment="Say how long.")
    (waiting,) = waiting_for(author, rows_for(author))
    assert (waiting.verb, waiting.words) == ("Correct", "Changes are asked for: Say how long.")


def test_what_the_languages_say_differently_waits_for_an_answer() -> None:
    page = make_policy_page(
        sections=[
            make_page_section(
                body_fr=stream("Deux ans."), body_en=stream("Three years."), body_ar=stream("سنتان.")
            )
        ]
    )
    author = member(AUTHORS, page.organisation_page)
    page.save_revision(user=author)
    assert verbs(author) == [("Answer", "Atlas Consulting")]


def test_last_day_to_publish_is_the_planned_day_less_the_notice_period() -> None:
    page = make_policy_page(make_organisation(notice_days=30))
    publish(page)
    author = member(AUTHORS, page.organisation_page)
    reviewer = member(REVIEWERS, page.organisation_page)
    draft = draft_of(page)
    draft.effective_date = timezone.localdate() + timedelta(days=20)
    submitted(draft, author)
    (waiting,) = waiting_for(reviewer, with_facts(rows_for(reviewer)))
    assert waiting.late
    assert waiting.when == "10 days late"


def test_emergency_waits_for_a_second_person() -> None:
    page = make_policy_page()
    publisher = member(PUBLISHERS, page.organisation_page)
    second = member(REVIEWERS, page.organisation_page)
    publish(page, user=publisher, emergency=True, emergency_reason="Breach.")
    assert verbs(publisher) == []
    assert verbs(second) == [("Confirm", "Atlas Consulting")]


def test_another_organisations_policies_are_not_there() -> None:
    mine, theirs = make_policy_page(), make_policy_page(make_organisation("rif"))
    for page in (mine, theirs):
        page.save_revision()
    author = member(AUTHORS, mine.organisation_page)
    assert [row.page_id for row in rows_for(author)] == [mine.pk]
    assert [row.page_id for row in rows_for(author, "rif")] == []


@pytest.mark.parametrize(
    "question",
    ["سياسة الخصوصية", "privacy policy", "politique confidentialite", "أطلس", "donnees atlas"],
)
def test_policy_is_found_by_titles_organisation_and_words_in_any_language(question: str) -> None:
    page = make_policy_page()
    page.save_revision()
    client = signed_in(member(AUTHORS, page.organisation_page))
    shown = client.get("/admin/policies/", {"q": question}).content.decode()
    assert f"/admin/pages/{page.pk}/edit/" in shown
    assert (
        f"/admin/pages/{page.pk}/edit/"
        not in client.get("/admin/policies/", {"q": f"{question} nowhere"}).content.decode()
    )


def test_list_is_filtered_by_state_and_says_the_title_that_readers_see() -> None:
    page = make_policy_page()
    publish(page)
    other = make_policy_page(page.organisation_page, slug="terms", heading_en="Terms of use")
    other.save_revision()
    client = signed_in(member(AUTHORS, page.organisation_page))
    shown = client.get("/admin/policies/", {"state": "changed"}).content.decode()
    assert "Terms of use" in shown
    assert ">Privacy policy<" not in shown


def test_reviewer_is_led_to_the_page_of_checks() -> None:
    page = make_policy_page()
    page.save_revision()
    (row,) = rows_for(member(REVIEWERS, page.organisation_page))
    assert row.address == f"/admin/policies/{page.pk}/check/"


def test_first_page_of_an_empty_register_leads_on(admin_client: Client) -> None:
    home()
    shown = admin_client.get("/admin/").content.decode()
    assert "/admin/organisations/new/" in shown
    assert "localhost" not in shown

    make_organisation()
    assert 'href="/admin/policies/new/"' in admin_client.get("/admin/").content.decode()


def test_dashboard_takes_as_many_queries_for_many_policies() -> None:
    organisation = make_organisation()
    client = signed_in(member(AUTHORS, organisation))

    def queries() -> int:
        client.get("/admin/")
        with CaptureQueriesContext(connection) as taken:
            client.get("/admin/")
        return len(taken)

    publish(make_policy_page(organisation, slug="one"))
    few = queries()
    for slug in ("two", "three", "four"):
        publish(make_policy_page(organisation, slug=slug))
    assert queries() == few
