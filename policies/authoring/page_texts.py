"""The texts a policy page has beside its sections: its title, its summary and its change note, one per language.

They are translated as sections are, so they look like one: a heading or a body in each language, and what each
translation was made from.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.document.languages import CODES
from policies.document.shape import Body, Paragraph, Run

if TYPE_CHECKING:
    from .models import PolicyPage

NAMES: Final[dict[str, str | Promise]] = {
    "heading": _("Title for readers"),
    "summary": _("Summary"),
    "change_note": _("Change note"),
}
# What each of these was translated from (see ``translating``), which goes with it.
PINS: Final = tuple(f"{field}_translated_from" for field in NAMES)
# Where the same list holds sections: no section's key is one of these, for those are random.
KEYS: Final = {field: uuid.uuid5(uuid.NAMESPACE_OID, f"sijill {field}") for field in NAMES}
FIELDS: Final = {key: field for field, key in KEYS.items()}


class PageText:
    """One such text of a draft, to be asked what a section is asked; ``write_pins`` writes the pins to the page."""

    def __init__(self, page: PolicyPage, field: str) -> None:
        self.page, self.field, self.key = page, field, KEYS[field]
        for code in CODES:
            text = (getattr(page, f"{field}_{code}") or "").strip()
            title = field == "heading"
            setattr(self, f"heading_{code}", text if title else "")
            setattr(self, f"body_{code}", () if title else _paragraphs(text))
            pin = getattr(page, f"{field}_translated_from_{code}") or ""
            setattr(self, f"translated_from_{code}", pin)

    def write_pins(self) -> None:
        for code in CODES:
            setattr(
                self.page,
                f"{self.field}_translated_from_{code}",
                getattr(self, f"translated_from_{code}"),
            )


def page_texts(page: PolicyPage) -> list[PageText]:
    return [PageText(page, field) for field in NAMES]


def _paragraphs(text: str) -> Body:
    return tuple(Paragraph(runs=(Run(text=line),)) for line in text.splitlines() if line.strip())
