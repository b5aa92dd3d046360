"""HTML as headings and blocks: what Markdown renders to, and what web pages are made of.

Only what a document can hold is kept: text, bold, italic, links, lists, tables, definitions, notes.
Scripts and styles are dropped, everything else gives its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from bs4.element import PreformattedString

from policies.document.shape import (
    LINK_SCHEMES,
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
)
from policies.document.text import joined, runs_text

from .parsed_text import UnreadableText

MAX_DEPTH = 20
"""Lists and quotations inside each other; more is refused, never cut."""

_MAX_TAGS_DEEP = 150
_MAX_HEADING = 480
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LISTS = ("ul", "ol", "menu", "dir")
_DROPPED = ("script", "style", "template", "head", "title", "meta", "link", "input", "button", "svg")
_BLOCKS = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
    "menu",
    "dir",
    "tbody",
    "thead",
    "tfoot",
    "tr",
    "td",
    "th",
    "caption",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
]
_BOLD, _ITALIC = ("b", "strong"), ("i", "em", "cite", "dfn", "var")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_ANCHOR = re.compile(r"\s*\{:?\s*#([A-Za-z][\w.:-]*)[^{}]*\}\s*$")
_TONES = {
    "note": "info",
    "tip": "info",
    "important": "important",
    "warning": "warning",
    "caution": "warning",
}
_ALERT = re.compile(r"\s*\[!(note|tip|important|warning|caution)\]\s*", re.IGNORECASE)
_CAPTION = re.compile(r"^\s*(?:Table|Tableau|جدول)\s*:\s*", re.IGNORECASE)
_LABELLED = re.compile(r"\s*:\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """``rank`` 1–6 as in HTML; ``anchor`` the identifier the source gave it."""

    text: str
    rank: int
    anchor: str | None = None


Element = Heading | Block


class Reader:
    """Walks one HTML tree; collects warnings, each once, in the order they arose."""

    def __init__(self) -> None:
        self._warnings: dict[str, int] = {}

    def read(self, html: str) -> list[Element]:
        """The headings and blocks of this HTML, in reading order; raises ``UnreadableText``."""
        # The wrapper also keeps BeautifulSoup from taking a lone address for a file name.
        soup = BeautifulSoup(f"<div>{html}</div>", "html.parser")
        _refuse_depth(soup)
        return _captioned(list(self._elements(soup.children, 0)))

    def warn(self, message: str) -> None:
        self._warnings[message] = self._warnings.get(message, 0) + 1

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(
            message if times == 1 else f"{message} ({times} times)"
            for message, times in self._warnings.items()
        )

    def _elements(self, nodes: Iterable[object], depth: int) -> Iterator[Element]:
        loose: list[object] = []
        for node in nodes:
            if not isinstance(node, Tag) or (node.name not in _BLOCKS and not _holds_blocks(node)):
                loose.append(node)
                continue
            yield from self._loose(loose)
            loose = []
            yield from self._element(node, depth)
        yield from self._loose(loose)

    def _element(self, tag: Tag, depth: int) -> Iterator[Element]:
        if tag.name in _DROPPED:
            return
        if tag.name in _HEADINGS:
            yield from self._heading(tag, depth)
        elif tag.name in _LISTS:
            yield from self._list(tag, depth)
        elif tag.name == "table":
            yield from self._table(tag)
        elif tag.name == "dl":
            yield from self._definitions(tag, depth)
        elif tag.name == "blockquote":
            yield from self._note(tag, depth)
        elif tag.name == "pre":
            text = tag.get_text().strip("\n")
            if text.strip():
                yield Paragraph(runs=(Run(text=text),))
        elif tag.name == "summary":
            yield from self._loose(tag.children, bold=True)
        elif tag.name == "p" and not _holds_blocks(tag):
            yield from self._loose(tag.children)
        else:
            yield from self._elements(tag.children, depth)

    def _blocks(self, nodes: Iterable[object], depth: int) -> Body:
        """Blocks only: a heading where no clause can begin is a bold paragraph."""
        if depth > MAX_DEPTH:
            raise UnreadableText(f"lists or quotations are nested more than {MAX_DEPTH} deep")
        blocks: list[Element] = []
        for element in self._elements(nodes, depth):
            if isinstance(element, Heading):
                blocks.append(Paragraph(runs=(Run(text=element.text, bold=True),)))
            else:
                blocks.append(element)
        return tuple(block for block in _captioned(blocks) if not isinstance(block, Heading))

    def _heading(self, tag: Tag, depth: int) -> Iterator[Element]:
        text = _SPACE.sub(" ", runs_text(self._runs(tag.children))).strip()
        anchor = tag.get("id") or next((a.get("name") or a.get("id") for a in tag.find_all("a")), None)
        if match := _ANCHOR.search(text):
            text, anchor = text[: match.start()], match.group(1)
        if len(text) > _MAX_HEADING:
            self.warn("a heading longer than any is kept as a paragraph")
            yield Paragraph(runs=(Run(text=text, bold=True),))
        elif text:
            yield Heading(text=text, rank=_HEADINGS[tag.name], anchor=str(anchor) if anchor else None)

    def _loose(self, nodes: Iterable[object], *, bold: bool = False) -> Iterator[Block]:
        """A paragraph, or definitions where every line is a bold label and its value."""
        nodes = list(nodes)
        lines = self._lines(nodes, bold=bold)
        if len(lines) > 1 and (definitions := _label_lines(lines)):
            yield definitions
            return
        runs = self._runs(nodes, bold=bold)
        if runs:
            yield Paragraph(runs=runs)

    def _lines(self, nodes: Iterable[object], *, bold: bool = False) -> list[Runs]:
        """The lines between line breaks, soft ones of the source too."""
        lines: list[list[object]] = [[]]
        for node in nodes:
            if isinstance(node, Tag) and node.name == "br":
                lines.append([])
            else:
                lines[-1].append(node)
        return [runs for line in lines if (runs := self._runs(line, bold=bold))]

    def _runs(self, nodes: Iterable[object], *, bold: bool = False) -> Runs:
        return tidy(run for node in nodes for run in self._run(node, bold=bold))

    def _run(
        self, node: object, *, bold: bool = False, italic: bool = False, link: str | None = None
    ) -> Iterator[Run]:
        if isinstance(node, Comment | PreformattedString):
            return
        if isinstance(node, NavigableString):
            yield Run(text=_SPACE.sub(" ", str(node)), bold=bold, italic=italic, link=link)
        if not isinstance(node, Tag) or node.name in _DROPPED:
            return
        if node.name == "br":
            text = " " if "soft" in node.get_attribute_list("class") else "\n"
            yield Run(text=text, bold=bold, italic=italic, link=link)
            return
        if node.name == "img":
            self.warn("images cannot be imported: their description is kept as text")
            yield Run(text=str(node.get("alt") or ""), bold=bold, italic=italic, link=link)
            return
        if node.name == "a" and node.get("href"):
            link = self._link(str(node["href"]))
        for child in node.children:
            yield from self._run(
                child,
                bold=bold or node.name in _BOLD,
                italic=italic or node.name in _ITALIC,
                link=link,
            )

    def _link(self, address: str) -> str | None:
        address = address.strip()
        if not address.lower().startswith(LINK_SCHEMES):
            self.warn("a link that is neither absolute nor a path was dropped, its text kept")
            return None
        if address.startswith("/"):
            self.warn("a link to a path is kept: it leads to this site now")
        return address

    def _list(self, tag: Tag, depth: int) -> Iterator[Block]:
        items: list[Item] = []
        ordered = tag.name == "ol"
        start = _number(tag.get("start"), 1)
        for child in tag.children:
            if isinstance(child, Tag) and child.name == "li":
                items.append(self._item(child, depth))
            elif isinstance(child, Tag) or str(child).strip():
                # A list directly inside a list continues the item before it, as browsers show it.
                blocks = self._blocks([child], depth + 1)
                if blocks and items:
                    last = items.pop()
                    items.append(Item(runs=last.runs, children=(*last.children, *blocks)))
                elif blocks:
                    items.append(Item(runs=(), children=blocks))
        if ordered and start != 1:
            # A document's lists begin at 1: these numbers stay as text, because readers cite them.
            ordered = False
            items = [
                Item(runs=tidy((Run(text=f"{number}. "), *item.runs)), children=item.children)
                for number, item in enumerate(items, start=start)
            ]
        items = [item for item in items if item.runs or item.children]
        if items:
            yield List(ordered=ordered, items=tuple(items))

    def _item(self, tag: Tag, depth: int) -> Item:
        first, *rest = self._blocks(tag.children, depth + 1) or (None,)
        if isinstance(first, Paragraph):
            return Item(runs=first.runs, children=tuple(rest))
        return Item(runs=(), children=() if first is None else (first, *rest))

    def _note(self, tag: Tag, depth: int) -> Iterator[Block]:
        blocks = self._blocks(tag.children, depth + 1)
        tone = "info"
        if blocks and isinstance(blocks[0], Paragraph):
            runs = blocks[0].runs
            if runs and (match := _ALERT.match(runs[0].text)):
                tone = _TONES[match.group(1).lower()]
                first = Run(
                    text=runs[0].text[match.end() :],
                    bold=runs[0].bold,
                    italic=runs[0].italic,
                    link=runs[0].link,
                )
                kept = tidy((first, *runs[1:]))
                blocks = ((Paragraph(runs=kept),) if kept else ()) + blocks[1:]
        if blocks:
            yield Note(tone=tone, blocks=blocks)

    def _definitions(self, tag: Tag, depth: int) -> Iterator[Block]:
        items: list[Definition] = []
        open_term = False
        for child in tag.find_all(["dt", "dd"]):
            if child.find_parent("dl") is not tag:
                continue
            if child.name == "dt":
                items.append(Definition(term=self._runs(child.children), blocks=()))
                open_term = True
                continue
            blocks = self._blocks(child.children, depth + 1)
            if (items and (open_term or not items[-1].term)) or items:
                last = items.pop()
                items.append(Definition(term=last.term, blocks=last.blocks + blocks))
            elif blocks:
                items.append(Definition(term=(), blocks=blocks))
        if items:
            yield Definitions(items=tuple(items))

    def _table(self, tag: Tag) -> Iterator[Block]:
        caption_tag = tag.find("caption")
        caption = self._runs(caption_tag.children) if isinstance(caption_tag, Tag) else ()
        rows: list[tuple[bool, tuple[Runs, ...]]] = []
        for row in tag.find_all("tr"):
            if row.find_parent("table") is not tag:
                continue
            cells = [cell for cell in row.find_all(["td", "th"]) if cell.find_parent("tr") is row]
            heads = bool(cells) and all(cell.name == "th" for cell in cells)
            rows.append((heads, tuple(run for cell in cells for run in self._cell(cell))))
        width = max((len(cells) for _heads, cells in rows), default=0)
        if not width:
            return
        padded = [(heads, cells + ((),) * (width - len(cells))) for heads, cells in rows]
        header: tuple[Runs, ...] = ()
        if padded[0][0]:
            header = padded.pop(0)[1]
            header = header if any(header) else ()
        body = tuple(cells for _heads, cells in padded if any(cells))
        if header or body:
            yield Table(caption=caption, header=header, rows=body)

    def _cell(self, cell: Tag) -> Iterator[Runs]:
        """The cell's text, one line per block, and empty cells for the columns it spans."""
        runs: list[Run] = []
        for block in self._blocks(cell.children, 1):
            for stretch in _stretches(block):
                runs.extend((Run(text="\n"), *stretch) if runs else stretch)
        yield tidy(runs)
        for _column in range(min(_number(cell.get("colspan"), 1), 50) - 1):
            yield ()


def _holds_blocks(tag: Tag) -> bool:
    return any(isinstance(node, Tag) and node.name in _BLOCKS for node in tag.descendants)


def tidy(runs: Iterable[Run]) -> Runs:
    """Runs as a reader sees them: single spaces, none at the ends or around line breaks."""
    kept: list[Run] = []
    for run in runs:
        text = run.text
        before = kept[-1].text if kept else "\n"
        if before.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if text.startswith("\n") and kept:
            kept[-1] = _with_text(kept[-1], before.rstrip(" "))
        text = re.sub(r" *\n *", "\n", text)
        if not kept:
            text = text.lstrip(" \n")
        if text:
            kept.append(_with_text(run, text))
    while kept and not (text := kept[-1].text.rstrip(" \n")):
        kept.pop()
    if kept:
        kept[-1] = _with_text(kept[-1], text)
    return joined(kept)


def _with_text(run: Run, text: str) -> Run:
    return Run(text=text, bold=run.bold, italic=run.italic, link=run.link)


def _stretches(block: Block) -> Iterator[Runs]:
    from policies.document.shape import runs_of

    yield from (runs for runs in runs_of(block) if runs)


def _label_lines(lines: list[Runs]) -> Definitions | None:
    """Lines such as ``**Email:** x`` as definitions; none when one of them is of another form."""
    items = []
    for runs in lines:
        term, value = _label_and_value(runs)
        if not term or not value:
            return None
        items.append(Definition(term=term, blocks=(Paragraph(runs=value),)))
    return Definitions(items=tuple(items))


def _label_and_value(runs: Runs) -> tuple[Runs, Runs]:
    if len(runs) < 2 or not runs[0].bold or "\n" in runs[0].text:
        return (), ()
    first, *rest = runs
    label = first.text.rstrip()
    if label.endswith(":"):
        return tidy((Run(text=label.rstrip(": \u00a0"), bold=False),)), tidy(rest)
    match = _LABELLED.match(rest[0].text)
    if match is None or rest[0].bold:
        return (), ()
    return tidy((Run(text=label),)), tidy((_with_text(rest[0], rest[0].text[match.end() :]), *rest[1:]))


def _captioned(elements: list[Element]) -> list[Element]:
    """A paragraph ``Table: …`` directly before or after a table is its caption (Pandoc's convention)."""
    result: list[Element] = []
    for element in elements:
        previous = result[-1] if result else None
        if isinstance(element, Table) and not element.caption and (caption := _caption(previous)):
            result[-1] = Table(caption=caption, header=element.header, rows=element.rows)
        elif isinstance(previous, Table) and not previous.caption and (caption := _caption(element)):
            result[-1] = Table(caption=caption, header=previous.header, rows=previous.rows)
        else:
            result.append(element)
    return result


def _caption(element: Element | None) -> Runs:
    if not isinstance(element, Paragraph) or not element.runs:
        return ()
    first, *rest = element.runs
    match = _CAPTION.match(first.text)
    if match is None:
        return ()
    return tidy((_with_text(first, first.text[match.end() :]), *rest))


def _number(value: object, default: int) -> int:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 7 else default


def _refuse_depth(soup: BeautifulSoup) -> None:
    depths = {id(soup): 0}
    for tag in soup.find_all(True):
        depth = depths[id(tag.parent)] + 1
        if depth > _MAX_TAGS_DEEP:
            raise UnreadableText(f"elements are nested more than {_MAX_TAGS_DEEP} deep")
        depths[id(tag)] = depth
