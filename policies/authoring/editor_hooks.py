"""What the section editor adds to Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.rich_text.editors.draftail.features import Feature
from wagtail.rich_text.feature_registry import FeatureRegistry

from . import section_views
from .draft import DEEPEST_LIST


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
    ]
