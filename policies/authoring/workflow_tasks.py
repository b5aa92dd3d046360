"""The steps between an author and the public: translation, legal review, publication.

A step belongs to those who may do its act in the organisation of the page. One workflow serves every organisation.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import Page, Task, TaskState, get_default_page_content_type

from policies.document.languages import CODES, in_language
from policies.publication.facts import LANGUAGE_CHOICES
from policies.publication.localize import language_name
from policies.publication.refusal import CannotPublish, Refusal

from .asked_languages import AskedLanguage, language_asked, open_languages
from .draft_types import DraftPage
from .open_findings import divergence_refusals, open_findings
from .people.membership import Membership
from .people.rights import administers_site, may, organisations_served
from .people.roles import TRANSLATING, Act, roles_that
from .requirements import refusals_of_gaps
from .translation.behind import gaps_of
from .translation.translation_index import SectionTranslation
from .writing_rights import name_of, organisation_of

READY: Final = "ready-"  # an action of a translation: with the language that is ready


class ActTask(Task):
    """What both tasks share: an act, and who may do it. The draft as it is now is approved, also if it was saved since
    the task began.
    """

    class Meta:
        abstract = True

    def acts_in(self, organisation: int | None) -> list[Act]:
        """The acts of which one lets a person take the step, in this organisation."""
        raise NotImplementedError

    def is_for(self, obj: Any, user: Any) -> bool:
        """Whether this person may take the step in the organisation of the page."""
        organisation = organisation_of(obj)
        return any(may(user, act, organisation) for act in self.acts_in(organisation))

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.is_for(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """A publisher is not locked out: an emergency does not wait for a review."""
        return not (self.is_for(obj, user) or obj.permissions_for_user(user).can_publish())

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return self.is_for(obj, user)

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        return False

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.is_for(obj, user):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[Any]:
        """Those of pages of the organisations in which this person may do the act."""
        waiting: QuerySet[Any] = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if administers_site(user):
            return waiting
        # The pages' numbers as text: Wagtail keeps them so beside their kind.
        served = organisations_served(user).filter(page__isnull=False).values_list("pk", "page__path")
        paths = [
            path
            for number, path in served
            if any(may(user, act, number) for act in self.acts_in(number))
        ]
        if not paths:
            return waiting.none()
        beneath = Q()
        for path in paths:
            beneath |= Q(path__startswith=path)
        pages = Page.objects.filter(beneath).values_list(Cast("pk", CharField()), flat=True)
        return waiting.filter(
            workflow_state__base_content_type=get_default_page_content_type(),
            workflow_state__object_id__in=pages,
        )

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        page = task_state.workflow_state.content_object
        if not self.is_for(page, user):
            # Wagtail asks about the page in the address: the task may be of another.
            raise PermissionDenied
        if action_name == "approve":
            self.refuse_approval(page, user)
            task_state.revision = page.get_latest_revision()
        return super().on_action(task_state, user, action_name, **kwargs)

    def refuse_approval(self, page: Any, user: Any) -> None:
        """Raise ``CannotPublish`` where this person may not approve."""


def _served(organisation: int | None, act: Act) -> QuerySet[Membership]:
    """The memberships of those who may do this in the organisation."""
    return Membership.objects.filter(
        organisation=organisation, organisation__left_at=None, role__in=roles_that(act)
    )


class ApprovalTask(ActTask):
    """A second person approves the draft; the person who edited it last cannot approve it."""

    act = models.CharField(
        gettext_lazy("who approves"),
        max_length=20,
        choices=[
            (str(Act.REVIEW), gettext_lazy("those who review")),
            (str(Act.PUBLISH), gettext_lazy("those who publish")),
        ],
        default=str(Act.REVIEW),
    )

    admin_form_fields = [*Task.admin_form_fields, "act"]

    class Meta:
        verbose_name = gettext_lazy("approval by a second person")
        verbose_name_plural = gettext_lazy("approvals by a second person")

    @classmethod
    def get_description(cls) -> str:
        return _("A person of the organisation approves who did not edit the draft last.")

    @property
    def asked_act(self) -> Act:
        return Act(self.act)

    def acts_in(self, organisation: int | None) -> list[Act]:
        return [self.asked_act]

    def people(self, obj: Any) -> QuerySet[Any]:
        """The accounts that are told of the task."""
        asked = _served(organisation_of(obj), self.asked_act)
        return get_user_model()._default_manager.filter(is_active=True, pk__in=asked.values("person"))

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


class TranslationTask(ActTask):
    """Translators bring their languages up to date, or the authors where a language has none. All languages are asked for
    at once, and each is ready on its own; the step ends with the last. Skipped where nothing waits for them.
    """

    language = models.CharField(
        gettext_lazy("language"),
        max_length=2,
        choices=LANGUAGE_CHOICES,
        blank=True,
        help_text=gettext_lazy("Left empty: every language at once."),
    )

    admin_form_fields = [*Task.admin_form_fields, "language"]

    class Meta:
        verbose_name = gettext_lazy("translation")
        verbose_name_plural = gettext_lazy("translations")

    @classmethod
    def get_description(cls) -> str:
        return _("The translators of each language, or of one, bring it up to date.")

    @property
    def languages(self) -> tuple[str, ...]:
        return (self.language,) if self.language else CODES

    def act_for(self, language: str, organisation: int | None) -> Act:
        """Whose a language is in this organisation."""
        asked = TRANSLATING[language]
        return asked if _served(organisation, asked).exists() else Act.WRITE

    def languages_for(self, obj: Any, user: Any) -> list[str]:
        """The languages that the step waits for now and that this person may say to be ready."""
        organisation = organisation_of(obj)
        return [
            code
            for code in open_languages(obj.pk)
            if code in self.languages and may(user, self.act_for(code, organisation), organisation)
        ]

    def is_for(self, obj: Any, user: Any) -> bool:
        return bool(self.languages_for(obj, user))

    def people_of(self, obj: Any, language: str) -> QuerySet[Any]:
        """The accounts that are told that this language is asked for."""
        organisation = organisation_of(obj)
        asked = _served(organisation, self.act_for(language, organisation))
        return get_user_model()._default_manager.filter(is_active=True, pk__in=asked.values("person"))

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """No translator is locked out: each writes in a language of their own."""
        organisation = organisation_of(obj)
        if any(may(user, TRANSLATING[code], organisation) for code in CODES):
            return False
        return super().locked_for_user(obj, user)

    def acts_in(self, organisation: int | None) -> list[Act]:
        return [self.act_for(code, organisation) for code in self.languages]

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        page = workflow_state.content_object.specific.get_latest_revision_as_object()
        # Organisations and the home page go the same way to the public; nothing of them waits for translators.
        waiting = [
            code
            for code in self.languages
            if hasattr(page, "policy_uuid") and waits_for_translation(page, code)
        ]
        if waiting:
            state = super().start(workflow_state, user=user)
            for code in waiting:
                asked = AskedLanguage.objects.create(task_state=state, language=code)
                language_asked.send(sender=AskedLanguage, asked=asked, user=user)
            return state
        state = TaskState(
            workflow_state=workflow_state,
            task=self,
            revision=page.get_latest_revision(),
            status=TaskState.STATUS_SKIPPED,
            finished_at=timezone.now(),
        )
        state.save()
        return state

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """``ready-ar`` says that Arabic is ready, and ``approve`` that everything is which this person may say so of."""
        # Two who say so at once wait for each other: the second of them ends the step.
        locked = TaskState.objects.select_for_update(of=("self",)).get(pk=task_state.pk)
        page = locked.workflow_state.content_object
        mine = self.languages_for(page, user)
        if locked.status != TaskState.STATUS_IN_PROGRESS or action_name == "reject":
            return super().on_action(task_state, user, action_name, **kwargs)
        named = action_name.removeprefix(READY)
        said = mine if action_name == "approve" else [code for code in mine if code == named]
        if not said:
            raise PermissionDenied
        draft = page.get_latest_revision_as_object()
        for code in said:
            self._refuse_unready(draft, code)
            task_state.asked_languages.filter(language=code).update(
                ready_at=timezone.now(), ready_by=name_of(user)
            )
            log(instance=page, action="policies.language_ready", user=user, data={"language": code})
        self._ask_again(task_state, draft)
        if not task_state.asked_languages.filter(ready_at=None).exists():
            task_state.revision = page.get_latest_revision()
            task_state.approve(user=user, **kwargs)
        return None

    def _ask_again(self, task_state: TaskState, draft: Any) -> None:
        """What was ready, and is no more: its source changed since. Asked when all others are ready."""
        if task_state.asked_languages.filter(ready_at=None).exists():
            return
        for asked in task_state.asked_languages.all():
            if self.refusals_of(draft, asked.language):
                asked.ready_at, asked.ready_by = None, ""
                asked.save(update_fields=["ready_at", "ready_by"])
                language_asked.send(sender=AskedLanguage, asked=asked, user=None)

    def _refuse_unready(self, draft: Any, language: str) -> None:
        """A translation is ready when a release would not be refused for it."""
        if refusals := self.refusals_of(draft, language):
            raise CannotPublish(*refusals)

    def refusals_of(self, draft: Any, language: str) -> list[Refusal]:
        if not hasattr(draft, "policy_uuid") or not in_language(draft, "with", language):
            return []
        refusals = list(refusals_of_gaps(draft, language, gaps_of(draft, language)))
        own = [each for each in open_findings(draft) if each.divergence.language == language]
        return refusals + divergence_refusals(draft, own)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """One word for each language that this person may give it for."""
        mine = self.languages_for(obj, user)
        if not mine:
            return []
        ready = [
            (READY + code, _("%(language)s: ready") % {"language": language_name(code)}, False)
            for code in mine
        ]
        return [("reject", _("Send back to the author"), True), *ready]


def waits_for_translation(page: DraftPage, language: str) -> bool:
    """Whether translators of this language have something to do before the draft is published.

    Not where it is the authoritative language, is not to be published, or is to be published as it is, marked.
    """
    if language == page.organisation_page.authoritative or not in_language(page, "with", language):
        return False
    if in_language(page, "marked", language):
        return False
    if not in_language(page, "heading", language) or not in_language(page, "change_note", language):
        return True
    if SectionTranslation.objects.filter(page_id=page.pk, language=language).waiting().exists():
        return True
    return any(each.divergence.language == language for each in open_findings(page))


def edited_last(page: DraftPage, user: Any) -> bool:
    """Whether the newest draft is this person's."""
    revision = page.get_latest_revision()
    return revision is not None and revision.user_id is not None and revision.user_id == user.pk
