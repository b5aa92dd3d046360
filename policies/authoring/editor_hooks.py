"""What the section editor and the translations add to Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.rich_text.editors.draftail.features import Feature
from wagtail.admin.ui.components import Component
from wagtail.rich_text.feature_registry import FeatureRegistry

from . import section_views
from .draft import DEEPEST_LIST
from .translation_report import TranslationReport, WaitingPanel


class NestedList:
    """A list's button in the rich text editor, which nests no deeper than a reader can follow, pasted or typed."""

    def __init__(self, button: Feature) -> None:
        self.button = button

    @property
    def media(self) -> Media:
        return self.button.media

    def construct_options(self, options: dict[str, Any]) -> None:
        self.button.construct_options(options)
        options["maxListNesting"] = DEEPEST_LIST - 1  # it counts from 0


@hooks.register("register_rich_text_features", order=100)  # once Wagtail has registered its own
def limit_nested_lists(features: FeatureRegistry) -> None:
    buttons = features.plugins_by_editor["draftail"]
    for name in ("ol", "ul"):
        buttons[name] = NestedList(buttons[name])


@hooks.register("insert_editor_js")
def section_scripts() -> SafeString:
    names = ("section-key", "numbering", "saving", "translating", "sections", "section", "page-text")
    return format_html_join(
        "", '<script src="{}"></script>', ((static(f"policies/admin/{name}.js"),) for name in names)
    )


@hooks.register("register_admin_urls")
def editor_addresses() -> list[URLPattern]:
    return [
        path("policies/section/<int:page_id>/", section_views.section, name="policies_section"),
        path("policies/text/<int:page_id>/<str:field>/", section_views.text, name="policies_text"),
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
        gettext_lazy("Translations"),
        reverse_lazy("policies_translations"),
        name="policies-translations",
        icon_name="globe",
        order=90,
    )


@hooks.register("construct_homepage_panels")
def what_waits_for_me(_request: HttpRequest, panels: list[Component]) -> None:
    panels.append(WaitingPanel())
