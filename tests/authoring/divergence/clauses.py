"""Clauses and documents for the finder's tests, written in Markdown."""

from __future__ import annotations

import uuid

from policies.authoring.divergence.clause import Clause
from policies.authoring.divergence.kinds import Divergence
from policies.authoring.divergence.texts_compared import texts_compared
from policies.document.shape import Document, Section
from policies.interchange.readers.read_markdown import read_markdown

KEY = uuid.UUID(int=7)


def clause(language: str, markdown: str, heading: str = "") -> Clause:
    sections = read_markdown(markdown).sections if markdown else ()
    return Clause(
        language=language,
        heading=heading,
        body=tuple(block for section in sections for block in section.blocks),
    )


def compared(source: tuple[str, str], translation: tuple[str, str]) -> tuple[Divergence, ...]:
    """What is found between two clauses, each a language and a text."""
    return texts_compared(clause(*source), clause(*translation))


def stopping(source: tuple[str, str], translation: tuple[str, str]) -> list[tuple[str, str, str]]:
    return [
        (each.kind.value, each.there, each.here) for each in compared(source, translation) if each.stops
    ]


def document(**texts: str) -> Document:
    """A document of one section, written in each of these languages."""
    return Document(
        policy=uuid.UUID(int=1),
        kind="privacy",
        languages=tuple(texts),
        authoritative="fr",
        issuer={"fr": "Atlas"},
        title=dict.fromkeys(texts, "Atlas"),
        sections=(
            Section(
                key=KEY,
                level=1,
                heading={},
                body={code: clause(code, text).body for code, text in texts.items()},
            ),
        ),
    )
