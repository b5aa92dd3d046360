"""Documents with everything that a document can hold, in three languages, and the facts to write them with."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from policies.document.blocks import (
    Block,
    Definition,
    Definitions,
    Footnote,
    Footnotes,
    Item,
    List,
    Note,
    Paragraph,
    Run,
    Span,
    Table,
)
from policies.document.references import with_references_resolved
from policies.document.shape import Document, Section
from policies.writers.version_facts import VersionFacts

KEYS = [uuid.UUID(int=0xA1B2C3D4_0000_4000_8000_000000000000 + at) for at in range(9)]
WORDS: Mapping[str, tuple[str, ...]] = {
    "fr": ("Données", "Nous traitons vos données", "Les délais", "Durée", "trois ans", "voir l’article"),
    "en": ("Data", "We process your data", "Time limits", "Period", "three years", "see clause"),
    "ar": ("البيانات", "نعالج بياناتكم", "الآجال", "المدة", "ثلاث سنوات", "انظر المادة"),
}
TITLES = {"fr": "Politique de confidentialité", "en": "Privacy policy", "ar": "سياسة الخصوصية"}


def text(words: str, **looks: Any) -> Paragraph:
    return Paragraph(runs=(Run(text=words, **looks),))


def _rich(code: str) -> tuple[Block, ...]:
    data, process, limits, period, years, see = WORDS[code]
    return (
        Paragraph(
            runs=(
                Run(text=f"{process}: "),
                Run(text=limits, bold=True),
                Run(text=", 10"),
                Run(text="6", script="super"),
                Run(text=" (Atlas Ltd., +212 5 22 33 44 55) "),
                Run(text="1", role="footnote"),
                Run(text=", "),
                Run(text=years, italic=True),
                Run(text=". "),
                Run(text=see, link="https://example.org/a?b=c"),
                Run(text=" "),
                Run(text="1", link=f"#{KEYS[0]}", role="reference"),
            )
        ),
        List(
            ordered=True,
            style="lower-alpha",
            items=(
                Item(
                    runs=(Run(text=data),),
                    children=(List(ordered=False, items=(Item(runs=(Run(text=years),)),)),),
                ),
                Item(runs=(Run(text=limits),)),
            ),
        ),
        List(ordered=False, items=(Item(runs=(Run(text=period),)), Item(runs=(Run(text=process),)))),
        Definitions(items=(Definition(term=(Run(text=data),), blocks=(text(process),)),)),
        Table(
            caption=(Run(text=period),),
            header=((Run(text=data),), (Run(text=period),)),
            rows=(((Run(text=process),), (Run(text=years),)), ((Run(text=limits),), ())),
            spans=(Span(row=2, column=0, height=1, width=2),),
        ),
        Note(tone="important", blocks=(text(years),)),
        Footnotes(items=(Footnote(label="1", blocks=(text(see),)),)),
    )


def rich_document(**values: Any) -> Document:
    codes = tuple(WORDS)
    defaults: dict[str, Any] = {
        "policy": uuid.UUID(int=7),
        "kind": "privacy",
        "languages": codes,
        "authoritative": "fr",
        "issuer": {"fr": "Atlas Conseil", "en": "Atlas Consulting", "ar": "أطلس للاستشارة"},
        "title": TITLES,
        "summary": {code: f"{WORDS[code][1]}.\n\n{WORDS[code][2]}." for code in codes},
        "sections": (
            Section(
                key=KEYS[0],
                level=1,
                heading={code: WORDS[code][0] for code in codes},
                body={code: _rich(code) for code in codes},
            ),
            Section(
                key=KEYS[1],
                level=2,
                heading={code: WORDS[code][2] for code in codes},
                body={code: (text(WORDS[code][4] + "."),) for code in codes},
                label=dict.fromkeys(codes, "1 bis"),
            ),
            Section(
                key=KEYS[2],
                level=1,
                heading={code: WORDS[code][3] for code in codes},
                body={code: (text(WORDS[code][1] + "."), text(WORDS[code][5] + ".")) for code in codes},
            ),
        ),
    }
    return Document(**defaults | values)


def revised(document: Document) -> Document:
    """The same after a revision: words, a paragraph, an item, a row and a heading changed; a clause came, one moved."""
    first, second, third = document.sections
    bodies = {}
    for code, body in first.body.items():
        paragraph, ordered, bullets, definitions, table, note, notes = body
        assert isinstance(paragraph, Paragraph)
        assert isinstance(ordered, List)
        assert isinstance(table, Table)
        years, process = WORDS[code][4], WORDS[code][1]
        bodies[code] = (
            replace(paragraph, runs=(Run(text=f"{process} {years}: "), *paragraph.runs[1:])),
            text(f"{years} {process} {years}."),
            replace(ordered, items=(ordered.items[0], Item(runs=(Run(text=years),)), ordered.items[1])),
            bullets,
            definitions,
            replace(table, rows=(*table.rows[:1], ((Run(text=years),), (Run(text=process),))), spans=()),
            note,
            notes,
        )
    added = Section(
        key=KEYS[3],
        level=1,
        heading={code: WORDS[code][5] for code in WORDS},
        body={code: (text(f"{WORDS[code][5]} {WORDS[code][0]}."),) for code in WORDS},
    )
    changed = replace(document, sections=(third, replace(first, body=bodies), added, second))
    return with_references_resolved(changed)


def facts(document: Document, language: str, number: int = 2, **values: Any) -> VersionFacts:
    defaults: dict[str, Any] = {
        "language": language,
        "issuer": document.issuer_in(language),
        "title": document.title[language],
        "number": number,
        "sha256": "ab" * 32,
        "address": f"https://policies.example.org/{language}/atlas/privacy/v{number}/",
        "published": datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
        "published_on": date(2026, 11, 2),
        "effective_from": date(2026, 12, 1),
        "time_zone": "Africa/Casablanca",
        "significance": "substantial",
        "imported": False,
        "authoritative": document.authoritative,
        "country": "MA",
        "note": "Pourquoi.",
        "note_language": "fr",
        "behind": document.behind(language),
    }
    return VersionFacts(**defaults | values)
