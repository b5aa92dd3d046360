"""The page of who is responsible, the mails about it, the dashboard, the lists and the editor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from policies.authoring.assignments import WHOLE, Assignment, assign
from policies.authoring.models import PolicyPage
from policies.desk.assignment_mails import remind_of_work
from tests.factories import draft_of, make_organisation, make_policy_page
from tests.people import AUTHORS, REVIEWERS, TRANSLATORS, account, join, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def page() -> PolicyPage:
    """A draft whose Arabic title is missing."""
    page = make_policy_page()
    draft = draft_of(page)
    draft.heading_ar = ""
    draft.save_revision()
    return PolicyPage.objects.get(pk=page.pk)


@pytest.fixture
def author(page: PolicyPage) -> User:
    return join(account("author"), AUTHORS, page.organisation_page)


@pytest.fixture
def arabic(page: PolicyPage) -> User:
    person = join(account("arabic"), TRANSLATORS["ar"], page.organisation_page)
    return speaking(person, "ar")


def speaking(person: User, language: str) -> User:
    profile = UserProfile.get_for_user(person)
    profile.preferred_language = language
    profile.save()
    return person


def address(page: PolicyPage) -> str:
    return reverse("policies_assignments", args=[page.pk])


def in_days(page: PolicyPage, days: int) -> Any:
    return page.organisation_page.organisation.today() + timedelta(days=days)


def test_author_gives_a_language_and_its_person_is_told_in_the_own_language(
    page: PolicyPage, author: User, arabic: User, django_capture_on_commit_callbacks: Any
) -> None:
    day = in_days(page, 20)
    sent = {"ar": arabic.pk, "ar_day": day.isoformat(), "draft": author.pk, "draft_day": "", "en": ""}
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in(author).post(address(page), sent, follow=True)

    assert response.redirect_chain
    assert set(Assignment.objects.values_list("language", "person__username", "due")) == {
        ("ar", "arabic", day),
        (WHOLE, "author", None),
    }
    (letter,) = mail.outbox  # who takes work on is not told so
    assert letter.to == ["arabic@people.example"]
    assert letter.extra_headers["Content-Language"] == "ar"
    assert "أنتم مسؤولون عن النص: العربية" in letter.body
    assert str(day.year) in letter.body
    assert f"/pages/{page.pk}/edit/#language-ar" in letter.body


def test_faults_are_said_beside_their_field_and_nothing_is_saved(
    page: PolicyPage, author: User, arabic: User
) -> None:
    client = signed_in(author)
    past = client.post(address(page), {"ar": arabic.pk, "ar_day": in_days(page, -3).isoformat()})
    alone = client.post(address(page), {"ar_day": in_days(page, 3).isoformat()})

    assert "is past" in past.context["form"].errors["ar_day"][0]
    assert "Choose who is responsible" in alone.context["form"].errors["ar"][0]
    assert not Assignment.objects.exists()


def test_translator_gives_only_the_own_language_and_reviewer_nothing(
    page: PolicyPage, author: User, arabic: User
) -> None:
    sent = {"ar": arabic.pk, "draft": author.pk}
    reviewer = join(account("reviewer"), REVIEWERS, page.organisation_page)

    assert signed_in(reviewer).post(address(page), sent).status_code in (302, 403)
    assert not Assignment.objects.exists()
    signed_in(arabic).post(address(page), sent)

    assert list(Assignment.objects.values_list("language", flat=True)) == ["ar"]


def test_another_organisation_is_not_there(page: PolicyPage) -> None:
    stranger = join(account("stranger"), AUTHORS, make_organisation("elsewhere"))
    assert signed_in(stranger).get(address(page)).status_code == 404


def waiting(client: Client) -> list[tuple[str, Any]]:
    return [(each.words, each.due) for each in client.get("/admin/").context["waiting"]]


def give(page: PolicyPage, task: str, person: User, by: User, days: int) -> Assignment:
    (given,) = assign(page=page, by=by, people={task: person}, days={task: in_days(page, days)})
    return given


def test_dashboard_list_and_editor_say_who_and_until_when(
    page: PolicyPage, author: User, arabic: User
) -> None:
    other = join(account("other"), TRANSLATORS["ar"], page.organisation_page)
    speaking(arabic, "en")
    give(page, "ar", arabic, author, 9)
    give(page, WHOLE, author, author, 12)

    assert [due for words, due in waiting(signed_in(arabic)) if "text" in words] == [in_days(page, 9)]
    assert not [words for words, _due in waiting(signed_in(other)) if "Arabic" in words]
    assert ("You are responsible for this draft", in_days(page, 12)) in waiting(signed_in(author))
    client = signed_in(author)
    assert 'class="desk-held"' in client.get("/admin/policies/").content.decode()
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Arabic: <bdi>arabic</bdi>" in editor


@pytest.fixture
def reminded(django_capture_on_commit_callbacks: Any) -> Callable[[Any], list[str]]:
    def told(day: Any) -> list[str]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            remind_of_work(day)
        return [letter.to[0] for letter in mail.outbox]

    return told


def test_reminders_go_once_before_the_day_and_once_after_it(
    page: PolicyPage, author: User, arabic: User, reminded: Callable[[Any], list[str]]
) -> None:
    due = give(page, "ar", arabic, author, 20).due

    assert reminded(due - timedelta(days=4)) == []
    assert reminded(due - timedelta(days=3)) == ["arabic@people.example"]
    assert reminded(due) == []
    assert reminded(due + timedelta(days=1)) == ["arabic@people.example"]
    assert "مضى" in mail.outbox[0].body
    assert reminded(due + timedelta(days=2)) == []


def test_what_is_done_or_in_other_hands_is_not_reminded_of(
    page: PolicyPage, author: User, arabic: User, reminded: Callable[[Any], list[str]]
) -> None:
    due = give(page, "ar", arabic, author, 20).due
    draft = draft_of(page)
    draft.heading_ar = "الخصوصية"
    draft.save_revision()
    assert reminded(due) == []

    draft.heading_ar = ""
    draft.save_revision()
    User.objects.filter(pk=arabic.pk).update(is_active=False)
    assert reminded(due) == []


def test_day_that_is_near_is_told_with_the_work_and_not_again(
    page: PolicyPage, author: User, arabic: User, reminded: Callable[[Any], list[str]]
) -> None:
    due = give(page, "ar", arabic, author, 2).due
    assert reminded(due) == []


def test_reminders_are_sent_by_the_command_of_the_timer(
    page: PolicyPage, author: User, arabic: User, django_capture_on_commit_callbacks: Any
) -> None:
    give(page, "ar", arabic, author, 20)
    Assignment.objects.update(due=in_days(page, 1))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("publish_scheduled", verbosity=0)
    assert [letter.to[0] for letter in mail.outbox] == ["arabic@people.example"]
