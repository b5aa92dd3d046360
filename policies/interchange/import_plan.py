"""What an import would make of a draft: worked out, and nothing written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils import translation

from policies.authoring.draft import document_of, is_begun, issuer_of
from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.document.languages import CODES
from policies.document.shape import Document, Numbering, Section
from policies.publication.models import Policy, PolicyVersion

from .assemble import assemble
from .pair_languages import Row
from .readers.parsed_text import ParsedText

_KINDS = {
    Policy.Kind.COOKIES: r"cookie|كوكيز|تعريف الارتباط",
    Policy.Kind.PRIVACY: r"privacy|confidentialit|donn[ée]es|خصوصية|معطيات",
    Policy.Kind.TERMS: r"terms|conditions|cgu|cgv|tos\b|شروط|بنود|أحكام",
}


class Plan(NamedTuple):
    """The draft's text to be, the one it has now, and the newest version; the last two may be none."""

    document: Document
    previous: Document | None
    latest: PolicyVersion | None
    warnings: tuple[str, ...]

    @property
    def kept(self) -> int:
        """How many clauses are those that were there before."""
        return len(self._keys & self._before)

    @property
    def added(self) -> int:
        return len(self._keys - self._before)

    @property
    def removed(self) -> int:
        return len(self._before - self._keys)

    @property
    def _keys(self) -> set[object]:
        return {section.key for section in self.document.sections}

    @property
    def _before(self) -> set[object]:
        return {section.key for section in self.previous.sections} if self.previous else set()


def plan(
    draft: PolicyPage,
    organisation_page: OrganisationPage,
    texts: Mapping[str, ParsedText],
    *,
    numbering: Numbering | None = None,
    rows: Sequence[Row] | None = None,
) -> Plan:
    """``draft`` may be a page that is not saved yet. Raises ``UnreadableText``.

    ``rows`` says which sections are one clause; without it that is found out.
    """
    previous = text_of_draft(draft) if draft.pk is not None else None
    latest = PolicyVersion.objects.filter(policy__uuid=draft.policy_uuid).newest()
    document, warnings = assemble(
        texts=texts,
        policy=draft.policy_uuid,
        kind=draft.kind,
        issuer=issuer_of(organisation_page, CODES),
        authoritative=organisation_page.authoritative,
        titles=_default_titles(draft.kind, draft.slug),
        previous=previous,
        remembered=_remembered(latest, previous),
        numbering=numbering,
        rows=rows,
    )
    return Plan(document, previous, latest, warnings)


def kind_of(slug: str, texts: Mapping[str, ParsedText]) -> str:
    """What kind of text this is, by its address and titles."""
    words = " ".join([slug, *(text.title for text in texts.values())]).lower()
    found = (kind for kind, pattern in _KINDS.items() if re.search(pattern, words))
    return next(found, Policy.Kind.OTHER)


def titled(slug: str) -> str:
    """A name to begin with: ``ocs-solutions`` as “Ocs Solutions”."""
    return slug.replace("-", " ").replace("_", " ").title()


def _default_titles(kind: str, slug: str) -> dict[str, str]:
    """Titles for texts that have none: the kind's name in each language."""
    titles = {}
    for code in CODES:
        with translation.override(code):
            name = str(Policy.Kind(kind).label)
        titles[code] = titled(slug) if kind == Policy.Kind.OTHER else name[:1].upper() + name[1:]
    return titles


def text_of_draft(draft: PolicyPage) -> Document | None:
    """The draft's whole text in every language begun, or none while the authoritative one is not."""
    begun = [code for code in CODES if is_begun(draft, code)]
    return document_of(draft, begun) if draft.organisation_page.authoritative in begun else None


def _remembered(latest: PolicyVersion | None, previous: Document | None) -> list[Section]:
    """Sections of the newest version that are no longer in the draft."""
    there = {section.key for section in previous.sections} if previous else set()
    before = latest.published.document.sections if latest else ()
    return [section for section in before if section.key not in there]
