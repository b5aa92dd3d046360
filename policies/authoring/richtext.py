"""Wagtail's rich text ↔ blocks of a document: paragraphs, nested lists, bold, italic, links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Final

from bs4 import BeautifulSoup, NavigableString, Tag
from wagtail.rich_text import expand_db_html

from policies.document.shape import (
    LINK_SCHEMES,
    Block,
    Body,
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

_BOLD, _ITALIC, _LISTS = ("b", "strong"), ("i", "em"), ("ul", "ol")
_PROSE = ("p", "div", "h2", "h3", "h4", "blockquote")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_PLAIN: Final = Run(text="")


def from_rich_text(html: str) -> Body:
    """The paragraphs and lists of a rich text value; internal links become addresses."""
    return _read(expand_db_html(html or ""))


# Saving, checking and publishing a draft each read all of it: the same few hundred texts several times.
@lru_cache(maxsize=2048)
def _read(html: str) -> Body:
    soup = BeautifulSoup(html, "lxml")
    return tuple(_blocks(soup.body.children)) if soup.body else ()


def inline_from_rich_text(html: str, *, plain: bool = False) -> Runs:
    """The runs of a one-line value; ``plain`` values are text, not markup."""
    if plain:
        return joined([Run(text=_tidy(html))])
    runs: list[Run] = []
    for block in from_rich_text(html):
        if isinstance(block, Paragraph):
            runs += [Run(text="\n"), *block.runs] if runs else block.runs
    return joined(runs)


def _blocks(nodes: Iterable[object]) -> Iterator[Block]:
    loose: list[Run] = []
    for node in nodes:
        if not (isinstance(node, Tag) and node.name in (*_LISTS, *_PROSE)):
            loose.extend(_runs(node, _PLAIN))
            continue
        yield from _paragraph(loose)
        loose = []
        if node.name in _LISTS:
            items = tuple(_item(child) for child in node.find_all("li", recursive=False))
            yield List(ordered=node.name == "ol", items=items)
        else:
            yield from _blocks(node.children)
    yield from _paragraph(loose)


def _paragraph(runs: Iterable[Run]) -> Iterator[Paragraph]:
    """None if there is nothing but white space; without spaces at its ends."""
    kept = list(joined(runs))
    if kept:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip(" \n"))
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" \n"))
    if trimmed := joined(kept):
        yield Paragraph(runs=trimmed)


def _item(tag: Tag) -> Item:
    """The item's own line, and what stands beneath it: text after a nested list stays after it."""
    blocks = tuple(_blocks(tag.children))
    if blocks and isinstance(blocks[0], Paragraph):
        return Item(runs=blocks[0].runs, children=blocks[1:])
    return Item(runs=(), children=blocks)


def _runs(node: object, around: Run) -> Iterator[Run]:
    """The node's text, formatted and linked as ``around`` and by the node's own markup."""
    if isinstance(node, NavigableString):
        yield replace(around, text=_tidy(str(node)))
    elif isinstance(node, Tag) and node.name == "br":
        yield replace(around, text="\n")
    elif isinstance(node, Tag):
        href = node.get("href") if node.name == "a" else None
        linked = isinstance(href, str) and href.lower().startswith(LINK_SCHEMES)
        inside = Run(
            text="",
            bold=around.bold or node.name in _BOLD,
            italic=around.italic or node.name in _ITALIC,
            link=str(href) if linked else around.link,
        )
        for child in node.children:
            yield from _runs(child, inside)


def _tidy(text: str) -> str:
    """White space as a browser shows it; no-break spaces stay."""
    return _SPACE.sub(" ", text)


def to_rich_text(body: Body) -> str:
    """Blocks as the editor's rich text; what it cannot show inside prose becomes paragraphs."""
    return "".join(_html(block) for block in body)


def inline_to_rich_text(runs: Runs) -> str:
    return f"<p>{_runs_html(runs)}</p>" if runs else ""


def _html(block: Block) -> str:
    match block:
        case Paragraph(runs=runs):
            return f"<p>{_runs_html(runs)}</p>"
        case List(ordered=ordered, items=items):
            tag = "ol" if ordered else "ul"
            inner = "".join(
                f"<li>{_runs_html(item.runs)}{''.join(map(_child_html, item.children))}</li>"
                for item in items
            )
            return f"<{tag}>{inner}</{tag}>"
        case Definitions(items=definitions):
            return "".join(
                f"<p>{_runs_html(definition.term)}</p>{to_rich_text(definition.blocks)}"
                for definition in definitions
            )
        case Table(caption=caption, header=header, rows=rows):
            lines = [Run(text=" | ".join(map(runs_text, row))) for row in (header, *rows) if row]
            return inline_to_rich_text(caption) + "".join(
                f"<p>{_runs_html((line,))}</p>" for line in lines
            )
        case Note(blocks=blocks):
            return to_rich_text(blocks)


def _child_html(block: Block) -> str:
    """A paragraph beneath an item continues it after a line break: the editor has no other form."""
    return f"<br/>{_runs_html(block.runs)}" if isinstance(block, Paragraph) else _html(block)


def _runs_html(runs: Runs) -> str:
    html = ""
    for run in runs:
        text = escape(run.text, quote=False).replace("\n", "<br/>")
        if run.bold:
            text = f"<b>{text}</b>"
        if run.italic:
            text = f"<i>{text}</i>"
        if run.link is not None:
            text = f'<a href="{escape(run.link)}">{text}</a>'
        html += text
    return html
