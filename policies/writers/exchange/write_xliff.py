"""Passages for translators as XLIFF 1.2 (valid against its strict schema) and 2.1 (core, with the glossary module).

A unit is named by the clause's key, the digests of the clause's texts in both languages and the place of the passage.
Codes are ``g`` and ``x``, or ``pc`` and ``ph``: what they stand for is said for the translator, and not read back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policies.document.blocks import Run
from policies.document.inline_codes import Codes, Pieces
from policies.document.languages import direction

from ..xml_text import xml
from .translation_job import JobClause, JobUnit, Stage, TranslationJob

V1: Final = "urn:oasis:names:tc:xliff:document:1.2"
V2: Final = "urn:oasis:names:tc:xliff:document:2.0"
GLOSSARY: Final = "urn:oasis:names:tc:xliff:glossary:2.0"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_KEPT: Final = 'xml:space="preserve"'


def xliff_1_2(job: TranslationJob) -> bytes:
    body = "".join(_group_1(clause) for clause in job.clauses)
    return (
        f'{_HEAD}<xliff xmlns="{V1}" version="1.2">\n'
        f'<file original="{job.original}" source-language="{job.source_language}"'
        f' target-language="{job.target_language}" datatype="x-sijill" {_KEPT}>\n'
        f"<header><note>{xml(f'{job.issuer} – {job.title}')}</note></header>\n"
        f"<body>\n{body}</body>\n</file>\n</xliff>\n"
    ).encode()


def _group_1(clause: JobClause) -> str:
    notes = "".join(f"<note>{xml(note)}</note>" for note in clause.notes)
    units = "".join(_unit_1(clause, unit) for unit in clause.units)
    return f'<group id="{clause.key}" resname="{xml(clause.name)}">{notes}\n{units}</group>\n'


def _unit_1(clause: JobClause, unit: JobUnit) -> str:
    states = {Stage.STALE: "needs-translation", Stage.FINAL: "final"}
    approved = ' approved="yes"' if unit.stage == Stage.FINAL else ""
    target = ""
    if unit.stage != Stage.NEW:
        inner = _inline_1(unit.target, unit.codes, unit.shown)
        target = f'<target state="{states[unit.stage]}">{inner}</target>'
    notes = "".join(f"<note>{xml(note)}</note>" for note in (*unit.notes, *_terms(unit)))
    return (
        f'<trans-unit id="{clause.mark}.{unit.place}" resname="{xml(unit.name)}"{approved} {_KEPT}>'
        f"<source>{_inline_1(unit.source, unit.codes, unit.shown)}</source>{target}{notes}</trans-unit>\n"
    )


def _inline_1(pieces: Pieces, codes: Codes, shown: Mapping[str, str]) -> str:
    written = ""
    for piece in pieces:
        if isinstance(piece, str):
            written += xml(piece)
        elif piece.end == "close":
            written += "</g>"
        elif piece.end == "open":
            written += f'<g id="{piece.code}" ctype="{_ctype(codes[piece.code])}" clone="no">'
        else:
            run = codes[piece.code]
            kind = "x-sijill-footnote" if run.role == "footnote" else "x-sijill-reference"
            said = xml(shown.get(piece.code, ""))
            written += f'<x id="{piece.code}" ctype="{kind}" equiv-text="{said}" clone="no"/>'
    return written


def _ctype(run: Run) -> str:
    if run.link is not None:
        return "link"
    if run.bold != run.italic and not (run.struck or run.script):
        return "bold" if run.bold else "italic"
    return "x-sijill-emphasis"


def _terms(unit: JobUnit) -> list[str]:
    return [
        f"{term.there} → {term.here}" + (f" ({term.definition})" if term.definition else "")
        for term in unit.terms
    ]


def xliff_2_1(job: TranslationJob) -> bytes:
    units = "".join(_group_2(clause) for clause in job.clauses)
    return (
        f'{_HEAD}<xliff xmlns="{V2}" xmlns:gls="{GLOSSARY}" version="2.1"'
        f' srcLang="{job.source_language}" trgLang="{job.target_language}">\n'
        f'<file id="policy" original="{job.original}" canResegment="no" srcDir="{direction(job.source_language)}"'
        f' trgDir="{direction(job.target_language)}" {_KEPT}>'
        f"<notes><note>{xml(f'{job.issuer} – {job.title}')}</note></notes>\n{units}</file>\n</xliff>\n"
    ).encode()


def _group_2(clause: JobClause) -> str:
    units = "".join(_unit_2(clause, unit) for unit in clause.units)
    return (
        f'<group id="{clause.key}" name="{xml(clause.name)}">{_notes_2(clause.notes)}\n{units}</group>\n'
    )


def _notes_2(notes: tuple[str, ...]) -> str:
    inner = "".join(f"<note>{xml(note)}</note>" for note in notes)
    return f"<notes>{inner}</notes>" if inner else ""


def _unit_2(clause: JobClause, unit: JobUnit) -> str:
    states = {
        Stage.NEW: 'state="initial"',
        Stage.STALE: 'state="initial" subState="sijill:out-of-date"',
        Stage.FINAL: 'state="final"',
    }
    target = ""
    if unit.stage != Stage.NEW:
        target = f"<target>{_inline_2(unit.target, unit.codes, unit.shown)}</target>"
    return (
        f'<unit id="{clause.mark}.{unit.place}" name="{xml(unit.name)}">{_glossary(unit)}{_notes_2(unit.notes)}'
        f"<segment {states[unit.stage]}><source>{_inline_2(unit.source, unit.codes, unit.shown)}</source>"
        f"{target}</segment></unit>\n"
    )


def _glossary(unit: JobUnit) -> str:
    entries = ""
    for term in unit.terms:
        definition = (
            f"<gls:definition>{xml(term.definition)}</gls:definition>" if term.definition else ""
        )
        entries += (
            f"<gls:glossEntry><gls:term>{xml(term.there)}</gls:term>"
            f"<gls:translation>{xml(term.here)}</gls:translation>{definition}</gls:glossEntry>"
        )
    return f"<gls:glossary>{entries}</gls:glossary>" if entries else ""


def _inline_2(pieces: Pieces, codes: Codes, shown: Mapping[str, str]) -> str:
    written = ""
    for piece in pieces:
        if isinstance(piece, str):
            written += xml(piece)
        elif piece.end == "close":
            written += "</pc>"
        elif piece.end == "open":
            said = xml(shown.get(piece.code, ""))
            written += (
                f'<pc id="{piece.code}" {_type(codes[piece.code])} canDelete="no" canOverlap="no"'
                f' dispStart="{said}">'
            )
        else:
            said = xml(shown.get(piece.code, ""))
            written += f'<ph id="{piece.code}" type="other" canCopy="no" canDelete="no" disp="{said}"/>'
    return written


def _type(run: Run) -> str:
    if run.link is not None:
        return 'type="link"'
    if run.bold != run.italic and not (run.struck or run.script):
        return f'type="fmt" subType="xlf:{"b" if run.bold else "i"}"'
    return 'type="fmt" subType="sijill:emphasis"'
