"""From an address of the release desk to the draft and its version, and the frame of the screens about them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from policies.authoring.models import PolicyPage
from policies.publication.models import PolicyVersion


def draft_at(page_id: int, user: Any) -> PolicyPage:
    """The newest draft; 404 where there is none, and refused to who may not read it."""
    page = get_object_or_404(PolicyPage, pk=page_id)
    draft: PolicyPage = page.get_latest_revision_as_object()
    if not draft.permissions_for_user(user).can_read_draft():
        raise PermissionDenied
    return draft


def page_to_read(page_id: int, user: Any) -> PolicyPage:
    """The policy's page, not its newest draft, for who may read that; 404 and refusals as ``draft_at``."""
    page = get_object_or_404(PolicyPage, pk=page_id)
    if not page.permissions_for_user(user).can_read_draft():
        raise PermissionDenied
    return page


def version_at(version_id: int) -> tuple[PolicyVersion, PolicyPage]:
    version = get_object_or_404(
        PolicyVersion.objects.select_related("policy__organisation"), pk=version_id
    )
    return version, get_object_or_404(PolicyPage, policy_uuid=version.policy.uuid)


def locked_for(page: PolicyPage, user: Any) -> str:
    """Why this person may not change the draft now; empty when they may."""
    lock = page.get_lock()
    return str(lock.get_message(user)) if lock is not None and lock.for_user(user) else ""


def screen(
    request: HttpRequest,
    template: str,
    page: PolicyPage,
    *,
    title: str,
    icon: str,
    back: str,
    **context: Any,
) -> HttpResponse:
    """One screen about a policy; ``back`` is where its name leads."""
    context |= {
        "page": page,
        "page_title": title,
        "header_title": title,
        "header_icon": icon,
        "back": back,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": back, "label": page.get_admin_display_title()},
            {"url": "", "label": title},
        ],
    }
    return render(request, template, context)
