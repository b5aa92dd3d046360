"""Translators of two languages work at the same time: each is asked, and each says that a language is ready."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db.models import F
from wagtail.models import TaskState, Workflow, WorkflowTask

from policies.authoring.asked_languages import AskedLanguage, open_languages
from policies.authoring.groups import WORKFLOW, ensure_groups
from policies.authoring.models import PolicyPage
from policies.authoring.workflow_tasks import ApprovalTask, TranslationTask
from policies.publication.refusal import CannotPublish
from tests.factories import draft_of, home, make_policy_page
from tests.people import AUTHORS, PUBLISHERS, TRANSLATORS, account, join

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> PolicyPage:
    home()
    ensure_groups()
    return make_policy_page()


@pytest.fixture
def people(page: PolicyPage) -> dict[str, User]:
    names = {"author": AUTHORS, "english": TRANSLATORS["en"], "arabic": TRANSLATORS["ar"]}
    return {name: join(account(name), role) for name, role in names.items()}


def submitted(page: PolicyPage, author: User, *missing: str) -> Any:
    """The step that waits, after the author has sent on a draft without these fields."""
    draft = draft_of(page)
    for name in missing:
        setattr(draft, name, "")
    draft.save_revision(user=author)
    return Workflow.objects.get(name=WORKFLOW).start(PolicyPage.objects.get(pk=page.pk), author)


def write(page: PolicyPage, field: str, words: str, by: User) -> None:
    draft = draft_of(page)
    setattr(draft, field, words)
    draft.save_revision(user=by)


def act(state: Any, person: User, action: str) -> None:
    waiting = TaskState.objects.get(pk=state.current_task_state_id)
    waiting.task.specific.on_action(waiting.specific, person, action)


def offered(page: PolicyPage, state: Any, person: User) -> list[str]:
    task = state.current_task_state.task.specific
    return [name for name, _label, _modal in task.get_actions(page, person)]


def test_both_languages_are_asked_for_at_once_and_no_translator_is_locked_out(
    page: PolicyPage, people: dict[str, User]
) -> None:
    state = submitted(page, people["author"], "heading_en", "heading_ar")
    task = state.current_task_state.task.specific

    assert isinstance(task, TranslationTask)
    assert open_languages(page.pk) == ["en", "ar"]
    assert not task.locked_for_user(page, people["english"])
    assert not task.locked_for_user(page, people["arabic"])
    assert task.locked_for_user(page, people["author"])
    assert offered(page, state, people["english"]) == ["reject", "ready-en"]
    assert offered(page, state, people["arabic"]) == ["reject", "ready-ar"]


def test_the_step_ends_with_the_last_language_in_whichever_order(
    page: PolicyPage, people: dict[str, User]
) -> None:
    state = submitted(page, people["author"], "heading_en", "heading_ar")
    write(page, "heading_ar", "الخصوصية", people["arabic"])
    act(state, people["arabic"], "ready-ar")
    state.refresh_from_db()
    assert open_languages(page.pk) == ["en"]
    assert isinstance(state.current_task_state.task.specific, TranslationTask)

    write(page, "heading_en", "Privacy", people["english"])
    act(state, people["english"], "ready-en")

    state.refresh_from_db()
    assert isinstance(state.current_task_state.task.specific, ApprovalTask)
    assert AskedLanguage.objects.get(language="ar").ready_by == "arabic"


def test_language_is_not_ready_while_its_text_is_missing_or_it_is_anothers(
    page: PolicyPage, people: dict[str, User]
) -> None:
    state = submitted(page, people["author"], "heading_en", "heading_ar")

    with pytest.raises(CannotPublish):
        act(state, people["english"], "ready-en")
    with pytest.raises(PermissionDenied):
        act(state, people["english"], "ready-ar")

    assert open_languages(page.pk) == ["en", "ar"]


def test_language_whose_source_changed_meanwhile_is_asked_for_again(
    page: PolicyPage, people: dict[str, User]
) -> None:
    publisher = join(account("publisher"), PUBLISHERS)
    state = submitted(page, people["author"], "heading_en", "heading_ar")
    write(page, "heading_ar", "الخصوصية", people["arabic"])
    act(state, people["arabic"], "ready-ar")
    write(page, "heading_fr", "Vie privée et témoins", publisher)
    draft = draft_of(page)
    draft.heading_en, draft.heading_translated_from_en = "Privacy and cookies", "current"
    draft.save_revision(user=people["english"])

    act(state, people["english"], "ready-en")

    state.refresh_from_db()
    assert isinstance(state.current_task_state.task.specific, TranslationTask)
    assert open_languages(page.pk) == ["ar"]


def test_author_stands_in_where_a_language_has_no_translator(
    page: PolicyPage, people: dict[str, User]
) -> None:
    people["arabic"].memberships.all().delete()
    state = submitted(page, people["author"], "heading_ar")

    assert offered(page, state, people["author"]) == ["reject", "ready-ar"]
    assert offered(page, state, people["english"]) == []


def test_each_translator_is_told_of_the_own_language(
    page: PolicyPage,
    people: dict[str, User],
    django_capture_on_commit_callbacks: Any,
    settings: Any,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with django_capture_on_commit_callbacks(execute=True):
        submitted(page, people["author"], "heading_en", "heading_ar")

    told = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(told) == {"english@people.example", "arabic@people.example"}
    assert "The English text is asked for" in told["english@people.example"]
    assert "#language-ar" in told["arabic@people.example"]


def test_steps_of_one_language_become_one_and_what_waits_goes_on_from_there(
    page: PolicyPage, people: dict[str, User]
) -> None:
    migration = import_module("policies.migrations.0092_written_together")
    workflow = Workflow.objects.get(name=WORKFLOW)
    WorkflowTask.objects.filter(workflow=workflow).update(sort_order=F("sort_order") + 5)
    workflow.workflow_tasks.get(task__name="Translation").delete()
    for place, code in enumerate(("fr", "en", "ar")):
        old = TranslationTask.objects.create(name=f"Old {code}", language=code)
        WorkflowTask.objects.create(workflow=workflow, task=old, sort_order=place)
    state = submitted(page, people["author"], "heading_en", "heading_ar")
    assert open_languages(page.pk) == ["en"]
    AskedLanguage.objects.all().delete()  # as before the migration

    migration.ask_at_once(apps, None)

    assert open_languages(page.pk) == ["en"]
    write(page, "heading_en", "Privacy", people["english"])
    act(state, people["english"], "ready-en")
    state.refresh_from_db()
    assert state.current_task_state.task.name == "Translation"
    assert open_languages(page.pk) == ["ar"]
    assert workflow.workflow_tasks.count() == 3
