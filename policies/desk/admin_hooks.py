"""What the desk adds to Wagtail's admin: addresses, style, menu items, panels, and the buttons of a policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem, PublishMenuItem, UnpublishMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from policies.authoring import writing_rights
from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.permissions import PolicyPagePermissionTester

from . import audit_report, draft_conflict, notices, release_actions, release_check
from .audit_report import AuditReport
from .dashboard import WaitingReleases
from .register_lists import register
from .translation_report import TranslationReport, WaitingPanel

# One of these rights on some page is enough to list pages.
_LISTING = ("add", "change", "publish", "bulk_delete", "lock", "unlock")


RELEASES = [
    path("<int:page_id>/check/", release_check.CheckView.as_view(), name="check"),
    path("<int:page_id>/page/<str:language>/", release_check.page_frame, name="page_frame"),
    path("<int:page_id>/mail/<str:language>/", release_check.mail_frame, name="mail_frame"),
    path("<int:page_id>/send/", release_check.send_to_me, name="send_to_me"),
    path("<int:page_id>/confirm/", release_actions.confirm, name="confirm"),
    path("<int:page_id>/retire/", release_actions.retire, name="retire"),
    path("<int:page_id>/conflict/<int:revision_id>/", draft_conflict.conflict, name="conflict"),
    path("<int:page_id>/conflict/<int:revision_id>/take/", draft_conflict.take, name="take"),
    path("version/<int:version_id>/restore/", release_actions.restore, name="restore"),
    path("version/<int:version_id>/withdraw/", release_actions.withdraw, name="withdraw"),
    path("version/<int:version_id>/approve/", release_actions.approve, name="approve"),
]


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [
        path("policies/", include((RELEASES, "policies_release"))),
        *_report("policies/translations/", TranslationReport, "policies_translations"),
        *_report("reports/audit/", AuditReport, "policies_audit"),
        path("notices/", notices.NoticesView.as_view(), name="policies_notices"),
        path("notices/<uuid:notice>/<slug:name>/", notices.act, name="policies_notice_act"),
    ]


def _report(route: str, view: Any, name: str) -> list[URLPattern]:
    """A report, and its results alone, which Wagtail's script asks for when a filter changes."""
    return [
        path(route, view.as_view(), name=name),
        path(f"{route}results/", view.as_view(results_only=True), name=f"{name}_results"),
    ]


@hooks.register("register_admin_viewset")
def lists() -> object:
    return register


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    names = ("admin/admin", "admin/sections", "admin/redline", "comparing", "admin/release")
    return format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static(f"policies/{name}.css"),) for name in names)
    )


class ShownTo(MenuItem):
    """A menu item for those of whom ``may`` is true."""

    def __init__(self, may: Callable[[Any], bool], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may = may

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(self.may(request.user))


def _has(permission: str) -> Callable[[Any], bool]:
    return lambda user: bool(user.has_perm(permission))


def _may_translate(user: Any) -> bool:
    policy, actions = TranslationReport.permission_policy, TranslationReport.any_permission_required
    return bool(policy.user_has_any_permission(user, actions))


@hooks.register("register_admin_menu_item")
def notices_menu_item() -> MenuItem:
    address = reverse("policies_notices")
    return ShownTo(_has(notices.VIEW), gettext_lazy("Notices"), address, icon_name="mail", order=350)


@hooks.register("register_reports_menu_item")
def audit_menu_item() -> MenuItem:
    label, address = gettext_lazy("Audit trail"), reverse("policies_audit")
    return ShownTo(_has(audit_report.VIEW), label, address, icon_name="history", order=900)


@hooks.register("register_reports_menu_item")
def translations_menu_item() -> MenuItem:
    label, address = gettext_lazy("Translations"), reverse("policies_translations")
    return ShownTo(_may_translate, label, address, icon_name="globe", order=90)


@hooks.register("construct_homepage_panels")
def dashboard_panels(_request: HttpRequest, panels: list[Component]) -> None:
    panels += [WaitingPanel(), WaitingReleases()]


@hooks.register("register_permissions")
def release_permissions() -> QuerySet[Permission]:
    """The register's own rights, so that groups can be given them in the admin."""
    names = (
        writing_rights.WRITE,
        writing_rights.CONFIRM_MINOR,
        writing_rights.APPROVE_EMERGENCY,
        writing_rights.MANAGE_ORGANISATIONS,
        *writing_rights.TRANSLATE.values(),
    )
    own = [name.partition(".")[2] for name in names]
    return Permission.objects.filter(content_type__app_label="policies", codename__in=own)


@hooks.register("before_edit_page")
def keep_both_texts(request: HttpRequest, page: Page) -> HttpResponse | None:
    if not isinstance(page, PolicyPage):
        return None
    draft_conflict.go_on_from_own_draft(request, page)
    return draft_conflict.meet_stale_form(request, page)


@hooks.register("before_create_page")
def organisations_are_managed(
    request: HttpRequest, parent: Page, page_class: type[Page]
) -> HttpResponse | None:
    if page_class is not OrganisationPage or request.user.has_perm(writing_rights.MANAGE_ORGANISATIONS):
        return None
    messages.error(
        request, _("Only administrators create organisations: their settings bind every policy.")
    )
    return HttpResponseRedirect(reverse("wagtailadmin_explore", args=[parent.pk]))


@hooks.register("before_create_page")
def create_once(request: HttpRequest, parent: Page, page_class: type[Page]) -> HttpResponse | None:
    return draft_conflict.save_what_was_created(request, parent) if page_class is PolicyPage else None


class EmergencyMenuItem(PublishMenuItem):
    """Publishing from the editor passes the second person by, and says so."""

    label = gettext_lazy("Publish as an emergency")
    icon_name = "warning"


class RetireMenuItem(ActionMenuItem):
    label = gettext_lazy("Retire…")
    name = "action-retire"
    icon_name = "download"
    order = 20

    def is_shown(self, context: dict[str, Any]) -> bool:
        rights = self.get_user_page_permissions_tester(context)
        if context["view"] != "edit" or not isinstance(rights, PolicyPagePermissionTester):
            return False
        policy = context["page"].policy
        return rights.can_end() and policy is not None and policy.retired_at is None

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("policies_release:retire", args=[context["page"].pk])


@hooks.register("construct_page_action_menu")
def policy_actions(
    menu_items: list[ActionMenuItem], _request: HttpRequest, context: dict[str, Any]
) -> None:
    page = context.get("page")
    adding = context["view"] == "create" and isinstance(
        context["parent_page"].specific, OrganisationPage
    )
    if not (isinstance(page, PolicyPage) or adding):
        return
    menu_items[:] = [
        EmergencyMenuItem(order=item.order) if isinstance(item, PublishMenuItem) else item
        for item in menu_items
        if not isinstance(item, UnpublishMenuItem)
    ]
    retire = RetireMenuItem()
    if page is not None and retire.is_shown(context):
        menu_items.append(retire)


@hooks.register("register_log_actions")
def release_log_actions(actions: Any) -> None:
    for action, label, message in (
        ("set_aside", _("Set a text aside"), _("The text of an outdated form was set aside")),
        ("restore", _("Restore a version"), _("A version was restored as a draft")),
        ("withdraw", _("Withdraw a version"), _("An announced version was withdrawn")),
        ("retire", _("Retire a policy"), _("The policy was retired")),
        ("approve", _("Approve afterwards"), _("An emergency release was approved")),
        ("confirm_minor", _("Confirm as minor"), _("A change was confirmed as minor")),
    ):
        actions.register_action(f"policies.{action}", label, message)


@hooks.register("after_edit_page")
def back_to_the_dashboard(request: HttpRequest, _page: Page) -> HttpResponse | None:
    """A reviewer who has approved a draft may not look at the pages around it, where Wagtail goes back to."""
    decided = request.POST.get("action-workflow-action")
    if not decided or PagePermissionPolicy().user_has_any_permission(request.user, _LISTING):
        return None
    return HttpResponseRedirect(reverse("wagtailadmin_home"))
