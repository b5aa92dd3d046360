"""A version as a Word file, and a comparison as one with tracked changes.

Accepting all changes gives the new text, rejecting all the old one, by the rules of Word.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from policies.comparison.compare import compare
from policies.comparison.result import Comparison
from policies.document.languages import direction
from policies.document.shape import Document

from ..marked_text import MarkedText, marked_text
from ..version_facts import VersionFacts
from ..xml_text import HEAD
from .settled_ends import with_settled_ends
from .tracked_runs import Tracked
from .word_body import WordBody
from .word_parts import NAMESPACES, package, said_in


def version_docx(document: Document, facts: VersionFacts) -> bytes:
    """The text in the language of the facts; the same bytes on every making."""
    return _file(marked_text(compare(document, document, facts.language)), facts, [])


def redline_docx(comparison: Comparison, old: VersionFacts, new: VersionFacts) -> bytes:
    """What changed, as changes tracked by the organisation on the day of publication."""
    with override(new.language):
        title = _("From version %(old)s to version %(new)s") % {"old": old.number, "new": new.number}
    return _file(marked_text(comparison), new, [(title, new.language)], tracked=True)


def _file(
    text: MarkedText,
    facts: VersionFacts,
    notes: list[tuple[str, str]],
    *,
    tracked: bool = False,
) -> bytes:
    moment = f"{facts.published:%Y-%m-%dT%H:%M:%SZ}"
    body = WordBody(text, Tracked(facts.issuer, moment), facts.whole_link)
    written = body.written()
    turned = "<w:bidi/>" if direction(facts.language) == "rtl" else ""
    section = (
        '<w:sectPr><w:headerReference w:type="first" r:id="header1"/><w:footerReference w:type="default" r:id="footer1"/>'
        '<w:footerReference w:type="first" r:id="footer1"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1250" w:right="1300" w:bottom="1450" w:left="1300" w:header="700" w:footer="600" w:gutter="0"/>'
        f"<w:titlePg/>{turned}</w:sectPr>"
    )
    if facts.note:
        with override(facts.language):
            title = (_("Change note"), facts.language)
            notes = [*notes, title, (facts.note, facts.note_language)]
    parts = {
        "document": f"{HEAD}<w:document {NAMESPACES}><w:body>{written}{section}</w:body></w:document>",
        "numbering": body.lists.part(),
        "footnotes": body.footnotes(),
        "cover": "".join(said_in(words, language, facts.language) for words, language in notes),
    }
    if tracked:
        parts |= {name: with_settled_ends(parts[name]) for name in ("document", "footnotes")}
    return package(parts, list(body.links), facts, facts.published)
