"""Which languages of two texts differ, each as a redline for the admin."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from policies.authoring.comparing import changes_html
from policies.authoring.draft import document_of
from policies.authoring.models import PolicyPage
from policies.document.languages import CODES
from policies.document.shape import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Redline:
    """What differs in one language."""

    language: str
    html: SafeString


def redline(old: Document, new: Document, language: str) -> Redline | None:
    """None where nothing differs in this language."""
    if _texts(old, language) == _texts(new, language):
        return None
    return Redline(language=language, html=changes_html(old, new, language))


def _texts(document: Document, language: str) -> tuple[object, ...]:
    sections = tuple(
        (section.key, section.level, section.heading.get(language), section.body.get(language))
        for section in document.sections
    )
    return document.title.get(language), document.summary.get(language), document.numbering, sections


def redlines(old: Document, new: Document) -> list[Redline]:
    """One for each language in which the two differ; both hold all languages (``whole_text``)."""
    return [found for code in CODES if (found := redline(old, new, code))]


def whole_text(page: PolicyPage) -> Document:
    """All that is written on the draft, ticked for publication or not; empty where nothing is."""
    return document_of(page, CODES)
