"""The screens of an organisation that leaves: its archive, and the act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.authoring.people.rights import (
    administers_site,
    forget_roles,
    may,
    organisations_served,
)
from policies.authoring.people.roles import Act
from policies.publication.audit_trail import AuditEntry, note
from policies.publication.models import Organisation
from policies.publication.refusal import Refused

from .exporting import export
from .leaving import leave, refusals_to_leave


class LeavingForm(forms.Form):
    confirmed = forms.CharField(
        label=gettext_lazy("the organisation’s address, to confirm"), max_length=80
    )
    left_for = forms.CharField(
        label=gettext_lazy("where it publishes from now on"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A web address; its texts here will name it. May be left empty."),
    )


def archive(request: HttpRequest, organisation_id: int) -> HttpResponseBase:
    """Everything in one file; that it was taken is in the audit trail."""
    organisation = _leaving(request, organisation_id)
    note(
        AuditEntry.Action.EXPORTED,
        f"{organisation.slug}: everything",
        by=request.user,
        organisation=organisation.pk,
    )
    response = FileResponse(
        export(organisation), as_attachment=True, filename=f"{organisation.slug}.zip"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def confirm(request: HttpRequest, organisation_id: int) -> HttpResponse:
    organisation = _leaving(request, organisation_id)
    form = LeavingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            leave(organisation=organisation, by=request.user, **form.cleaned_data)
        except Refused as error:
            for refusal in error.refusals:
                form.add_error(refusal.field, str(refusal.message))
        else:
            return _gone(request, organisation)
    return render(request, "policies/admin/act.html", _context(request, organisation, form))


def _context(request: HttpRequest, organisation: Organisation, form: forms.Form) -> dict[str, Any]:
    back = reverse("policies_people:page", args=[organisation.pk])
    title = _("Leave the register")
    return {
        "form": form,
        "blocking": refusals_to_leave(organisation, None, "", request.user),
        "explanation": _(
            "Export everything first. Then the organisation’s drafts, its people, their accounts that serve nobody "
            "else, and the addresses of its readers are deleted. Its published texts and their proofs stay at their "
            "addresses and say that it left. This cannot be undone."
        ),
        "button": _("Leave the register"),
        "back": back,
        "page_title": title,
        "header_title": title,
        "header_icon": "warning",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": back, "label": str(organisation)},
            {"url": "", "label": title},
        ],
    }


def _gone(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Whose account went with the organisation is led to what readers see."""
    if administers_site(request.user):
        messages.success(
            request, _("“%(organisation)s” left the register.") % {"organisation": organisation}
        )
        return redirect("policies_people:index")
    forget_roles(request.user)
    if organisations_served(request.user).exists():
        return redirect("wagtailadmin_home")
    logout(request)
    return redirect("policies:home", organisation.authoritative)


def _leaving(request: HttpRequest, organisation_id: int) -> Organisation:
    organisation: Organisation = get_object_or_404(
        Organisation.objects.select_related("page"), pk=organisation_id
    )
    if not may(request.user, Act.LEAVE, organisation):
        raise PermissionDenied
    return organisation
