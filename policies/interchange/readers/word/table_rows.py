"""The rows of a Word file's tables as plain lines; what was changed with tracking is as it is with the changes."""

from __future__ import annotations

from typing import Final

from lxml import etree

from ..parsed_text import UnreadableText
from ..worded import worded
from .tracked_changes import settle, unwrapped
from .word_package import WordPackage, w
from .word_runs import one_alternative
from .word_tables import cells_of

Rows = list[list[list[str]]]
_WORDS: Final = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011"}


def read_rows(content: bytes) -> Rows:
    """Rows of cells of lines, one for each paragraph; raises ``UnreadableText``."""
    package = WordPackage(content)
    one_alternative(package.document)
    unwrapped(package.document)
    settle(package.document, accept=True)
    body = package.document.find(w("body"))
    if body is None:
        raise UnreadableText(worded("the Word document has no text"))
    return [
        [[_line(paragraph) for paragraph in cell.element.iter(w("p"))] for cell in row]
        for table in body.iterfind(w("tbl"))
        for row in cells_of(table)
    ]


def _line(paragraph: etree._Element) -> str:
    return "".join(
        (node.text or "") if node.tag == w("t") else _WORDS[node.tag]
        for node in paragraph.iter(w("t"), *_WORDS)
    )
