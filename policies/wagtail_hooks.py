"""What the register adds to Wagtail's admin, and what it takes away."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .authoring import audit_report, editor_hooks  # noqa: F401 - the second registered by being imported
from .authoring.releasing import hooks as release_hooks  # noqa: F401 - registered by being imported
from .notification import desk
from .viewsets import register


@hooks.register("register_admin_viewset")
def lists() -> object:
    return register


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    names = ("admin/admin", "admin/sections", "admin/redline", "comparing")
    return format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static(f"policies/{name}.css"),) for name in names)
    )


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
