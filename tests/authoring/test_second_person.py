"""Whose approval counts, who publishes, and who confirms that a change is minor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import Revision, TaskState, Workflow, WorkflowState

from policies.authoring.draft import document_of
from policies.authoring.groups import WORKFLOW, ensure_groups
from policies.authoring.models import PolicyPage
from policies.authoring.second_person import (
    MinorConfirmation,
    approval_of,
    confirm_minor,
    confirmation_of,
    may_confirm,
    publisher_of,
    refusals_since_review,
)
from policies.authoring.workflow_tasks import ApprovalTask
from policies.publication.refusal import CannotPublish
from tests.factories import draft_of, home, make_policy_page
from tests.people import REVIEWERS, join

pytestmark = pytest.mark.django_db

REASON = "Only wording"


@pytest.fixture
def page() -> PolicyPage:
    home()
    ensure_groups()
    return make_policy_page()


@pytest.fixture
def author() -> User:
    return User.objects.create_user("author")


@pytest.fixture
def second(page: PolicyPage) -> User:
    user = User.objects.create_user("second", first_name="Amal", last_name="Idrissi")
    return join(user, REVIEWERS, page.organisation_page)


def began(page: PolicyPage, status: str = "approved") -> WorkflowState:
    return WorkflowState.objects.create(
        content_type=page.get_content_type(),
        base_content_type=page.get_base_content_type(),
        object_id=str(page.pk),
        workflow=Workflow.objects.get(name=WORKFLOW),
        status=status,
    )


def approved(
    revision: Revision,
    by: User | None,
    *,
    task: str = "Publication",
    status: str = "approved",
    ended: str = "approved",
    state: WorkflowState | None = None,
    ago: int = 0,
) -> TaskState:
    """A step of a workflow as it was left, so many minutes ago."""
    state = state or began(revision.content_object, ended)
    return TaskState.objects.create(
        workflow_state=state,
        task=ApprovalTask.objects.get(name=task),
        revision=revision,
        status=status,
        finished_by=by,
        finished_at=timezone.now() - timedelta(minutes=ago),
    )


def test_approval_by_a_second_person_counts(page: PolicyPage, author: User, second: User) -> None:
    revision = page.save_revision(user=author)
    given = approved(revision, second)

    assert approval_of(revision) == given


def test_approval_by_who_wrote_the_revision_is_none(page: PolicyPage, author: User) -> None:
    revision = page.save_revision(user=author)
    approved(revision, author)

    assert approval_of(revision) is None


def test_revision_that_nobody_wrote_is_approved_by_anybody(page: PolicyPage, author: User) -> None:
    revision = page.save_revision()
    given = approved(revision, author)

    assert approval_of(revision) == given


@pytest.mark.parametrize(
    "values",
    [
        {"status": "rejected"},
        {"status": "skipped"},
        {"ended": "in_progress"},
        {"ended": "cancelled"},
        {"ended": "needs_changes"},
    ],
)
def test_step_that_did_not_end_well_is_no_approval(
    page: PolicyPage, author: User, second: User, values: dict[str, str]
) -> None:
    revision = page.save_revision(user=author)
    approved(revision, second, **values)  # type: ignore[arg-type]

    assert approval_of(revision) is None


def test_approval_by_nobody_or_of_another_revision_is_none(
    page: PolicyPage, author: User, second: User
) -> None:
    earlier, revision = page.save_revision(user=author), page.save_revision(user=author)
    approved(earlier, second)
    approved(revision, None)

    assert approval_of(revision) is None
    assert approval_of(None) is None


def test_last_approval_counts(page: PolicyPage, author: User, second: User) -> None:
    revision = page.save_revision(user=author)
    last = approved(revision, second, ago=1)
    approved(revision, User.objects.create_user("third"), ago=5)

    assert approval_of(revision) == last


def test_publisher_is_who_approved_then_who_acts_then_who_wrote_it(
    page: PolicyPage, author: User, second: User
) -> None:
    revision = page.save_revision(user=author)
    acting = User.objects.create_user("acting")
    approval: Any = TaskState(finished_by=second)

    with LogContext(user=acting):
        found = [publisher_of(revision, approval), publisher_of(revision, None)]
    found.append(publisher_of(revision, None))
    found.append(publisher_of(None, None))

    assert found == [second, acting, author, None]


def reviewed(page: PolicyPage, author: User, second: User, heading: str) -> TaskState:
    """The review saw the draft as it is; then its title becomes ``heading``, and publication approves that."""
    state = began(page)
    approved(page.save_revision(user=author), second, task="Legal review", state=state, ago=5)
    changed = draft_of(page)
    changed.heading_fr = heading
    return approved(changed.save_revision(user=author), second, state=state)


def test_review_of_another_text_is_not_enough(page: PolicyPage, author: User, second: User) -> None:
    approval = reviewed(page, author, second, "Autre titre")

    [refusal] = refusals_since_review(document_of(draft_of(page)), approval)

    assert refusal.code == "changed_since_review"
    assert "Legal review" in str(refusal.message)


def test_review_of_the_same_text_in_an_earlier_revision_is_enough(
    page: PolicyPage, author: User, second: User
) -> None:
    approval = reviewed(page, author, second, page.heading_fr)

    assert refusals_since_review(document_of(draft_of(page)), approval) == []


def test_only_the_last_review_of_a_step_is_asked(page: PolicyPage, author: User, second: User) -> None:
    approval = reviewed(page, author, second, "Autre titre")
    again = draft_of(page).save_revision(user=author)
    state = approval.workflow_state
    approved(again, second, task="Legal review", state=state, ago=2)

    assert refusals_since_review(document_of(draft_of(page)), approval) == []


def test_review_of_the_very_revision_is_enough_whatever_was_reviewed_before(
    page: PolicyPage, author: User, second: User
) -> None:
    approval = reviewed(page, author, second, "Autre titre")
    state = approval.workflow_state
    approved(approval.revision, second, task="Legal review", state=state, ago=2)

    assert refusals_since_review(document_of(draft_of(page)), approval) == []


def test_earlier_approval_of_the_last_step_is_not_asked(
    page: PolicyPage, author: User, second: User
) -> None:
    state = began(page)
    approved(page.save_revision(user=author), second, state=state, ago=5)
    changed = draft_of(page)
    changed.heading_fr = "Autre titre"
    approval = approved(changed.save_revision(user=author), second, state=state)

    assert refusals_since_review(document_of(draft_of(page)), approval) == []


def test_rejection_on_the_way_is_no_review(page: PolicyPage, author: User, second: User) -> None:
    state = began(page)
    seen = page.save_revision(user=author)
    approved(seen, second, task="Legal review", status="rejected", state=state, ago=5)
    changed = draft_of(page)
    changed.heading_fr = "Autre titre"
    approval = approved(changed.save_revision(user=author), second, state=state)

    assert refusals_since_review(document_of(draft_of(page)), approval) == []


def confirm(page: PolicyPage, by: User, reason: str = REASON) -> MinorConfirmation:
    draft = draft_of(page)
    return confirm_minor(page=draft, document=document_of(draft), reason=reason, by=by)


def refused(page: PolicyPage, by: User, reason: str = REASON) -> list[str]:
    with pytest.raises(CannotPublish) as refusal:
        confirm(page, by, reason)
    assert not MinorConfirmation.objects.exists()
    return [each.code for each in refusal.value.refusals]


def test_confirmation_names_who_gave_it_and_why(page: PolicyPage, author: User, second: User) -> None:
    page.save_revision(user=author)

    confirmation = confirm(page, second, f"  {REASON} ")

    assert (confirmation.reason, confirmation.actor_name) == (REASON, "Amal Idrissi")
    assert confirmation.actor_account == second.pk


def test_last_editor_confirms_nothing(page: PolicyPage, second: User) -> None:
    page.save_revision(user=second)

    assert not may_confirm(draft_of(page), second)
    assert refused(page, second) == ["own_work"]


def test_who_has_no_right_confirms_nothing(page: PolicyPage, author: User, second: User) -> None:
    page.save_revision(user=second)

    assert not may_confirm(draft_of(page), author)
    assert refused(page, author) == ["no_right"]


def test_confirmation_needs_a_reason(page: PolicyPage, author: User, second: User) -> None:
    page.save_revision(user=author)

    assert may_confirm(draft_of(page), second)
    assert refused(page, second, "  ") == ["reason_missing"]


def test_first_confirmation_of_a_text_stays(page: PolicyPage, author: User, second: User) -> None:
    page.save_revision(user=author)
    first = confirm(page, second)

    again = confirm(page, second, "Another reason")

    assert (again, again.reason) == (first, REASON)


def test_confirmation_is_of_one_text_of_one_page(page: PolicyPage, author: User, second: User) -> None:
    page.save_revision(user=author)
    given = confirm(page, second)
    draft = draft_of(page)
    same = document_of(draft)
    draft.heading_fr = "Autre titre"

    assert confirmation_of(draft, same) == given
    assert confirmation_of(draft, document_of(draft)) is None
    assert confirmation_of(make_policy_page(page.organisation_page, slug="other"), same) is None
