"""What of a draft is given to a translator: every passage of what waits, or of all, with what helps to translate it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from policies.authoring.draft import CURRENT, numbers_in, ordered_sections
from policies.authoring.glossary import GlossaryEntry, Named, entries_of, named_in
from policies.authoring.page_text_keys import KEYS
from policies.authoring.translation.laid_beside import HEADING, Beside, Laid, laid_beside
from policies.authoring.translation.page_texts import FIELDS, NAMES, page_texts
from policies.authoring.translation.source_texts import Source, SourceText, keep
from policies.authoring.translation.translation_state import State, Translation, translations_of
from policies.document.blocks import Run
from policies.document.inline_codes import codes_of, own_pieces, pieces_of
from policies.document.languages import in_language
from policies.document.text import body_text, runs_text
from policies.writers.exchange.translation_job import (
    JobClause,
    JobTerm,
    JobUnit,
    Stage,
    TranslationJob,
)

NUMBER: Final = "n"
_SHORT: Final = 16
_NOTHING: Final = "0"
_MOST_TERMS: Final = 30


class Clause(NamedTuple):
    """A text of the draft that is translated: a section, or one of the page's own, and what editors call it."""

    text: Any
    name: str
    translation: Translation

    @property
    def earlier(self) -> Source | None:
        """The source that the translation was made from, where that is not the present one; an empty one if unknown."""
        here = self.translation
        if here.pin in ("", CURRENT, here.source.digest):
            return None
        row = SourceText.objects.filter(digest=here.pin).first()
        found = row.source if row else None
        language = here.source.language
        known = found is not None and found.language == language
        return found if known else Source(language=language, heading="", body=())

    @property
    def label(self) -> str:
        """Its number in the source as it was typed, if it was."""
        return self.label_in(self.translation.source.language)

    def label_in(self, language: str) -> str:
        if self.text.key in FIELDS:
            return ""
        return (in_language(self.text, "label", language) or "").strip()


def short(source: Source) -> str:
    """The digest of a text as units are named by it; one sign where there is no text."""
    return _NOTHING if source.empty else source.digest[:_SHORT]


def clauses_of(page: Any, language: str) -> list[Clause]:
    """All that has to be translated into this language, in reading order."""
    authoritative = page.organisation_page.authoritative
    sections = ordered_sections(page)
    numbers = numbers_in(sections, page.numbering, authoritative)
    frozen = page.live and not page.has_unpublished_changes
    own = [
        (text, str(NAMES[text.field]))
        for text in page_texts(page)
        if not (frozen and text.key == KEYS["change_note"])
    ]
    named = [
        (section, " ".join(filter(None, (number, in_language(section, "heading", authoritative)))))
        for section, number in zip(sections, numbers, strict=True)
    ]
    found = (
        Clause(text, name or _("Without heading"), translations_of(text, authoritative)[language])
        for text, name in (*own, *named)
    )
    return [clause for clause in found if clause.translation.state is not None]


def job_of(page: Any, language: str, *, everything: bool) -> TranslationJob:
    """The job of this draft; its sources are kept, so that what returns is known by what it was made from."""
    chosen = [
        clause
        for clause in clauses_of(page, language)
        if everything or clause.translation.state != State.UP_TO_DATE
    ]
    keep(clause.translation.source for clause in chosen)
    organisation = page.organisation_page
    authoritative = organisation.authoritative
    entries = entries_of(organisation)
    return TranslationJob(
        policy=page.policy_uuid,
        title=in_language(page, "heading", authoritative) or str(page.title),
        issuer=organisation.name_in(authoritative),
        source_language=authoritative,
        target_language=language,
        clauses=tuple(_clause(clause, entries) for clause in chosen),
    )


def _clause(clause: Clause, entries: Iterable[GlossaryEntry]) -> JobClause:
    translation = clause.translation
    source, here = translation.source, translation.here
    beside = laid_beside(source, clause.earlier, here)
    whole = f"{source.heading}\n{body_text(source.body)}"
    # Each passage is asked for the terms of its clause only.
    spoken = [each for each in entries if any(_named(whole, source, here.language, [each]))]
    units = [_unit(laid, source, here.language, spoken) for laid in beside.passages]
    if clause.label:
        units.insert(0, _number(clause, here.language))
    return JobClause(
        key=clause.text.key,
        source=short(source),
        target=short(here),
        name=clause.name,
        notes=tuple(_notes(beside, here)),
        units=tuple(units),
    )


def _notes(beside: Beside, here: Source) -> Iterator[str]:
    if beside.apart:
        said = _("The present translation is built otherwise: %(text)s")
        yield said % {"text": body_text(here.body)}


def _number(clause: Clause, language: str) -> JobUnit:
    present = clause.label_in(language)
    return JobUnit(
        place=NUMBER,
        name=_("number as typed"),
        source=(clause.label,),
        target=(present,) if present else (),
        stage=Stage.FINAL if present else Stage.NEW,
        codes={},
        shown={},
    )


def _unit(laid: Laid, source: Source, language: str, entries: Iterable[GlossaryEntry]) -> JobUnit:
    codes, names = codes_of(laid.source, laid.target)
    named = list(_named(runs_text(laid.source), source, language, entries))[:_MOST_TERMS]
    stage = Stage.STALE if laid.stale else Stage.FINAL
    notes = []
    if laid.before:
        notes.append(_("The source said before: %(text)s") % {"text": runs_text(laid.before)})
    for each in named:
        if each.forbidden:
            words = {"term": each.there, "forms": " · ".join(each.forbidden)}
            notes.append(_("“%(term)s” is not to be called: %(forms)s") % words)
    return JobUnit(
        place=laid.place,
        name=name_of(laid.place),
        source=own_pieces(laid.source),
        target=pieces_of(laid.target, names),
        stage=stage if laid.target else Stage.NEW,
        codes=codes,
        shown={name: shown(run) for name, run in codes.items()},
        notes=tuple(notes),
        terms=tuple(JobTerm(each.there, each.here, each.definition) for each in named if each.here),
    )


def _named(
    text: str, source: Source, language: str, entries: Iterable[GlossaryEntry]
) -> Iterator[Named]:
    return named_in(text, source.language, language, entries)


def name_of(place: str) -> str:
    """What the passage at this place is."""
    steps = place.split(".")
    kinds = [step for step in steps if step.isalpha()]
    last = kinds[-1]
    if "f" in kinds:
        return _("footnote")
    if place == HEADING:
        return _("heading")
    if place == NUMBER:
        return _("number as typed")
    return {
        "i": _("item of a list"),
        "r": _("cell of a table"),
        "c": _("caption of a table"),
        "t": _("term"),
    }.get(last, _("paragraph"))


def shown(run: Run) -> str:
    """What a code stands for, for a translator."""
    if run.role == "footnote":
        return _("note %(label)s") % {"label": run.text}
    if run.role == "reference":
        return _("clause %(number)s") % {"number": run.text}
    kinds = (
        (run.bold, _("bold")),
        (run.italic, _("italic")),
        (run.struck, _("struck")),
        (run.script == "super", _("raised")),
        (run.script == "sub", _("lowered")),
        (run.link is not None, run.link or ""),
    )
    return ", ".join(words for holds, words in kinds if holds)


def known_source(digest: str, language: str) -> Source | None:
    """The source text whose digest begins so, in this language; none if nobody kept it."""
    if not 8 <= len(digest) <= 64:
        return None
    for row in SourceText.objects.filter(digest__startswith=digest)[:2]:
        if row.source.language == language:
            return row.source
    return None
