"""Documents as plain text: for word counts, mail, search, and comparing with imported files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .numbering import numbers
from .shape import (
    Block,
    Definitions,
    Document,
    List,
    Note,
    Paragraph,
    Run,
    Runs,
    Table,
    runs_of,
)


def joined(runs: Iterable[Run]) -> Runs:
    """The same text in as few runs as its formatting allows: empty runs dropped, neighbours merged."""
    result: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        last = result[-1] if result else None
        if last and last.formatting == run.formatting:
            result[-1] = Run(text=last.text + run.text, bold=run.bold, italic=run.italic, link=run.link)
        else:
            result.append(run)
    return tuple(result)


def runs_text(runs: Runs) -> str:
    """The text of the runs, without formatting."""
    return "".join(run.text for run in runs)


def block_text(block: Block) -> str:
    """The words of a block, one line per paragraph, item, term or cell, without bullets."""
    return "\n".join(runs_text(runs) for runs in runs_of(block))


def body_text(blocks: Iterable[Block]) -> str:
    return "\n".join(block_text(block) for block in blocks)


def document_text(document: Document, language: str) -> str:
    """The whole text in one language: title, summary, then numbered sections, as a reader sees it.

    Lists carry bullets or numbers, definitions ``term: meaning``, table rows are joined with ``|``.
    """
    parts = [document.title.get(language, "")]
    if summary := document.summary.get(language):
        parts.append(summary)
    for section, number in zip(document.sections, numbers(document, language), strict=True):
        heading = section.heading.get(language, "")
        if heading:
            parts.append(f"{number} {heading}".strip())
        parts.extend("\n".join(_lines(block)) for block in section.body.get(language, ()))
    return "\n\n".join(part for part in parts if part) + "\n"


def _lines(block: Block, indent: str = "") -> Iterator[str]:
    match block:
        case Paragraph(runs=runs):
            yield indent + runs_text(runs).replace("\n", "\n" + indent)
        case List(ordered=ordered, items=items):
            for position, item in enumerate(items, start=1):
                bullet = f"{position}. " if ordered else "- "
                yield indent + bullet + runs_text(item.runs)
                for child in item.children:
                    yield from _lines(child, indent + " " * len(bullet))
        case Definitions(items=definitions):
            for definition in definitions:
                meaning = [line for child in definition.blocks for line in _lines(child, indent)]
                first, *rest = meaning or [indent]
                yield f"{indent}{runs_text(definition.term)}: {first[len(indent) :]}"
                yield from rest
        case Table(caption=caption, header=header, rows=rows):
            if caption:
                yield indent + runs_text(caption)
            for row in (header, *rows):
                if row:
                    yield indent + " | ".join(runs_text(cell) for cell in row)
        case Note(blocks=blocks):
            for child in blocks:
                yield from _lines(child, indent + "  ")
