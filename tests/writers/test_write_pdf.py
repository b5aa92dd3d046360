"""PDFs of versions and comparisons: what they say, how they are tagged, and that they are always the same."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from policies.comparison.compare import compare
from policies.document.canonical import canonical_bytes
from policies.writers.pdf.write_pdf import redline_pdf, version_pdf
from tests.writers.texts import facts, revised, rich_document, text


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def tags_of(pdf: bytes) -> Counter[str]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return Counter(
            str(each.S)
            for each in file.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/StructElem"
        )


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_version_is_tagged_for_its_language_and_made_alike_twice(language: str) -> None:
    document = rich_document()
    content = canonical_bytes(document)
    made = version_pdf(document, facts(document, language), content=content)

    assert made == version_pdf(document, facts(document, language), content=content)
    assert len(made) <= 400_000
    with pikepdf.open(io.BytesIO(made)) as file:
        said = bytes(file.Root.Metadata.read_bytes()).decode()
        assert str(file.Root.Lang) == language
        assert "pdfuaid:part" in said
        assert bytes(file.attachments["v2.json"].get_file().read_bytes()) == content
    tags = tags_of(made)
    assert (tags["/H1"], tags["/H2"], tags["/TH"], tags["/Table"]) == (2, 1, 2, 1)
    assert tags["/LI"] >= 5


def test_version_says_its_facts_its_numbers_and_its_pages() -> None:
    document = rich_document()
    said = words_of(version_pdf(document, facts(document, "fr")))

    for words in (
        "Atlas Conseil",
        "1. Données",
        "1 bis Les délais",
        "2. Durée",
        "a.",
        "Pourquoi.",
        "ab" * 32,
        "https://policies.example.org/fr/atlas/privacy/v2/",
        "1er décembre 2026",
    ):
        assert words in said


def test_slim_form_is_small_and_has_nothing_attached() -> None:
    document = rich_document()
    slim = version_pdf(document, facts(document, "ar"))

    assert len(slim) <= 100_000
    with pikepdf.open(io.BytesIO(slim)) as file:
        assert not len(file.attachments)


def test_redline_shows_what_was_deleted_and_what_was_inserted() -> None:
    old = rich_document()
    first = old.sections[2]
    new = replace(
        old,
        sections=(
            *old.sections[:2],
            replace(first, body={**first.body, "en": (text("We keep your data."), first.body["en"][1])}),
        ),
    )
    made = redline_pdf(compare(old, new, "en"), facts(old, "en", 1), facts(new, "en", 2))

    said = words_of(made)
    assert "keep" in said
    assert "process" in said
    assert "From version 1 to version 2" in said


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_kind_of_change_can_be_set(language: str) -> None:
    old = rich_document()
    new = revised(old)

    for one, other in ((old, new), (new, old)):
        made = redline_pdf(
            compare(one, other, language), facts(one, language, 1), facts(other, language)
        )
        assert made.startswith(b"%PDF-1.7")


def test_characters_that_no_face_has_are_named() -> None:
    old = rich_document()
    section = replace(old.sections[0], body={"fr": (text("Société 中文 \u2192 \U0001f600 ⴰ."),)})
    document = replace(old, sections=(section,))

    said = words_of(version_pdf(document, facts(document, "fr")))
    assert "Société [U+4E2D][U+6587] \u2192 [U+1F600] [U+2D30]." in said


def test_text_is_never_read_as_markup() -> None:
    old = rich_document()
    hostile = '#import "@preview/x:1.0.0" #read("/etc/passwd") $x$ *a* `b` \\ <c> @d // e'
    section = replace(old.sections[0], heading={"fr": hostile}, body={"fr": (text(hostile),)})
    document = replace(old, sections=(section,), title={"fr": hostile})

    said = words_of(version_pdf(document, facts(document, "fr")))
    assert said.replace("\r\n", " ").count('#read("/etc/passwd")') >= 2
