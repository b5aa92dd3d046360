"""What the section editor adds to Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.rich_text.editors.draftail.features import Feature

from . import section_views
from .draft import DEEPEST_LIST
from .editor_blocks import NESTED_LISTS


class NestedLists(Feature):
    """Has the rich text editor nest lists no deeper than a reader can follow, pasted or typed."""

    def construct_options(self, options: dict[str, Any]) -> None:
        options["maxListNesting"] = DEEPEST_LIST - 1  # it counts from 0


@hooks.register("register_rich_text_features")
def limit_nested_lists(features: Any) -> None:
    features.register_editor_plugin("draftail", NESTED_LISTS, NestedLists())


@hooks.register("insert_editor_js")
def section_scripts() -> SafeString:
    names = (
        "section-key",
        "numbering",
        "saving",
        "translating",
        "sections",
        "section",
        "page-text",
        "release",
    )
    return format_html_join(
        "", '<script src="{}"></script>', ((static(f"policies/admin/{name}.js"),) for name in names)
    )


@hooks.register("register_admin_urls")
def editor_addresses() -> list[URLPattern]:
    return [
        path("policies/section/<int:page_id>/", section_views.section, name="policies_section"),
        path("policies/text/<int:page_id>/<str:field>/", section_views.text, name="policies_text"),
    ]
