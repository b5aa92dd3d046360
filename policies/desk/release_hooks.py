"""What the release desk adds to Wagtail's admin, and what it does not offer for policies, with the reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem, PublishMenuItem, UnpublishMenuItem
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from policies.authoring import writing_rights
from policies.authoring.models import OrganisationPage, PolicyPage
from policies.authoring.permissions import PolicyPagePermissionTester

from . import urls
from .dashboard import WaitingReleases
from .draft_conflict import go_on_from_own_draft, meet_stale_form, save_what_was_created

# Whoever has one of these rights on some page may list pages.
_LISTING = ("add", "change", "publish", "bulk_delete", "lock", "unlock")


@hooks.register("register_admin_urls")
def release_urls() -> list[URLPattern | URLResolver]:
    return [path("policies/", include(urls))]


@hooks.register("insert_global_admin_css")
def release_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("policies/admin/release.css"))


@hooks.register("insert_editor_js")
def release_js() -> SafeString:
    return format_html('<script src="{}"></script>', static("policies/admin/release.js"))


@hooks.register("register_permissions")
def release_permissions() -> QuerySet[Permission]:
    """The register's own rights, so that groups can be given them in the admin."""
    own = [name.partition(".")[2] for name in (*_RIGHTS, *writing_rights.TRANSLATE.values())]
    return Permission.objects.filter(content_type__app_label="policies", codename__in=own)


_RIGHTS = (
    writing_rights.WRITE,
    writing_rights.CONFIRM_MINOR,
    writing_rights.APPROVE_EMERGENCY,
    writing_rights.MANAGE_ORGANISATIONS,
)


@hooks.register("before_edit_page")
def keep_both_texts(request: HttpRequest, page: Page) -> HttpResponse | None:
    if not isinstance(page, PolicyPage):
        return None
    go_on_from_own_draft(request, page)
    return meet_stale_form(request, page)


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
    return save_what_was_created(request, parent) if page_class is PolicyPage else None


@hooks.register("construct_homepage_panels")
def waiting_releases(_request: HttpRequest, panels: list[Any]) -> None:
    panels.append(WaitingReleases())


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
    kept = [item for item in menu_items if not isinstance(item, UnpublishMenuItem)]
    menu_items[:] = [
        EmergencyMenuItem(order=item.order) if isinstance(item, PublishMenuItem) else item
        for item in kept
    ]
    retire = RetireMenuItem()
    if page is not None and retire.is_shown(context):
        menu_items.append(retire)


@hooks.register("register_log_actions")
def release_log_actions(actions: Any) -> None:
    actions.register_action(
        "policies.set_aside", _("Set a text aside"), _("The text of an outdated form was set aside")
    )
    actions.register_action(
        "policies.restore", _("Restore a version"), _("A version was restored as a draft")
    )
    actions.register_action(
        "policies.withdraw", _("Withdraw a version"), _("An announced version was withdrawn")
    )
    actions.register_action("policies.retire", _("Retire a policy"), _("The policy was retired"))
    actions.register_action(
        "policies.approve", _("Approve afterwards"), _("An emergency release was approved")
    )
    actions.register_action(
        "policies.confirm_minor", _("Confirm as minor"), _("A change was confirmed as minor")
    )


@hooks.register("after_edit_page")
def back_to_the_dashboard(request: HttpRequest, _page: Page) -> HttpResponse | None:
    """A reviewer who has approved a draft may not look at the pages around it, where Wagtail goes back to."""
    decided = request.POST.get("action-workflow-action")
    if not decided or PagePermissionPolicy().user_has_any_permission(request.user, _LISTING):
        return None
    return HttpResponseRedirect(reverse("wagtailadmin_home"))
