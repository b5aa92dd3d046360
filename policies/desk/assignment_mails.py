"""Mails to who is responsible for a draft or one language of it: when it is given, before its day and after it.

Each goes once. That it goes is noted before it is sent: a mail server that fails halfway is asked once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.authoring.asked_languages import AskedLanguage
from policies.authoring.assignments import AHEAD, WHOLE, Assignment, still_holds
from policies.authoring.models import PolicyPage
from policies.authoring.translation.translation_index import SectionTranslation
from policies.authoring.translation.translation_state import State
from policies.document.languages import in_language
from policies.publication.localize import language_name, spoken_date

from .staff_mails import Said, tell
from .waiting_item import texts_to_do

# Time zones of organisations lie at most a day apart from the server's.
_A_DAY: Final = timedelta(days=1)
_GIVEN: Final = "given"
_SOON: Final = "soon"
_LATE: Final = "late"


def tell_of_assignments(page: PolicyPage, given: Iterable[Assignment], by: Any) -> None:
    """To each person what is theirs now, but to the one who took it on."""
    for each in given:
        if each.person_id != by.pk:
            _tell(page, each, _GIVEN)


def remind_of_work(today: date | None = None) -> int:
    """Mail those whose day is near, and those whose day is past; how many mails went."""
    sent = 0
    latest = (today or timezone.localdate()) + timedelta(days=AHEAD) + _A_DAY
    found = Assignment.objects.filter(due__lte=latest, told_after=None, person__is_active=True)
    for each in found.select_related("page", "person"):
        home = each.page.organisation_page.organisation
        day = today or (home.today() if home else timezone.localdate())
        field = _to_tell(each, day)
        if field is None or not still_holds(each) or is_done(each):
            continue
        # Of two processes at once, one changes the row.
        unchanged = Assignment.objects.filter(pk=each.pk, due=each.due, **{field: None})
        if not unchanged.update(**{field: day}):
            continue
        draft = each.page.get_latest_revision_as_object()
        _tell(draft, each, _LATE if field == "told_after" else _SOON)
        sent += 1
    return sent


def _to_tell(assignment: Assignment, day: date) -> str | None:
    """Which of the two is told on this day, by the field that notes it. A day that is past is not told as near."""
    due = assignment.due
    if due is None or due - timedelta(days=AHEAD) > day:
        return None
    field = "told_before" if day <= due else "told_after"
    return field if getattr(assignment, field) is None else None


def is_done(assignment: Assignment) -> bool:
    """Whether nothing is left to do of it: the language is up to date, the draft is on its way."""
    page = assignment.page
    if assignment.language == WHOLE:
        return bool(page.workflow_in_progress)
    if AskedLanguage.objects.open().of_page(page.pk).filter(language=assignment.language).exists():
        return False
    rows = SectionTranslation.objects.filter(page=page.pk, language=assignment.language)
    return rows.exists() and not rows.waiting().exists()


def _lead(kind: str, by: str) -> str:
    if kind == _GIVEN:
        return _("%(name)s gave it to you.") % {"name": by}
    return _("Its day is near.") if kind == _SOON else _("Its day is past.")


def _heading(assignment: Assignment) -> str:
    if assignment.language == WHOLE:
        return _("You are responsible for this draft")
    named = {"language": language_name(assignment.language)}
    return _("You are responsible for the %(language)s text") % named


def _tell(page: PolicyPage, assignment: Assignment, kind: str) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if assignment.language:
        address += f"#language-{assignment.language}"
    counts = SectionTranslation.objects.filter(page=page.pk, language=assignment.language).aggregate(
        missing=Count("pk", filter=Q(state__in=(State.MISSING, State.INCOMPLETE))),
        out_of_date=Count("pk", filter=Q(state=State.OUT_OF_DATE)),
    )

    def said(language: str) -> Said:
        lines = [_lead(kind, assignment.assigned_by)]
        if any(counts.values()):
            lines.append(texts_to_do(**counts))
        if note := (in_language(page, "change_note", language) or "").strip():
            lines.append(_("What changes: %(note)s") % {"note": note})
        country = page.organisation_page.country
        return Said(
            heading=_heading(assignment),
            lines=tuple(lines),
            verb=_("Translate") if assignment.language else _("Write"),
            address=address,
            due=spoken_date(assignment.due, country) if assignment.due else "",
        )

    tell(page, [assignment.person], said)
