"""The languages of an import, clause by clause: which belong together, and what they say differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from policies.authoring.divergence.clause import Clause
from policies.authoring.divergence.divergence_words import divergence_words
from policies.authoring.divergence.texts_compared import texts_compared
from policies.document.text import body_text
from policies.interchange.assemble import base_of
from policies.interchange.pair_languages import Row, rows_of
from policies.interchange.readers.parsed_text import ParsedSection, ParsedText
from policies.publication.localize import language_name

from .import_frame import import_at, screen
from .import_reading import questions_of, waiting
from .import_record import TextImport

_SHORTENED = 240

Texts = Mapping[str, ParsedText]


class Cell(NamedTuple):
    """A clause in one language; ``name`` is that of its field, ``beside`` the position of the clause it belongs to."""

    language: str
    section: ParsedSection
    words: str
    name: str = ""
    beside: int | None = None


class PairedRow(NamedTuple):
    """``position`` is none for what the first language lacks."""

    position: int | None
    cells: list[Cell | None]
    differences: list[str]


def languages(request: HttpRequest, text_import: Any) -> HttpResponse:
    record = import_at(request, text_import)
    texts = record.read
    if waiting(record) or questions_of(record):
        return redirect("policies_import:step", record.pk)
    base = base_of(texts, record.organisation.authoritative)
    error = ""
    if request.method == "POST":
        rows, error = _told(request.POST, texts, base)
        if not error:
            TextImport.objects.filter(pk=record.pk).update(rows=rows)
            onward = "draft" if "onward" in request.POST else "languages"
            return redirect(f"policies_import:{onward}", record.pk)
    rows = rows_in_use(record, texts, base)
    codes = [base, *(code for code in texts if code != base)]
    return screen(
        request,
        "policies/desk/import_languages.html",
        record.organisation,
        record.page,
        step="languages",
        record=record,
        codes=codes,
        rows=list(_shown(rows, texts, codes)),
        clauses=len(texts[base].sections),
        error=error,
    )


def rows_in_use(record: TextImport, texts: Texts, base: str) -> list[Row]:
    """Which sections are one clause: as somebody said it, else as it is found."""
    if record.rows:
        return [dict(row) for row in record.rows]
    return rows_of(texts, base, [])


def _shown(rows: Sequence[Row], texts: Texts, codes: Sequence[str]) -> Iterator[PairedRow]:
    base = codes[0]
    for row in rows:
        position = row[base] + 1 if base in row else None
        cells = [_cell(code, row, texts, position, base) if code in row else None for code in codes]
        yield PairedRow(position, cells, _differences(row, texts, codes) if base in row else [])


def _cell(code: str, row: Row, texts: Texts, position: int | None, base: str) -> Cell:
    section = texts[code].sections[row[code]]
    words = " ".join(body_text(section.blocks).split())[:_SHORTENED]
    if code == base:
        return Cell(code, section, words)
    return Cell(code, section, words, f"{code}-{row[code]}", position)


def _differences(row: Row, texts: Texts, codes: Sequence[str]) -> list[str]:
    """What the languages of a clause do not say alike, the rank of the heading last: it is no reason to part them."""
    base = codes[0]
    source = texts[base].sections[row[base]]
    found = []
    for code in codes[1:]:
        if code not in row:
            found.append(_("%(language)s: missing") % {"language": language_name(code)})
            continue
        own = texts[code].sections[row[code]]
        compared = texts_compared(_clause(base, source), _clause(code, own))
        found += [divergence_words(each) for each in compared]
        names = {"language": language_name(code), "base": language_name(base)}
        if own.label and source.label and own.label.path != source.label.path:
            names |= {"number": own.label.shown, "other": source.label.shown}
            found.append(_("%(language)s has number %(number)s, %(base)s %(other)s.") % names)
        if own.level != source.level:
            names |= {"level": str(own.level), "other": str(source.level)}
            found.append(_("%(language)s is on level %(level)s, %(base)s on level %(other)s.") % names)
    return found


def _clause(language: str, section: ParsedSection) -> Clause:
    return Clause(language=language, heading=section.heading, body=section.blocks)


def _told(sent: QueryDict, texts: Texts, base: str) -> tuple[list[Row], str]:
    """The rows as the form says them, and what is wrong with it."""
    rows: list[Row] = [{base: place} for place in range(len(texts[base].sections))]
    of_base = list(rows)
    for code, text in texts.items():
        if code == base:
            continue
        for place in range(len(text.sections)):
            told = sent.get(f"{code}-{place}", "").strip()
            position = int(told) if told.isascii() and told.isdigit() and len(told) < 6 else None
            if told and (position is None or not 1 <= position <= len(of_base)):
                return [], _("There is no clause “%(number)s”.") % {"number": told[:20]}
            if position is None:
                before = next((at for at, row in enumerate(rows) if row.get(code) == place - 1), -1)
                rows.insert(before + 1, {code: place})
            elif code in of_base[position - 1]:
                words = {"language": language_name(code), "number": position}
                return [], _("Two clauses in %(language)s belong to clause %(number)s.") % words
            else:
                of_base[position - 1][code] = place
    return rows, ""
