"""The sections of a draft in the editor: a line each, and when opened, the languages side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel

from policies.document.languages import LANGUAGES, Language
from policies.publication.localize import language_name

from .draft import DEEPEST_LIST
from .editors import DeferredEditor, TranslatedFromInput
from .forms import SectionKeyInput
from .sources import source_of
from .standing import disparities_of
from .translating import State, state_of
from .writing_rights import writes_everything


class BodyPanel(FieldPanel):
    """A section's body, whose editor is built when the section is opened."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        editor = DeferredEditor(self.db_field.stream_block)
        return options | {"widgets": {self.field_name: editor}}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One language of a section; ``state`` is none for the authoritative language."""

    language: Language
    authoritative: bool
    state: State | None
    disparities: int
    heading: Any  # the bound panels, or none where the form has no such field
    body: Any
    pin: Any


class SectionPanel(MultiFieldPanel):
    """All fields of one section, sorted by language."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        @cached_property
        def by_name(self) -> dict[str, Any]:
            return {child.field_name: child for child in self.visible_children}

        # Set by the panel of all sections.
        authoritative: str
        arranged: bool

        @cached_property
        def columns(self) -> list[Column]:
            authoritative = self.authoritative
            source = source_of(self.instance, authoritative)
            columns = []
            for code, language in LANGUAGES.items():
                is_source = code == authoritative
                state = None if is_source else state_of(self.instance, code, authoritative, source)
                found = () if is_source else disparities_of(self.instance, code, source)
                columns.append(
                    Column(
                        language=language,
                        authoritative=is_source,
                        state=state,
                        disparities=len(found),
                        heading=self.by_name.get(f"heading_{code}"),
                        body=self.by_name.get(f"body_{code}"),
                        pin=None if is_source else self.by_name.get(f"translated_from_{code}"),
                    )
                )
            return columns

        @property
        def dom_id(self) -> str:
            """Where Wagtail's inline panel script looks for the section."""
            return f"inline_child_{self.form.prefix}"

        @property
        def opened(self) -> bool:
            """What is wrong is shown at once."""
            return bool(self.form.is_bound and self.form.errors)

        @property
        def level(self) -> Any:
            return self.by_name.get("level")

        @property
        def key(self) -> Any:
            return self.by_name.get("key")


class SectionsPanel(InlinePanel):
    """Wagtail's inline panel with one line per section."""

    @cached_property
    def child_edit_handler(self) -> Any:
        panel = SectionPanel(self.panel_definitions, heading=self.heading)
        return panel.bind_to_model(self.db_field.related_model)

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "policies/admin/sections.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.form is None:
                return
            self.organisation_page = organisation_page_of(self.form, self.instance)
            for child in (*self.children, self.empty_child):
                child.authoritative = self.organisation_page.authoritative
                child.arranged = self.arranged

        @property
        def arranged(self) -> bool:
            """Whether this person may add, move and remove sections: who only translates may not."""
            return self.request is None or writes_everything(self.request.user)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            organisation_page = self.organisation_page
            body = self.empty_child.form.fields.get(f"body_{organisation_page.authoritative}")
            editor = body.widget if body else None
            return context | {
                "authoritative_name": language_name(organisation_page.authoritative),
                "authoritative": LANGUAGES[organisation_page.authoritative],
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


def section_panels(heading_input: Any) -> list[FieldPanel]:
    """``heading_input`` makes the widget of a heading in a language."""
    panels = [
        FieldPanel("key", widget=SectionKeyInput, classname="w-hidden"),
        FieldPanel("level", widget=forms.HiddenInput),
    ]
    for code, language in LANGUAGES.items():
        panels += [
            FieldPanel(f"heading_{code}", heading=language.name, widget=heading_input(code)),
            BodyPanel(f"body_{code}", heading=language.name),
            FieldPanel(f"translated_from_{code}", widget=TranslatedFromInput),
        ]
    return panels
