"""Cross-references: the words readers see, made from the numbers of the clauses that they name."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from .blocks import Body, Run, runs_of
from .numbering import numbers
from .shape import Document, Section
from .text_places import with_passages


def referred(link: str | None) -> uuid.UUID | None:
    """The key of the clause that a link leads to, or none."""
    try:
        return uuid.UUID(link.removeprefix("#")) if link and link.startswith("#") else None
    except ValueError:
        return None


def links_nowhere(document: Document) -> Iterator[tuple[Section, str, Run]]:
    """Every link to a clause that the document does not have, with its clause and language."""
    keys = {section.key for section in document.sections}
    for section, language, run in _clause_links(document):
        if referred(run.link) not in keys:
            yield section, language, run


def _clause_links(document: Document) -> Iterator[tuple[Section, str, Run]]:
    for section in document.sections:
        for language, body in section.body.items():
            for block in body:
                for runs in runs_of(block):
                    for run in runs:
                        if run.link and run.link.startswith("#"):
                            yield section, language, run


def with_references_resolved(document: Document) -> Document:
    """The document with the text of each reference as the number of its clause, or its heading where it has none.

    A reference to a clause that is not there keeps its text: see ``links_nowhere``.
    """
    if not any(run.role == "reference" for _section, _language, run in _clause_links(document)):
        return document
    names = {code: _names(document, code) for code in document.languages}

    def body(code: str, blocks: Body) -> Body:
        return each_run(blocks, lambda run: _resolved(run, names.get(code, {})))

    return replace(
        document,
        sections=tuple(
            replace(section, body={code: body(code, blocks) for code, blocks in section.body.items()})
            for section in document.sections
        ),
    )


def _names(document: Document, language: str) -> dict[uuid.UUID, str]:
    return {
        section.key: number.rstrip(".") or section.heading.get(language, "")
        for section, number in zip(document.sections, numbers(document, language), strict=True)
    }


def _resolved(run: Run, names: Mapping[uuid.UUID, str]) -> Run:
    key = referred(run.link) if run.role == "reference" else None
    name = names.get(key, "") if key else ""
    return run.with_part(name) if name and name != run.text else run


def each_run(blocks: Body, changed: Callable[[Run], Run]) -> Body:
    """The same blocks with every run as ``changed`` gives it; the very same where it changes none."""
    held = [run for block in blocks for runs in runs_of(block) for run in runs]
    if all(changed(run) is run for run in held):
        return blocks

    return with_passages(blocks, lambda _place, runs: tuple(changed(run) for run in runs))
