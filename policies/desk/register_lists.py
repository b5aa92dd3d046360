"""Read-only lists in the admin: versions with what can be done about them, subscribers, the consent log."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from policies.authoring import writing_rights
from policies.notification.consent_log import Consent, subjects_of
from policies.notification.email_address import normalised
from policies.notification.models import Subscriber
from policies.publication.localize import active_language
from policies.publication.models import PolicyVersion
from policies.publication.public_addresses import version_path


class ReadOnly(ModelPermissionPolicy):
    """Who may view may look; nobody adds, changes or deletes here, with whatever rights."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, "view"))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Any) -> QuerySet[Any]:
        viewing = {"view"} & set(actions)
        return super().users_with_any_permission(viewing)


class ListView(generic.IndexView):
    any_permission_required = ["view"]

    @property
    def columns(self) -> list[Column]:
        """Nothing is done to several rows at once."""
        return [
            column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)
        ]

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        """A row is only looked at."""
        return []


class VersionListView(ListView):
    def get_base_queryset(self) -> QuerySet[PolicyVersion]:
        versions = PolicyVersion.objects.select_related(
            "policy__organisation", "policy__retirement", "withdrawal", "approval"
        )
        return versions.defer("content").order_by("-published_at", "-pk")

    def get_list_more_buttons(self, instance: PolicyVersion) -> list[Button]:
        """What this person can do about the version; the same is asked again where it is done."""
        user = self.request.user
        buttons = [
            Button(
                _("Read"), url=version_path(instance, active_language()), icon_name="view", priority=10
            )
        ]
        if writing_rights.writes_everything(user):
            buttons.append(_button(_("Restore as a draft"), "restore", instance, "undo", 20))
        waits = instance.is_announced and not instance.is_withdrawn
        if waits and writing_rights.publishes(user):
            buttons.append(_button(_("Withdraw"), "withdraw", instance, "cross", 30))
        if instance.awaits_approval and user.has_perm(writing_rights.APPROVE_EMERGENCY):
            buttons.append(_button(_("Approve"), "approve", instance, "check", 40))
        return buttons


def _button(label: str, name: str, version: PolicyVersion, icon: str, priority: int) -> Button:
    address = reverse(f"policies_release:{name}", args=[version.pk])
    return Button(label, url=address, icon_name=icon, priority=priority)


def _standing(version: PolicyVersion) -> str:
    if version.is_withdrawn:
        return _("withdrawn")
    if version.awaits_approval:
        return _("emergency, not approved yet")
    if version.policy.retired_at is not None:
        return _("retired policy")
    return _("announced") if version.is_announced else ""


class ListOnly(ModelViewSet):
    """Rows to look at: nothing is added, edited, copied or deleted here."""

    copy_view_enabled = False
    form_fields: list[str] = []

    def get_urlpatterns(self) -> list[Any]:
        # The only addresses of a list: what is not routed cannot be posted to.
        listed = ("index", "index_results")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in listed]


class VersionViewSet(ListOnly):
    model = PolicyVersion
    name = "policy_versions"
    url_prefix = "versions"
    icon = "history"
    menu_label = gettext_lazy("Versions")
    index_view_class = VersionListView
    list_filter = ["significance", "emergency", "origin"]
    search_fields = ["policy__slug", "policy__organisation__slug"]
    list_display = [
        "__str__",
        Column("significance", label=gettext_lazy("significance"), accessor="get_significance_display"),
        DateColumn("published_at", label=gettext_lazy("published")),
        Column("effective_from", label=gettext_lazy("applies from")),
        Column("actor_name", label=gettext_lazy("published by")),
        StatusTagColumn("standing", label=gettext_lazy("state"), accessor=_standing, primary=True),
    ]


class SubscriberListView(ListView):
    default_ordering = ("-created_at", "-pk")


class SubscriberViewSet(ListOnly):
    model = Subscriber
    name = "policy_subscribers"
    url_prefix = "subscribers"
    icon = "group"
    menu_label = gettext_lazy("Subscribers")
    index_view_class = SubscriberListView
    list_filter = ["language"]
    search_fields = ["email"]
    list_display = [
        Column("email", label=gettext_lazy("email address")),
        Column("language", label=gettext_lazy("language"), accessor="get_language_display"),
        DateColumn("created_at", label=gettext_lazy("asked")),
        DateColumn("confirmed_at", label=gettext_lazy("confirmed")),
        DateColumn("unsubscribed_at", label=gettext_lazy("unsubscribed")),
    ]


class ConsentListView(ListView):
    default_ordering = "-pk"

    def search_queryset(self, queryset: QuerySet[Consent]) -> QuerySet[Consent]:
        """By a whole address only: the log keeps digests."""
        if not self.search_query:
            return queryset
        try:
            address = normalised(self.search_query)
        except ValidationError:
            return queryset.none()
        return queryset.filter(subject__in=subjects_of(address))


class ConsentViewSet(ListOnly):
    model = Consent
    name = "policy_consents"
    url_prefix = "consents"
    icon = "form"
    menu_label = gettext_lazy("Consent log")
    index_view_class = ConsentListView
    list_filter = ["act", "way"]
    # A digest: ``search_queryset`` takes the address it is made from.
    search_fields = ["subject"]
    list_display = [
        Column(
            "subject", label=gettext_lazy("Address, as a digest"), accessor=lambda it: it.subject[:16]
        ),
        DateColumn("at", label=gettext_lazy("When")),
        Column("act", label=gettext_lazy("What"), accessor="get_act_display"),
        Column("way", label=gettext_lazy("In which way"), accessor="get_way_display"),
        Column("language", label=gettext_lazy("language"), accessor="get_language_display"),
        Column("text", label=gettext_lazy("In which words")),
    ]


for listed in (PolicyVersion, Subscriber, Consent):
    register_permission_policy(listed, ReadOnly(listed), exact_class=True)


class RegisterGroup(ViewSetGroup):
    menu_label = gettext_lazy("Register")
    menu_icon = "clipboard-list"
    menu_order = 250
    items = (VersionViewSet, SubscriberViewSet, ConsentViewSet)


register = RegisterGroup()
