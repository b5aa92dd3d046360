"""What the desk adds to Wagtail's admin: addresses, style, menu items, panels, and the buttons of a policy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.action_menu import (
    ActionMenuItem,
    PublishMenuItem,
    SubmitForModerationMenuItem,
    UnpublishMenuItem,
)
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.people.membership import organisations_owned_alone
from policies.authoring.people.rights import administers_site
from policies.authoring.permissions import PolicyPagePermissionTester
from policies.authoring.row_names import NAMES, shown_name

from . import (
    assigning,
    divergence_report,
    draft_conflict,
    founding,
    glossary_lists,
    kept_clauses,
    leaving_pages,
    look_pages,
    notices,
    outside_desk,
    party_pages,
    people,
    presence_views,
    readers,
    release_actions,
    release_check,
    release_live,
    remark_views,
    replacing,
    reviews,
    webhook_pages,
    withdrawal_pages,
    withholding_pages,
)
from .audit_report import AuditReport
from .dashboard import Dashboard
from .new_policy import new_policy
from .policies_list import PoliciesView
from .register_lists import register
from .translation_report import TranslationReport

# One of these rights on some page is enough to list pages.
_LISTING = ("add", "change", "publish", "bulk_delete", "lock", "unlock")


RELEASES = [
    path("<int:page_id>/live/", release_live.live, name="live"),
    path("<int:page_id>/check/", release_check.CheckView.as_view(), name="check"),
    path("<int:page_id>/page/<str:language>/", release_check.page_frame, name="page_frame"),
    path("<int:page_id>/mail/<str:language>/", release_check.mail_frame, name="mail_frame"),
    path("<int:page_id>/send/", release_check.send_to_me, name="send_to_me"),
    path("<int:page_id>/confirm/", release_actions.confirm, name="confirm"),
    path("<int:page_id>/retire/", release_actions.retire, name="retire"),
    path("<int:page_id>/conflict/<int:revision_id>/", draft_conflict.conflict, name="conflict"),
    path("<int:page_id>/conflict/<int:revision_id>/take/", draft_conflict.take, name="take"),
    path("version/<int:version_id>/restore/", release_actions.restore, name="restore"),
    path("version/<int:version_id>/withdraw/", withdrawal_pages.withdraw, name="withdraw"),
    path("version/<int:version_id>/approve/", release_actions.approve, name="approve"),
    *withholding_pages.ADDRESSES,
]


PEOPLE = [
    path("", people.index, name="index"),
    path("new/", founding.create, name="new"),
    path("<int:organisation_id>/", people.page, name="page"),
    path("<int:organisation_id>/invite/", people.invite_somebody, name="invite"),
    path("<int:organisation_id>/revoke/<uuid:invitation>/", people.take_back, name="revoke"),
    path("<int:organisation_id>/roles/<int:person_id>/", people.change_roles, name="roles"),
    path("<int:organisation_id>/hand-over/<int:person_id>/", people.hand_to, name="hand_over"),
    path("<int:organisation_id>/export/", leaving_pages.archive, name="export"),
    path("<int:organisation_id>/leave/", leaving_pages.confirm, name="leave"),
    *look_pages.ADDRESSES,
    *webhook_pages.ADDRESSES,
    *party_pages.ADDRESSES,
    *readers.ADDRESSES,
]


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [
        path("policies/", PoliciesView.as_view(), name="policies_list"),
        path("policies/new/", new_policy, name="policies_new"),
        path("policies/", include((RELEASES, "policies_release"))),
        path("organisations/", include((PEOPLE, "policies_people"))),
        *_report("policies/translations/", TranslationReport, "policies_translations"),
        *_report("reports/audit/", AuditReport, "policies_audit"),
        path("reports/reviews/", reviews.reviews, name="policies_reviews"),
        *divergence_report.ADDRESSES,
        *glossary_lists.ADDRESSES,
        *remark_views.ADDRESSES,
        *outside_desk.ADDRESSES,
        *presence_views.ADDRESSES,
        *kept_clauses.ADDRESSES,
        *assigning.ADDRESSES,
        *replacing.ADDRESSES,
        path("notices/", notices.NoticesView.as_view(), name="policies_notices"),
        path(
            "notices/<uuid:notice>/unreached.csv",
            notices.unreached_list,
            name="policies_notice_unreached",
        ),
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
    names = (
        "admin/admin",
        "admin/desk",
        "admin/sections",
        "admin/remarks",
        "admin/redline",
        "comparing",
        "admin/release",
        "admin/importing",
    )
    return format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static(f"policies/{name}.css"),) for name in names)
    )


@hooks.register("before_delete_user")
def keep_last_owner(request: HttpRequest, user: Any) -> HttpResponse | None:
    """The database refuses it too; here the reason is said."""
    only = organisations_owned_alone(user)
    if not only:
        return None
    words = {"name": user.get_username(), "served": ", ".join(map(str, only))}
    messages.error(
        request,
        _("“%(name)s” is the last owner of %(served)s: somebody else has to own it first.") % words,
    )
    return HttpResponseRedirect(reverse("wagtailusers_users:edit", args=[user.pk]))


@hooks.register("construct_page_chooser_queryset")
def own_pages(pages: Any, request: HttpRequest) -> Any:
    """Wagtail's chooser asks nobody whose pages they are."""
    return pages.filter(pk__in=PagePermissionPolicy().explorable_instances(request.user).values("pk"))


@hooks.register("construct_homepage_panels")
def dashboard_panels(_request: HttpRequest, panels: list[Component]) -> None:
    panels[:] = [Dashboard()]


@hooks.register("before_edit_page")
def keep_both_texts(request: HttpRequest, page: Page) -> HttpResponse | None:
    if not isinstance(page, PolicyPage):
        return None
    release_live.remember_newest(request, page)
    draft_conflict.go_on_from_own_draft(request, page)
    draft_conflict.merge_form(request, page)
    return draft_conflict.meet_stale_form(request, page)


@hooks.register("before_create_page")
def organisations_are_managed(
    request: HttpRequest, parent: Page, page_class: type[Page]
) -> HttpResponse | None:
    if page_class is not OrganisationPage or administers_site(request.user):
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


class SubmitMenuItem(SubmitForModerationMenuItem):
    """Names the workflow, or the task that goes on, in the reader's language."""

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        label = str(context.get("label", self.label))
        name = next((name for name in NAMES if label.endswith(name)), "")
        context["label"] = label.removesuffix(name) + shown_name(name)
        return context


def _ours(item: ActionMenuItem) -> ActionMenuItem:
    """What stands in the place of Wagtail's item in the menu of a policy."""
    if isinstance(item, PublishMenuItem):
        return EmergencyMenuItem(order=item.order)
    if isinstance(item, SubmitForModerationMenuItem):
        return SubmitMenuItem(order=item.order)
    return item


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
    menu_items[:] = [_ours(item) for item in menu_items if not isinstance(item, UnpublishMenuItem)]
    retire = RetireMenuItem()
    if page is not None and retire.is_shown(context):
        menu_items.append(retire)


@hooks.register("register_log_actions")
def release_log_actions(actions: Any) -> None:
    for action, label, message in (
        (
            "set_aside",
            gettext_lazy("Set a text aside"),
            gettext_lazy("The text of an outdated form was set aside"),
        ),
        (
            "restore",
            gettext_lazy("Restore a version"),
            gettext_lazy("A version was restored as a draft"),
        ),
        (
            "withdraw",
            gettext_lazy("Withdraw a version"),
            gettext_lazy("An announced version was withdrawn"),
        ),
        ("retire", gettext_lazy("Retire a policy"), gettext_lazy("The policy was retired")),
        (
            "approve",
            gettext_lazy("Approve afterwards"),
            gettext_lazy("An emergency release was approved"),
        ),
        (
            "confirm_minor",
            gettext_lazy("Confirm as minor"),
            gettext_lazy("A change was confirmed as minor"),
        ),
        (
            "language_ready",
            gettext_lazy("Say that a translation is ready"),
            gettext_lazy("A translation was said to be ready"),
        ),
        ("assign", gettext_lazy("Assign work"), gettext_lazy("Work was assigned")),
        (
            "replace_words",
            gettext_lazy("Replace words"),
            gettext_lazy("Words were replaced over the whole policy"),
        ),
        (
            "dismiss",
            gettext_lazy("Dismiss a finding"),
            gettext_lazy("A difference between languages was dismissed"),
        ),
    ):
        # Registered once in a process: each page says them in its own language.
        actions.register_action(f"policies.{action}", label, message)


@hooks.register("after_edit_page")
def say_what_was_published(request: HttpRequest, page: Page) -> None:
    if isinstance(page, PolicyPage):
        release_live.say_what_was_published(request, page)


@hooks.register("after_edit_page")
def back_to_the_dashboard(request: HttpRequest, _page: Page) -> HttpResponse | None:
    """A reviewer who has approved a draft may not look at the pages around it, where Wagtail goes back to."""
    decided = request.POST.get("action-workflow-action")
    if not decided or PagePermissionPolicy().user_has_any_permission(request.user, _LISTING):
        return None
    return HttpResponseRedirect(reverse("wagtailadmin_home"))
