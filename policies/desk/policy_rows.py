"""The policies that a person works on, as lists show them: named in the person's language, by state, with languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models import TextChoices as Choices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, WorkflowState, get_default_page_content_type

from policies.authoring.assignments import Assignment, responsible
from policies.authoring.draft_entries import asked_forms, catch_up_entries
from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.people.rights import administers_site, languages_written_in, organisations_where
from policies.authoring.people.roles import Act
from policies.authoring.row_names import shown_name
from policies.authoring.translation.translation_index import SectionTranslation
from policies.authoring.translation.translation_state import State as Translated
from policies.authoring.workflow_tasks import ApprovalTask
from policies.document.languages import CODES, column
from policies.lexicon.folding import searched_words
from policies.lexicon.ordering import sorting_key
from policies.publication.localize import active_language, how_long_ago
from policies.publication.models import Policy, Retirement
from policies.reading.timeline import Timeline, timelines


class Standing(Choices):
    """How far the draft is. Each policy stands in one of these."""

    CHANGED = "changed", _("Draft changed")
    REVIEWED = "reviewed", _("In review")
    READY = "ready", _("Awaiting publication")
    NONE = "none", _("Without draft")
    RETIRED = "retired", _("Retired")


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageMark:
    """One language of a policy: it prevails, or so many of its texts wait; ``missing`` where nothing of it is written."""

    code: str
    prevails: bool = False
    waiting: int = 0
    missing: bool = False
    words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One policy. ``step`` is what its workflow waits for; ``marks``, ``history`` and ``held`` are of rows that are shown."""

    page_id: int
    uuid: UUID
    title: str
    organisation: str
    organisation_id: int | None
    prevails: str
    standing: Standing
    step: str
    first: bool
    modified: datetime | None
    planned_for: date | None
    words: Mapping[str, int]
    address: str
    marks: tuple[LanguageMark, ...] = ()
    history: Timeline | None = field(default=None, compare=False)
    held: tuple[Assignment, ...] = ()

    def held_by(self, task: str) -> Assignment | None:
        """Who is responsible for the draft, or for one language of it."""
        return next((each for each in self.held if each.language == task), None)

    @property
    def modified_ago(self) -> str:
        return how_long_ago(self.modified) if self.modified else ""


def seen_pages(user: Any) -> Any:
    """The policies whose drafts this person may read."""
    pages = PolicyPage.objects.all()
    if administers_site(user):
        return pages
    beneath = Q(pk=None)
    for path in _organisations(user).values_list("path", flat=True):
        beneath |= Q(path__startswith=path)
    return pages.filter(beneath)


def rows_for(user: Any, question: str = "") -> list[Row]:
    """The rows of these policies that hold every word of the question, by name as the admin's language sorts."""
    catch_up_entries(PolicyPage.objects.all())
    homes = {page.path: page for page in _organisations(user)}
    pages = seen_pages(user)
    for forms in asked_forms(question):
        held = Q(*(Q(entry__searched__contains=form) for form in sorted(forms)), _connector=Q.OR)
        for path in _named(homes, forms):
            held |= Q(path__startswith=path)
        pages = pages.filter(held)
    steps, publishing = _steps(), _publishing()
    language = active_language()
    retired = Retirement.objects.filter(policy__uuid=OuterRef("policy_uuid"))
    found = pages.annotate(
        titles=F("entry__titles"),
        words=F("entry__words"),
        planned=F("entry__planned_for"),
        retired=Exists(retired),
    ).values(*_COLUMNS)
    rows = [
        _row(user, page, homes[page["path"][: -Page.steplen]], steps, publishing, language)
        for page in found
        if page["path"][: -Page.steplen] in homes
    ]
    return sorted(
        rows, key=lambda row: (sorting_key(row.title, language), sorting_key(row.organisation, language))
    )


def with_facts(rows: Iterable[Row]) -> list[Row]:
    """These rows with what readers see, how far each language is and who is responsible: four queries, however many."""
    rows = list(rows)
    policies = {
        each.uuid: each
        for each in Policy.objects.filter(uuid__in=[row.uuid for row in rows]).select_related(
            "organisation", "retirement"
        )
    }
    histories = {each.policy.uuid: each for each in timelines(list(policies.values())) if each.entries}
    waiting: dict[int, dict[str, int]] = defaultdict(dict)
    states = SectionTranslation.objects.filter(page__in=[row.page_id for row in rows]).order_by()
    for page, code, count in states.values_list("page", "language").annotate(
        waits=Count("pk", filter=~Q(state=Translated.UP_TO_DATE))
    ):
        waiting[page][code] = count
    held = responsible(row.page_id for row in rows)
    return [
        replace(
            row,
            marks=_marks(row, waiting[row.page_id]),
            history=histories.get(row.uuid),
            held=tuple(held.get(row.page_id, ())),
        )
        for row in rows
    ]


_COLUMNS = (
    *("pk", "path", "title", "live", "has_unpublished_changes", "latest_revision_created_at"),
    *("policy_uuid", "titles", "words", "planned", "retired", "live_revision_id"),
    *(column("heading", code) for code in CODES),
)


def _organisations(user: Any) -> Any:
    pages = OrganisationPage.objects.filter(organisation__left_at=None)
    return pages.filter(organisation__in=organisations_where(user, Act.READ_DRAFTS))


def _named(homes: Mapping[str, OrganisationPage], forms: Iterable[str]) -> list[str]:
    """The organisations of whose names a word begins so."""
    beginnings = tuple(form.strip() for form in forms if not form.endswith(" "))
    found = []
    for path, page in homes.items():
        names = " ".join([page.title, *(page.name_in(code) for code in CODES)])
        if any(word.folded.startswith(beginnings) for word in searched_words(names)):
            found.append(path)
    return found


def _steps() -> dict[str, tuple[int, str]]:
    """The task that each page in a workflow waits for, by the page's number as Wagtail keeps it."""
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS, base_content_type=get_default_page_content_type()
    ).exclude(current_task_state=None)
    found = states.values_list("object_id", "current_task_state__task", "current_task_state__task__name")
    return {page: (task, name) for page, task, name in found}


def _publishing() -> set[int]:
    return set(ApprovalTask.objects.filter(act=str(Act.PUBLISH)).values_list("pk", flat=True))


def _row(
    user: Any,
    page: Mapping[str, Any],
    home: OrganisationPage,
    steps: Mapping[str, tuple[int, str]],
    publishing: set[int],
    language: str,
) -> Row:
    task, step = steps.get(str(page["pk"]), (0, ""))
    titles = page["titles"] or {code: page[column("heading", code)] for code in CODES}
    writes = languages_written_in(user, home.organisation_id)
    name = "wagtailadmin_pages:edit" if writes else "policies_release:check"
    return Row(
        page_id=page["pk"],
        uuid=page["policy_uuid"],
        title=titles.get(language) or titles.get(home.authoritative) or page["title"],
        organisation=home.name_in(language),
        organisation_id=home.organisation_id,
        prevails=home.authoritative,
        standing=_standing(page, task, publishing),
        step=shown_name(step),
        first=page["live_revision_id"] is None,
        modified=page["latest_revision_created_at"],
        planned_for=page["planned"],
        words=page["words"] or {},
        address=reverse(name, args=[page["pk"]]),
    )


def _standing(page: Mapping[str, Any], task: int, publishing: set[int]) -> Standing:
    if page["retired"]:
        return Standing.RETIRED
    if task:
        return Standing.READY if task in publishing else Standing.REVIEWED
    changed = page["has_unpublished_changes"] or not page["live"]
    return Standing.CHANGED if changed else Standing.NONE


def _marks(row: Row, waiting: Mapping[str, int]) -> tuple[LanguageMark, ...]:
    return tuple(
        LanguageMark(
            code=code,
            prevails=code == row.prevails,
            waiting=waiting.get(code, 0),
            missing=not row.words.get(code),
            words=row.words.get(code, 0),
        )
        for code in CODES
    )
