"""What the register adds to Wagtail's admin, and what it takes away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from .authoring import audit_report, editor_hooks  # noqa: F401 - the second registered by being imported
from .authoring.releasing import hooks as release_hooks  # noqa: F401 - registered by being imported
from .notification import desk
from .publication.models import PolicyVersion
from .viewsets import register


@hooks.register("register_admin_viewset")
def lists() -> object:
    return register


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    names = ("admin/admin", "admin/sections", "comparing")
    return format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static(f"policies/{name}.css"),) for name in names)
    )


@hooks.register("before_delete_page")
def keep_published_policies(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Deleting a page deletes those beneath it: none of them may have published a version."""
    return _refused(request, page) if _has_versions(page) else None


@hooks.register("before_bulk_action")
def keep_published_policies_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Page], _action: Any
) -> HttpResponse | None:
    if action_type in ("delete", "unpublish", "move"):
        for page in objects:
            if isinstance(page, Page) and _has_versions(page):
                return _refused(request, page)
    return None


def _has_versions(page: Page) -> bool:
    from .authoring.models import PolicyPage

    uuids = PolicyPage.objects.descendant_of(page, inclusive=True).values("policy_uuid")
    return PolicyVersion.objects.filter(policy__uuid__in=uuids).exists()


def _refused(request: HttpRequest, page: Page) -> HttpResponse:
    message = _("“%(title)s” has published versions: what was published never disappears.")
    messages.error(request, message % {"title": page.get_admin_display_title()})
    parent = page.get_parent()
    return redirect("wagtailadmin_explore", (parent or page).pk)


@hooks.register("register_admin_urls")
def notice_addresses() -> list[URLPattern]:
    return [
        path("notices/", desk.NoticesView.as_view(), name="policies_notices"),
        path("notices/<uuid:notice>/<slug:name>/", desk.act, name="policies_notice_act"),
    ]


class NoticesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(desk.VIEW)


@hooks.register("register_admin_menu_item")
def notices_menu_item() -> MenuItem:
    return NoticesMenuItem(
        gettext_lazy("Notices"), reverse("policies_notices"), icon_name="mail", order=350
    )


@hooks.register("register_admin_urls")
def audit_addresses() -> list[URLPattern]:
    results = audit_report.AuditReport.as_view(results_only=True)
    return [
        path("reports/audit/", audit_report.AuditReport.as_view(), name="policies_audit"),
        path("reports/audit/results/", results, name="policies_audit_results"),
    ]


class AuditMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(audit_report.VIEW)


@hooks.register("register_reports_menu_item")
def audit_menu_item() -> MenuItem:
    return AuditMenuItem(
        gettext_lazy("Audit trail"), reverse("policies_audit"), icon_name="history", order=900
    )
