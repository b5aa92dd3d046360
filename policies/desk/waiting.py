"""What waits for the person who looks at the dashboard: each thing with its verb, and until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from babel.lists import format_list
from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import TaskState, WorkflowState

from policies.authoring.asked_languages import AskedLanguage
from policies.authoring.assignments import WHOLE
from policies.authoring.models import PolicyPage
from policies.authoring.page_text_keys import KEYS
from policies.authoring.people.rights import (
    languages_written_in,
    may,
    organisations_where,
)
from policies.authoring.people.roles import Act
from policies.authoring.schedule_failures import ScheduleFailure
from policies.authoring.translation.translation_index import SectionTranslation
from policies.authoring.translation.translation_state import State
from policies.authoring.workflow_tasks import ApprovalTask, edited_last
from policies.publication.localize import active_language, grouped, language_name
from policies.publication.models import Policy

from .policy_rows import Row, Standing
from .reviews import due
from .waiting_decisions import emergencies, party_lists, withdrawals, withholdings
from .waiting_item import Rows, Waiting, item, last_day, texts_to_do


def waiting_for(user: Any, rows: Iterable[Row]) -> list[Waiting]:
    """All of it, what is due first; ``rows`` are the policies whose drafts this person may read."""
    by_page = {row.page_id: row for row in rows}
    found: list[Waiting] = []
    for source in SOURCES:
        found += source(user, by_page)
    return sorted(found, key=lambda each: (each.due or date.max, each.since or timezone.now()))


def _tasks(user: Any, rows: Rows) -> Iterator[Waiting]:
    """Approvals that this person may give."""
    pages = PolicyPage.objects.select_related("latest_revision").in_bulk(rows)
    for task in ApprovalTask.objects.filter(active=True):
        states = task.get_task_states_user_can_moderate(user).select_related("workflow_state")
        for state in states:
            row = rows.get(int(state.workflow_state.object_id))
            if row is not None and not edited_last(pages[row.page_id], user):
                yield _approval(row, state, Act(task.act))


def _translations(user: Any, rows: Rows) -> Iterator[Waiting]:
    """Languages that a step of a workflow asks for, and that this person brings up to date."""
    days = days_of(user, rows)
    for asked in (
        AskedLanguage.objects.open().of_pages(rows).select_related("task_state__workflow_state")
    ):
        row = rows[int(asked.task_state.workflow_state.object_id)]
        work = (row.page_id, asked.language)
        task = asked.task_state.task.specific
        whose = task.act_for(asked.language, row.organisation_id)
        if work in days or (
            row.held_by(asked.language) is None and may(user, whose, row.organisation_id)
        ):
            yield item(
                row,
                verb=_("Translate"),
                icon="globe",
                words=_("The %(language)s text is asked for")
                % {"language": language_name(asked.language)},
                address=_editing(row, asked.language),
                due=days.get(work) or last_day(row),
                since=asked.asked_at,
            )


def _approval(row: Row, state: TaskState, act: Act) -> Waiting:
    if act is Act.PUBLISH:
        verb, icon, words = _("Publish"), "calendar-check", _("Reviewed: awaits its publication")
    else:
        verb, icon, words = _("Review"), "glasses", _("Submitted for legal review")
    check = reverse("policies_release:check", args=[row.page_id])
    return item(
        row, verb=verb, icon=icon, words=words, address=check, due=last_day(row), since=state.started_at
    )


def _sent_back(user: Any, rows: Rows) -> Iterator[Waiting]:
    """What this person submitted, or wrote last, and a colleague asks to have changed."""
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_NEEDS_CHANGES, object_id__in=[str(number) for number in rows]
    ).select_related("current_task_state")
    for state in states:
        row, task = rows[int(state.object_id)], state.current_task_state
        mine = state.requested_by_id == user.pk
        if not mine or not may(user, Act.WRITE, row.organisation_id):
            continue
        said = task.comment.strip() if task else ""
        words = (
            _("Changes are asked for: %(comment)s") % {"comment": said}
            if said
            else _("Changes are asked for")
        )
        yield item(row, verb=_("Correct"), icon="edit", words=words, since=task and task.finished_at)


def _texts(user: Any, rows: Rows) -> Iterator[Waiting]:
    """Translations that this person may write and that are missing, incomplete or out of date."""
    asked, days = _asked(rows), days_of(user, rows)
    found = (
        SectionTranslation.objects.waiting()
        .filter(page__in=rows)
        .exclude(Q(key=KEYS["change_note"], page__live=True, page__has_unpublished_changes=False))
        .order_by("page__path", "language")
        .values_list("page", "language")
        .annotate(
            missing=Count("pk", filter=Q(state__in=(State.MISSING, State.INCOMPLETE))),
            out_of_date=Count("pk", filter=Q(state=State.OUT_OF_DATE)),
        )
    )
    for page, language, missing, out_of_date in found:
        row = rows[page]
        written = languages_written_in(user, row.organisation_id)
        if language not in written or (page, language) in asked or row.standing is Standing.RETIRED:
            continue
        if (page, language) not in days and row.held_by(language) is not None:
            continue  # somebody else is responsible for it
        yield item(
            row,
            verb=_("Translate"),
            icon="globe",
            words=_("%(language)s: %(message)s")
            % {"language": language_name(language), "message": texts_to_do(missing, out_of_date)},
            address=_editing(row, language),
            due=days.get((page, language)) or last_day(row),
            since=row.modified,
        )


def _drafts(user: Any, rows: Rows) -> Iterator[Waiting]:
    """Drafts that this person is responsible for, until they are submitted."""
    for (page, task), day in days_of(user, rows).items():
        row = rows[page]
        if task == WHOLE and row.standing is Standing.CHANGED:
            held = row.held_by(WHOLE)
            yield item(
                row,
                verb=_("Write"),
                icon="edit",
                words=_("You are responsible for this draft"),
                due=day or last_day(row),
                since=held.assigned_at if held else None,
            )


def days_of(user: Any, rows: Rows) -> dict[tuple[int, str], date | None]:
    """What this person is responsible for, by page and task, with its day."""
    return {
        (row.page_id, held.language): held.due
        for row in rows.values()
        for held in row.held
        if held.person_id == user.pk
    }


def _divergences(user: Any, rows: Rows) -> Iterator[Waiting]:
    """What the languages of a draft say differently and nobody has answered."""
    counts: dict[int, dict[str, int]] = {}
    found = SectionTranslation.objects.filter(page__in=rows, divergences__gt=0)
    for page, language, count in found.values_list("page", "language").annotate(Sum("divergences")):
        row = rows[page]
        worked_on = row.standing not in (Standing.NONE, Standing.RETIRED)
        if worked_on and language in languages_written_in(user, row.organisation_id):
            counts.setdefault(page, {})[language] = count
    for page, by_language in counts.items():
        row, count = rows[page], sum(by_language.values())
        sentence = ngettext(
            "%(languages)s: %(count)s place says something else",
            "%(languages)s: %(count)s places say something else",
            count,
        )
        names = format_list([language_name(code) for code in by_language], locale=active_language())
        yield item(
            row,
            verb=_("Answer"),
            icon="warning",
            words=sentence % {"languages": names, "count": grouped(count)},
            address=reverse("policies_divergences", args=[page]),
            due=last_day(row),
            since=row.modified,
        )


def _failures(user: Any, rows: Rows) -> Iterator[Waiting]:
    """Scheduled publications that failed, for those who could publish."""
    for failure in ScheduleFailure.objects.filter(page__in=rows):
        row = rows[failure.page_id]
        if not may(user, Act.WRITE, row.organisation_id):
            continue
        words = _("The scheduled publication failed: %(reasons)s") % {
            "reasons": " ".join(failure.reasons)
        }
        yield item(
            row, verb=_("Correct"), icon="warning", words=words, due=timezone.localdate(failure.due_at)
        )


def _reviews(user: Any, rows: Rows) -> Iterator[Waiting]:
    """Policies in force whose day to be looked at again is near, for those who publish."""
    by_policy = {row.uuid: row for row in rows.values()}
    mine = organisations_where(user, Act.PUBLISH)
    for policy in due(Policy.objects.filter(organisation__in=mine, uuid__in=by_policy)):
        address, words = reverse("policies_reviews"), _("The text is to be looked at again")
        row = by_policy[policy.uuid]
        yield item(
            row, verb=_("Review"), icon="date", words=words, address=address, due=policy.review_by
        )


SOURCES: tuple[Callable[[Any, Rows], Iterable[Waiting]], ...] = (
    _tasks,
    _translations,
    _drafts,
    _sent_back,
    _texts,
    _divergences,
    emergencies,
    withdrawals,
    party_lists,
    withholdings,
    _failures,
    _reviews,
)


def _asked(rows: Rows) -> set[tuple[int, str]]:
    """Pages and languages for which a step of the workflow waits: the step is shown, and not its texts too."""
    found = AskedLanguage.objects.open().of_pages(rows)
    pairs = found.values_list("task_state__workflow_state__object_id", "language")
    return {(int(page), language) for page, language in pairs}


def _editing(row: Row, language: str) -> str:
    """The text in the editor, in this language."""
    return f"{reverse('wagtailadmin_pages:edit', args=[row.page_id])}#language-{language}"
