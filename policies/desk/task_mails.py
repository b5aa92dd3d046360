"""Mails about the steps of the workflow, in our words: whose turn it is, until when; what was sent back, what is published.

In the place of Wagtail's own, which name a "moderation stage" and go to a group. What a person has switched off in the
account's settings is not sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected
from wagtail.users.models import UserProfile

from policies.authoring.asked_languages import AskedLanguage, language_asked
from policies.authoring.assignments import Assignment, still_holds
from policies.authoring.models import PolicyPage
from policies.authoring.people.roles import Act
from policies.authoring.workflow_tasks import ApprovalTask, TranslationTask
from policies.authoring.writing_rights import name_of
from policies.document.languages import in_language
from policies.publication.localize import language_name, spoken_date
from policies.publication.promise import promise_of

from .staff_mails import Said, tell

# The names that Wagtail gives its receivers.
_STOCK_REJECTED: Final = "workflow_state_rejected_email_notification"
_STOCK_APPROVED: Final = "workflow_state_approved_email_notification"


def connect() -> None:
    """From now on, our mails are sent instead of Wagtail's, whether Wagtail's receivers are there already or not: a
    receiver that comes under a name that is taken is not added.
    """
    for signal, told, sender, name in (
        (task_submitted, tell_of_task, TaskState, "policies.tell_of_task"),
        (language_asked, tell_of_language, AskedLanguage, "policies.tell_of_language"),
        (workflow_rejected, tell_of_rejection, WorkflowState, _STOCK_REJECTED),
        (workflow_approved, tell_of_approval, WorkflowState, _STOCK_APPROVED),
    ):
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(told, sender=sender, dispatch_uid=name)


def tell_of_task(instance: TaskState, user: Any = None, **_kwargs: Any) -> None:
    """Those whose approval it is, but for who brought it there; translators are told of each language by itself."""
    task, page = instance.task.specific, _draft(instance.workflow_state)
    if page is None or not isinstance(task, ApprovalTask):
        return

    def said(language: str) -> Said:
        if task.asked_act is Act.PUBLISH:
            heading, verb = _("Reviewed: awaits its publication"), _("Publish")
        else:
            heading, verb = _("Submitted for legal review"), _("Review")
        lines = _submitted(page, user, language)
        return Said(heading=heading, lines=lines, verb=verb, address=_check(page), due=_due(page))

    tell(page, _told(task.people(page), user), said)


def tell_of_language(asked: AskedLanguage, user: Any = None, **_kwargs: Any) -> None:
    """Those who translate the language that is asked for; where one person is responsible for it, only that one."""
    state = asked.task_state
    task, page = state.task.specific, _draft(state.workflow_state)
    if not isinstance(page, PolicyPage) or not isinstance(task, TranslationTask):
        return
    held = Assignment.objects.filter(page_id=page.pk, language=asked.language).first()
    mine = held is not None and still_holds(held)

    def said(language: str) -> Said:
        heading = _("The %(language)s text is asked for") % {"language": language_name(asked.language)}
        address = f"{_editor(page)}#language-{asked.language}"
        due = _due(page)
        if held is not None and mine and held.due is not None:
            due = spoken_date(held.due, page.organisation_page.country)
        lines = _submitted(page, user, language)
        return Said(heading=heading, lines=lines, verb=_("Translate"), address=address, due=due)

    people = [held.person] if held is not None and mine else task.people_of(page, asked.language)
    tell(page, _told(people, user), said)


def _told(people: Iterable[Any], by: Any) -> list[Any]:
    return [each for each in people if each != by and _wants(each, "submitted")]


def _submitted(page: Page, by: Any, language: str) -> tuple[str, ...]:
    """Who brought it there, and what changes."""
    lines = [_("%(name)s submitted it.") % {"name": name_of(by)}] if by is not None else []
    note = in_language(page, "change_note", language) if isinstance(page, PolicyPage) else ""
    if note := (note or "").strip():
        lines.append(_("What changes: %(note)s") % {"note": note})
    return tuple(lines)


def tell_of_rejection(instance: WorkflowState, user: Any = None, **_kwargs: Any) -> None:
    """Who submitted it: what the colleague wants changed."""
    page = _draft(instance)
    if page is None:
        return
    address = _editor(page)
    state = instance.current_task_state
    comment = state.comment.strip() if state else ""

    def said(_language: str) -> Said:
        name = name_of(user) if user is not None else "—"
        return Said(
            heading=_("Changes are asked for"),
            lines=(_("%(name)s sent it back.") % {"name": name},),
            quote=comment,
            verb=_("Correct"),
            address=address,
        )

    tell(page, _requester(instance, user, "rejected"), said)


def tell_of_approval(instance: WorkflowState, user: Any = None, **_kwargs: Any) -> None:
    """Who submitted it: it went all the way."""
    page = _draft(instance)
    if page is None:
        return
    address = _check(page)

    def said(_language: str) -> Said:
        name = name_of(user) if user is not None else "—"
        return Said(
            heading=_("Every step is taken"),
            lines=(_("%(name)s took the last one: what you submitted is published.") % {"name": name},),
            verb=_("See it"),
            address=address,
        )

    tell(page, _requester(instance, user, "approved"), said)


def _draft(state: WorkflowState) -> Page | None:
    """The newest draft of what goes its way: a policy, the page of an organisation, the home page."""
    page = state.content_object
    specific = getattr(page, "specific", page)
    draft: Page | None = specific.get_latest_revision_as_object() if isinstance(specific, Page) else None
    return draft


def _requester(state: WorkflowState, by: Any, kind: str) -> Iterable[Any]:
    person = state.requested_by
    return [person] if person is not None and person != by and _wants(person, kind) else []


def _wants(person: Any, kind: str) -> bool:
    return bool(getattr(UserProfile.get_for_user(person), f"{kind}_notifications"))


def _due(page: Page) -> str:
    """The last day on which it can be published and still apply when it was planned to."""
    if not isinstance(page, PolicyPage) or page.effective_date is None:
        return ""
    home = page.organisation_page
    days = promise_of(home, page).notice_days if page.live else 0
    return spoken_date(page.effective_date - timedelta(days=days), home.country)


def _editor(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _check(page: Page) -> str:
    """Where a policy is looked at before its publication; what is no policy has its editor only."""
    if isinstance(page, PolicyPage):
        return reverse("policies_release:check", args=[page.pk])
    return _editor(page)
