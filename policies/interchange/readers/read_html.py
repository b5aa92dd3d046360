"""HTML as headings and blocks: what Markdown renders to, and what web pages are made of.

Only what a document can hold is kept: text, bold, italic, links, lists, tables, definitions, notes.
Scripts and styles are dropped, everything else gives its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, groupby
from typing import cast

from bs4 import BeautifulSoup, Tag

from policies.document.shape import (
    Block,
    Body,
    Definition,
    Definitions,
    Item,
    List,
    Note,
    Paragraph,
    Run,
    Runs,
    Table,
    runs_of,
)
from policies.document.text import runs_text

from .headed_sections import Element, Heading, bold_paragraph, parsed_text
from .html_runs import DROPPED, RunReader, caption_of, label_lines, tidy, without_start
from .parsed_text import ParsedText, UnreadableText

MAX_DEPTH = 20
"""Lists and quotations inside each other; more is refused, never cut."""

_MAX_TAGS_DEEP = 150
_MAX_HEADING = 480
_MAX_COLUMNS = 50
_HTML = re.compile(r"\A\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_HEADING = re.compile(r"h([1-6])$")
_LISTS = ("ul", "ol", "menu", "dir")
_BLOCKS = re.compile(
    "^(?:address|article|aside|blockquote|body|center|details|dialog|dir|div|fieldset|figcaption|figure"
    "|footer|form|h[1-6]|header|hr|html|main|menu|nav|p|pre|section|summary"
    "|ul|ol|li|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|th|td)$"
)
_ANCHOR = re.compile(r"\s*\{:?\s*#([A-Za-z][\w.:-]*)[^{}]*\}\s*$")
# GitHub's alerts that have another name than a note's tone.
_TONES = {"note": "info", "tip": "info", "caution": "warning"}
_ALERT = re.compile(r"\s*\[!(note|tip|important|warning|caution)\]\s*", re.IGNORECASE)


def looks_like_html(text: str) -> bool:
    """Whether the text is a whole page; fragments of HTML stand in Markdown too."""
    return _HTML.match(text) is not None


def read_html(text: str) -> ParsedText:
    """The sections of a page; raises ``UnreadableText``."""
    reader = HtmlReader()
    return parsed_text(reader.read(text), warnings=reader.warnings)


class HtmlReader(RunReader):
    def read(self, html: str) -> list[Element]:
        """The headings and blocks of this HTML, in reading order; raises ``UnreadableText``."""
        # The wrapper also keeps BeautifulSoup from taking a lone address for a file name.
        soup = BeautifulSoup(f"<div>{html}</div>", "html.parser")
        _refuse_depth(soup)
        return _captioned(self._elements(soup.children, 0))

    def _elements(self, nodes: Iterable[object], depth: int) -> Iterator[Element]:
        for is_block, group in groupby(nodes, _is_block):
            if not is_block:
                yield from self._loose(group)
                continue
            for tag in group:
                yield from self._element(cast(Tag, tag), depth)

    def _element(self, tag: Tag, depth: int) -> Iterator[Element]:
        name = tag.name
        if name in DROPPED:
            return
        if _HEADING.match(name):
            yield from self._heading(tag)
        elif name in _LISTS:
            yield from self._list(tag, depth)
        elif name == "table":
            yield from self._table(tag)
        elif name == "dl":
            yield from self._definitions(tag, depth)
        elif name == "blockquote":
            yield from self._note(tag, depth)
        elif name == "pre":
            text = tag.get_text().strip("\n")
            if text.strip():
                yield Paragraph(runs=(Run(text=text),))
        elif name == "summary":
            yield from self._loose(tag.children, bold=True)
        else:
            yield from self._elements(tag.children, depth)

    def _blocks(self, nodes: Iterable[object], depth: int) -> Body:
        """Blocks only: a heading where no clause can begin is a bold paragraph."""
        if depth > MAX_DEPTH:
            raise UnreadableText(f"lists or quotations are nested more than {MAX_DEPTH} deep")
        blocks: Iterable[Element] = (
            bold_paragraph(element.text) if isinstance(element, Heading) else element
            for element in self._elements(nodes, depth)
        )
        return cast(Body, tuple(_captioned(blocks)))

    def _heading(self, tag: Tag) -> Iterator[Element]:
        text = re.sub(r"[ \n]+", " ", runs_text(self.runs(tag.children))).strip()
        link = tag.find("a") or tag
        anchor = tag.get("id") or link.get("name") or link.get("id")
        if match := _ANCHOR.search(text):
            text, anchor = text[: match.start()], match.group(1)
        if len(text) > _MAX_HEADING:
            self.warn("a heading longer than any is kept as a paragraph")
            yield bold_paragraph(text)
        elif text:
            yield Heading(text=text, rank=int(tag.name[1]), anchor=str(anchor) if anchor else None)

    def _loose(self, nodes: Iterable[object], *, bold: bool = False) -> Iterator[Block]:
        """A paragraph, or definitions where every line is a bold label and its value."""
        lines = self.lines(nodes, bold=bold)
        if definitions := label_lines(lines):
            yield definitions
        elif runs := tidy(chain.from_iterable(lines)):
            yield Paragraph(runs=runs)

    def _list(self, tag: Tag, depth: int) -> Iterator[Block]:
        items: list[Item] = []
        for child in tag.children:
            if isinstance(child, Tag) and child.name == "li":
                items.append(self._item(child, depth))
            elif blocks := self._blocks([child], depth + 1):
                # A list directly inside a list continues the item before it, as browsers show it.
                last = items.pop() if items else Item(runs=())
                items.append(replace(last, children=(*last.children, *blocks)))
        ordered, start = tag.name == "ol", _number(tag.get("start"))
        if ordered and start != 1:
            # A document's lists begin at 1: these numbers stay as text, because readers cite them.
            ordered = False
            items = [
                replace(item, runs=tidy((Run(text=f"{number}. "), *item.runs)))
                for number, item in enumerate(items, start=start)
            ]
        if items := [item for item in items if item.runs or item.children]:
            yield List(ordered=ordered, items=tuple(items))

    def _item(self, tag: Tag, depth: int) -> Item:
        blocks = self._blocks(tag.children, depth + 1)
        if blocks and isinstance(blocks[0], Paragraph):
            return Item(runs=blocks[0].runs, children=blocks[1:])
        return Item(runs=(), children=blocks)

    def _note(self, tag: Tag, depth: int) -> Iterator[Block]:
        """A quotation; what begins with ``[!WARNING]`` has that tone."""
        blocks = self._blocks(tag.children, depth + 1)
        tone = "info"
        first = blocks[0] if blocks else None
        if isinstance(first, Paragraph) and (match := _ALERT.match(first.runs[0].text)):
            name = match.group(1).lower()
            tone = _TONES.get(name, name)
            kept = without_start(first.runs, match)
            blocks = (Paragraph(runs=kept), *blocks[1:]) if kept else blocks[1:]
        if blocks:
            yield Note(tone=tone, blocks=blocks)

    def _definitions(self, tag: Tag, depth: int) -> Iterator[Block]:
        items: list[Definition] = []
        for child in tag.find_all(["dt", "dd"]):
            if child.find_parent("dl") is not tag:
                continue
            if child.name == "dt":
                items.append(Definition(term=self.runs(child.children), blocks=()))
            elif blocks := self._blocks(child.children, depth + 1):
                last = items.pop() if items else Definition(term=(), blocks=())
                items.append(replace(last, blocks=last.blocks + blocks))
        if items:
            yield Definitions(items=tuple(items))

    def _table(self, tag: Tag) -> Iterator[Block]:
        caption = self.runs(tag.caption.children) if tag.caption else ()
        rows = [
            [cell for cell in row.find_all(["td", "th"]) if cell.find_parent("tr") is row]
            for row in tag.find_all("tr")
            if row.find_parent("table") is tag
        ]
        grid = [[runs for cell in row for runs in self._cell(cell)] for row in rows]
        width = max(map(len, grid), default=0)
        texts = [(*row, *[()] * (width - len(row))) for row in grid]
        # Only a row of nothing but ``th`` is a header.
        header = texts.pop(0) if rows and all(cell.name == "th" for cell in rows[0]) else ()
        body = tuple(row for row in texts if any(row))
        if any(header) or body:
            yield Table(caption=caption, header=header if any(header) else (), rows=body)

    def _cell(self, cell: Tag) -> Iterator[Runs]:
        """The cell's text, one line per block, and empty cells for the columns it spans."""
        runs: list[Run] = []
        for block in self._blocks(cell.children, 1):
            for stretch in filter(None, runs_of(block)):
                runs.extend((Run(text="\n"), *stretch) if runs else stretch)
        yield tidy(runs)
        for _column in range(min(_number(cell.get("colspan")), _MAX_COLUMNS) - 1):
            yield ()


def _is_block(node: object) -> bool:
    return isinstance(node, Tag) and (
        _BLOCKS.match(node.name) is not None or node.find(_BLOCKS) is not None
    )


def _captioned(elements: Iterable[Element]) -> list[Element]:
    """A paragraph ``Table: …`` directly before or after a table is its caption (Pandoc's convention)."""
    result: list[Element] = []
    for element in elements:
        previous = result[-1] if result else None
        if isinstance(element, Table) and not element.caption and (caption := caption_of(previous)):
            result[-1] = replace(element, caption=caption)
        elif isinstance(previous, Table) and not previous.caption and (caption := caption_of(element)):
            result[-1] = replace(previous, caption=caption)
        else:
            result.append(element)
    return result


def _number(value: object) -> int:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 7 else 1


def _refuse_depth(soup: BeautifulSoup) -> None:
    depths = {id(soup): 0}
    for tag in soup.find_all(True):
        depth = depths[id(tag.parent)] + 1
        if depth > _MAX_TAGS_DEEP:
            raise UnreadableText(f"elements are nested more than {_MAX_TAGS_DEEP} deep")
        depths[id(tag)] = depth
