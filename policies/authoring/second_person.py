"""Nothing is published on one person's word: the workflow's approval, or a declared emergency.

Only what a person does is asked: an import or another command acts for whoever runs the machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import Revision, TaskState, WorkflowState

from policies.document.shape import MalformedDocument
from policies.publication.refusal import Refusal

from .draft import document_of
from .tasks import ApprovalTask

if TYPE_CHECKING:
    from .models import PolicyPage


def publisher_of(revision: Revision | None) -> Any:
    """The account that publishes this revision: its approver, whoever acts now, or who scheduled it.

    None where no person acts.
    """
    approval = approval_of(revision)
    if approval is not None:
        return approval.finished_by
    return get_active_log_context().user or (revision.user if revision else None)


def approval_of(revision: Revision | None) -> TaskState | None:
    """The last approval of this very revision in a workflow that ended well, by a second person."""
    if revision is None:
        return None
    approvals = TaskState.objects.filter(
        revision=revision,
        status=TaskState.STATUS_APPROVED,
        workflow_state__status=WorkflowState.STATUS_APPROVED,
        finished_by__isnull=False,
    )
    if revision.user_id is not None:
        approvals = approvals.exclude(finished_by=revision.user_id)
    return approvals.select_related("finished_by", "workflow_state").order_by("-finished_at").first()


def refusals_of(page: PolicyPage, revision: Revision | None, person: Any) -> list[Refusal]:
    """Why ``person`` (none: no person) may not publish this draft alone; empty when they may."""
    if person is None:
        return []
    approval = approval_of(revision)
    if approval is not None:
        return _changed_since_review(page, approval)
    if not page.emergency:
        message = _(
            "No second person has approved this draft: submit it for review. In an emergency, say so "
            "in the release panel; the version is marked until a second person has approved it."
        )
        return [Refusal(code="not_approved", field="emergency", message=message)]
    if not page.emergency_reason.strip():
        message = _("Say why this cannot wait: the reason is frozen with the version.")
        return [Refusal(code="emergency_unexplained", field="emergency_reason", message=message)]
    return []


def _changed_since_review(page: PolicyPage, approval: TaskState) -> list[Refusal]:
    """Every approval on the way must have seen the text that is published."""
    document = document_of(page)
    tasks = ApprovalTask.objects.values("pk")
    earlier = (
        approval.workflow_state.task_states.filter(status=TaskState.STATUS_APPROVED, task__in=tasks)
        .exclude(pk=approval.pk)
        .exclude(revision=approval.revision_id)
        .select_related("task", "revision")
        .order_by("-finished_at")
    )
    seen = set()
    for state in earlier:
        if state.task_id in seen or state.task_id == approval.task_id:
            continue
        seen.add(state.task_id)
        try:
            same = document_of(state.revision.as_object()) == document
        except MalformedDocument:
            same = False
        if not same:
            message = _(
                "The text changed after “%(task)s” approved it: request changes and restart the workflow."
            )
            refusal = Refusal(code="changed_since_review", message=message % {"task": state.task.name})
            return [refusal]
    return []
