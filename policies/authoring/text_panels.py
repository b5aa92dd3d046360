"""The texts a policy page has beside its sections, in the editor: the languages side by side, each with its state."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from policies.document.languages import LANGUAGES, Language

from .editors import TranslatedFromInput
from .page_texts import NAMES, PageText
from .section_panels import organisation_page_of
from .sources import source_of
from .translations import Translation, translation_of


@dataclass(frozen=True, kw_only=True)
class Column:
    """One language of a text; no ``translation`` where it is the authoritative one, nor a ``pin`` to show."""

    language: Language
    field: Any
    pin: Any
    translation: Translation | None


class TextPanel(MultiFieldPanel):
    """The field once per language, each labelled with the language's own name."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "policies/admin/page_text.html"

        @cached_property
        def organisation_page(self) -> Any:
            return organisation_page_of(self.form, self.instance)

        @property
        def opening(self) -> str:
            """Where the text is sent to be looked at."""
            return reverse(
                "policies_text", args=[self.instance.pk or self.organisation_page.pk, self.field]
            )

        @property
        def field(self) -> str:
            return str(self.panel.attrs["data-field"])

        @cached_property
        def columns(self) -> list[Column]:
            shown = {child.field_name: child for child in self.visible_children}
            authoritative = self.organisation_page.authoritative
            text = PageText(self.instance, self.field)
            source = source_of(text, authoritative)
            columns = []
            for code, language in LANGUAGES.items():
                is_source = code == authoritative
                translation = None if is_source else translation_of(text, code, authoritative, source)
                pin = None if is_source else shown.get(f"{self.field}_translated_from_{code}")
                field = shown.get(f"{self.field}_{code}")
                columns.append(Column(language=language, field=field, pin=pin, translation=translation))
            return columns


def translated_text(field: str, heading_input: Any, lines: int = 1) -> TextPanel:
    """``heading_input`` makes the widget of a language, of so many lines."""
    panels = []
    for code, language in LANGUAGES.items():
        panels += [
            FieldPanel(
                f"{field}_{code}",
                heading=language.name,
                widget=heading_input(code, lines),
                classname=f"lang-{code}",
            ),
            FieldPanel(f"{field}_translated_from_{code}", widget=TranslatedFromInput),
        ]
    return TextPanel(panels, heading=NAMES[field], classname="in-languages", attrs={"data-field": field})
