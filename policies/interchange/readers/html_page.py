"""A web page without its furniture: the main content found; what is left out is named with its words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from .tidy_runs import Warnings
from .worded import worded

_FURNITURE = {
    "nav": worded("navigation"),
    "aside": worded("an aside"),
    "form": "a form",
    "noscript": "a text for browsers without scripts",
    "dialog": worded("a dialog"),
    "footer": worded("the foot of the page"),
    "header": worded("the head of the page"),
    "select": worded("a choice"),
    "textarea": worded("a field"),
}
_ROLES = {
    "navigation": worded("navigation"),
    "search": worded("a search"),
    "banner": worded("the head of the page"),
    "contentinfo": worded("the foot of the page"),
    "complementary": worded("an aside"),
    "dialog": worded("a dialog"),
    "alertdialog": worded("a dialog"),
}
_CONSENT = re.compile(
    r"\b(?:cookie|consent)[-_]?(?:banner|bar|notice|popup|consent|modal|overlay)\b", re.IGNORECASE
)
_HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE
)
_HEADINGS = re.compile(r"h[1-6]$")
_TOC = re.compile(r"MsoToc\d$", re.IGNORECASE)
_WORDS_OF_A_BUTTON = re.compile(
    r"(?:p|li|h[1-6]|td|th|dd|dt|span|b|strong|em|i|label|summary|figcaption)$"
)
_LEAST_MAIN = 0.25
_SHOWN = 60


def without_furniture(soup: BeautifulSoup, said: Warnings) -> None:
    """Take out of the page what is none of its text, and say so; scripts and styles have no words."""
    for tag in soup.find_all(["script", "style", "template", "svg", "link", "meta", "head"]):
        tag.extract()
    for tag in soup.find_all(["iframe", "video", "audio", "object", "embed", "canvas"]):
        said.warn(
            worded(
                "an embedded element <{name}> was left out: a document holds text and tables",
                name=tag.name,
            )
        )
        tag.extract()
    for tag, kind in list(_hidden(soup)):
        _leave_out(tag, kind, said)
    main = _main(soup)
    for tag, kind in list(_furniture(soup)):
        if main is not None and main in tag.descendants:
            continue
        # What holds most of the text is no furniture, whatever it is called: whole pages stand in a form.
        if _size(tag) * 2 > _size(soup) or (tag.name == "header" and _keeps_header(tag, main)):
            continue
        _leave_out(tag, kind, said)
    if main is not None:
        _only(main, soup, said)
    for tag in soup.find_all("button"):
        parent = tag.parent
        if parent is None or not _WORDS_OF_A_BUTTON.match(parent.name):
            _leave_out(tag, worded("a button"), said)


def _hidden(soup: BeautifulSoup) -> Iterator[tuple[Tag, str]]:
    for tag in soup.find_all(True):
        if tag.has_attr("hidden") or _HIDDEN.search(str(tag.get("style") or "")):
            yield tag, worded("hidden text")
        elif any(_TOC.match(name) for name in tag.get_attribute_list("class") if name):
            yield tag, worded("the table of contents")


def _furniture(soup: BeautifulSoup) -> Iterator[tuple[Tag, str]]:
    for tag in soup.find_all(True):
        role = _ROLES.get(str(tag.get("role") or "").lower())
        names = f"{tag.get('id') or ''} {' '.join(filter(None, tag.get_attribute_list('class')))}"
        if kind := role or _FURNITURE.get(tag.name):
            # The head or foot of an article is its own.
            if tag.name in ("header", "footer") and tag.find_parent(["article", "main", "section"]):
                continue
            if tag.name == "aside" and tag.find_parent(["article", "main"]) and not _leads_away(tag):
                continue
            yield tag, kind
        elif _CONSENT.search(names) and not tag.find(_HEADINGS):
            yield tag, worded("a notice of cookies")


def _leads_away(tag: Tag) -> bool:
    """Whether it is mostly links, as a table of contents is."""
    linked = sum(_size(link) for link in tag.find_all("a", href=True))
    return linked * 2 > _size(tag)


def _main(soup: BeautifulSoup) -> Tag | None:
    """The one element that says to hold the main content, where it holds enough."""
    found = soup.find_all("main") or soup.find_all(True, {"role": "main"}) or soup.find_all("article")
    if len(found) != 1 or not isinstance(found[0], Tag):
        return None
    return found[0] if _size(found[0]) >= _LEAST_MAIN * _size(soup) else None


def _keeps_header(tag: Tag, main: Tag | None) -> bool:
    """Whether the head of the page holds the only title of the text."""
    title = tag.find("h1")
    return title is not None and (main is None or main.find("h1") is None) and tag.find("nav") is None


def _only(main: Tag, soup: BeautifulSoup, said: Warnings) -> None:
    """Leave out what stands beside the main content and around it, but the title of the page."""
    title = soup.find("h1") if main.find("h1") is None else None
    inner: Tag = main
    while isinstance(inner.parent, Tag):
        for beside in list(inner.parent.children):
            if beside is inner or not isinstance(beside, Tag):
                continue
            if title is not None and (beside is title or title in beside.descendants):
                continue
            _leave_out(beside, worded("text beside the main content"), said)
        inner = inner.parent


def _leave_out(tag: Tag, kind: str, said: Warnings) -> None:
    # What it stood in may have been left out already.
    if tag.decomposed or not isinstance([*tag.parents][-1:][0] if tag.parent else None, BeautifulSoup):
        return
    words = " ".join(tag.get_text(" ").split())
    tag.extract()
    if words:
        shown = words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
        said.leave_out(words, worded("left out: {kind} (“{words}”)", kind=kind, words=shown))


def _size(tag: Tag) -> int:
    return len(" ".join(tag.get_text(" ").split()))
