"""Nothing is published on one person's word.

A release is approved in the workflow, or declared an emergency. Only what a person does is asked: an import or
another command acts for the person who runs the machine. A change that is called minor although the comparison found more
is confirmed by a second person.
"""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import get_active_log_context
from wagtail.models import Revision, TaskState, WorkflowState

from policies.document.canonical import canonical_bytes
from policies.document.malformed import MalformedDocument
from policies.document.shape import Document
from policies.evidence.digests import HEX_LENGTH, digest
from policies.publication.refusal import CannotPublish, Refusal

from .draft import document_of
from .draft_types import DraftPage
from .people.rights import may
from .people.roles import Act
from .workflow_tasks import ApprovalTask, edited_last
from .writing_rights import name_of, organisation_of


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


def publisher_of(revision: Revision | None, approval: TaskState | None) -> Any:
    """The account that publishes: who approved the revision, else who acts now, else who scheduled it.

    None when no person acts.
    """
    if approval is not None:
        return approval.finished_by
    return get_active_log_context().user or (revision.user if revision else None)


def refusals_without_approval(page: DraftPage) -> list[Refusal]:
    """Why a person may not publish this draft unapproved; empty where it is declared an emergency."""
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


def refusals_since_review(document: Document, approval: TaskState) -> list[Refusal]:
    """Why this approval is not enough: every approval on the way must have seen the text that is published."""
    steps = approval.workflow_state.task_states.filter(
        status=TaskState.STATUS_APPROVED, task__in=ApprovalTask.objects.values("pk")
    ).select_related("task", "revision")
    seen = set()
    for state in steps.order_by("-finished_at"):
        if state.task_id in seen:
            continue
        seen.add(state.task_id)
        if state.revision_id != approval.revision_id and not _saw(state, document):
            message = _(
                "The text changed after “%(task)s” approved it: request changes and restart the workflow."
            ) % {"task": state.task.name}
            return [Refusal(code="changed_since_review", message=message)]
    return []


def _saw(state: TaskState, document: Document) -> bool:
    try:
        return document_of(state.revision.as_object()) == document
    except MalformedDocument:
        return False


class MinorConfirmation(models.Model):
    """A second person's word that a change is minor although the comparison found more in it.

    The row names the exact text by its digest: a confirmation of one text says nothing about the next. It
    becomes part of the record when that text is published (``publication.version_record.Waiver``).
    """

    page = models.ForeignKey(
        "policies.PolicyPage", on_delete=models.CASCADE, related_name="minor_confirmations"
    )
    text_sha256 = models.CharField(max_length=HEX_LENGTH)
    reason = models.TextField(gettext_lazy("reason"))
    confirmed_at = models.DateTimeField(db_default=Now())
    actor_name = models.CharField(max_length=200)
    actor_account = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = gettext_lazy("confirmation of a minor change")
        verbose_name_plural = gettext_lazy("confirmations of minor changes")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "text_sha256"], name="a_text_is_confirmed_as_minor_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.text_sha256[:8]} is minor: {self.actor_name}"


def confirmation_of(page: DraftPage, document: Document) -> MinorConfirmation | None:
    """The confirmation of exactly this text, or none."""
    return MinorConfirmation.objects.filter(page_id=page.pk, text_sha256=_digest(document)).first()


@transaction.atomic
def confirm_minor(*, page: DraftPage, document: Document, reason: str, by: Any) -> MinorConfirmation:
    """Record that ``by``, who is not the draft's last editor, holds this text's change to be minor.

    Raises ``CannotPublish`` when a rule forbids it. The first confirmation of a text stays.
    """
    if refusals := refusals_to_confirm(page, reason, by):
        raise CannotPublish(*refusals)
    confirmation, _created = MinorConfirmation.objects.get_or_create(
        page_id=page.pk,
        text_sha256=_digest(document),
        defaults={"reason": reason.strip(), "actor_name": name_of(by), "actor_account": by.pk},
    )
    return confirmation


def may_confirm(page: DraftPage, person: Any) -> bool:
    """Whether this person can be the second one."""
    return may(person, Act.CONFIRM_MINOR, organisation_of(page)) and not edited_last(page, person)


def refusals_to_confirm(page: DraftPage, reason: str, by: Any) -> list[Refusal]:
    found = []
    if not may(by, Act.CONFIRM_MINOR, organisation_of(page)):
        message = _("You do not have the right to confirm that a change is minor.")
        found.append(Refusal(code="no_right", message=message))
    if edited_last(page, by):
        message = _(
            "You edited this draft last: another person has to confirm that the change is minor."
        )
        found.append(Refusal(code="own_work", message=message))
    if not reason.strip():
        message = _("Say why readers do not have to know: the reason is frozen with the version.")
        found.append(Refusal(code="reason_missing", field="reason", message=message))
    return found


def _digest(document: Document) -> str:
    return digest(canonical_bytes(document))
