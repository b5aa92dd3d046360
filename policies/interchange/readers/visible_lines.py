"""The words of HTML as lines, one for each block: what somebody sees who compares a file with what was read of it."""

from __future__ import annotations

from bs4 import BeautifulSoup

_BLOCKS = (
    "p",
    "li",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "br",
    "div",
    "dt",
    "dd",
    "tr",
    "section",
    "article",
    "aside",
    "blockquote",
    "button",
    "caption",
    "figcaption",
    "footer",
    "header",
    "main",
    "nav",
    "option",
    "summary",
)
_WORDLESS = ("script", "style", "template", "head", "svg")


def visible_lines(html: str) -> tuple[str, ...]:
    """A word that is partly in bold is one."""
    soup = BeautifulSoup(html, "html.parser")
    for image in soup.find_all("img"):
        # Its description is kept as text.
        image.replace_with(str(image.get("alt") or ""))
    for tag in soup.find_all(_WORDLESS):
        tag.extract()
    for mark in soup.select('sup a[href^="#fn"]'):
        # The mark of a note stands at a word and is none of it.
        mark.insert_before(" ")
        mark.append(" ")
    for tag in soup.find_all(_BLOCKS):
        tag.insert_before("\n")
        tag.append("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().split("\n"))
    return tuple(line for line in lines if line)
