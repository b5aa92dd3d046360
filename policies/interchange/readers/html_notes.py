"""Footnotes of web pages and of Markdown: the marks in the text, and the notes that they lead to."""

from __future__ import annotations

import re
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

_NOTE = re.compile(
    r"(?:_?ftn|_?edn|fn|fnt|footnote|endnote|cite_note|user-content-fn|note)[-:_]?[\w.-]{1,60}$",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"#_?(?:fnref|ftnref|ednref|footnote-?ref|cite_ref|user-content-fnref|ref|fnr)", re.IGNORECASE
)
_LABEL = re.compile(r"[\w*†‡§.-]{1,20}$")
MARK = "note-mark"
"""The element that stands for a mark: its text is the label, ``data-note`` the identifier of the note."""


class NoteBody(NamedTuple):
    label: str
    element: Tag


def notes_in(soup: BeautifulSoup) -> dict[str, NoteBody]:
    """Take the notes out of the page, by identifier, and put a mark where each is referred to."""
    notes: dict[str, Tag] = {}
    labels: dict[str, str] = {}
    for link in soup.find_all("a", href=True):
        href = str(link["href"])
        name = href.removeprefix("#")
        if href == name or not _NOTE.match(name):
            continue
        label = link.get_text().strip().strip("[]()").strip()
        target = _target(soup, name)
        if target is None or target in link.parents or not _LABEL.match(label):
            continue
        notes[name] = target
        labels.setdefault(name, _free(label, labels))
        outer = link.parent if link.parent is not None and link.parent.name == "sup" else link
        mark = soup.new_tag(MARK, attrs={"data-note": name})
        mark.string = labels[name]
        outer.replace_with(mark)
    for note in notes.values():
        _without_back_links(note)
        _take_out(note)
    return {name: NoteBody(labels[name], note) for name, note in notes.items()}


def _free(label: str, labels: dict[str, str]) -> str:
    taken, own, again = set(labels.values()), label, 2
    while own in taken:
        own, again = f"{label}·{again}", again + 1
    return own


def _target(soup: BeautifulSoup, name: str) -> Tag | None:
    """The element that a link leads to: where it is an anchor, the block around it."""
    found = soup.find(id=name) or soup.find("a", attrs={"name": name})
    if not isinstance(found, Tag):
        return None
    if found.name in ("a", "span", "sup"):
        block = found.find_parent(["li", "p", "dd", "td", "div"])
        return block if isinstance(block, Tag) and len(block.get_text()) < 20_000 else None
    return found if found.name in ("li", "p", "div", "dd", "aside", "section") else None


def _without_back_links(note: Tag) -> None:
    for link in note.find_all("a", href=True):
        if _BACK.match(str(link["href"])):
            outer = link.parent if link.parent is not None and link.parent.name == "sup" else link
            outer.extract()


def _take_out(note: Tag) -> None:
    """The note, and what held nothing but notes: their list, a rule, the words that announce them stay."""
    above = note.parent
    note.extract()
    while isinstance(above, Tag) and above.name in ("ol", "ul", "section", "aside", "div"):
        if above.get_text().strip():
            break
        outer = above.parent
        above.extract()
        above = outer
