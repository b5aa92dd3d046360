"""How the admin shows organisations and policies for editing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput

from policies.document.languages import LANGUAGES, Language, column, direction

from .assignments import Assignment, responsible
from .release_panels import ReleasePanel, RequirementsPanel
from .translation.page_texts import NAMES, PageText
from .translation.pins import TranslatedFromInput
from .wagtail_seam.section_panels import (
    Column,
    columns_of,
    findings_for,
    organisation_page_of,
    sections_panel,
)


def in_each_language(field: str, heading: object, *, lines: int = 1) -> MultiFieldPanel:
    """The field once per language, each labelled with the language's own name."""
    panels = [_one_language(field, language, lines) for language in LANGUAGES.values()]
    return MultiFieldPanel(panels, heading=heading, classname="in-languages")


def _one_language(field: str, language: Language, lines: int) -> FieldPanel:
    return FieldPanel(
        column(field, language.code),
        heading=language.name,
        widget=_input(language.code, lines),
        classname=f"lang-{language.code}",
    )


def _input(code: str, lines: int = 1) -> forms.Widget:
    attrs = {"lang": code, "dir": direction(code)}
    if lines > 1:
        return AdminAutoHeightTextInput(attrs={**attrs, "rows": lines})
    return forms.TextInput(attrs=attrs)


class TextPanel(MultiFieldPanel):
    """One of the page's own texts: the languages side by side, each with its state."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "policies/admin/page_text.html"

        @cached_property
        def organisation_page(self) -> Any:
            return organisation_page_of(self.form, self.instance)

        @property
        def opening(self) -> str:
            """Where the text is sent to be looked at."""
            page = self.instance if self.instance.pk else self.organisation_page
            return reverse("policies_text", args=[page.pk, self.field])

        @property
        def field(self) -> str:
            return str(self.panel.attrs["data-field"])

        @cached_property
        def columns(self) -> list[Column]:
            text = PageText(self.instance, self.field)
            fields = {"text": self.field, "pin": f"{self.field}_translated_from"}
            user = self.request.user if self.request else None
            found = findings_for(self.instance, self.organisation_page, user)
            return columns_of(text, found, self.visible_children, fields)


class WritingPanel(MultiFieldPanel):
    """The title, the summary and the clauses on one sheet, in the language that one writes."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "policies/admin/writing.html"

        @cached_property
        def work(self) -> list[Assignment]:
            """Who is responsible for the draft and its languages."""
            return responsible([self.instance.pk]).get(self.instance.pk, []) if self.instance.pk else []

        @property
        def ways(self) -> dict[str, str]:
            """Pages about the whole text; none before the first save."""
            if not self.instance.pk:
                return {}
            return {
                "people": reverse("policies_assignments", args=[self.instance.pk]),
                "replace": reverse("policies_replace", args=[self.instance.pk]),
            }


def translated_text(field: str, *, lines: int = 1) -> TextPanel:
    """The text once per language, each with what it was translated from."""
    panels = []
    for code, language in LANGUAGES.items():
        pin = FieldPanel(column(f"{field}_translated_from", code), widget=TranslatedFromInput)
        panels += [_one_language(field, language, lines), pin]
    return TextPanel(panels, heading=NAMES[field], classname="in-languages", attrs={"data-field": field})


def _sheet() -> list[Panel]:
    return [
        translated_text("heading"),
        translated_text("summary", lines=3),
        sections_panel(heading=_("Sections"), label=_("Section")),
    ]


def policy_edit_handler() -> TabbedInterface:
    text = [
        TitleFieldPanel("title", help_text=_("For the admin only; readers see the title below.")),
        WritingPanel(_sheet(), heading=_("Text")),
    ]
    release = [
        RequirementsPanel("policies/admin/release_requirements.html", heading=_("Before publishing")),
        MultiFieldPanel(
            [
                FieldPanel("significance", widget=forms.RadioSelect),
                ReleasePanel("policies/admin/release_consequences.html", heading=_("What follows")),
            ],
            heading=_("Significance"),
        ),
        translated_text("change_note", lines=2),
        MultiFieldPanel(
            [
                FieldPanel("effective_date"),
                ReleasePanel("policies/admin/release_earliest.html"),
                FieldPanel("short_notice_reason"),
                FieldPanel("later_day"),
            ],
            heading=_("Effective date"),
        ),
        MultiFieldPanel(
            [
                *(FieldPanel(column(field, code)) for code in LANGUAGES for field in ("with", "marked")),
                FieldPanel("language_reason"),
            ],
            heading=_("Languages of this version"),
        ),
        MultiFieldPanel(
            [FieldPanel("emergency"), FieldPanel("emergency_reason")],
            heading=_("Emergency"),
        ),
    ]
    settings = [
        ReleasePanel("policies/admin/release_bounds.html"),
        *map(FieldPanel, ("slug", "kind", "practice", "notice_days", "numbering")),
        PublishingPanel(),
    ]
    return TabbedInterface(
        [
            ObjectList(text, heading=_("Text")),
            ObjectList(release, heading=_("Release")),
            ObjectList(settings, heading=_("Settings")),
        ]
    )


def organisation_edit_handler() -> TabbedInterface:
    about = [
        TitleFieldPanel("title", help_text=_("For the admin only; readers see the name below.")),
        in_each_language("name", _("Name")),
        in_each_language("description", _("Description"), lines=2),
        FieldPanel("contact_email"),
        FieldPanel("website"),
    ]
    defaults = [
        *map(FieldPanel, ("slug", "country", "authoritative", "time_zone")),
        FieldPanel("practice", widget=forms.RadioSelect),
        FieldPanel("notice_days"),
        FieldPanel("short_notice", widget=forms.RadioSelect),
        FieldPanel("reminder_days"),
        FieldPanel("frame_origins"),
    ]
    return TabbedInterface(
        [
            ObjectList(about, heading=_("Organisation")),
            ObjectList(defaults, heading=_("Settings")),
        ]
    )
