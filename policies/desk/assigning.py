"""Who is responsible for a draft and for each of its languages, and until when: one page, reached from the editor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log
from wagtail.models import Page

from policies.authoring.assignments import (
    assign,
    candidates,
    may_assign,
    tasks_of,
)
from policies.authoring.models import PolicyPage
from policies.authoring.writing_rights import name_of, organisation_of
from policies.publication.localize import language_name
from policies.publication.refusal import CannotChange

from .assignment_mails import tell_of_assignments
from .find_draft import draft_at, screen

_DRAFT: Final = "draft"  # the name of the whole draft's fields


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj)


class AssignmentsForm(forms.Form):
    """A person and a day for each task; those that ``user`` may not give out are shown and not taken."""

    def __init__(self, page: PolicyPage, user: Any, data: Any = None) -> None:
        super().__init__(data)
        organisation = organisation_of(page)
        held = {each.language: each for each in page.assignments.select_related("person")}
        self.tasks = tasks_of(page)
        for task in self.tasks:
            name, there = task or _DRAFT, held.get(task)
            closed = not may_assign(user, organisation, task)
            people = candidates(organisation, task)
            if there is not None and not people.filter(pk=there.person_id).exists():
                there = None  # lost the role meanwhile
            self.fields[name] = PersonField(
                people,
                required=False,
                disabled=closed,
                label=_("Person responsible"),
                empty_label=_("Nobody"),
                initial=there.person_id if there else None,
            )
            self.fields[f"{name}_day"] = forms.DateField(
                required=False,
                disabled=closed,
                label=_("Until"),
                initial=there.due if there else None,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                error_messages={"invalid": _("Write the day as 2027-01-31.")},
            )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for task in self.tasks:
            name = task or _DRAFT
            if given.get(f"{name}_day") and not given.get(name) and name not in self.errors:
                self.add_error(name, _("Choose who is responsible until that day."))
        return given

    def rows(self) -> Iterator[dict[str, Any]]:
        for task in self.tasks:
            name = task or _DRAFT
            yield {
                "title": language_name(task) if task else _("The draft"),
                "person": self[name],
                "day": self[f"{name}_day"],
            }

    def open_tasks(self) -> list[str]:
        return [task for task in self.tasks if not self.fields[task or _DRAFT].disabled]


def assignments(request: HttpRequest, page_id: int) -> HttpResponse:
    """Shown to all who may read the draft; set by those who may write it, or that language of it."""
    page = draft_at(page_id, request.user)
    given = request.POST if request.method == "POST" else None
    form = AssignmentsForm(page, request.user, given)
    if given is not None and not form.open_tasks():
        raise PermissionDenied
    if form.is_valid() and _saved(request, page, form):
        return HttpResponseRedirect(reverse("policies_assignments", args=[page.pk]))
    return screen(
        request,
        "policies/desk/assignments.html",
        page,
        title=_("People responsible"),
        icon="user",
        back=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        form=form,
        may_save=bool(form.open_tasks()),
    )


def _saved(request: HttpRequest, page: PolicyPage, form: AssignmentsForm) -> bool:
    tasks, sent = form.open_tasks(), form.cleaned_data
    try:
        with transaction.atomic():
            given = assign(
                page=page,
                by=request.user,
                people={task: sent[task or _DRAFT] for task in tasks},
                days={task: sent[f"{task or _DRAFT}_day"] for task in tasks},
            )
            tell_of_assignments(page, given, request.user)
            log(instance=page, action="policies.assign", user=request.user)
    except CannotChange as refused:
        for refusal in refused.refusals:
            name = refusal.field or ""
            form.add_error(_DRAFT + name if name in ("", "_day") else name, str(refusal.message))
        return False
    messages.success(request, _("Saved. Whose work is new was told by mail."))
    return True


ADDRESSES = [path("policies/<int:page_id>/people/", assignments, name="policies_assignments")]


@hooks.register("register_page_header_buttons")
def people_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    del view_name, next_url
    specific = page.specific
    if isinstance(specific, PolicyPage) and specific.permissions_for_user(user).can_read_draft():
        address = reverse("policies_assignments", args=[specific.pk])
        yield Button(_("People responsible"), address, icon_name="user", priority=14)
