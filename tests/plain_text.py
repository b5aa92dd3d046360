"""A whole document as plain text: what tests compare other forms of it with."""

from __future__ import annotations

from collections.abc import Iterator

from policies.document.blocks import Block, Definitions, Footnotes, List, Note, Paragraph, Table
from policies.document.numbering import item_labels, numbers
from policies.document.shape import Document
from policies.document.text import runs_text


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
        case List(items=items):
            for item, label in zip(items, item_labels(block), strict=True):
                bullet = f"{label or '-'} "
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
        case Footnotes(items=footnotes):
            for footnote in footnotes:
                yield f"{indent}[{footnote.label}]"
                for child in footnote.blocks:
                    yield from _lines(child, indent + "  ")
