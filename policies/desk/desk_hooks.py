"""What the desk adds to Wagtail's admin: lists, reports, notices and their menu items."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from . import audit_report, notices
from .audit_report import AuditReport
from .register_lists import register
from .translation_report import TranslationReport, WaitingPanel


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
        path("notices/", notices.NoticesView.as_view(), name="policies_notices"),
        path("notices/<uuid:notice>/<slug:name>/", notices.act, name="policies_notice_act"),
    ]


class NoticesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(notices.VIEW)


@hooks.register("register_admin_menu_item")
def notices_menu_item() -> MenuItem:
    return NoticesMenuItem(
        gettext_lazy("Notices"), reverse("policies_notices"), icon_name="mail", order=350
    )


@hooks.register("register_admin_urls")
def audit_addresses() -> list[URLPattern]:
    results = AuditReport.as_view(results_only=True)
    return [
        path("reports/audit/", AuditReport.as_view(), name="policies_audit"),
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


@hooks.register("register_admin_urls")
def translation_addresses() -> list[URLPattern]:
    results = TranslationReport.as_view(results_only=True)
    return [
        path("policies/translations/", TranslationReport.as_view(), name="policies_translations"),
        path("policies/translations/results/", results, name="policies_translations_results"),
    ]


class TranslationReportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        policy = TranslationReport.permission_policy
        return bool(
            policy.user_has_any_permission(request.user, TranslationReport.any_permission_required)
        )


@hooks.register("register_reports_menu_item")
def translation_report_item() -> MenuItem:
    return TranslationReportItem(
        gettext_lazy("Translations"),
        reverse_lazy("policies_translations"),
        name="policies-translations",
        icon_name="globe",
        order=90,
    )


@hooks.register("construct_homepage_panels")
def what_waits_for_me(_request: HttpRequest, panels: list[Component]) -> None:
    panels.append(WaitingPanel())
