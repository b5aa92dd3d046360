"""The steps of the workflow: who may approve which text, whom a step locks out, and when translators are asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from wagtail.models import Task, TaskState, Workflow

from policies.authoring.groups import WORKFLOW, ensure_groups
from policies.authoring.models import PolicyPage
from policies.authoring.workflow_tasks import ApprovalTask, TranslationTask, waits_for_translation
from policies.publication.refusal import CannotPublish
from tests.factories import draft_of, home, make_policy_page
from tests.people import AUTHORS, PUBLISHERS, REVIEWERS, TRANSLATORS, join

pytestmark = pytest.mark.django_db


def member(group: str, name: str = "") -> User:
    user = User.objects.create_user(name or group)
    join(user, group)
    return user


@pytest.fixture
def page() -> PolicyPage:
    home()
    ensure_groups()
    return make_policy_page()


def submitted(page: PolicyPage, author: User) -> TaskState:
    """The step that waits once the author has sent the draft on its way."""
    page.save_revision(user=author)
    state = Workflow.objects.get(name=WORKFLOW).start(page, author)
    waiting: TaskState = state.current_task_state.specific
    return waiting


def test_last_editor_is_offered_no_approval_and_given_none(page: PolicyPage) -> None:
    author = member(REVIEWERS, "author")
    waiting = submitted(page, author)
    task = waiting.task.specific

    with pytest.raises(CannotPublish, match="You edited this draft last"):
        task.on_action(waiting, author, "approve")

    assert [name for name, _label, _modal in task.get_actions(page, author)] == ["reject"]
    waiting.refresh_from_db()
    assert waiting.status == TaskState.STATUS_IN_PROGRESS


def test_second_person_is_offered_the_approval(page: PolicyPage) -> None:
    waiting = submitted(page, member(AUTHORS))
    reviewer = member(REVIEWERS)

    offered = [name for name, _label, _modal in waiting.task.specific.get_actions(page, reviewer)]

    assert "approve" in offered


def test_last_editor_may_reject_their_own_draft(page: PolicyPage) -> None:
    author = member(REVIEWERS, "author")
    waiting = submitted(page, author)

    waiting.task.specific.on_action(waiting, author, "reject")

    waiting.refresh_from_db()
    assert waiting.status == TaskState.STATUS_REJECTED


def test_draft_as_it_is_now_is_what_is_approved(page: PolicyPage) -> None:
    author = member(AUTHORS)
    waiting = submitted(page, author)
    later = draft_of(page).save_revision(user=author)
    waiting = TaskState.objects.get(pk=waiting.pk).specific

    waiting.task.specific.on_action(waiting, member(REVIEWERS), "approve")

    waiting.refresh_from_db()
    assert waiting.revision == later


@pytest.mark.parametrize(("group", "locked"), [(AUTHORS, True), (PUBLISHERS, False)])
@pytest.mark.parametrize("model", [ApprovalTask, TranslationTask])
def test_step_locks_out_who_may_not_publish(
    page: PolicyPage, model: type[Task], group: str, locked: bool
) -> None:
    task: Any = model.objects.first()  # a legal review, or the translation
    for name in TRANSLATORS.values():
        member(name)

    assert task.locked_for_user(page, member(group)) is locked


@pytest.mark.parametrize(
    ("values", "waits"),
    [
        ({}, False),
        ({"heading_ar": ""}, True),
        ({"change_note_ar": ""}, True),
        ({"heading_ar": "", "with_ar": False}, False),
        ({"summary_fr": "Résumé"}, True),
    ],
)
def test_translators_are_waited_for_while_something_is_theirs_to_do(
    page: PolicyPage, values: dict[str, Any], waits: bool
) -> None:
    draft = draft_of(page)
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision()

    assert waits_for_translation(draft_of(page), "ar") is waits


def test_nobody_waits_for_a_translation_of_the_authoritative_text(page: PolicyPage) -> None:
    page.heading_fr = ""
    page.save_revision()

    assert not waits_for_translation(draft_of(page), "fr")
