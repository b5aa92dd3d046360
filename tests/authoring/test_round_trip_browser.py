"""Every real document goes through the editor and back as it was: the demo's, and what schema 2 can hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.live_server_helper import LiveServer

from policies.document.blocks import (
    LIST_STYLES,
    Body,
    Definition,
    Definitions,
    Footnote,
    Footnotes,
    Item,
    List,
    Note,
    Paragraph,
    Run,
    Span,
    Table,
)
from policies.document.canonical import blocks_to_json
from policies.document.languages import CODES
from policies.document.shape import Document
from policies.interchange import load_collection
from tests.authoring.browsing import opened
from tests.factories import paragraph
from tests.interchange.samples import SEEDS, read_text_file, seed
from tests.interchange.test_samples import document_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]

DEMO = Path(load_collection.__file__).parent / "demo"
# Each body becomes nodes and JSON again, with no memory of what it was.
BACK = """async (bodies) => {
  const { sectionFrom, bodyOf } = await import("sijill/convert");
  return bodies.map((body) => {
    const section = sectionFrom({ key: "k", level: 1, label: "", heading: "x", body });
    const anew = section.type.schema.nodeFromJSON(section.toJSON());
    anew.check();
    return bodyOf(anew);
  });
}"""


def text(words: str, **formatting: Any) -> tuple[Run, ...]:
    return (Run(text=words, **formatting),)


KEY = "#0a000000-0000-4000-8000-000000000001"
EVERYTHING: Body = (
    Paragraph(
        runs=(
            Run(text="a\nb"),
            Run(text="gras", bold=True, italic=True),
            Run(text="barré", struck=True, link="https://law.example/"),
            Run(text="2", script="sub"),
            Run(text="e", script="super", bold=True),
            Run(text="3.1", link=KEY, role="reference", bold=True),
            Run(text="1", role="footnote"),
            Run(text="2", role="footnote"),
        )
    ),
    *(
        List(
            ordered=True,
            style=style,
            start=3,
            items=(
                Item(runs=text("un")),
                Item(runs=text("deux"), label="2 bis", children=(paragraph("suite"), paragraph("fin"))),
            ),
        )
        for style in LIST_STYLES
    ),
    List(
        ordered=False,
        items=(Item(runs=(), children=(List(ordered=False, items=(Item(runs=text("x")),)),)),),
    ),
    Definitions(
        items=(
            Definition(term=text("Mot"), blocks=(paragraph("sens"),)),
            Definition(term=text("Seul"), blocks=()),
        )
    ),
    Table(
        caption=text("Durées"),
        header=(text("A"), (), text("C")),
        rows=((text("1"), text("2\n3"), text("4")), (text("5"), (), ())),
        spans=(Span(row=0, column=0, height=1, width=2), Span(row=2, column=0, height=1, width=3)),
    ),
    Table(
        rows=((text("1"), text("2")), ((), text("3"))), spans=(Span(row=0, column=0, height=2, width=1),)
    ),
    Note(tone="warning", blocks=(paragraph("n"), List(ordered=False, items=(Item(runs=text("x")),)))),
    Footnotes(
        items=(
            Footnote(label="1", blocks=(paragraph("note"),)),
            Footnote(label="2", blocks=(paragraph("n"), paragraph("m"))),
        )
    ),
)


def documents() -> Iterator[Document]:
    """The demo's texts, the first policies of the samples and their histories, each in its language."""
    for path in sorted(DEMO.rglob("*.md")):
        if path.stem in CODES:
            yield document_of(**{path.stem: read_text_file(path, path.stem)})
    for number in SEEDS:
        yield document_of(en=read_text_file(seed(number), "en"))


def bodies() -> Iterator[Body]:
    yield EVERYTHING
    for document in documents():
        for section in document.sections:
            yield from section.body.values()


def test_every_body_comes_back_as_it_was(settings: Any, live_server: LiveServer, page: Page) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    opened(page, live_server.url)
    before = [json.dumps(blocks_to_json(body), ensure_ascii=False) for body in bodies()]

    after = page.evaluate(BACK, before)

    assert len(before) > 500
    for was, comes in zip(before, after, strict=True):
        assert json.loads(comes) == json.loads(was)
