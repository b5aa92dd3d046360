"""The release panel while one writes, and what is said once a version is published."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from policies.authoring.models import PolicyPage
from policies.authoring.release_panels import requirements_of
from policies.publication.localize import grouped, spoken_date
from policies.publication.models import PolicyVersion
from policies.publication.reach import reach_of

from .find_draft import draft_at

PARTS: Final = ("requirements", "consequences", "earliest")


@require_GET
def live(request: HttpRequest, page_id: int) -> JsonResponse:
    """The parts of the panel as the newest draft has them, which the editor asks for after each save."""
    page = draft_at(page_id, request.user)
    context = {"page": page, "readiness": page.readiness, **requirements_of(page)}
    parts = {
        part: render_to_string(f"policies/admin/release_{part}.html", context, request) for part in PARTS
    }
    response = JsonResponse(parts)
    response["Cache-Control"] = "no-store"
    return response


def remember_newest(request: HttpRequest, page: PolicyPage) -> None:
    """Which version was the newest before this request: what it publishes is said afterwards."""
    if request.method == "POST":
        asked: Any = request
        asked.newest_before = _newest_number(page)


def say_what_was_published(request: HttpRequest, page: PolicyPage) -> None:
    """After a publication: which version, from which day, and how many are told."""
    before = getattr(request, "newest_before", None)
    if before is None:
        return
    versions = PolicyVersion.objects.filter(policy__uuid=page.policy_uuid)
    version = versions.select_related("policy__organisation").defer("content").newest()
    if version is not None and version.number > before:
        messages.success(request, said_of(version))


def said_of(version: PolicyVersion) -> str:
    """For example “Version 4 is published and applies from 30 December 2026. 214 subscribers are told by email.”"""
    day = spoken_date(version.effective_from, version.policy.organisation.country)
    words = _("Version %(number)s is published and applies from %(day)s.") % {
        "number": grouped(version.number),
        "day": day,
    }
    told = 0
    if version.significance == PolicyVersion.Significance.SUBSTANTIAL and version.policy.promise.mails:
        told = sum(reach_of(version.policy).values())
    if not told:
        return f"{words} {_('Nobody is told by email.')}"
    sentence = ngettext(
        "%(count)s subscriber is told by email.", "%(count)s subscribers are told by email.", told
    )
    return f"{words} {sentence % {'count': grouped(told)}}"


def _newest_number(page: PolicyPage) -> int:
    numbers = PolicyVersion.objects.filter(policy__uuid=page.policy_uuid).order_by("-number")
    return numbers.values_list("number", flat=True).first() or 0
