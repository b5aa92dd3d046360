"""A document in one language as CommonMark with tables and definition lists: what the importer reads back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .blocks import Block, Definitions, Footnotes, Item, List, Note, Paragraph, Row, Run, Runs, Table
from .numbering import item_labels, numbers
from .shape import Document
from .text import joined, runs_text

# What would be read as markup. Not the full stop: only a number at the start of a line needs it.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~])")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+:=](?=\s|$|[-=])|>)", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_DECIMAL = re.compile(r"\d{1,9}\.")
_EDGES = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)


def document_markdown(document: Document, language: str) -> str:
    """Title, summary and numbered sections. Raises ``KeyError`` when the document lacks the language."""
    if language not in document.languages:
        raise KeyError(f"the document is in {', '.join(document.languages)}, not in {language!r}")
    parts = [f"# {_line(document.title.get(language, ''))}"]
    if summary := document.summary.get(language):
        parts.append(
            "\n".join(f"> {line}".rstrip() for line in _start_escaped(_marked(summary)).split("\n"))
        )
    for section, number in zip(document.sections, numbers(document, language), strict=True):
        if heading := section.heading.get(language, ""):
            marks = "#" * min(section.level + 1, 6)
            parts.append(f"{marks} {_line(f'{number} {heading}'.strip())}")
        parts.extend("\n".join(_lines(block)) for block in section.body.get(language, ()))
    return "\n\n".join(parts) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(runs=runs):
            yield from _text(runs).split("\n")
        case List(items=items):
            for item, label in zip(items, item_labels(block), strict=True):
                yield from _item(_bullet(label), item)
        case Definitions(items=definitions):
            for at, definition in enumerate(definitions):
                if at:
                    yield ""
                yield _text(definition.term).replace("\n", " ")
                yield from _indented(": ", _blocks(definition.blocks))
        case Table(caption=caption, header=header, rows=rows):
            yield from _table(caption, header, rows)
        case Note(blocks=blocks):
            for line in _blocks(blocks):
                yield f"> {line}".rstrip()
        case Footnotes(items=footnotes):
            for at, footnote in enumerate(footnotes):
                if at:
                    yield ""
                yield from _indented(
                    f"[^{_footnote(footnote.label)}]: ", list(_blocks(footnote.blocks)) or [""], width=4
                )


def _bullet(label: str) -> str:
    """Markdown knows bullets and decimal numbers. Another label stands as text after a bullet."""
    if _DECIMAL.fullmatch(label):
        return f"{label} "
    return f"- {_marked(label)} " if label else "- "


def _footnote(label: str) -> str:
    """The label without what would end it."""
    return re.sub(r"[\s\]\[\\^]+", "-", label)


def _item(bullet: str, item: Item) -> Iterator[str]:
    lines = _text(item.runs).split("\n")
    for child in item.children:
        if not isinstance(child, List):
            lines.append("")
        lines.extend(_lines(child))
    yield from _indented(bullet, lines)


def _indented(first: str, lines: Iterable[str], width: int = 0) -> Iterator[str]:
    indent = " " * (width or len(first))
    for at, line in enumerate(lines):
        yield ((indent if at else first) + line).rstrip()


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for at, block in enumerate(blocks):
        if at:
            yield ""
        yield from _lines(block)


def _table(caption: Runs, header: Row, rows: tuple[Row, ...]) -> Iterator[str]:
    if caption:
        yield from (f"*{_line(runs_text(caption))}*", "")
    width = len(header) or (len(rows[0]) if rows else 0)
    # A table of this form has a header row; one without has it empty.
    yield _row(header or ((),) * width)
    yield "|" + " --- |" * width
    yield from map(_row, rows)


def _row(cells: Row) -> str:
    texts = (_text(cell).replace("\n", " ") for cell in cells)
    return "| " + " | ".join(texts) + " |"


def _text(runs: Runs) -> str:
    return _start_escaped("".join(map(_run, joined(runs)))).replace("\n", "  \n")


def _run(run: Run) -> str:
    """Emphasis may not begin or end with white space: what stands there goes outside."""
    match = _EDGES.match(run.text)
    before, text, after = match.groups() if match else ("", run.text, "")
    if not text:
        return run.text
    if run.role == "footnote":
        return f"{before}[^{_footnote(text)}]{after}"
    text = _marked(text)
    if run.script:
        text = f"<{run.script[:3]}>{text}</{run.script[:3]}>"
    if run.struck:
        text = f"~~{text}~~"
    if run.bold:
        text = f"**{text}**"
    if run.italic:
        text = f"*{text}*"
    if run.link:
        text = f"[{text}](<{run.link.replace('>', '%3E').replace('<', '%3C')}>)"
    return f"{before}{text}{after}"


def _marked(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _start_escaped(text: str) -> str:
    return _NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", text))


def _line(text: str) -> str:
    return " ".join(_marked(text).split())
