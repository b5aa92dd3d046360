"""The sections of a draft in the editor: a line each, and when opened, the languages side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel

from policies.authoring.draft import DEEPEST_LIST
from policies.authoring.forms import SectionKeyInput
from policies.authoring.translation.pins import TranslatedFromInput
from policies.authoring.translation.translation_state import Translation, translations_of
from policies.authoring.writing_rights import writes_everything
from policies.document.languages import LANGUAGES, Language, column
from policies.publication.localize import language_name

from .deferred_editor import DeferredEditor


class BodyPanel(FieldPanel):
    """A section's body, whose editor is built when the section is opened."""

    @cached_property
    def editor(self) -> DeferredEditor:
        return DeferredEditor(self.db_field.stream_block)

    def get_form_options(self) -> dict[str, Any]:
        return super().get_form_options() | {"widgets": {self.field_name: self.editor}}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One language of a text, with its bound panels by the field they show; the authoritative language has no pin
    and no ``translation``.
    """

    language: Language
    panels: dict[str, Any]
    translation: Translation | None


def columns_of(text: Any, authoritative: str, shown: list[Any], fields: dict[str, str]) -> list[Column]:
    """``shown`` are the bound panels of the form; ``fields`` names each field as the template calls it."""
    by_name = {panel.field_name: panel for panel in shown}
    translations = translations_of(text, authoritative)
    return [
        Column(
            language=language,
            panels={
                part: by_name.get(column(field, code))
                for part, field in fields.items()
                if part != "pin" or code in translations
            },
            translation=translations.get(code),
        )
        for code, language in LANGUAGES.items()
    ]


class SectionPanel(MultiFieldPanel):
    """All fields of one section, sorted by language."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        # Set by the panel of all sections.
        authoritative: str
        arranged: bool

        @property
        def columns(self) -> list[Column]:
            fields = {"heading": "heading", "body": "body", "pin": "translated_from"}
            return columns_of(self.instance, self.authoritative, self.visible_children, fields)

        @property
        def dom_id(self) -> str:
            """The id by which Wagtail's inline panel script finds the section."""
            return f"inline_child_{self.form.prefix}"

        @property
        def opened(self) -> bool:
            """What is wrong is shown at once."""
            return bool(self.form.is_bound and self.form.errors)

        @property
        def hidden_fields(self) -> list[Any]:
            """The hidden fields that say which section it is, and how deep."""
            return [child for child in self.visible_children if child.field_name in ("key", "level")]


class SectionsPanel(InlinePanel):
    """Wagtail's inline panel with one line per section; its one child panel is a ``SectionPanel``."""

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "policies/admin/sections.html"

        @property
        def arranged(self) -> bool:
            """Whether this person may add, move and remove sections: one who only translates may not."""
            return self.request is None or writes_everything(self.request.user)

        def _section(self, child: Any, authoritative: str) -> Any:
            """The section's panel within the panel that Wagtail makes of the formset's form."""
            section = child.children[0]
            section.authoritative, section.arranged = authoritative, self.arranged
            return section

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            organisation_page = organisation_page_of(self.form, self.instance)
            authoritative = organisation_page.authoritative
            body = self.empty_child.form.fields.get(column("body", authoritative))
            editor = body.widget if body else None
            return super().get_context_data(parent_context) | {
                "sections": [self._section(child, authoritative) for child in self.children],
                "new_section": self._section(self.empty_child, authoritative),
                "authoritative_name": language_name(authoritative),
                "authoritative": LANGUAGES[authoritative],
                "arranged": self.arranged,
                "deepest_list": DEEPEST_LIST,
                "numbering": self.instance.numbering,
                "editor": editor.block_json if isinstance(editor, DeferredEditor) else "{}",
                "opening": reverse("policies_section", args=[self.instance.pk or organisation_page.pk]),
            }


def organisation_page_of(form: Any, instance: Any) -> Any:
    """The organisation's page, also of a policy that is being made."""
    parent = getattr(form, "parent_page", None)
    return parent.specific if parent is not None else instance.organisation_page


def sections_panel(heading_input: Any, **labels: Any) -> SectionsPanel:
    """``heading_input`` makes the widget of a heading in a language."""
    panels = [
        FieldPanel("key", widget=SectionKeyInput, classname="w-hidden"),
        FieldPanel("level", widget=forms.HiddenInput),
    ]
    for code, language in LANGUAGES.items():
        panels += [
            FieldPanel(column("heading", code), heading=language.name, widget=heading_input(code)),
            BodyPanel(column("body", code), heading=language.name),
            FieldPanel(column("translated_from", code), widget=TranslatedFromInput),
        ]
    return SectionsPanel("sections", panels=[SectionPanel(panels)], **labels)
