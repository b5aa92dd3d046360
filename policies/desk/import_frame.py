"""Whose an import is, and the frame of its pages: the steps, and where it leads back to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.authoring.models import PolicyPage
from policies.authoring.people.rights import may
from policies.authoring.people.roles import Act
from policies.publication.models import Organisation

from .import_record import TextImport

STEPS = {
    "files": gettext_lazy("Files"),
    "questions": gettext_lazy("Questions"),
    "text": gettext_lazy("What was recognised"),
    "languages": gettext_lazy("Languages"),
    "draft": gettext_lazy("Draft"),
}
HISTORY_STEPS = {
    "upload": gettext_lazy("Files"),
    "days": gettext_lazy("Days and languages"),
    "files": gettext_lazy("Reading"),
    "questions": gettext_lazy("Questions"),
    "versions": gettext_lazy("Versions"),
}


def import_at(request: HttpRequest, text_import: Any) -> TextImport:
    """The import of this number; 404 where it is another person's, and refused to who may not write there any more."""
    record: TextImport = get_object_or_404(
        TextImport.objects.select_related("organisation", "page"), pk=text_import, person=request.user
    )
    if not may(request.user, Act.WRITE, record.organisation):
        raise PermissionDenied
    return record


def organisation_at(number: int) -> Organisation:
    found: Organisation = get_object_or_404(Organisation.objects.select_related("page"), pk=number)
    return found


def organisation_of_page(page: PolicyPage) -> Organisation:
    organisation = page.organisation_page.organisation
    if organisation is None:
        raise Http404("the organisation is not in the register yet")
    return organisation


def screen(
    request: HttpRequest,
    template: str,
    organisation: Organisation,
    page: PolicyPage | None,
    *,
    step: str,
    steps: Mapping[str, Any] = STEPS,
    **context: Any,
) -> HttpResponse:
    """One page of the wizard. It is kept by no browser: what it shows is a draft."""
    history = steps is HISTORY_STEPS
    if page is not None:
        title = _("Import past versions") if history else _("Import a text")
        back, name = reverse("wagtailadmin_pages:edit", args=[page.pk]), page.get_admin_display_title()
    else:
        title = _("New policy from its past versions") if history else _("New policy from a file")
        own = organisation.page.pk
        back, name = reverse("wagtailadmin_explore", args=[own]), str(organisation)
    context |= {
        "steps": [(label, each == step) for each, label in steps.items()],
        "back": back,
        "page_title": title,
        "header_title": title,
        "header_icon": "upload",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": back, "label": name},
            {"url": "", "label": title},
        ],
    }
    response = render(request, template, context)
    response.headers["Cache-Control"] = "no-store"
    return response
