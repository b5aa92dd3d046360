"""Wagtail's rich text ↔ blocks of a document: paragraphs, nested lists, bold, italic, links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape

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
_SPACE = re.compile(r"[ \t\n\r\f]+")


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
    blocks = from_rich_text(html)
    runs: list[Run] = []
    for block in blocks:
        if runs and isinstance(block, Paragraph):
            runs.append(Run(text="\n"))
        runs.extend(block.runs if isinstance(block, Paragraph) else ())
    return joined(runs)


def _blocks(nodes: Iterable[object]) -> Iterator[Block]:
    loose: list[Run] = []
    for node in nodes:
        if isinstance(node, Tag) and node.name in _LISTS:
            yield from _paragraph(loose)
            loose = []
            yield _list(node)
        elif isinstance(node, Tag) and node.name in ("p", "div", "h2", "h3", "h4", "blockquote"):
            yield from _paragraph(loose)
            loose = []
            yield from _blocks(node.children)
        else:
            loose.extend(_runs(node))
    yield from _paragraph(loose)


def _paragraph(runs: Iterable[Run]) -> Iterator[Paragraph]:
    trimmed = _trimmed(joined(runs))
    if trimmed:
        yield Paragraph(runs=trimmed)


def _list(tag: Tag) -> List:
    return List(
        ordered=tag.name == "ol",
        items=tuple(_item(child) for child in tag.find_all("li", recursive=False)),
    )


def _item(tag: Tag) -> Item:
    """The item's own line, and what stands beneath it: text after a nested list stays after it."""
    runs: list[Run] = []
    loose: list[Run] = []
    children: list[Block] = []
    for node in tag.children:
        if not (isinstance(node, Tag) and node.name in (*_LISTS, "p", "div")):
            (loose if children else runs).extend(_runs(node))
            continue
        children.extend(_paragraph(loose))
        loose = []
        inner: list[Block] = [_list(node)] if node.name in _LISTS else list(_blocks(node.children))
        first = inner[0] if inner else None
        if not runs and not children and isinstance(first, Paragraph):
            runs.extend(first.runs)
            inner = inner[1:]
        children.extend(inner)
    children.extend(_paragraph(loose))
    return Item(runs=_trimmed(joined(runs)), children=tuple(children))


def _runs(
    node: object, *, bold: bool = False, italic: bool = False, link: str | None = None
) -> Iterator[Run]:
    if isinstance(node, NavigableString):
        yield Run(text=_tidy(str(node)), bold=bold, italic=italic, link=link)
    elif isinstance(node, Tag) and node.name == "br":
        yield Run(text="\n", bold=bold, italic=italic, link=link)
    elif isinstance(node, Tag):
        href = node.get("href") if node.name == "a" else None
        if isinstance(href, str) and href.lower().startswith(LINK_SCHEMES):
            link = href
        for child in node.children:
            yield from _runs(
                child,
                bold=bold or node.name in _BOLD,
                italic=italic or node.name in _ITALIC,
                link=link,
            )


def _tidy(text: str) -> str:
    """White space as a browser shows it; no-break spaces stay."""
    return _SPACE.sub(" ", text)


def _trimmed(runs: Runs) -> Runs:
    """Without spaces at the ends and around line breaks."""
    kept = list(runs)
    if kept:
        kept[0] = _with_text(kept[0], kept[0].text.lstrip(" \n"))
        kept[-1] = _with_text(kept[-1], kept[-1].text.rstrip(" \n"))
    return joined(kept)


def _with_text(run: Run, text: str) -> Run:
    return Run(text=text, bold=run.bold, italic=run.italic, link=run.link)


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
                f"<li>{_runs_html(item.runs)}{''.join(_child_html(child) for child in item.children)}</li>"
                for item in items
            )
            return f"<{tag}>{inner}</{tag}>"
        case Definitions(items=definitions):
            return "".join(
                f"<p>{_runs_html(definition.term)}</p>{to_rich_text(definition.blocks)}"
                for definition in definitions
            )
        case Table(caption=caption, header=header, rows=rows):
            lines = [caption] if caption else []
            html = "".join(f"<p>{_runs_html(line)}</p>" for line in lines)
            for row in (header, *rows):
                if row:
                    html += (
                        "<p>" + " | ".join(escape(runs_text(cell), quote=False) for cell in row) + "</p>"
                    )
            return html
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
