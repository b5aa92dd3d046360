"""A document as Markdown: read back, it says the same."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings

from policies.document.blocks import Definition, Definitions, Item, List, Note, Paragraph, Run, Table
from policies.document.markdown import document_markdown
from policies.document.shape import Document
from tests.comparison import strategies
from tests.factories import make_document, make_section, paragraph
from tests.plain_text import document_text


def runs(text: str, **formatting: object) -> tuple[Run, ...]:
    return (Run(text=text, **formatting),)  # type: ignore[arg-type]


def test_every_kind_of_block_is_written() -> None:
    body = (
        Paragraph(runs=(Run(text="We keep "), Run(text="all ", bold=True), Run(text="of it."))),
        List(
            ordered=True,
            items=(
                Item(runs=runs("one"), children=(List(ordered=False, items=(Item(runs=runs("a")),)),)),
                Item(runs=runs("two")),
            ),
        ),
        Definitions(items=(Definition(term=runs("Controller"), blocks=(paragraph("Atlas"),)),)),
        Table(header=(runs("Data"), runs("Kept")), rows=((runs("Name"), runs("1|2 years")),)),
        Note(tone="info", blocks=(paragraph("Ask us", link="https://example.org/"),)),
    )
    document = make_document(sections=(make_section(body={"en": body}),))

    assert document_markdown(document, "en").splitlines() == [
        "# Privacy policy",
        "",
        "## 1. Data",
        "",
        "We keep **all** of it.",
        "",
        "1. one",
        "   - a",
        "2. two",
        "",
        "Controller",
        ": Atlas",
        "",
        "| Data | Kept |",
        "| --- | --- |",
        "| Name | 1\\|2 years |",
        "",
        "> [Ask us](<https://example.org/>)",
    ]


@pytest.mark.parametrize(
    "text", ["# not a title", "- no item", "1. no item", "*x* _y_ `z` [a](b) <i>", "a\\b"]
)
def test_text_that_looks_like_markup_stays_text(text: str) -> None:
    from markdown_it import MarkdownIt

    document = make_document(sections=(make_section(heading={}, body={"en": (paragraph(text),)}),))

    source = document_markdown(document, "en").partition("\n\n")[2]
    html = MarkdownIt("commonmark").render(source)

    assert html.startswith("<p>")
    assert re.sub(r"<[^>]+>", "", html).replace("&lt;", "<").replace("&gt;", ">").strip() == text


@given(document=strategies.documents())
@settings(max_examples=30, deadline=None)
def test_no_letter_is_lost(document: Document) -> None:
    language = strategies.LANGUAGE
    without_targets = re.sub(r"\]\(<[^>]*>\)|</?su[bp]>", "]", document_markdown(document, language))

    assert letters(without_targets) == letters(document_text(document, language))


def letters(text: str) -> str:
    """Without markup, which may stand between a letter and a mark that a run of its own puts on it: composed after."""
    kept = "".join(one for one in text if one.isalnum() or unicodedata.combining(one))
    return "".join(re.findall(r"[^\W_]", unicodedata.normalize("NFC", kept)))


def test_language_that_is_missing_is_named() -> None:
    with pytest.raises(KeyError, match="not in 'ar'"):
        document_markdown(make_document().only("fr"), "ar")
