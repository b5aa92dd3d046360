"""What the editor says beside a text: whether it follows its source, what was found there, how the glossary names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from policies.document.languages import CODES, LANGUAGES
from policies.document.malformed import MalformedDocument
from policies.document.shape import Document
from policies.publication.localize import language_name
from policies.publication.models import PolicyVersion

from .dismissals import Finding, findings_in, may_dismiss
from .divergence.clause import Clause
from .divergence.divergence_words import divergence_words, repair_words
from .divergence.find import divergences
from .divergence.put_in_place import put_in_place
from .draft import document_of, is_begun
from .draft_types import DraftPage
from .glossary import GlossaryEntry, entries_of, named_in
from .translation.source_texts import Source, source_of
from .translation.translation_state import Translation, translations_of

Place = tuple[str, str]  # the key of a text and a language


@dataclass(frozen=True, kw_only=True, eq=False)
class DraftFindings:
    """All findings of a draft as it stands in a form, in every language that was begun, also those not published.

    ``person`` reads them. ``only`` is the key of the one text that is asked about, if it is one.
    """

    draft: DraftPage
    person: Any = None
    only: UUID | None = None

    @property
    def authoritative(self) -> str:
        code: str = self.draft.organisation_page.authoritative
        return code

    @cached_property
    def _entries(self) -> list[GlossaryEntry]:
        return entries_of(self.draft.organisation_page)

    @cached_property
    def by_place(self) -> Mapping[Place, list[Finding]]:
        found: dict[Place, list[Finding]] = defaultdict(list)
        for finding in self._found():
            found[finding.divergence.key, finding.divergence.language].append(finding)
        return found

    def _found(self) -> Iterable[Finding]:
        begun = [code for code in CODES if is_begun(self.draft, code)]
        try:
            document = self._narrowed(document_of(self.draft, begun))
        except MalformedDocument:
            return ()
        version = self.draft.readiness.latest
        latest = self._narrowed(version.published.document) if version else None
        glossary = tuple(entry.as_term for entry in self._entries)
        corrects = self.draft.significance == PolicyVersion.Significance.TRANSLATION
        found = divergences(document, latest, glossary, corrects=corrects)
        if self.only is not None:
            found = tuple(each for each in found if each.key == str(self.only))
        return findings_in(self.draft, document, found)

    def _narrowed(self, document: Document) -> Document:
        """The text that is asked about alone: to compare all others takes the longest."""
        if self.only is None:
            return document
        sections = tuple(section for section in document.sections if section.key == self.only)
        return replace(document, sections=sections)

    def counts(self) -> dict[Place, int]:
        """How many findings stop the release, by text and language."""
        counted = {place: sum(each.is_open for each in found) for place, found in self.by_place.items()}
        return {place: count for place, count in counted.items() if count}

    # As the editor's script and its templates ask for it.

    def states_of(self, text: Any) -> dict[str, dict[str, Any]]:
        """What the list of clauses shows, by language."""
        translations = translations_of(text, self.authoritative)
        return {code: self._state(text, code, translations.get(code)) for code in CODES}

    def told_of(self, text: Any) -> dict[str, dict[str, Any]]:
        """The same with what stands beside the field."""
        return {
            code: told | {"html": self.html(text, code)} for code, told in self.states_of(text).items()
        }

    def _state(self, text: Any, language: str, translation: Translation | None) -> dict[str, Any]:
        state = translation.state if translation else None
        return {
            "state": state or "",
            "words": str(state.label) if state else "",
            "differs": self.differs(text, language),
        }

    def differs(self, text: Any, language: str) -> bool:
        found = self.by_place.get((str(text.key), language), ())
        return any(each.is_open for each in found)

    def html(self, text: Any, language: str) -> SafeString:
        translation = translations_of(text, self.authoritative).get(language)
        here = source_of(text, language)
        found = [self._words(each, here) for each in self.by_place.get((str(text.key), language), ())]
        source = source_of(text, self.authoritative)
        context = {
            "state": translation.state if translation else "",
            "change": translation.change if translation else None,
            "source": LANGUAGES[self.authoritative],
            "source_name": language_name(self.authoritative),
            "language": LANGUAGES[language],
            "open": [each for each in found if each["finding"].is_open],
            "settled": [each for each in found if each["finding"].dismissal],
            "hints": [each for each in found if not each["finding"].divergence.stops],
            "terms": [*self._terms(source, language)] if translation else [],
            "report": self._report,
        }
        return SafeString(render_to_string("policies/admin/_beside.html", context).strip())

    def _words(self, finding: Finding, here: Source) -> dict[str, Any]:
        found = finding.divergence
        country = self.draft.organisation_page.country
        return {
            "finding": finding,
            "label": found.kind.label,
            "words": divergence_words(found),
            "repair": repair_words(found),
            "instead": put_in_place(found, _clause(here).text, country),
        }

    def _terms(self, source: Source, language: str) -> Iterable[Any]:
        if self._entries and not source.empty:
            yield from named_in(_clause(source).text, source.language, language, self._entries)

    @cached_property
    def _report(self) -> str:
        """Where this person may dismiss what was found; nowhere for who may not, and before the first save."""
        if not self.draft.pk or self.person is None or not may_dismiss(self.draft, self.person):
            return ""
        return reverse("policies_divergences", args=[self.draft.pk])


def _clause(source: Source) -> Clause:
    return Clause(language=source.language, heading=source.heading, body=source.body)


def counts_of(draft: DraftPage) -> dict[Place, int]:
    """How many findings stop the release of the draft, by text and language."""
    return DraftFindings(draft=draft).counts()
