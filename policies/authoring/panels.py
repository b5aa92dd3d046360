"""How the admin shows organisations and policies for editing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from policies.document.languages import LANGUAGES, direction

from .release_panels import bounds, consequences, earliest, requirements
from .section_panels import SectionsPanel, section_panels
from .text_panels import translated_text


def in_each_language(field: str, heading: object, *, lines: int = 1) -> MultiFieldPanel:
    """The field once per language, each labelled with the language's own name and written its way."""
    return MultiFieldPanel(
        [
            FieldPanel(
                f"{field}_{code}",
                heading=language.name,
                widget=_input(code, lines),
                classname=f"lang-{code}",
            )
            for code, language in LANGUAGES.items()
        ],
        heading=heading,
        classname="in-languages",
    )


def _input(code: str, lines: int) -> forms.Widget:
    from wagtail.admin.widgets import AdminAutoHeightTextInput

    attrs = {"lang": code, "dir": direction(code)}
    if lines > 1:
        return AdminAutoHeightTextInput(attrs={**attrs, "rows": lines})
    return forms.TextInput(attrs=attrs)


def policy_edit_handler() -> TabbedInterface:
    text = [
        TitleFieldPanel("title", help_text=_("For the admin only; readers see the title below.")),
        translated_text("heading", _input),
        translated_text("summary", _input, lines=3),
        SectionsPanel(
            "sections",
            panels=section_panels(lambda code: _input(code, 1)),
            heading=_("Sections"),
            label=_("Section"),
        ),
    ]
    release = [
        requirements(),
        MultiFieldPanel(
            [FieldPanel("significance", widget=forms.RadioSelect), consequences()],
            heading=_("Significance"),
        ),
        translated_text("change_note", _input, lines=2),
        MultiFieldPanel(
            [FieldPanel("effective_date"), earliest(), FieldPanel("short_notice_reason")],
            heading=_("Effective date"),
        ),
        MultiFieldPanel(
            [FieldPanel(f"with_{code}") for code in LANGUAGES], heading=_("Languages of this version")
        ),
        MultiFieldPanel(
            [FieldPanel("emergency"), FieldPanel("emergency_reason")],
            heading=_("Emergency"),
        ),
    ]
    settings = [
        bounds(),
        FieldPanel("slug"),
        FieldPanel("kind"),
        FieldPanel("practice"),
        FieldPanel("notice_days"),
        FieldPanel("numbering"),
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
        FieldPanel("slug"),
        FieldPanel("authoritative"),
        FieldPanel("time_zone"),
        FieldPanel("practice", widget=forms.RadioSelect),
        FieldPanel("notice_days"),
        FieldPanel("short_notice", widget=forms.RadioSelect),
        FieldPanel("reminder_days"),
    ]
    return TabbedInterface(
        [
            ObjectList(about, heading=_("Organisation")),
            ObjectList(defaults, heading=_("Settings")),
        ]
    )
