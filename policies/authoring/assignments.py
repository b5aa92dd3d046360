"""Who is responsible for a draft, or for one language of it, and until which day.

An assignment lasts until the draft is published. It ends before that when the person leaves the organisation, loses the
role that it needs, or has no account in use any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.document.languages import CODES
from policies.publication.facts import LANGUAGE_CHOICES
from policies.publication.localize import spoken_date
from policies.publication.models import Organisation
from policies.publication.refusal import CannotChange, Refusal

from .people.membership import Membership
from .people.rights import languages_written_in, may
from .people.roles import TRANSLATING, Act, roles_that
from .writing_rights import name_of, organisation_of

WHOLE: Final = ""  # the draft itself
TASKS: Final = (WHOLE, *CODES)
AHEAD: Final = 3  # days before the day on which the person is reminded


class Assignment(models.Model):
    """``language`` is empty where it is about the draft. What was told of the day is noted before a mail is sent."""

    page = models.ForeignKey("policies.PolicyPage", on_delete=models.CASCADE, related_name="assignments")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, blank=True, default=WHOLE)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments"
    )
    due = models.DateField(gettext_lazy("until"), null=True)
    assigned_by = models.CharField(max_length=200)
    assigned_at = models.DateTimeField(db_default=Now())
    told_before = models.DateField(null=True)
    told_after = models.DateField(null=True)

    class Meta:
        verbose_name = gettext_lazy("assignment")
        verbose_name_plural = gettext_lazy("assignments")
        ordering = ["page", "language"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["page", "language"], name="one_person_is_responsible_for_a_language"
            ),
            models.CheckConstraint(
                condition=Q(language__in=TASKS), name="an_assignment_is_of_a_draft_or_a_language"
            ),
        ]
        indexes = [models.Index(fields=["due"])]

    def __str__(self) -> str:
        return f"assignment of {self.language or 'the draft'} of page {self.page_id}"

    @property
    def person_name(self) -> str:
        return name_of(self.person)


def tasks_of(page: Any) -> list[str]:
    """What can be given to somebody: the draft, and each language but the one it is written in first."""
    return [WHOLE, *(code for code in CODES if code != page.organisation_page.authoritative)]


def candidates(organisation: Organisation | int | None, task: str) -> QuerySet[Any]:
    """The people of the organisation whose role allows this work."""
    roles = [*roles_that(Act.WRITE), *(roles_that(TRANSLATING[task]) if task else ())]
    members = Membership.objects.filter(
        organisation=organisation, organisation__left_at=None, role__in=roles
    )
    accounts = get_user_model()._default_manager.filter(is_active=True, pk__in=members.values("person"))
    return accounts.order_by("pk")


def may_assign(user: Any, organisation: Organisation | int | None, task: str) -> bool:
    """Who writes policies gives out all of it; who translates a language, that language."""
    if task == WHOLE:
        return may(user, Act.WRITE, organisation)
    return task in languages_written_in(user, organisation)


@transaction.atomic
def assign(
    *, page: Any, by: Any, people: Mapping[str, Any], days: Mapping[str, date | None]
) -> list[Assignment]:
    """Make these people responsible, by task; none frees it. Return what is new to its person. Raises ``CannotChange``.

    A task that ``people`` does not name stays as it is. An assignment whose day changed is reminded of anew.
    """
    organisation = organisation_of(page)
    told = []
    for task, person in people.items():
        if task not in tasks_of(page) or not may_assign(by, organisation, task):
            raise CannotChange(Refusal(code="no_right", message=_("You may not give out this work.")))
        held = Assignment.objects.select_for_update().filter(page_id=page.pk, language=task).first()
        if person is None:
            if held is not None:
                held.delete()
            continue
        if not candidates(organisation, task).filter(pk=person.pk).exists():
            message = _("%(name)s has no role of this organisation for it: choose from the list.")
            raise CannotChange(
                Refusal(code="no_role", field=task, message=message % {"name": name_of(person)})
            )
        day, today = days.get(task), page.organisation_page.organisation.today()
        if held is not None and held.person_id == person.pk and held.due == day:
            continue
        if day is not None and day < today:
            message = _("%(day)s is past: choose a later day.")
            raise CannotChange(
                Refusal(code="past", field=f"{task}_day", message=message % {"day": spoken_date(day)})
            )
        # Whose day is near already is told so now.
        near = day is not None and (day - today).days <= AHEAD
        made, _created = Assignment.objects.update_or_create(
            page_id=page.pk,
            language=task,
            defaults={
                "person": person,
                "due": day,
                "assigned_by": name_of(by),
                "assigned_at": Now(),
                "told_before": today if near else None,
                "told_after": None,
            },
        )
        told.append(made)
    return told


def free(person_id: int) -> int:
    """End this person's assignments that no role allows any more; how many."""
    held = Assignment.objects.filter(person=person_id).select_related("page")
    lost = [each.pk for each in held if not still_holds(each)]
    Assignment.objects.filter(pk__in=lost).delete()
    return len(lost)


def still_holds(assignment: Assignment) -> bool:
    organisation = organisation_of(assignment.page)
    return candidates(organisation, assignment.language).filter(pk=assignment.person_id).exists()


def end_with(page_id: int) -> None:
    """The draft is published: nobody is responsible for it any more."""
    Assignment.objects.filter(page=page_id).delete()


def responsible(pages: Iterable[int]) -> dict[int, list[Assignment]]:
    """The assignments of these drafts, by page."""
    found: dict[int, list[Assignment]] = {}
    for each in Assignment.objects.filter(page__in=list(pages)).select_related("person"):
        found.setdefault(each.page_id, []).append(each)
    return found
