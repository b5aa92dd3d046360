"""The texts a policy page has beside its sections: its title, its summary and its change note, one per language.

They are translated as sections are, so they look like one: a heading or a body in each language, and what each
translation was made from.
"""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.authoring.page_text_keys import KEYS
from policies.document.blocks import Body, Paragraph, Run
from policies.document.languages import CODES, in_language, put_in_language

NAMES: Final[dict[str, str | Promise]] = {
    "heading": _("Title for readers"),
    "summary": _("Summary"),
    "change_note": _("Change note"),
}
# The fields that hold what each of these was translated from (see ``pins``).
PINS: Final = tuple(f"{field}_translated_from" for field in NAMES)
FIELDS: Final = {key: field for field, key in KEYS.items()}


class PageText:
    """One such text of a draft, with the fields of a section; ``write_pins`` writes the pins to the page."""

    def __init__(self, page: Any, field: str) -> None:
        self.page, self.field, self.key = page, field, KEYS[field]
        title = field == "heading"
        for code in CODES:
            text = (in_language(page, field, code) or "").strip()
            pin = in_language(page, f"{field}_translated_from", code) or ""
            put_in_language(self, "heading", code, text if title else "")
            put_in_language(self, "body", code, () if title else paragraphs_of(text))
            put_in_language(self, "translated_from", code, pin)

    def write_pins(self) -> None:
        for code in CODES:
            pin = in_language(self, "translated_from", code)
            put_in_language(self.page, f"{self.field}_translated_from", code, pin)


def page_texts(page: Any) -> list[PageText]:
    return [PageText(page, field) for field in NAMES]


def paragraphs_of(text: str) -> Body:
    return tuple(Paragraph(runs=(Run(text=line),)) for line in text.splitlines() if line.strip())
