"""What readers are not shown of a published text, and what stands in its place.

The bytes of a version stay as they were published. What is withheld is taken out where they are read for readers, so
that pages, data, mails, the search and comparisons all see the same text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.document.blocks import Block, Note, Paragraph, Run
from policies.document.dates import long_date
from policies.document.languages import CODES
from policies.document.shape import Document, Section

from .version_record import Record, Waiver

# Parts of a version; every other one is the key of a clause.
WHOLE: Final = ""
SUMMARY: Final = "summary"
NOTE: Final = "note"
PARTS: Final = (WHOLE, SUMMARY, NOTE)


class Category(TextChoices):
    COURT = "court", gettext_lazy("decision of a court")
    AUTHORITY = "authority", gettext_lazy("decision of a public authority")
    PERSONAL_DATA = "personal_data", gettext_lazy("protection of personal data")
    RIGHTS = "rights", gettext_lazy("rights of another person")


class WithheldText(Exception):
    """A whole version is withheld from readers. ``version`` says which, ``withheld`` why and since when."""

    def __init__(self, version: Any) -> None:
        super().__init__(f"version {version.number} of policy {version.policy_id} is withheld")
        self.version = version


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """One part that is withheld. ``since`` is a date of the version's calendar; ``number`` is that of its record."""

    part: str
    category: str
    reason: Mapping[str, str]
    since: date
    at: datetime
    number: int
    country: str = ""

    def sentence(self, language: str) -> str:
        """Since when, and why, in this language."""
        with translation.override(language):
            what = {
                WHOLE: _("The text of this version is withheld since %(date)s: %(category)s."),
                NOTE: _("The change note of this version is withheld since %(date)s: %(category)s."),
                SUMMARY: _("This summary is withheld since %(date)s: %(category)s."),
            }.get(self.part, _("This clause is withheld since %(date)s: %(category)s."))
            return what % {
                "date": long_date(self.since, language, self.country),
                "category": Category(self.category).label,
            }

    def reason_in(self, language: str) -> str:
        return self.reason.get(language) or next(iter(self.reason.values()), "")

    def statement(self, language: str) -> str:
        """The sentence, and the reason that the organisation gives."""
        return f"{self.sentence(language)}\n{self.reason_in(language)}".strip()


@dataclass(frozen=True, slots=True)
class Marks:
    """All that is withheld of one version now. False where nothing is."""

    each: tuple[Withheld, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.each)

    @property
    def whole(self) -> Withheld | None:
        return self.of(WHOLE)

    def of(self, part: str) -> Withheld | None:
        return next((mark for mark in self.each if mark.part == part), None)

    @property
    def name(self) -> str:
        """Another one whenever something else is withheld: for what keeps what it made of a version."""
        return "".join(f"-{mark.number}" for mark in self.each)


def title_in(language: str) -> str:
    """What stands in the place of a title."""
    with translation.override(language):
        return _("Withheld text")


def masked(record: Record, marks: Marks) -> Record:
    """The record as readers are shown it. Clauses keep their keys, levels and numbers."""
    whole = marks.whole
    note, waivers = record.note, record.waivers
    if mark := whole or marks.of(NOTE):
        note = {code: mark.statement(code) for code in record.note}
    if whole:
        # The reasons are words of the version too.
        waivers = {rule: Waiver(reason=whole.sentence("en"), by="") for rule in waivers}
    return replace(
        record,
        document=masked_document(record.document, marks),
        note=note,
        waivers=waivers,
        # What a dismissal quotes are words of its clause.
        dismissed=tuple(each for each in record.dismissed if not whole and not marks.of(each.clause)),
    )


def masked_document(document: Document, marks: Marks) -> Document:
    """The document with a statement in the place of each part that these marks name."""
    whole = marks.whole
    title, summary = document.title, document.summary
    if whole:
        title = {code: title_in(code) for code in document.title}
    if mark := whole or marks.of(SUMMARY):
        summary = {code: mark.statement(code) for code in document.summary}
    sections = tuple(
        _section(section, mark) if (mark := whole or marks.of(str(section.key))) else section
        for section in document.sections
    )
    return replace(document, title=title, summary=summary, sections=sections)


def _section(section: Section, mark: Withheld) -> Section:
    heading = {}
    for code, words in section.heading.items():
        with translation.override(code):
            # What had no heading gets none: it had no number either.
            heading[code] = _("Withheld clause") if words.strip() else words
    said = [code for code in CODES if section.heading.get(code, "").strip() or section.body.get(code)]
    return replace(section, heading=heading, body={code: _statement(mark, code) for code in said})


def _statement(mark: Withheld, language: str) -> tuple[Block, ...]:
    lines = mark.statement(language).split("\n")
    paragraphs = tuple(Paragraph(runs=(Run(text=line),)) for line in lines if line.strip())
    return (Note(tone="important", blocks=paragraphs),)
