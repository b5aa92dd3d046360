"""The steps between an author and the public: translation, legal review, publication."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import AbstractGroupApprovalTask, TaskState

from policies.document.languages import in_language
from policies.publication.facts import LANGUAGE_CHOICES
from policies.publication.refusal import CannotPublish, Refusal

from .draft_types import DraftPage
from .translation.translation_index import SectionTranslation


class GroupTask(AbstractGroupApprovalTask):
    """What both tasks share: the draft as it is now is approved, also if it was saved since the task began."""

    class Meta:
        abstract = True

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """A publisher is not locked out: an emergency does not wait for a review."""
        return super().locked_for_user(obj, user) and not obj.permissions_for_user(user).can_publish()

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        if action_name == "approve":
            page = task_state.workflow_state.content_object
            self.refuse_approval(page, user)
            task_state.revision = page.get_latest_revision()
        return super().on_action(task_state, user, action_name, **kwargs)

    def refuse_approval(self, page: Any, user: Any) -> None:
        """Raise ``CannotPublish`` where this person may not approve."""


class ApprovalTask(GroupTask):
    """A group approves the draft; the person who edited it last cannot approve it."""

    class Meta:
        verbose_name = gettext_lazy("approval by a second person")
        verbose_name_plural = gettext_lazy("approvals by a second person")

    @classmethod
    def get_description(cls) -> str:
        return _("A member of the groups approves who did not edit the draft last.")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        actions = super().get_actions(obj, user)
        if edited_last(obj, user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def refuse_approval(self, page: Any, user: Any) -> None:
        if edited_last(page, user):
            message = _(
                "You edited this draft last: another person has to approve it. Nothing of it is lost."
            )
            raise CannotPublish(Refusal(code="own_work", message=message))


class TranslationTask(GroupTask):
    """The translators of one language bring it up to date; skipped where nothing waits for them."""

    language = models.CharField(gettext_lazy("language"), max_length=2, choices=LANGUAGE_CHOICES)

    admin_form_fields = [*AbstractGroupApprovalTask.admin_form_fields, "language"]

    class Meta:
        verbose_name = gettext_lazy("translation")
        verbose_name_plural = gettext_lazy("translations")

    @classmethod
    def get_description(cls) -> str:
        return _("The translators of one language bring it up to date.")

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        page = workflow_state.content_object.specific.get_latest_revision_as_object()
        # Organisations and the home page go the same way to the public; nothing of them waits for translators.
        if hasattr(page, "policy_uuid") and waits_for_translation(page, self.language):
            return super().start(workflow_state, user=user)
        state = TaskState(
            workflow_state=workflow_state,
            task=self,
            revision=page.get_latest_revision(),
            status=TaskState.STATUS_SKIPPED,
            finished_at=timezone.now(),
        )
        state.save()
        return state

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        labels = {"approve": _("Translation is ready"), "reject": _("Send back to the author")}
        actions = [
            action for action in super().get_actions(obj, user) if action[0] == "reject" or not action[2]
        ]
        return [(name, labels[name], modal) for name, _label, modal in actions]


def waits_for_translation(page: DraftPage, language: str) -> bool:
    """Whether translators of this language have something to do before the draft is published.

    Not where it is the authoritative language, or is not to be published.
    """
    if language == page.organisation_page.authoritative or not in_language(page, "with", language):
        return False
    if not in_language(page, "heading", language) or not in_language(page, "change_note", language):
        return True
    return SectionTranslation.objects.filter(page_id=page.pk, language=language).waiting().exists()


def edited_last(page: DraftPage, user: Any) -> bool:
    """Whether the newest draft is this person's."""
    revision = page.get_latest_revision()
    return revision is not None and revision.user_id is not None and revision.user_id == user.pk
