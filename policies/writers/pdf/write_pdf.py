"""A version or a comparison as PDF: accessible (PDF/UA-1) and for archives (PDF/A-3a), the same bytes on every making."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from policies.comparison.compare import compare
from policies.comparison.result import Comparison
from policies.document.shape import Document

from ..marked_text import marked_text
from ..version_facts import VersionFacts
from .page_data import Json, note_data, page_data
from .typesetting import typeset


def version_pdf(document: Document, facts: VersionFacts, *, content: bytes | None = None) -> bytes:
    """The text in the language of the facts; ``content`` are the canonical bytes, which are attached.

    Without them it is the slim form, which also has no contents. Raises what ``typeset`` raises.
    """
    text = marked_text(compare(document, document, facts.language))
    with override(facts.language):
        contents = _("Contents") if content is not None else ""
        notes = [note_data(_("Change note"), facts.note, facts.note_language)] if facts.note else []
    data = page_data(text, facts, contents=contents, notes=notes)
    attached = (f"v{facts.number}.json", content) if content is not None else None
    return typeset(data, moment=facts.published, attached=attached)


def redline_pdf(comparison: Comparison, old: VersionFacts, new: VersionFacts) -> bytes:
    """What changed from one version to another, the whole text with its changes. Raises what ``typeset`` raises."""
    with override(new.language):
        words = {"old": old.number, "new": new.number}
        notes: Sequence[Json] = [
            note_data(
                _("From version %(old)s to version %(new)s") % words,
                _(
                    "Inserted words are underlined, deleted words are struck out; what moved is marked with dashes at both places."
                ),
                new.language,
            ),
            *([note_data(_("Change note"), new.note, new.note_language)] if new.note else []),
        ]
        contents = _("Contents")
    data = page_data(marked_text(comparison), new, contents=contents, notes=notes)
    return typeset(data, moment=new.published)
