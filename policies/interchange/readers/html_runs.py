"""The running text of HTML: bold, italic and links kept; lines ``**Label:** value`` and captions recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from bs4 import NavigableString, Tag
from bs4.element import PreformattedString

from policies.document.blocks import (
    LINK_SCHEMES,
    Definition,
    Definitions,
    Paragraph,
    Run,
    Runs,
    Script,
)

from .html_notes import MARK
from .tidy_runs import Warnings, tidy
from .worded import worded

DROPPED = ("script", "style", "template", "head", "title", "meta", "link", "input", "svg", "option")
"""Elements that give no text."""

_BOLD, _ITALIC = ("b", "strong"), ("i", "em", "cite", "dfn", "var")
_STRUCK = ("s", "del", "strike")
_SCRIPTS: Final[dict[str, Script]] = {"sup": "super", "sub": "sub"}
_WEIGHT = re.compile(r"font-weight\s*:\s*(\w+)", re.IGNORECASE)
_HEAVY = ("bold", "bolder", "600", "700", "800", "900")
_SLANTED = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_LINE_THROUGH = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_CAPTION = re.compile(r"^\s*(?:Table|Tableau|جدول)\s*:\s*", re.IGNORECASE)
_COLON = re.compile(r"\s*:\s*")


class RunReader(Warnings):
    """Reads nodes as runs; ``noted`` are the notes whose marks were read, ``images`` the pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []
        self.images: list[str] = []

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
            yield replace(style, text=_SPACE.sub(" ", node).replace("\u00ad", ""))
        if not isinstance(node, Tag) or node.name in DROPPED:
            return
        if node.name == "br":
            yield replace(style, text=" " if "soft" in node.get_attribute_list("class") else "\n")
        elif node.name == "img":
            yield from self._image(node, style)
        elif node.name == MARK:
            self.noted.append(str(node["data-note"]))
            yield Run(text=node.get_text(), role="footnote")
        else:
            inner = self._style(node, style)
            for child in node.children:
                yield from self._run(child, inner)

    def _style(self, node: Tag, around: Run) -> Run:
        own = str(node.get("style") or "")
        weight = _WEIGHT.search(own)
        return Run(
            text="",
            bold=weight.group(1).lower() in _HEAVY if weight else around.bold or node.name in _BOLD,
            italic=around.italic or node.name in _ITALIC or _SLANTED.search(own) is not None,
            link=self._link(str(node["href"])) if node.name == "a" and node.get("href") else around.link,
            struck=around.struck or node.name in _STRUCK or _LINE_THROUGH.search(own) is not None,
            script=_SCRIPTS.get(node.name, around.script),
        )

    def _image(self, node: Tag, style: Run) -> Iterator[Run]:
        """The description of a picture; one without is named, because words may be in it."""
        described = " ".join(str(node.get("alt") or "").split())
        source = str(node.get("src") or "")
        file = "" if source.startswith("data:") else source.split("?")[0].rstrip("/").rpartition("/")[2]
        self.images.append(described or file or worded("without a name"))
        if described:
            yield replace(style, text=described)

    def _link(self, address: str) -> str | None:
        address = address.strip()
        if not address.lower().startswith(LINK_SCHEMES):
            self.warn(worded("a link that is neither absolute nor a path was dropped, its text kept"))
            return None
        if address.startswith("/"):
            self.warn(worded("a link to a path is kept: it leads to this site now"))
        return address


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
