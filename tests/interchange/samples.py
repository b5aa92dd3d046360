"""The real texts the importer is held to: they lie beside the checkout and are never copied into it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from policies.document.shape import Document
from policies.document.text import body_text
from policies.interchange.readers.parsed_text import ParsedText
from policies.interchange.readers.read_file import read_file, read_policy_file

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"
SEEDS = ("000", "001", "002", "003", "004")

_WORD = re.compile(r"[^\W_]+")
_MARK = re.compile(r"^\s*(?:[-•*]|\d{1,2}[.)-])\s+")
_NUMBER = re.compile(r"^\s*(?:\d{1,2}|[A-Z])[.)]\s+")


def read_text_file(path: Path, language: str) -> ParsedText:
    """This file's text; raises ``UnreadableText`` naming the file."""
    texts = read_policy_file(path, language)
    return texts.get(language) or next(iter(texts.values()))


def seed(number: str) -> Path:
    found = sorted((SAMPLES / "seeds").glob(f"{number}_*.txt"))
    if not found:
        pytest.skip("the sample policies are not beside this checkout")
    return found[0]


def history(name: str, language: str) -> list[Path]:
    """The versions of one history in one language, oldest first."""
    found = sorted((SAMPLES / "histories" / name / language).glob("*.md"))
    if not found:
        pytest.skip("the sample histories are not beside this checkout")
    return found


def histories() -> list[tuple[str, str]]:
    """Every history and language there is, for parametrising; empty where the samples are missing."""
    folders = sorted((SAMPLES / "histories").glob("*/*/"))
    return [(folder.parent.name, folder.name) for folder in folders]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def lines_of(text: ParsedText) -> Iterator[str]:
    """Every stretch of text in reading order: title, summary, headings without numbers, bodies."""
    yield from filter(None, (text.title, text.summary))
    for section in text.sections:
        yield from filter(None, (section.heading, body_text(section.blocks)))


def words(lines: Iterable[str]) -> list[str]:
    return [word for line in lines for word in _WORD.findall(line)]


def words_of_document(document: Document, language: str) -> list[str]:
    """Every word in reading order, without the numbers that are computed."""
    lines = [document.title.get(language, ""), document.summary.get(language, "")]
    for section in document.sections:
        lines += [section.heading.get(language, ""), body_text(section.body.get(language, ()))]
    return words(lines)


def words_of_plain_file(path: Path) -> list[str]:
    """The words of a plain text, without the bullets and numbers that begin its lines."""
    return words(_MARK.sub("", line) for line in read_file(path, "en").text.split("\n"))


def words_of_markdown_file(path: Path, language: str) -> list[str]:
    """The words a Markdown file renders to, without front matter, attributes and typed numbers."""
    text = read_file(path, language).text.removeprefix("\ufeff")
    title = ""
    if front := re.match(r"---\n(.*?)\n---\n", text, re.DOTALL):
        title = re.search(r"^title: (.*)$", front[1], re.MULTILINE)[1]
        text = text[front.end() :]
    text = re.sub(r"^\{:.*\}\n", "", text, flags=re.MULTILINE)
    soup = BeautifulSoup(MarkdownIt("gfm-like", {"linkify": False}).render(text), "lxml")
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        heading.string = _NUMBER.sub("", heading.get_text())
    for tag in soup.find_all(["p", "li", "td", "th", "br", "ul", "table"]):
        tag.append("\n")
    return words([title, soup.get_text()])
