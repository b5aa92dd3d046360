"""The documents say what is there: links and places in them, commands, settings, words of the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from babel.messages.pofile import read_po
from django.core.management import get_commands

from cms.variables import VARIABLES
from tests.run import ROOT

DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *(ROOT / "docs").rglob("*.md"),
]
GUIDES = {code: ROOT / "docs" / "guides" / f"editors.{code}.md" for code in ("en", "fr", "ar")}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)


def of(document: Path) -> str:
    return FENCED.sub("", document.read_text(encoding="utf-8"))


@cache
def anchors(document: Path) -> frozenset[str]:
    """What a heading is called in a link, as GitHub makes it."""
    found = re.findall(r"^#+ (.+)$", of(document), re.M)
    words = (re.sub(r"[^\w\- ]", "", re.sub(r"\]\([^)]*\)", "", title.lower())) for title in found)
    return frozenset(each.replace(" ", "-") for each in words)


def named(document: Path) -> Iterator[tuple[str, str]]:
    for target in LINK.findall(of(document)):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            yield unquote(path), unquote(anchor)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(document: Path) -> None:
    broken = []
    for path, anchor in named(document):
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(f"{path}#{anchor}")

    assert broken == []


def test_every_document_is_reached_from_the_index() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        if document in reached or document.suffix != ".md":
            continue
        reached.add(document)
        waiting += [(document.parent / path).resolve() for path, _anchor in named(document) if path]

    assert sorted(str(each) for each in {*DOCUMENTS} - reached if each.is_file()) == []


def test_commands_are_there() -> None:
    known = set(get_commands())
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    wrong = []
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        asked = re.findall(r"(?:manage\.py|\bsijill(?:-owner)?) ([a-z]+(?:_[a-z]+)*)(?= |`|\n)", text)
        wrong += [name for name in asked if name not in known and "_" in name]
        wrong += [name for name in re.findall(r"`make ([a-z-]+)", text) if name not in targets]

    assert wrong == []


def test_settings_are_there() -> None:
    wrong = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"\bSIJILL_[A-Z_]+[A-Z]\b", document.read_text(encoding="utf-8"))
        if name not in VARIABLES
    }

    assert wrong == set()


@pytest.mark.parametrize("language", GUIDES)
def test_guide_has_the_words_of_the_screen(language: str) -> None:
    """Words in italics, as the catalogue of that language has them."""
    quoted = re.findall(r"(?<![*\w])\*([^*\n]+(?:\n[^*\n]+)?)\*(?!\*)", of(GUIDES[language]))
    shown = {re.sub(r"\s+", " ", each) for each in quoted}
    with (ROOT / "locale" / ("fr" if language == "en" else language) / "LC_MESSAGES" / "django.po").open(
        "rb"
    ) as file:
        catalogue = read_po(file)
    words = {
        each
        for message in catalogue
        for each in ([message.id] if language == "en" else [message.string])
        if isinstance(each, str)
    }

    assert len(shown) > 10
    assert shown - {re.sub(r"\s+", " ", each) for each in words} == set()


def test_guides_say_the_same_things_in_the_same_order() -> None:
    shapes = {code: re.findall(r"^(##|!\[)", of(document), re.M) for code, document in GUIDES.items()}

    assert shapes["fr"] == shapes["en"] == shapes["ar"]
