"""The steps between an author and the public: translation, legal review, publication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import AbstractGroupApprovalTask, TaskState

from policies.publication.models import LANGUAGE_CHOICES
from policies.publication.refusal import CannotPublish, Refusal

if TYPE_CHECKING:
    from .models import PolicyPage


class ApprovalTask(AbstractGroupApprovalTask):
    """A group approves the draft; whoever edited it last cannot be the one who approves it."""

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

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """A publisher is not locked out: an emergency does not wait for a review."""
        return super().locked_for_user(obj, user) and not obj.permissions_for_user(user).can_publish()

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        if action_name == "approve":
            page = task_state.workflow_state.content_object
            if edited_last(page, user):
                raise CannotPublish(own_work())
            # What is approved is the draft as it is now, also if it was saved since the task began.
            task_state.revision = page.get_latest_revision()
        return super().on_action(task_state, user, action_name, **kwargs)


class TranslationTask(AbstractGroupApprovalTask):
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
        if isinstance(page, _policy_page()) and waits_for_translation(page, self.language):
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

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return super().locked_for_user(obj, user) and not obj.permissions_for_user(user).can_publish()

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        if action_name == "approve":
            task_state.revision = task_state.workflow_state.content_object.get_latest_revision()
        return super().on_action(task_state, user, action_name, **kwargs)


def _policy_page() -> type[PolicyPage]:
    from .models import PolicyPage

    return PolicyPage


def waits_for_translation(page: PolicyPage, language: str) -> bool:
    """Whether translators of this language have something to do before the draft is published.

    Not where it is the authoritative language, or is not to be published.
    """
    from .translation.translation_index import SectionTranslation

    if language == page.organisation_page.authoritative or not getattr(page, f"with_{language}"):
        return False
    if not getattr(page, f"heading_{language}") or not getattr(page, f"change_note_{language}"):
        return True
    return SectionTranslation.objects.filter(page_id=page.pk, language=language).waiting().exists()


def edited_last(page: PolicyPage, user: Any) -> bool:
    """Whether the newest draft is this person's."""
    revision = page.get_latest_revision()
    return revision is not None and revision.user_id is not None and revision.user_id == user.pk


def own_work() -> Refusal:
    message = _("You edited this draft last: another person has to approve it. Nothing of it is lost.")
    return Refusal(code="own_work", message=message)
