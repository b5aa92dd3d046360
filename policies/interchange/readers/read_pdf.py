"""The text of a PDF, for French and English: its lines as a plain text. A PDF keeps no headings, lists or tables.

Arabic is refused: of its text no library gets every letter, in the right order, from every PDF.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Final, NamedTuple

import pypdfium2 as pdfium

from .item_marks import mark_of
from .named_images import listed
from .parsed_text import Answers, ParsedText, UnreadableText
from .read_plain_text import read_plain_text
from .worded import worded

MAX_PAGES: Final = 500
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-zÀ-ÿ]")
_HYPHEN = re.compile(r"[\ufffe\x02]\n?")
_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?\d{1,4}(?:\s*(?:/|sur|of|de)\s*\d{1,4})?$|[-–—]\s*\d{1,4}\s*[-–—]$", re.IGNORECASE
)
_PARAGRAPH_GAP: Final = 1.35
_FULL: Final = 0.85
_LEAST_REPEATED: Final = 3
_LONGEST_EDGE: Final = 90
_SAID: Final = worded("read from a PDF, which keeps no headings, lists and tables: check them all")
_REFUSED: Final = worded(
    "Arabic text of a PDF loses letters or their order: give the Word file (.docx) that the PDF was made from"
)


class _Line(NamedTuple):
    """A line and where it stands on its page: its foot and its right end."""

    words: str
    bottom: float
    right: float


def read_pdf(content: bytes, language: str, _answers: Answers) -> dict[str, ParsedText]:
    """The text by its language; raises ``UnreadableText``."""
    if language == "ar":
        raise UnreadableText(_REFUSED)
    pages = _pages(content)
    text = "\n".join(line for page in pages for line in page)
    letters = len(_LATIN.findall(text))
    arabic = len(_ARABIC.findall(text))
    if not letters and not arabic:
        raise UnreadableText(
            worded("the PDF holds pictures of pages and no text: give the file that it was made from")
        )
    if arabic:
        raise UnreadableText(_REFUSED)
    pages, furniture = _without_furniture(pages)
    body = _HYPHEN.sub("", "\n".join(line for page in pages for line in page))
    parsed = read_plain_text(body)
    warnings = [_SAID, *parsed.warnings]
    if furniture:
        warnings.append(
            worded(
                "lines that stand on the pages again and again were left out: {lines}",
                lines=listed(furniture),
            )
        )
    source = tuple(line for line in text.split("\n") if line)
    return {
        language: parsed._replace(warnings=tuple(warnings), source=source, left_out=tuple(furniture))
    }


def _pages(content: bytes) -> list[list[str]]:
    """The lines of each page; an empty one where the space between two lines parts paragraphs."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableText(
                worded("the PDF is protected by a password: save it without one")
            ) from error
        raise UnreadableText(worded("the PDF is damaged: {error}", error=str(error))) from error
    try:
        if len(document) > MAX_PAGES:
            raise UnreadableText(
                worded(
                    "a PDF of {pages} pages: at most {most} are read",
                    pages=len(document),
                    most=MAX_PAGES,
                )
            )
        return [_lines(document[number]) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise UnreadableText(worded("the PDF is damaged: {error}", error=str(error))) from error
    finally:
        document.close()


def _lines(page: pdfium.PdfPage) -> list[str]:
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    count = text_page.count_chars()
    lines: list[_Line] = []
    at = 0
    for raw in text.split("\r\n"):
        if words := raw.strip():
            first = at + len(raw) - len(raw.lstrip())
            last = min(at + len(raw.rstrip()), count) - 1
            if first <= last:
                bottom, right = text_page.get_charbox(first)[1], text_page.get_charbox(last)[2]
                lines.append(_Line(words, bottom, right))
        at += len(raw) + 2
    return _paragraphs(lines)


def _paragraphs(lines: list[_Line]) -> list[str]:
    """The lines with those joined that were broken because they were full."""
    steps = [before.bottom - line.bottom for before, line in pairwise(lines)]
    forward = sorted(step for step in steps if step > 0)
    # Most lines stand within paragraphs; in a short text most do not.
    usual = forward[len(forward) // 4] if forward else 0.0
    edge = max((line.right for line in lines), default=0.0)
    result: list[str] = []
    for place, line in enumerate(lines):
        before = lines[place - 1] if place else None
        close = before is not None and 0 <= steps[place - 1] <= usual * _PARAGRAPH_GAP
        if before is not None and not close:
            result.append("")
        full = before is not None and before.right >= edge * _FULL
        if close and full and mark_of(line.words) is None:
            result[-1] = _HYPHEN.sub("", f"{result[-1]}\n{line.words}").replace("\n", " ")
        else:
            result.append(line.words)
    return result


def _without_furniture(pages: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """The pages without the numbers and the short lines that stand at their edges again and again; and those lines."""
    edges = Counter(each for page in pages for each in {_form(page[place]) for place in _edges(page)})
    least = max(_LEAST_REPEATED, len(pages) // 2)
    furniture: dict[str, None] = {}
    kept = []
    for page in pages:
        outer = _edges(page)
        left_out = {
            place
            for place in outer
            if (edges[_form(page[place])] >= least and len(page[place]) <= _LONGEST_EDGE)
            or (place == max(outer) and _PAGE_NUMBER.match(page[place]))
        }
        furniture |= dict.fromkeys(page[place] for place in sorted(left_out))
        kept.append([line for place, line in enumerate(page) if place not in left_out])
    return kept, list(furniture)


def _edges(page: list[str]) -> set[int]:
    """The first two lines of a page and the last two; of a page of few lines one each."""
    places = [place for place, line in enumerate(page) if line]
    each = 2 if len(places) > 6 else 1
    return {*places[:each], *places[-each:]}


def _form(line: str) -> str:
    """A line without what counts its pages."""
    return re.sub(r"\d+", "#", line)
