"""The running text of HTML: bold, italic and links kept; lines ``**Label:** value`` and captions recognised."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from bs4 import NavigableString, Tag
from bs4.element import PreformattedString

from policies.document.shape import LINK_SCHEMES, Definition, Definitions, Paragraph, Run, Runs
from policies.document.text import joined

DROPPED = ("script", "style", "template", "head", "title", "meta", "link", "input", "button", "svg")
"""Elements that give no text."""

_BOLD, _ITALIC = ("b", "strong"), ("i", "em", "cite", "dfn", "var")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_CAPTION = re.compile(r"^\s*(?:Table|Tableau|جدول)\s*:\s*", re.IGNORECASE)
_COLON = re.compile(r"\s*:\s*")


class RunReader:
    """Reads nodes as runs; collects warnings, each once, in the order they arose."""

    def __init__(self) -> None:
        self._warnings: Counter[str] = Counter()

    def warn(self, message: str) -> None:
        self._warnings[message] += 1

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(
            message if times == 1 else f"{message} ({times} times)"
            for message, times in self._warnings.items()
        )

    def runs(self, nodes: Iterable[object]) -> Runs:
        return tidy(chain.from_iterable(self.lines(nodes)))

    def lines(self, nodes: Iterable[object], *, bold: bool = False) -> list[list[Run]]:
        """The runs as they stand; every line break, soft ones of the source too, begins a line."""
        style = Run(text="", bold=bold)
        lines: list[list[Run]] = [[]]
        for node in nodes:
            if isinstance(node, Tag) and node.name == "br":
                lines.append([])
            lines[-1].extend(self._run(node, style))
        return lines

    def _run(self, node: object, style: Run) -> Iterator[Run]:
        """The runs of this node, formatted as ``style`` and as the tags within say."""
        if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            yield replace(style, text=_SPACE.sub(" ", node))
        if not isinstance(node, Tag) or node.name in DROPPED:
            return
        if node.name == "br":
            yield replace(style, text=" " if "soft" in node.get_attribute_list("class") else "\n")
        elif node.name == "img":
            self.warn("images cannot be imported: their description is kept as text")
            yield replace(style, text=str(node.get("alt") or ""))
        else:
            link = self._link(str(node["href"])) if node.name == "a" and node.get("href") else style.link
            bold, italic = style.bold or node.name in _BOLD, style.italic or node.name in _ITALIC
            style = Run(text="", bold=bold, italic=italic, link=link)
            for child in node.children:
                yield from self._run(child, style)

    def _link(self, address: str) -> str | None:
        address = address.strip()
        if not address.lower().startswith(LINK_SCHEMES):
            self.warn("a link that is neither absolute nor a path was dropped, its text kept")
            return None
        if address.startswith("/"):
            self.warn("a link to a path is kept: it leads to this site now")
        return address


def tidy(runs: Iterable[Run]) -> Runs:
    """Runs as a reader sees them: single spaces, none at the ends or around line breaks."""
    kept: list[Run] = []
    for run in runs:
        text = run.text
        before = kept[-1].text if kept else "\n"
        if before.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if text.startswith("\n") and kept:
            kept[-1] = kept[-1].with_part(before.rstrip(" "))
        text = re.sub(r" *\n *", "\n", text)
        if not kept:
            text = text.lstrip(" \n")
        if text:
            kept.append(run.with_part(text))
    while kept and not (text := kept[-1].text.rstrip(" \n")):
        kept.pop()
    if kept:
        kept[-1] = kept[-1].with_part(text)
    return joined(kept)


def without_start(runs: Sequence[Run], match: re.Match[str]) -> Runs:
    """The runs without what this expression matched at the start of the first one."""
    first, *rest = runs
    return tidy((first.with_part(first.text[match.end() :]), *rest))


def caption_of(element: object) -> Runs:
    """The caption that a paragraph ``Table: …`` is; empty for anything else."""
    if not isinstance(element, Paragraph) or not element.runs:
        return ()
    match = _CAPTION.match(element.runs[0].text)
    return without_start(element.runs, match) if match else ()


def label_lines(lines: Iterable[Iterable[Run]]) -> Definitions | None:
    """Two or more lines such as ``**Email:** x``; none when one of them is of another form."""
    items = []
    for line in lines:
        if not (runs := tidy(line)):
            continue
        term, value = _label_and_value(runs)
        if not term or not value:
            return None
        items.append(Definition(term=term, blocks=(Paragraph(runs=value),)))
    return Definitions(items=tuple(items)) if len(items) > 1 else None


def _label_and_value(runs: Runs) -> tuple[Runs, Runs]:
    if len(runs) < 2 or not runs[0].bold or "\n" in runs[0].text:
        return (), ()
    first, *rest = runs
    label = first.text.rstrip()
    if label.endswith(":"):
        return tidy([Run(text=label.rstrip(": \u00a0"))]), tidy(rest)
    match = _COLON.match(rest[0].text)
    if match is None or rest[0].bold:
        return (), ()
    return tidy([Run(text=label)]), without_start(rest, match)
