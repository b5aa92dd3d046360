"""Blocks as HTML: escaped, isolated, the same in preview, page, comparison and mail.

Stretches of the other direction are isolated (see ``bidi``): phrases, addresses and phone numbers in Arabic, Arabic
names in French and English.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from .bidi import isolated_html, other_direction, spanned_html
from .blocks import (
    Block,
    Definitions,
    Footnote,
    Footnotes,
    List,
    Note,
    Paragraph,
    Run,
    Runs,
    Table,
)
from .languages import direction
from .numbering import item_labels
from .text import runs_text

# How HTML writes the numbers of a list; other styles it does not know.
HTML_STYLES = {
    "decimal": "",
    "lower-alpha": ' type="a"',
    "upper-alpha": ' type="A"',
    "lower-roman": ' type="i"',
    "upper-roman": ' type="I"',
}


def text_html(text: str, language: str) -> str:
    """Escaped text, whole; line breaks become ``<br>``; stretches of the other direction are isolated."""
    return _broken(isolated_html(text, language))


def part_html(text: str, language: str) -> str:
    """A part of a text as ``text_html`` would write it: even one that is wholly of the other script has its own ends."""
    return _broken(isolated_html(text, language, whole=False))


def _broken(html: str) -> str:
    return html.replace("\n", "<br>")


def heading_html(number: str, heading: str, language: str, around: str) -> str:
    """A clause's number and heading within text in the language ``around``.

    The number has that text's direction, so its stop is on the heading's side. Both are isolated: else «A.» would
    move to the far end of a heading of the other direction.
    """
    place = f"{label_html(number, around)} " if number else ""
    return (
        f'{place}<bdi lang="{language}" dir="{direction(language)}">{text_html(heading, language)}</bdi>'
    )


def _run_html(run: Run, html: str, place: str) -> str:
    html = _broken(html)
    if run.role == "footnote":
        return _footnote_mark(run.text, html, place)
    for holds, tag in (
        (run.bold, "strong"),
        (run.italic, "em"),
        (run.struck, "s"),
        (run.script == "super", "sup"),
        (run.script == "sub", "sub"),
    ):
        if holds:
            html = f"<{tag}>{html}</{tag}>"
    if run.link is not None:
        html = f'<a href="{escape(run.link)}">{html}</a>'
    return html


def _footnote_mark(label: str, html: str, place: str) -> str:
    if not place:
        return f'<sup class="footnote-mark">{html}</sup>'
    own, there = footnote_anchor(place, label, "mark"), footnote_anchor(place, label, "note")
    return (
        f'<sup class="footnote-mark" id="{own}"><a href="#{there}" role="doc-noteref">{html}</a></sup>'
    )


def footnote_anchor(place: str, label: str, end: str) -> str:
    """The anchor of one ``end``, mark or note, of a footnote of the text at this place."""
    return f"{place}-{end}-{quote(label, safe='')}"


def runs_html(runs: Runs, language: str, place: str = "", *, whole: bool = True) -> str:
    """Running text: a stretch of the other direction that several runs share is isolated around them."""
    texts = [run.text for run in runs]
    return spanned_html(texts, lambda at, html: _run_html(runs[at], html, place), language, whole=whole)


def plain_runs_html(runs: Runs, place: str = "") -> str:
    """Running text that stands where its direction is already given: nothing in it is isolated."""
    return "".join([_run_html(run, escape(run.text), place) for run in runs])


def _paragraph_html(runs: Runs, language: str, place: str) -> str:
    """A paragraph wholly in a script of the other direction has that direction."""
    turned = other_direction(runs_text(runs), language)
    if turned:
        return f'<p dir="{turned}">{plain_runs_html(runs, place)}</p>'
    return f"<p>{runs_html(runs, language, place)}</p>"


def blocks_html(blocks: Iterable[Block], language: str, place: str = "") -> str:
    """The blocks, one after the other. Headings are not blocks: the template writes them.

    ``place`` is the anchor of the text on its page. Footnotes and their marks lead to each other where it is given.
    """
    return "\n".join([block_html(block, language, place) for block in blocks])


def block_html(block: Block, language: str, place: str = "") -> str:
    match block:
        case Paragraph(runs=runs):
            return _paragraph_html(runs, language, place)
        case List():
            return _list_html(block, language, place)
        case Definitions(items=definitions):
            inner = "".join(
                f"<div><dt>{runs_html(definition.term, language, place)}</dt>"
                f"<dd>{blocks_html(definition.blocks, language, place)}</dd></div>"
                for definition in definitions
            )
            return f'<dl class="definitions">{inner}</dl>'
        case Table():
            return _table_html(block, language, place)
        case Note(tone=tone, blocks=blocks):
            inner = blocks_html(blocks, language, place)
            return f'<div class="note note--{tone}" role="note">{inner}</div>'
        case Footnotes(items=footnotes):
            inner = "".join(_footnote_html(footnote, language, place) for footnote in footnotes)
            return f'<div class="footnotes" role="doc-endnotes">{inner}</div>'


def _footnote_html(footnote: Footnote, language: str, place: str) -> str:
    label, anchor = label_html(footnote.label, language), ""
    if place:
        back = footnote_anchor(place, footnote.label, "mark")
        anchor = f' id="{footnote_anchor(place, footnote.label, "note")}"'
        label = f'<a href="#{back}" role="doc-backlink">{label}</a>'
    inner = blocks_html(footnote.blocks, language, place)
    return f'<div class="footnote"{anchor}><span class="label">{label} </span><div>{inner}</div></div>'


def label_html(label: str, language: str) -> str:
    """A number or label with the direction of the text it stands in: its stop is on the side of the words."""
    return f'<bdi dir="{direction(language)}">{escape(label)}</bdi>'


def list_start(block: List) -> str:
    """The start tag of a list. Numbers that HTML cannot write stand as text: see ``item_start``."""
    if not block.ordered:
        return "<ul>"
    if is_labelled(block):
        return '<ol class="labelled">'
    kind = HTML_STYLES[block.style]
    return f"<ol{kind}>" if block.start == 1 else f'<ol{kind} start="{block.start}">'


def is_labelled(block: List) -> bool:
    """Whether the numbers of its items are written as text."""
    return block.style not in HTML_STYLES or any(item.label for item in block.items)


def _list_html(block: List, language: str, place: str) -> str:
    labelled = is_labelled(block)
    inner = "".join(
        "<li>"
        + (f'<span class="label">{label_html(label, language)} </span>' if labelled else "")
        + runs_html(item.runs, language, place)
        + blocks_html(item.children, language, place)
        + "</li>"
        for item, label in zip(block.items, item_labels(block), strict=True)
    )
    return f"{list_start(block)}{inner}</{'ol' if block.ordered else 'ul'}>"


def _table_html(table: Table, language: str, place: str) -> str:
    caption = f"<caption>{runs_html(table.caption, language, place)}</caption>" if table.caption else ""
    covered = table.covered()
    sizes = {(span.row, span.column): (span.height, span.width) for span in table.spans}
    # On a phone a row becomes a card: each cell then names its column itself (``content: attr``).
    names = [runs_text(cell) for cell in table.header] or [""] * table.width
    rows = []
    for at, row in enumerate(table.grid):
        heads = bool(table.header) and at == 0
        tag, scope = ("th", ' scope="col"') if heads else ("td", "")
        cells = ""
        for column, cell in enumerate(row):
            if (at, column) in covered:
                continue
            named = f' data-label="{escape(names[column])}"' if names[column] and not heads else ""
            over = span_attributes(*sizes.get((at, column), (1, 1)))
            cells += f"<{tag}{scope}{named}{over}>{runs_html(cell, language, place)}</{tag}>"
        rows.append(f"<tr>{cells}</tr>")
    head = f"<thead>{rows.pop(0)}</thead>" if table.header else ""
    # The wrapper scrolls on a phone; tabindex lets the keyboard scroll it (WCAG 2.1.1).
    return f'<div class="table" tabindex="0"><table>{caption}{head}<tbody>{"".join(rows)}</tbody></table></div>'


def span_attributes(height: int, width: int) -> str:
    """The attributes of a cell that is so many cells high and wide."""
    rows = f' rowspan="{height}"' if height > 1 else ""
    return rows + (f' colspan="{width}"' if width > 1 else "")
