"""What the screens of one organisation share: who may be there, the page around them, and what a rule forbids."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from policies.authoring.people.rights import may
from policies.authoring.people.roles import Act
from policies.publication.models import Organisation
from policies.publication.refusal import Refused


def allowed(request: HttpRequest, organisation_id: int, *acts: Act) -> Organisation:
    """The organisation, for somebody who may do one of these acts in it."""
    organisation: Organisation = get_object_or_404(Organisation, pk=organisation_id)
    if not any(may(request.user, act, organisation) for act in acts):
        raise PermissionDenied
    return organisation


def frame(organisation: Organisation, title: str) -> dict[str, Any]:
    """What Wagtail's page around a screen of the organisation shows."""
    back = reverse("policies_people:page", args=[organisation.pk])
    return {
        "page_title": title,
        "page_subtitle": str(organisation),
        "header_title": f"{title} – {organisation}",
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": back, "label": str(organisation)},
            {"url": "", "label": title},
        ],
    }


def tell_refused(request: HttpRequest, refused: Refused) -> None:
    """Say on the next page why it was not done, each reason on its own."""
    for refusal in refused.refusals:
        messages.error(request, str(refusal.message))


def unstored(answer: HttpResponse) -> HttpResponse:
    """An answer with addresses or secrets: no browser keeps it."""
    answer.headers["Cache-Control"] = "no-store"
    return answer
