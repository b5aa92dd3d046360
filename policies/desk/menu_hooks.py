"""The menus of the admin, and its search: who is offered what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea

from policies.authoring.people.rights import administers_site, may_anywhere
from policies.authoring.people.roles import Act

from .translation_report import TranslationReport


class ShownTo(MenuItem):
    """A menu item for those of whom ``may`` is true."""

    def __init__(self, may: Callable[[Any], bool], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may = may

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(self.may(request.user))


def _may(act: Act) -> Callable[[Any], bool]:
    return lambda user: may_anywhere(user, act)


def _may_translate(user: Any) -> bool:
    policy, actions = TranslationReport.permission_policy, TranslationReport.any_permission_required
    return bool(policy.user_has_any_permission(user, actions))


@hooks.register("register_admin_menu_item")
def notices_menu_item() -> MenuItem:
    address = reverse("policies_notices")
    return ShownTo(_may(Act.LIST_NOTICES), gettext_lazy("Notices"), address, icon_name="mail", order=350)


@hooks.register("register_admin_menu_item")
def people_menu_item() -> MenuItem:
    label, address = gettext_lazy("People"), reverse("policies_people:index")
    return ShownTo(_may(Act.MANAGE_PEOPLE), label, address, icon_name="group", order=360)


@hooks.register("register_admin_menu_item")
def policies_menu_item() -> MenuItem:
    label, address = gettext_lazy("Policies"), reverse("policies_list")
    return ShownTo(
        _may(Act.READ_DRAFTS), label, address, name="policies", icon_name="doc-full", order=90
    )


class FindPolicies(SearchArea):
    """The sidebar's search: it goes to the first of these areas."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, Act.READ_DRAFTS)


@hooks.register("register_admin_search_area")
def find_policies() -> SearchArea:
    label, address = gettext_lazy("Policies"), reverse("policies_list")
    return FindPolicies(label, address, name="policies", icon_name="doc-full", order=1)


@hooks.register("construct_main_menu")
def without_stock_items(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Policies hold neither images nor files of Wagtail's library."""
    items[:] = [item for item in items if item.name not in ("images", "documents")]


@hooks.register("construct_help_menu")
def own_help(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's own guides are about pages of another kind; its keyboard shortcuts are those of our editor too."""
    items[:] = [item for item in items if item.name == "keyboard-shortcuts-trigger"]


@hooks.register("construct_reports_menu")
def without_kinds_of_pages(request: HttpRequest, items: list[MenuItem]) -> None:
    """It counts the pages of every organisation."""
    if not administers_site(request.user):
        items[:] = [item for item in items if item.name != "page-types-usage"]


@hooks.register("construct_settings_menu")
def without_groups(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Groups follow from the people of an organisation; the site's address is a setting of the machine."""
    items[:] = [item for item in items if item.name not in ("groups", "collections", "sites")]


@hooks.register("register_reports_menu_item")
def audit_menu_item() -> MenuItem:
    label, address = gettext_lazy("Audit trail"), reverse("policies_audit")
    return ShownTo(_may(Act.READ_DEEDS), label, address, icon_name="history", order=900)


@hooks.register("register_reports_menu_item")
def translations_menu_item() -> MenuItem:
    label, address = gettext_lazy("Translations"), reverse("policies_translations")
    return ShownTo(_may_translate, label, address, icon_name="globe", order=90)


@hooks.register("register_reports_menu_item")
def reviews_menu_item() -> MenuItem:
    label, address = gettext_lazy("Reviews"), reverse("policies_reviews")
    return ShownTo(_may(Act.LIST_VERSIONS), label, address, icon_name="date", order=95)
