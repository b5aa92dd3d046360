"""What the parts of a draft are called in the editor."""

from __future__ import annotations

from django.utils.translation import gettext as _

from policies.authoring.draft import numbers_in, ordered_sections
from policies.authoring.draft_types import DraftPage
from policies.document.languages import in_language

from .page_texts import FIELDS, NAMES


def place_names(page: DraftPage) -> dict[str, str]:
    """What an editor calls each clause and each text of the page, by key."""
    authoritative = page.organisation_page.authoritative
    sections = ordered_sections(page)
    numbers = numbers_in(sections, page.numbering, authoritative)
    return {str(key): str(NAMES[field]) for key, field in FIELDS.items()} | {
        str(section.key): number.rstrip(".")
        or in_language(section, "heading", authoritative)
        or _("Without heading")
        for section, number in zip(sections, numbers, strict=True)
    }
