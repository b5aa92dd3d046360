"""Read-only lists in the admin: versions with what can be done about them, subscribers, the consent log."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from policies.authoring.people.rights import (
    administers_site,
    may,
    may_anywhere,
    organisations_where,
)
from policies.authoring.people.roles import Act
from policies.notification.consent_log import Consent, subjects_of
from policies.notification.email_address import normalised
from policies.notification.models import Subscriber, Subscription
from policies.publication.acts import Withholding
from policies.publication.localize import active_language
from policies.publication.models import Organisation, PolicyVersion
from policies.publication.public_addresses import version_path

from .glossary_lists import GlossaryViewSet


class ReadOnly(ModelPermissionPolicy):
    """Who may do the list's act in some organisation may look; nobody adds, changes or deletes here.

    The lists themselves show what belongs to these organisations.
    """

    def __init__(self, model: Any, act: Act) -> None:
        super().__init__(model)
        self.act = act

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and may_anywhere(user, self.act)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Any) -> QuerySet[Any]:
        return super().users_with_any_permission(())


class ListView(generic.IndexView):
    any_permission_required = ["view"]
    act: Act

    @property
    def organisations(self) -> QuerySet[Organisation]:
        return organisations_where(self.request.user, self.act)

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
    act = Act.LIST_VERSIONS

    def get_base_queryset(self) -> QuerySet[PolicyVersion]:
        versions = PolicyVersion.objects.filter(
            policy__organisation__in=self.organisations
        ).select_related(
            "policy__organisation", "policy__retirement", "withdrawal", "withdrawal_request", "approval"
        )
        in_effect = Withholding.objects.in_effect().filter(version=OuterRef("pk"))
        versions = versions.annotate(is_withheld=Exists(in_effect))
        return versions.defer("content").order_by("-published_at", "-pk")

    def get_list_more_buttons(self, instance: PolicyVersion) -> list[Button]:
        """What this person can do about the version; the same is asked again where it is done."""
        user, organisation = self.request.user, instance.policy.organisation_id
        buttons = [
            Button(
                _("Read"), url=version_path(instance, active_language()), icon_name="view", priority=10
            )
        ]
        if may(user, Act.WRITE, organisation):
            buttons.append(_button(_("Restore as a draft"), "restore", instance, "undo", 20))
        waits = instance.is_announced and not instance.is_withdrawn
        asked = hasattr(instance, "withdrawal_request")
        if waits and may(user, Act.APPROVE_EMERGENCY if asked else Act.PUBLISH, organisation):
            buttons.append(_button(_("Withdraw"), "withdraw", instance, "cross", 30))
        if instance.awaits_approval and may(user, Act.APPROVE_EMERGENCY, organisation):
            buttons.append(_button(_("Approve"), "approve", instance, "check", 40))
        if may(user, Act.WITHHOLD, organisation):
            buttons.append(_button(_("Withhold…"), "withhold", instance, "lock", 50))
        return buttons


def _button(label: str, name: str, version: PolicyVersion, icon: str, priority: int) -> Button:
    address = reverse(f"policies_release:{name}", args=[version.pk])
    return Button(label, url=address, icon_name=icon, priority=priority)


def _standing(version: Any) -> str:
    if version.is_withheld:
        return _("withheld")
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
    act = Act.LIST_READERS
    default_ordering = ("-created_at", "-pk")

    def get_base_queryset(self) -> QuerySet[Subscriber]:
        """Those who subscribed to something of these organisations. Who left one is not its reader any more."""
        return Subscriber.objects.filter(Exists(subscriptions_of(self.organisations)))


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


def subscriptions_of(organisations: QuerySet[Organisation]) -> QuerySet[Subscription]:
    """The outer query's subscriber's subscriptions to these organisations, their policies and clauses, and searches of them."""
    return Subscription.objects.to(organisations).filter(subscriber=OuterRef("pk"))


def of_organisations(
    consents: QuerySet[Consent], organisations: QuerySet[Organisation]
) -> QuerySet[Consent]:
    """The entries whose scope names one of these. Both databases write it with one space after a colon."""
    named = Q(pk=None)
    for slug in organisations.values_list("slug", flat=True):
        named |= Q(written__contains=f'"organisation": "{slug}"')
    return consents.annotate(written=Cast("scope", TextField())).filter(named)


class ConsentListView(ListView):
    act = Act.LIST_READERS
    default_ordering = "-pk"

    def get_base_queryset(self) -> QuerySet[Consent]:
        """What was agreed to about these organisations."""
        if administers_site(self.request.user):
            return Consent.objects.all()
        return of_organisations(Consent.objects.all(), self.organisations)

    @property
    def columns(self) -> list[Column]:
        words = Column("text", label=_("In which words"), accessor=self._words)
        return [*super().columns, words]

    @cached_property
    def _slugs(self) -> set[str]:
        return set(self.organisations.values_list("slug", flat=True))

    def _words(self, entry: Consent) -> str:
        """The words name everything that was agreed to: they are shown where nothing of it is another's."""
        others = {part["organisation"] for part in entry.scope} - self._slugs
        alone = administers_site(self.request.user) or not others
        return entry.text if alone else _("The words name another organisation too.")

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
    ]


for listed in (PolicyVersion, Subscriber, Consent):
    act = Act.LIST_VERSIONS if listed is PolicyVersion else Act.LIST_READERS
    register_permission_policy(listed, ReadOnly(listed, act), exact_class=True)


class RegisterGroup(ViewSetGroup):
    menu_label = gettext_lazy("Register")
    menu_icon = "clipboard-list"
    menu_order = 250
    items = (VersionViewSet, GlossaryViewSet, SubscriberViewSet, ConsentViewSet)


register = RegisterGroup()
