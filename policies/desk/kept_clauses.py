"""The clauses that an organisation keeps to begin policies with: keep some of a draft's, and remove what is no longer wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from policies.authoring.clause_templates import (
    ClauseTemplate,
    headings_of,
    keep_clauses,
    shown_heading,
)
from policies.authoring.models import PolicyPage
from policies.authoring.people.rights import may
from policies.authoring.people.roles import Act
from policies.authoring.writing_rights import name_of, organisation_of
from policies.publication.localize import grouped

MOST = 200  # clauses that one organisation keeps


class KeepForm(forms.Form):
    """Which clauses of the draft are kept; ``room`` is how many more the organisation may keep."""

    clauses = forms.MultipleChoiceField(
        label=gettext_lazy("Clauses of this draft"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one clause.")},
    )

    def __init__(self, sections: list[Any], room: int, data: Any = None) -> None:
        super().__init__(data)
        self.sections, self.room = {str(section.key): section for section in sections}, room
        named: Any = self.fields["clauses"]
        named.choices = [
            (key, shown_heading(headings_of(section))) for key, section in self.sections.items()
        ]

    def clean_clauses(self) -> list[Any]:
        chosen = self.cleaned_data["clauses"]
        if len(chosen) > self.room:
            message = _(
                "An organisation keeps at most %(most)s clauses: there is room for %(room)s more."
            )
            raise forms.ValidationError(message % {"most": grouped(MOST), "room": grouped(self.room)})
        return [self.sections[key] for key in chosen]


def kept_clauses(request: HttpRequest, page_id: int) -> HttpResponse:
    """What is kept, and the draft's clauses to keep more of."""
    page = get_object_or_404(PolicyPage, pk=page_id)
    organisation = organisation_of(page)
    if organisation is None or not may(request.user, Act.WRITE, organisation):
        raise PermissionDenied
    kept = ClauseTemplate.objects.filter(organisation=organisation)
    here = reverse("policies_kept_clauses", args=[page.pk])
    if request.method == "POST" and "remove" in request.POST:
        _remove(request, kept)
        return redirect(here)
    draft = page.get_latest_revision_as_object()
    given = request.POST if request.method == "POST" else None
    form = KeepForm(list(draft.sections.all()), MOST - kept.count(), given)
    if form.is_valid():
        count = keep_clauses(
            organisation=organisation, sections=form.cleaned_data["clauses"], by=name_of(request.user)
        )
        said = ngettext("%(count)s clause is kept.", "%(count)s clauses are kept.", count)
        messages.success(request, said % {"count": grouped(count)})
        return redirect(here)
    title = _("Clauses to begin policies with")
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {
            "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
            "label": page.get_admin_display_title(),
        },
        {"url": "", "label": title},
    ]
    context = {
        "form": form,
        "kept": kept,
        "page_title": title,
        "header_title": title,
        "header_icon": "list-ul",
        "breadcrumbs_items": crumbs,
    }
    return render(request, "policies/admin/kept_clauses.html", context)


def _remove(request: HttpRequest, kept: Any) -> None:
    number = request.POST["remove"]
    found = kept.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if found is not None:
        name = found.name
        found.delete()
        said = _("“%(name)s” is no longer kept. Policies that began with it stay as they are.")
        messages.success(request, said % {"name": name})


ADDRESSES = [path("policies/<int:page_id>/clauses/", kept_clauses, name="policies_kept_clauses")]


@hooks.register("register_page_header_buttons")
def keep_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    del view_name, next_url
    specific = page.specific
    if isinstance(specific, PolicyPage) and may(user, Act.WRITE, organisation_of(specific)):
        address = reverse("policies_kept_clauses", args=[specific.pk])
        yield Button(_("Keep clauses for other policies"), address, icon_name="list-ul", priority=17)
