"""What leads nowhere inside a text: links to clauses that it does not have, footnote marks and notes without each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from babel.lists import format_list
from django.utils.translation import gettext as _

from policies.document.blocks import unmatched_footnotes
from policies.document.numbering import numbers
from policies.document.references import links_nowhere
from policies.document.shape import Document

from .localize import active_language, language_name
from .refusal import Refusal


def refusals_of_loose_ends(document: Document) -> list[Refusal]:
    """One refusal for each language and sort, with the words or marks and their clauses."""
    names = _names(document)
    links: dict[str, list[str]] = {}
    for section, language, run in links_nowhere(document):
        said = f"“{run.text.strip() or run.link}” ({names[section.key]})"
        links.setdefault(language, []).append(said)
    marks: dict[str, list[str]] = {}
    notes: dict[str, list[str]] = {}
    for section in document.sections:
        for language, body in section.body.items():
            without_note, without_mark = unmatched_footnotes(body)
            place = names[section.key]
            for found, loose in ((marks, without_note), (notes, without_mark)):
                found.setdefault(language, []).extend(f"{label} ({place})" for label in loose)
    return [
        *_refusals(
            links,
            "link_nowhere",
            _(
                "%(language)s: a link leads to a clause that the text does not have: %(places)s. Lead it to another, or "
                "remove it."
            ),
        ),
        *_refusals(
            marks,
            "mark_without_note",
            _(
                "%(language)s: a footnote mark has no note: %(places)s. Write the note, or remove the mark."
            ),
        ),
        *_refusals(
            notes,
            "note_without_mark",
            _(
                "%(language)s: no mark leads to a footnote: %(places)s. Put the mark, or remove the note."
            ),
        ),
    ]


def _refusals(found: Mapping[str, Iterable[str]], code: str, message: str) -> list[Refusal]:
    return [
        Refusal(
            code=code,
            message=message
            % {
                "language": language_name(language),
                "places": format_list(list(dict.fromkeys(places)), locale=active_language()),
            },
        )
        for language, places in found.items()
        if places
    ]


def _names(document: Document) -> Mapping[UUID, str]:
    """What an editor calls each clause: its number, its heading, or the introduction."""
    prevails = document.authoritative
    return {
        section.key: number.rstrip(".") or section.heading.get(prevails) or _("Introduction")
        for section, number in zip(document.sections, numbers(document, prevails), strict=True)
    }
