"""What the register adds to Wagtail's admin, and what it takes away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from .authoring import audit_report, section_views
from .authoring.releasing import hooks as release_hooks  # noqa: F401 - registered by being imported
from .notification import desk
from .authoring.translation_report import TranslationReport, WaitingPanel
from .publication.models import PolicyVersion


@hooks.register("insert_editor_js")
def section_scripts() -> SafeString:
    names = ("section-key", "numbering", "sections", "section")
    return format_html_join(
        "", '<script src="{}"></script>', ((static(f"policies/admin/{name}.js"),) for name in names)
    )


@hooks.register("register_admin_urls")
def admin_addresses() -> list[URLPattern]:
    return [
        path("policies/section/<int:page_id>/", section_views.section, name="policies_section"),
        path("policies/translations/", TranslationReport.as_view(), name="policies_translations"),
        path(
            "policies/translations/results/",
            TranslationReport.as_view(results_only=True),
            name="policies_translations_results",
        ),
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
        _("Translations"),
        reverse_lazy("policies_translations"),
        name="policies-translations",
        icon_name="globe",
        order=90,
    )


@hooks.register("construct_homepage_panels")
def what_waits_for_me(_request: HttpRequest, panels: list[Component]) -> None:
    panels.append(WaitingPanel())


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
