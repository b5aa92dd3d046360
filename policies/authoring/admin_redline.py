"""A draft compared with a version, or any document with another, for the admin's pages."""

from __future__ import annotations

import uuid

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from policies.comparison.compare import compare
from policies.comparison.show.redline import redline_html
from policies.comparison.show.render_context import labels_in
from policies.document.shape import Document
from policies.publication.localize import grouped


def redline(old: Document, new: Document, language: str) -> SafeString | None:
    """The changes as ``changes_html`` shows them; none when nothing differs in this language."""
    same = _texts(old, language) == _texts(new, language)
    return None if same else changes_html(old, new, language)


def _texts(document: Document, language: str) -> tuple[object, ...]:
    sections = tuple(
        (section.key, section.level, section.heading.get(language), section.body.get(language))
        for section in document.sections
    )
    return document.title.get(language), document.summary.get(language), document.numbering, sections


def changes_html(old: Document, new: Document, language: str) -> SafeString:
    """The legal redline from ``old`` to ``new`` in this language, with what changed in numbers on top.

    What changed, with the passages around it, escaped, in one ``<div class="redline">``. Its style sheet,
    ``policies/comparing.css``, is loaded in all of the admin; its labels are in the active language. Raises
    ``LanguageMissing`` where a document lacks the language.
    """
    comparison = compare(old, new, language)
    # The admin shows several on one page: in three languages, for many sections.
    scope = f"{uuid.uuid4().hex[:8]}-"
    html = redline_html(comparison, labels_in(gettext, ngettext, number=grouped), scope=scope, around=1)
    return render_to_string(
        "policies/_redline.html",
        {
            "comparison": comparison,
            "counts": comparison.counts,
            "redline": mark_safe(html),  # noqa: S308 - escaped there
        },
    )
