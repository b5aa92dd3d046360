"""The clauses of a document, with those texts that stand outside its sections."""

from __future__ import annotations

import uuid
from typing import Final

from policies.document.blocks import Body, Paragraph, Run
from policies.document.shape import Document

from .clause import Clause

# As ``translation.page_texts`` names them.
OWN_KEYS: Final = tuple(
    str(uuid.uuid5(uuid.NAMESPACE_OID, f"sijill {field}")) for field in ("heading", "summary")
)


def clauses_of(document: Document, language: str) -> dict[str, Clause]:
    """The title and the summary, then the sections in reading order, by their keys."""
    title, summary = OWN_KEYS
    found = {
        title: Clause(language=language, heading=document.title.get(language, ""), body=()),
        summary: Clause(
            language=language, heading="", body=_paragraphs(document.summary.get(language, ""))
        ),
    }
    for section in document.sections:
        found[str(section.key)] = Clause(
            language=language,
            heading=section.heading.get(language, ""),
            body=tuple(section.body.get(language, ())),
        )
    return found


def _paragraphs(text: str) -> Body:
    return tuple(Paragraph(runs=(Run(text=line),)) for line in text.splitlines() if line.strip())
