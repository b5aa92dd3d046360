"""The text of a draft in the editor: its hidden fields, and all that the editor's script has to know.

The script shows one language at full width, or a translation beside its source, and writes into these fields. To
Wagtail they are an inline panel's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, Panel

from policies.authoring.editor_findings import DraftFindings
from policies.authoring.editor_words import editor_words
from policies.authoring.forms import SectionKeyInput
from policies.authoring.kept_words import keeping_for
from policies.authoring.translation.pins import TranslatedFromInput
from policies.authoring.translation.translation_state import Translation, translations_of
from policies.authoring.writing_rights import languages_written_by, writes_everything
from policies.document.languages import CODES, LANGUAGES, Language, column
from policies.publication.localize import language_name

# The fields of a section that exist once per language, as the script names them.
IN_LANGUAGES = ("label", "heading", "body", "translated_from")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One language of a text, with its bound panels by the field they show; the authoritative language has no pin
    and no ``translation``.
    """

    language: Language
    panels: dict[str, Any]
    translation: Translation | None
    differs: bool
    html: SafeString


def columns_of(
    text: Any, found: DraftFindings, shown: list[Any], fields: dict[str, str]
) -> list[Column]:
    """``shown`` are the bound panels of the form; ``fields`` names each field as the template calls it."""
    by_name = {panel.field_name: panel for panel in shown}
    translations = translations_of(text, found.authoritative)
    return [
        Column(
            language=language,
            panels={
                part: by_name.get(column(field, code))
                for part, field in fields.items()
                if part != "pin" or code in translations
            },
            translation=translations.get(code),
            differs=found.differs(text, code),
            html=found.html(text, code),
        )
        for code, language in LANGUAGES.items()
    ]


class SectionPanel(MultiFieldPanel):
    """All fields of one section, hidden."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        @property
        def inputs(self) -> SafeString:
            """The fields as a browser posts them. Forty sections have 700: Django's widgets would take a second."""
            fields = [
                (
                    field.html_name,
                    "" if field.value() in (None, False) else field.value(),
                    field.field.disabled,
                )
                for field in self.form
            ]
            return format_html_join(
                "\n",
                '<input type="hidden" name="{}" value="{}"{}>',
                ((name, value, SafeString(" disabled") if shut else "") for name, value, shut in fields),
            )

        @property
        def faults(self) -> list[str]:
            """What is wrong in it, each with the language of the field."""
            return [
                f"{self.form.fields[name].label}: {error}" if name in self.form.fields else str(error)
                for name, errors in self.form.errors.items()
                for error in errors
            ]


class SectionsPanel(InlinePanel):
    """Wagtail's inline panel, whose children are hidden fields; its one child panel is a ``SectionPanel``."""

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "policies/admin/sections.html"
        # No part of it is for Wagtail's own script of inline panels.
        telepath_adapter_name = "wagtail.panels.Panel"

        def js_opts(self) -> dict[str, Any]:
            opts: dict[str, Any] = Panel.BoundPanel.js_opts(self)
            return opts

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            organisation_page = organisation_page_of(self.form, self.instance)
            sections = [child.children[0] for child in self.children]
            return super().get_context_data(parent_context) | {
                "sections": sections,
                "new_section": self.empty_child.children[0],
                "settings": self._settings(organisation_page),
            }

        def _settings(self, organisation_page: Any) -> dict[str, Any]:
            """What the script has to know; see ``writing/start.js``."""
            authoritative = organisation_page.authoritative
            user = self.request.user if self.request else None
            written = CODES if user is None else languages_written_by(user, organisation_page)
            return {
                "prefix": self.formset.prefix,
                "authoritative": authoritative,
                "languages": [
                    {
                        "code": code,
                        "name": language.name,
                        "called": language_name(code),
                        "direction": language.direction,
                        "written": code in written,
                    }
                    for code, language in LANGUAGES.items()
                ],
                "arranged": user is None or writes_everything(user, organisation_page),
                "numbering": self.instance.numbering,
                "pasted": reverse("policies_pasted", args=[self.instance.pk or organisation_page.pk]),
                "opening": reverse("policies_section", args=[self.instance.pk or organisation_page.pk]),
                "remarks": reverse("policies_remarks", args=[self.instance.pk])
                if self.instance.pk
                else "",
                "presence": reverse("policies_presence", args=[self.instance.pk])
                if self.instance.pk
                else "",
                "keeping": keeping_for(user),
                "refused": self.form.is_bound and bool(self.form.errors),
                "states": self._states(organisation_page, user),
                "words": editor_words(),
            }

        def _states(self, organisation_page: Any, user: Any) -> dict[str, Any]:
            """The state of each translation, as the list of clauses shows it."""
            found = findings_for(self.instance, organisation_page, user)
            sections = [child.form.instance for child in self.children]
            return {str(section.key): found.states_of(section) for section in sections}


def findings_for(draft: Any, organisation_page: Any, user: Any) -> DraftFindings:
    """Worked out once for all panels that show the draft."""
    held: DraftFindings | None = draft.__dict__.get("_findings_shown")
    if held is None:
        draft.organisation_page = organisation_page
        held = draft.__dict__["_findings_shown"] = DraftFindings(draft=draft, person=user)
    return held


def organisation_page_of(form: Any, instance: Any) -> Any:
    """The organisation's page, also of a policy that is being made."""
    parent = getattr(form, "parent_page", None)
    return parent.specific if parent is not None else instance.organisation_page


def sections_panel(**labels: Any) -> SectionsPanel:
    panels = [FieldPanel("key", widget=SectionKeyInput), FieldPanel("level", widget=forms.HiddenInput)]
    for code in CODES:
        widgets = {"translated_from": TranslatedFromInput}
        panels += [
            FieldPanel(column(name, code), widget=widgets.get(name, forms.HiddenInput))
            for name in IN_LANGUAGES
            if name != "body"
        ]
        panels.append(FieldPanel(column("body", code)))
    return SectionsPanel("sections", panels=[SectionPanel(panels)], **labels)
