"""Akoma Ntoso 3.0 as one language's text: clauses by the hierarchy of their elements, and what the register wrote in full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, cast

from lxml import etree

from policies.document.blocks import (
    LINK_SCHEMES,
    LIST_STYLES,
    TONES,
    Block,
    Body,
    Definition,
    Definitions,
    Footnote,
    Footnotes,
    Item,
    List,
    ListStyle,
    Note,
    Paragraph,
    Run,
    Runs,
    Script,
    Span,
    Table,
)
from policies.document.text import joined, runs_text

from .parsed_text import REFERENCE, ParsedSection, ParsedText, UnreadableText
from .tidy_runs import Warnings
from .typed_numbers import Label, split_label
from .word.word_package import parsed_xml
from .worded import worded

# The elements of a hierarchy; those that the register writes stand by level.
_LEVELS: Final = (
    "section",
    "subsection",
    "paragraph",
    "subparagraph",
    "clause",
    "subclause",
    "point",
    "indent",
    "alinea",
)
_HIERARCHY: Final = frozenset(
    (
        *_LEVELS,
        *(
            "article",
            "book",
            "chapter",
            "division",
            "level",
            "list",
            "part",
            "proviso",
            "rule",
            "subchapter",
        ),
        *(
            "subdivision",
            "sublist",
            "subpart",
            "subrule",
            "subtitle",
            "title",
            "tome",
            "transitional",
            "crossHeading",
        ),
        "hcontainer",
    )
)
_LEFT_OUT: Final = frozenset(("meta", "coverPage", "conclusions", "components", "attachments"))
_DEEPEST: Final = 40


def read_akoma_ntoso(text: str) -> ParsedText:
    """The sections of the first document of the file; raises ``UnreadableText``."""
    root = parsed_xml(text.encode(), "the file")
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    document = next((child for child in root if child.tag not in ("components",)), None)
    if document is None:
        raise UnreadableText(worded("the Akoma Ntoso file holds no document"))
    return _AkomaReader(document).read()


class _AkomaReader(Warnings):
    def __init__(self, document: etree._Element) -> None:
        super().__init__()
        self._document = document
        self._sections: list[ParsedSection] = []
        self._notes: list[Footnote] = []

    def read(self) -> ParsedText:
        title = self._document.find(".//preface//docTitle")
        summary = [runs_text(self._runs(each)) for each in self._document.iterfind("preamble//p")]
        for part in self._document:
            if part.tag in _LEFT_OUT and part.tag != "meta":
                self.warn(
                    worded("the part “{name}” of the Akoma Ntoso file was left out", name=part.tag)
                )
            elif part.tag in ("mainBody", "body"):
                self._within(part, 1, 0)
        if not self._sections:
            raise UnreadableText(worded("no text was found in it"))
        return ParsedText(
            title=" ".join("".join(title.itertext()).split()) if title is not None else "",
            summary="\n\n".join(filter(None, summary)),
            sections=tuple(self._sections),
            warnings=self.warnings,
        )

    # Clauses

    def _within(self, parent: etree._Element, level: int, depth: int) -> None:
        """The clauses and the text of an element; text beside clauses belongs to the clause before it."""
        if depth > _DEEPEST:
            raise UnreadableText(
                worded("clauses are nested more than {most} deep: no policy's are", most=_DEEPEST)
            )
        loose: list[etree._Element] = []
        for child in parent:
            if child.tag == "hcontainer" and child.get("name") == "text":
                loose.append(child)
            elif child.tag in _HIERARCHY:
                self._add(loose)
                loose = []
                self._clause(child, level, depth)
            elif child.tag not in ("num", "heading", "subheading"):
                loose.append(child)
        self._add(loose)

    def _clause(self, element: etree._Element, level: int, depth: int) -> None:
        num, heading = element.find("num"), element.find("heading")
        own = _LEVELS.index(element.tag) + 1 if element.tag in _LEVELS else 0
        level = min(max(level, own), len(_LEVELS))
        # The spaces that do not break are part of the text.
        text = runs_text(self._runs(heading)) if heading is not None else ""
        words = re.sub(r"[ \t\n]+", " ", text).strip()
        number = " ".join("".join(num.itertext()).split()) if num is not None else ""
        if not words and number:
            words, number = number, ""
        self._sections.append(
            ParsedSection(
                heading=words,
                level=level,
                label=_label(number),
                anchor=element.get("eId"),
            )
        )
        self._within(element, level + 1, depth + 1)
        if not words and self._sections and not self._sections[-1].blocks:
            self._sections.pop()

    def _add(self, elements: list[etree._Element]) -> None:
        """Blocks to the clause that was begun last; before the first one they are an introduction."""
        blocks = [block for element in elements for block in self._blocks(element)]
        notes, self._notes = self._notes, []
        if not blocks and not notes:
            return
        if not self._sections:
            self._sections.append(ParsedSection(heading="", level=1))
        last = self._sections[-1]
        held = (*last.blocks, *blocks)
        notes = [
            *(note for block in held if isinstance(block, Footnotes) for note in block.items),
            *notes,
        ]
        body: Body = tuple(block for block in held if not isinstance(block, Footnotes))
        if notes:
            known = {note.label: note for note in notes}
            body = (*body, Footnotes(items=tuple(known.values())))
        self._sections[-1] = last._replace(blocks=body)

    # Blocks

    def _blocks(self, element: etree._Element) -> Iterator[Block]:
        classes = element.get("class", "").split()
        match element.tag:
            case "p" | "block" | "listIntroduction" | "listWrapUp":
                runs = self._runs(element)
                if runs:
                    yield Paragraph(runs=runs)
            case "blockList" | "ul" | "ol":
                yield self._list(element, classes)
            case "table":
                yield from self._table(element)
            case "blockContainer" if "note" in classes:
                tone = next((each for each in classes if each in TONES), "info")
                yield Note(tone=tone, blocks=tuple(self._all(element)))
            case "blockContainer" if "definitions" in classes:
                yield Definitions(items=tuple(map(self._definition, element.iterfind("blockContainer"))))
            case "authorialNote":
                self._noted(element)
            case "num" | "heading" | "subheading":
                runs = self._runs(element)
                yield Paragraph(runs=tuple(replace(run, bold=True) for run in runs))
            case _:
                yield from self._all(element)

    def _all(self, element: etree._Element) -> Iterator[Block]:
        for child in element:
            yield from self._blocks(child)

    def _definition(self, element: etree._Element) -> Definition:
        term = element.find("heading")
        blocks = (block for child in element if child is not term for block in self._blocks(child))
        return Definition(term=self._runs(term) if term is not None else (), blocks=tuple(blocks))

    def _list(self, element: etree._Element, classes: list[str]) -> List:
        style = next((each for each in classes if each in LIST_STYLES), "decimal")
        found = next((each for each in classes if each.startswith("from_")), "from_1")
        items = [child for child in element if child.tag in ("item", "li")]
        numbered = element.tag == "ol" or any(item.find("num") is not None for item in items)
        start = found.removeprefix("from_")
        return List(
            ordered=numbered,
            style=cast(ListStyle, style) if numbered else "decimal",
            start=int(start) if numbered and start.isdecimal() and len(start) < 6 else 1,
            items=tuple(self._item(item, known=bool(classes)) for item in items),
        )

    def _item(self, element: etree._Element, *, known: bool) -> Item:
        """Numbers of lists that the register wrote are computed, but for those that were typed."""
        num = element.find("num")
        typed = num is not None and (not known or "typed" in element.get("class", "").split())
        label = "".join(num.itertext()).strip() if typed and num is not None else ""
        if element.tag == "li":
            return Item(runs=self._runs(element), label=label)
        parts = [child for child in element if child is not num]
        first = parts[0] if parts and parts[0].tag == "p" else None
        children = (block for child in parts if child is not first for block in self._blocks(child))
        runs = self._runs(first) if first is not None else ()
        return Item(runs=runs, children=tuple(children), label=label)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        grid: list[dict[int, Runs]] = []
        spans: list[Span] = []
        taken: set[tuple[int, int]] = set()
        rows = list(table.iter("tr"))
        for at, row in enumerate(rows):
            grid.append({})
            column = 0
            for cell in (child for child in row if child.tag in ("td", "th")):
                while (at, column) in taken:
                    column += 1
                height, width = _size(cell, "rowspan", len(rows) - at), _size(cell, "colspan", 63)
                grid[at][column] = self._cell(cell)
                if height * width > 1:
                    spans.append(Span(row=at, column=column, height=height, width=width))
                taken |= {(at + down, column + over) for down in range(height) for over in range(width)}
                column += width
        width = max((column + 1 for _row, column in taken), default=0)
        if not width:
            return
        full = [tuple(row.get(column, ()) for column in range(width)) for row in grid]
        head = rows[0].find("th") is not None and rows[0].find("td") is None
        caption = table.find("caption")
        yield Table(
            caption=self._runs(caption) if caption is not None else (),
            header=full[0] if head else (),
            rows=tuple(full[1:] if head else full),
            spans=tuple(spans),
        )

    def _cell(self, cell: etree._Element) -> Runs:
        lines = [self._runs(child) for child in cell]
        runs = [
            run for at, line in enumerate(lines) for run in ((Run(text="\n"), *line) if at else line)
        ]
        return joined(runs)

    # Running text

    def _runs(self, element: etree._Element) -> Runs:
        return joined(self._inline(element, Run(text="")))

    def _inline(self, element: etree._Element, looks: Run) -> Iterator[Run]:
        yield looks.with_part(element.text or "")
        for child in element:
            yield from self._child(child, looks)
            yield looks.with_part(child.tail or "")

    def _child(self, child: etree._Element, looks: Run) -> Iterator[Run]:
        classes = child.get("class", "").split()
        match child.tag:
            case "br" | "eol":
                yield looks.with_part("\n")
            case "authorialNote":
                yield Run(text=self._noted(child), role="footnote")
            case "span" if "footnote-mark" in classes:
                yield Run(text="".join(child.itertext()), role="footnote")
            case "b":
                yield from self._inline(child, replace(looks, bold=True))
            case "i":
                yield from self._inline(child, replace(looks, italic=True))
            case "sup" | "sub":
                script: Script = "super" if child.tag == "sup" else "sub"
                yield from self._inline(child, replace(looks, script=script))
            case "del":
                yield from self._inline(child, replace(looks, struck=True))
            case "span" if "struck" in classes:
                yield from self._inline(child, replace(looks, struck=True))
            case "a" | "ref":
                yield from self._inline(child, replace(looks, link=self._link(child, classes)))
            case _:
                yield from self._inline(child, looks)

    def _link(self, element: etree._Element, classes: list[str]) -> str | None:
        target = element.get("href", "")
        if not target.lower().startswith(LINK_SCHEMES):
            self.warn(worded("a link that is neither absolute nor a path was dropped, its text kept"))
            return None
        if target.startswith("#") and "number" in classes:
            return f"{REFERENCE}{target[1:]}"
        return target

    def _noted(self, element: etree._Element) -> str:
        label = element.get("marker") or str(len(self._notes) + 1)
        self._notes.append(Footnote(label=label[:40], blocks=tuple(self._all(element))))
        return label[:40]


def _size(cell: etree._Element, name: str, most: int) -> int:
    value = cell.get(name, "1")
    return min(max(int(value), 1), most) if value.isdecimal() and len(value) < 6 else 1


def _label(number: str) -> Label | None:
    if not number:
        return None
    label, _rest = split_label(f"{number} X")
    return label or Label(text=number[:40], style="decimal", path=(1,), family="akoma")
