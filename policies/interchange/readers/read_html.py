"""HTML as headings and blocks: what Markdown renders to, and what web pages are made of.

What a document can hold is kept: text and its looks, links, lists and their numbers, tables, definitions, notes.
Furniture of the page is left out and named, everything else gives its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby
from typing import cast

from bs4 import BeautifulSoup, Tag

from policies.document.blocks import (
    Block,
    Body,
    Definition,
    Definitions,
    Footnote,
    Footnotes,
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

from .common_sentences import struck_heading, too_deep
from .headed_sections import Element, Heading, Place, bold_paragraph, parsed_text
from .html_lists import marked_lines, ordered_list, word_item
from .html_notes import NoteBody, notes_in
from .html_page import without_furniture
from .html_revision_marks import settle
from .html_runs import DROPPED, RunReader, caption_of, label_lines, without_start
from .html_tables import table_of
from .item_marks import MarkedItem, lists_of
from .named_images import image_questions, image_warnings
from .parsed_text import Answers, Comment, ParsedText, Question, UnreadableText
from .tidy_runs import lines_joined, tidy
from .worded import worded

MAX_DEPTH = 20
"""Lists and quotations inside each other; more is refused, never cut."""

_MAX_TAGS_DEEP = 150
_MAX_HEADING = 480
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


def read_html(text: str, answers: Answers = Answers()) -> ParsedText:  # noqa: B008
    """The sections of a page; raises ``UnreadableText``."""
    reader = HtmlReader()
    elements = reader.page(text, answers)
    warnings = (*reader.warnings, *image_warnings(reader.images, described=True))
    parsed = parsed_text(elements, warnings=warnings)
    questions = (*reader.questions, *image_questions(reader.images))
    return parsed._replace(
        questions=questions, comments=reader.comments, left_out=tuple(reader.left_out)
    )


_Read = Element | MarkedItem


class HtmlReader(RunReader):
    def __init__(self) -> None:
        super().__init__()
        self.questions: list[Question] = []
        self.comments: tuple[Comment, ...] = ()
        self._notes: dict[str, NoteBody] = {}

    def page(self, html: str, answers: Answers) -> list[Element]:
        """The headings and blocks of a page, without its furniture; raises ``UnreadableText``."""
        soup = _soup(html)
        self.comments, questions = settle(soup, answers, self.warn)
        self.questions += questions
        without_furniture(soup, self)
        return self._read(soup)

    def read(self, html: str) -> list[Element]:
        """The headings and blocks of this HTML, in reading order; raises ``UnreadableText``."""
        return self._read(_soup(html))

    def _read(self, soup: BeautifulSoup) -> list[Element]:
        self._notes = notes_in(soup)
        return _grouped(self._elements(soup.children, 0))

    def _elements(self, nodes: Iterable[object], depth: int) -> Iterator[_Read]:
        for is_block, group in groupby(nodes, _is_block):
            if not is_block:
                yield from self._loose(group)
                yield from self._noted(depth)
                continue
            for tag in group:
                yield from self._element(cast(Tag, tag), depth)
                yield from self._noted(depth)

    def _noted(self, depth: int) -> Iterator[Block]:
        """The notes whose marks were read since the last time; within lists and cells they wait for the end."""
        if depth:
            return
        noted, self.noted = dict.fromkeys(self.noted), []
        notes = [self._notes[name] for name in noted if name in self._notes]
        if notes:
            yield Footnotes(
                items=tuple(
                    Footnote(label=note.label, blocks=self._blocks(note.element.children, depth + 1))
                    for note in notes
                )
            )

    def _element(self, tag: Tag, depth: int) -> Iterator[_Read]:
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
        elif name in ("blockquote", "aside"):
            yield from self._note(tag, depth)
        elif name == "pre":
            text = tag.get_text().strip("\n")
            if text.strip():
                yield Paragraph(runs=(Run(text=text),))
        elif name == "p":
            if any(_is_block(child) for child in tag.children):
                yield from self._elements(tag.children, depth)
            else:
                yield from self._paragraph(tag)
        elif name == "summary":
            yield from self._loose(tag.children, bold=True)
        else:
            yield from self._elements(tag.children, depth)

    def _blocks(self, nodes: Iterable[object], depth: int) -> Body:
        """Blocks only: a heading where no clause can begin is a bold paragraph."""
        if depth > MAX_DEPTH:
            raise UnreadableText(too_deep(MAX_DEPTH))
        return tuple(
            bold_paragraph(element.text) if isinstance(element, Heading) else element
            for element in _grouped(self._elements(nodes, depth))
            if not isinstance(element, Place)
        )

    def _heading(self, tag: Tag) -> Iterator[Element]:
        runs = self.runs(tag.children)
        marks = tuple(run for run in runs if run.role == "footnote")
        text = re.sub(r"[ \n]+", " ", runs_text(run for run in runs if run.role != "footnote")).strip()
        link = tag.find("a") or tag
        anchor = tag.get("id") or link.get("name") or link.get("id")
        if match := _ANCHOR.search(text):
            text, anchor = text[: match.start()], match.group(1)
        if any(run.struck for run in runs):
            self.warn(struck_heading(text))
        if len(text) > _MAX_HEADING:
            self.warn(worded("a heading longer than any is kept as a paragraph"))
            yield bold_paragraph(text)
        elif text:
            yield Heading(text=text, rank=int(tag.name[1]), anchor=str(anchor) if anchor else None)
        if marks:
            yield Paragraph(runs=marks)

    def _paragraph(self, tag: Tag) -> Iterator[_Read]:
        """A paragraph as Word writes it for the web: a title, or an item of a list, by its class."""
        lines = self.lines(tag.children)
        flat = list(chain.from_iterable(lines))
        classes = [str(name).lower() for name in tag.get_attribute_list("class") if name]
        if "msotitle" in classes and (runs := tidy(flat)):
            yield Heading(text=" ".join(runs_text(runs).split()), rank=0)
        elif item := word_item(tag, flat):
            yield item
        else:
            yield from self._read_lines(lines)

    def _loose(self, nodes: Iterable[object], *, bold: bool = False) -> Iterator[_Read]:
        yield from self._read_lines(self.lines(nodes, bold=bold))

    def _read_lines(self, lines: Sequence[Sequence[Run]]) -> Iterator[_Read]:
        """A paragraph; definitions where every line is a bold label and its value; items where lines begin as such."""
        if definitions := label_lines(lines):
            yield definitions
        elif items := marked_lines(lines):
            yield from items
        elif runs := tidy(chain.from_iterable(lines)):
            yield Paragraph(runs=runs)

    def _list(self, tag: Tag, depth: int) -> Iterator[Block]:
        items: list[Item] = []
        values: list[int | None] = []
        for child in tag.children:
            if isinstance(child, Tag) and child.name == "li":
                items.append(self._item(child, depth))
                values.append(_value(child) if tag.name == "ol" else None)
            elif blocks := self._blocks([child], depth + 1):
                # A list directly inside a list continues the item before it, as browsers show it.
                last = items.pop() if items else Item(runs=())
                values = values or [None]
                items.append(replace(last, children=(*last.children, *blocks)))
        kept = [
            (item, value)
            for item, value in zip(items, values, strict=True)
            if item.runs or item.children
        ]
        if not kept:
            return
        items = [item for item, _value in kept]
        if tag.name == "ol":
            yield ordered_list(tag, items, [value for _item, value in kept])
        else:
            yield List(ordered=False, items=tuple(items))

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
        if table := table_of(tag, caption, self._cell):
            yield table

    def _cell(self, cell: Tag) -> Runs:
        """The cell's text, one line per block."""
        return lines_joined(
            stretch for block in self._blocks(cell.children, 1) for stretch in runs_of(block)
        )


def _is_block(node: object) -> bool:
    return isinstance(node, Tag) and (
        _BLOCKS.match(node.name) is not None or node.find(_BLOCKS) is not None
    )


def _grouped(elements: Iterable[_Read]) -> list[Element]:
    """Items that follow each other as lists; captions at their tables.

    A paragraph ``Table: …`` directly before or after a table is its caption (Pandoc's convention).
    """
    result: list[Element] = []
    for is_item, group in groupby(elements, key=lambda element: isinstance(element, MarkedItem)):
        if is_item:
            result += lists_of(cast("list[MarkedItem]", list(group)))
            continue
        for element in cast("Iterable[Element]", group):
            previous = result[-1] if result else None
            if isinstance(element, Table) and not element.caption and (caption := caption_of(previous)):
                result[-1] = replace(element, caption=caption)
            elif (
                isinstance(previous, Table) and not previous.caption and (caption := caption_of(element))
            ):
                result[-1] = replace(previous, caption=caption)
            else:
                result.append(element)
    return result


def _value(tag: Tag) -> int | None:
    value = tag.get("value")
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 6 else None


def _soup(html: str) -> BeautifulSoup:
    # The wrapper also keeps BeautifulSoup from taking a lone address for a file name.
    # Its parser knows which elements end without saying so, such as items and cells.
    soup = BeautifulSoup(f"<div>{html}</div>", "lxml")
    _refuse_depth(soup)
    return soup


def _refuse_depth(soup: BeautifulSoup) -> None:
    depths = {id(soup): 0}
    for tag in soup.find_all(True):
        depth = depths[id(tag.parent)] + 1
        if depth > _MAX_TAGS_DEEP:
            raise UnreadableText(
                worded("elements are nested more than {most} deep", most=_MAX_TAGS_DEEP)
            )
        depths[id(tag)] = depth
