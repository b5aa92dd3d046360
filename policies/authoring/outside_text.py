"""What a reviewer from outside is shown of a draft: what is withheld from readers is withheld from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policies.document.languages import CODES
from policies.document.shape import Document, Section
from policies.publication.acts import Withholding
from policies.publication.models import PolicyVersion
from policies.publication.withheld_text import (
    NOTE,
    SUMMARY,
    WHOLE,
    Marks,
    Withheld,
    masked_document,
)

from .draft import document_of, is_begun


def document_for_outside(page: Any) -> Document:
    """The whole draft as it is now, in every language that is begun. Raises ``MalformedDocument``."""
    begun = (code for code in CODES if is_begun(page, code))
    return document_of(page, {*begun, page.organisation_page.authoritative})


def without_withheld(document: Document, page: Any) -> Document:
    """The document with what is withheld of any published version left out.

    A clause of which the newest version withholds a text is not shown, whatever the draft makes of it. A clause that
    an earlier version withholds is not shown where the draft still has its words and no readable version has them.
    """
    versions = (
        PolicyVersion.objects.filter(policy__uuid=page.policy_uuid)
        .select_related("policy__organisation")
        .order_by("number")
    )
    some = Withholding.objects.filter(version__policy__uuid=page.policy_uuid).values("version")
    found: dict[str, Withheld] = {}
    newest = versions.last()
    for version in versions.filter(pk__in=some):
        for mark in version.withheld.each:
            for part in _parts(document, version, mark, newest=version == newest):
                found.setdefault(part, mark)
    if not found or newest is None:
        return document
    readable = _readable(newest)
    kept = {part: mark for part, mark in found.items() if not _is_shown(document, part, readable)}
    marks = tuple(_of_part(mark, part) for part, mark in kept.items())
    return masked_document(document, Marks(marks))


def _parts(document: Document, version: Any, mark: Withheld, *, newest: bool) -> Iterator[str]:
    """The parts of the draft that this mark names."""
    if mark.part == NOTE:
        return
    old = version.published.document
    if mark.part in (SUMMARY, WHOLE) and document.summary:
        certain = newest and mark.part == SUMMARY
        if certain or any(document.summary.get(code) == text for code, text in old.summary.items()):
            yield SUMMARY
    drafts = {section.key: section for section in document.sections}
    for section in old.sections:
        draft = drafts.get(section.key)
        if draft is None or mark.part not in (WHOLE, str(section.key)):
            continue
        if (newest and mark.part != WHOLE) or _alike(draft, section):
            yield str(section.key)


def _alike(one: Section, other: Section) -> bool:
    """Whether they have a text in common, in any language."""
    return any(one.body[code] == body for code, body in other.body.items() if body and code in one.body)


def _readable(version: Any) -> Document | None:
    return None if version.withheld.whole else version.document


def _is_shown(document: Document, part: str, readable: Document | None) -> bool:
    """Whether everybody can read this very text in the newest version."""
    if readable is None:
        return False
    if part == SUMMARY:
        return document.summary == readable.summary
    texts = [
        next(((each.heading, each.body) for each in text.sections if str(each.key) == part), None)
        for text in (document, readable)
    ]
    return texts[0] == texts[1]


def _of_part(mark: Withheld, part: str) -> Withheld:
    return Withheld(
        part=part,
        category=mark.category,
        reason=mark.reason,
        since=mark.since,
        at=mark.at,
        number=mark.number,
        country=mark.country,
    )
