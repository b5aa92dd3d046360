"""Blocks as HTML: escaped, isolated, the same in preview, page, comparison and mail.

In right-to-left text, e-mail addresses, phone numbers, web addresses and other Latin runs are wrapped
in ``<bdi dir="ltr">``: without it their punctuation jumps to the wrong end (Unicode TR9, W3C i18n).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from .languages import CODES, direction
from .shape import Block, Definitions, List, Note, Paragraph, Run, Runs, Table
from .text import runs_text

# An address, a phone number (international, or ten digits in pairs), or Latin words with the punctuation
# inside them and the long numbers after them: ISO 27001, an IBAN.
_LTR_RUN = re.compile(
    r"""
      https?://[^\s<>]+[^\s<>.,;:!?)\]»”"'،؛؟]
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | (?P<phone>\+\d[\d\s().-]{5,}\d | (?<![\d.,/-])0\d(?:[ .-]\d\d){4}(?!\d))
    | [A-Za-zÀ-ɏ0-9][\wÀ-ɏ.&/@+#%-]*
      (?:(?:[ ]|,[ ](?=(?:Inc|Ltd|LLC|LLP|Corp|Co|SA|SAS|SARL|GmbH)\b))[A-Za-zÀ-ɏ][\wÀ-ɏ.&/@+#%-]*
        |[ ]\d{4}[\d:/-]*)*
    """,
    re.VERBOSE | re.ASCII,
)
_LEFT_TO_RIGHT = frozenset(code for code in CODES if direction(code) == "ltr")
_ABBREVIATIONS = ("Inc.", "Ltd.", "Corp.", "Co.", "S.A.")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ@+]")


def text_html(text: str, language: str) -> str:
    """Escaped text; line breaks become ``<br>``; Latin runs are isolated in right-to-left text."""
    if language in _LEFT_TO_RIGHT:
        return escape(text).replace("\n", "<br>")
    result, end = [], 0
    for match in _LTR_RUN.finditer(text):
        run = match.group()
        if not run.endswith(_ABBREVIATIONS):
            run = run.rstrip(".,")
        if not match["phone"] and not _LATIN.search(run):
            continue
        result.append(escape(text[end : match.start()]))
        result.append(f'<bdi dir="ltr">{escape(run)}</bdi>')
        end = match.start() + len(run)
    result.append(escape(text[end:]))
    return "".join(result).replace("\n", "<br>")


def heading_html(number: str, heading: str, language: str, around: str) -> str:
    """A clause's number and heading within text in the language ``around``.

    The number has that text's direction, so its stop is on the heading's side. Both are isolated: else «A.» would
    move to the far end of a heading of the other direction.
    """
    place = f'<bdi dir="{direction(around)}">{escape(number)}</bdi> ' if number else ""
    return (
        f'{place}<bdi lang="{language}" dir="{direction(language)}">{text_html(heading, language)}</bdi>'
    )


def _run_html(run: Run, language: str) -> str:
    html = text_html(run.text, language)
    if run.bold:
        html = f"<strong>{html}</strong>"
    if run.italic:
        html = f"<em>{html}</em>"
    if run.link is not None:
        html = f'<a href="{escape(run.link)}">{html}</a>'
    return html


def runs_html(runs: Runs, language: str) -> str:
    return "".join([_run_html(run, language) for run in runs])


def blocks_html(blocks: Iterable[Block], language: str) -> str:
    """The blocks, one after the other. Headings are not blocks: the template writes them."""
    return "\n".join(block_html(block, language) for block in blocks)


def block_html(block: Block, language: str) -> str:
    match block:
        case Paragraph(runs=runs):
            return f"<p>{runs_html(runs, language)}</p>"
        case List(ordered=ordered, items=items):
            tag = "ol" if ordered else "ul"
            inner = "".join(
                f"<li>{runs_html(item.runs, language)}{blocks_html(item.children, language)}</li>"
                for item in items
            )
            return f"<{tag}>{inner}</{tag}>"
        case Definitions(items=definitions):
            inner = "".join(
                f"<div><dt>{runs_html(definition.term, language)}</dt>"
                f"<dd>{blocks_html(definition.blocks, language)}</dd></div>"
                for definition in definitions
            )
            return f'<dl class="definitions">{inner}</dl>'
        case Table():
            return _table_html(block, language)
        case Note(tone=tone, blocks=blocks):
            return f'<div class="note note--{tone}" role="note">{blocks_html(blocks, language)}</div>'


def _table_html(table: Table, language: str) -> str:
    caption = f"<caption>{runs_html(table.caption, language)}</caption>" if table.caption else ""
    header = "".join(f'<th scope="col">{runs_html(cell, language)}</th>' for cell in table.header)
    head = f"<thead><tr>{header}</tr></thead>" if header else ""
    # On a phone a row becomes a card: each cell then names its column itself (``content: attr``).
    labels = [f' data-label="{escape(runs_text(cell))}"' if cell else "" for cell in table.header]
    labels = labels or [""] * (len(table.rows[0]) if table.rows else 0)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{label}>{runs_html(cell, language)}</td>"
            for label, cell in zip(labels, row, strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    # The wrapper scrolls on a phone; tabindex lets the keyboard scroll it (WCAG 2.1.1).
    return f'<div class="table" tabindex="0"><table>{caption}{head}<tbody>{rows}</tbody></table></div>'
