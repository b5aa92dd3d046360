"""A file that a writer made as a document again, and what a reader sees of a document."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from policies.document.blocks import Run
from policies.document.numbering import numbers
from policies.document.references import each_run
from policies.document.shape import Document
from policies.interchange.assemble import assemble
from policies.interchange.readers.parsed_text import ParsedText


def assembled(texts: Mapping[str, ParsedText]) -> Document:
    """The document of one language that a file gave."""
    (language,) = texts
    return assemble(
        texts=texts,
        policy=uuid.UUID(int=7),
        kind="privacy",
        issuer={language: "Atlas"},
        authoritative=language,
        titles={},
        numbering="decimal",
    ).document


def said(document: Document, language: str) -> list[Any]:
    """All that a reader sees of it; links to clauses by the place of the clause, whatever its key."""
    places = {f"#{section.key}": at for at, section in enumerate(document.sections)}

    def placed(run: Run) -> Run:
        return replace(run, link=f"#{uuid.UUID(int=places[run.link])}") if run.link in places else run

    return [
        document.title[language],
        document.summary.get(language, ""),
        *(
            (number, section.heading.get(language, ""), each_run(section.body.get(language, ()), placed))
            for section, number in zip(document.sections, numbers(document, language), strict=True)
        ),
    ]
