"""Small inputs on which the import failed once: the samples beside the checkout, each with what is right."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from policies.document.numbering import numbers
from policies.document.shape import Document
from policies.interchange.assemble import Assembled, assemble, gaps_in
from policies.interchange.readers.parsed_text import ParsedText, UnreadableText
from tests.interchange.samples import read_text_file

from .samples import SAMPLES


def fault(name: str) -> Path:
    path = SAMPLES / "faults" / name
    if not path.exists():
        pytest.skip("the sample faults are not beside this checkout")
    return path


def built(**names: str) -> Assembled:
    texts: dict[str, ParsedText] = {
        code: read_text_file(fault(name), code) for code, name in names.items()
    }
    base = next(iter(texts))
    return assemble(
        texts=texts,
        policy=uuid.UUID(int=5),
        kind="terms",
        issuer={base: "Atlas"},
        authoritative=base,
        titles={},
    )


def numbered(document: Document, code: str) -> list[str]:
    return numbers(document, code)


@pytest.mark.parametrize(
    ("name", "code", "shown"),
    [
        ("num-under-unnumbered-1.md", "en", ["", "1.", "2."]),
        ("num-gap-1.md", "en", ["1.", "3.", "4."]),
        ("num-level-slip-1.md", "en", ["1.", "2.", "3."]),
        ("num-roman-1.md", "en", ["I.", "II.", "III."]),
        ("num-from-5-1.md", "en", ["5.", "6."]),
        ("plain-ar-1.txt", "ar", ["المادة 1", "المادة 2", "٢-١", "ثالثاً"]),
        ("html-word-1.html", "fr", ["1."]),
    ],
)
def test_typed_numbers_are_shown(name: str, code: str, shown: list[str]) -> None:
    document = built(**{code: name}).document

    assert numbered(document, code) == shown


def test_third_clause_in_words_stands_where_the_two_before_stand() -> None:
    document = built(ar="plain-ar-1.txt").document

    assert [section.level for section in document.sections] == [1, 1, 2, 1]


def test_heading_of_another_rank_is_no_reason_to_lose_a_language() -> None:
    assembled = built(en="tri-level-en.md", fr="tri-level-fr.md", ar="tri-level-ar.md")

    assert {code: gaps_in(assembled.document, code) for code in ("fr", "ar")} == {"fr": [], "ar": []}
    (warning,) = assembled.warnings
    assert "“Prix” (level 1, not 2)" in warning
    assert numbered(assembled.document, "ar") == ["", "١.", "٢.", "٣."]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("rst-1.rst", "reStructuredText"),
        ("adoc-1.adoc", "AsciiDoc"),
        ("json-1.json", "JSON"),
        ("csv-1.csv", "CSV"),
        ("md-hugo-1.md", "template"),
    ],
)
def test_markup_of_no_reader_is_refused_by_name(name: str, kind: str) -> None:
    with pytest.raises(UnreadableText, match=kind):
        read_text_file(fault(name), "en")


def test_presentation_forms_are_normal_letters() -> None:
    text = read_text_file(fault("ar-presentation-1.md"), "ar")

    assert text.title == "سياسة الخصوصية"
    assert "presentation forms" in text.warnings[0]


def test_arabic_iso_page_is_read_right() -> None:
    text = read_text_file(fault("iso8859-6-ar-1.txt"), "ar")

    assert "البيانات الشخصية" in str(text.sections)


def test_first_bold_line_is_the_title() -> None:
    text = read_text_file(fault("long-first-heading-bold-1.md"), "ar")

    assert text.title == "سياسة الخصوصية"
    assert [section.heading for section in text.sections] == ["", "مقدمة", "البيانات"]


def test_table_within_an_item_is_a_table() -> None:
    text = read_text_file(fault("table-in-item-1.md"), "en")

    (found,) = text.sections[0].blocks
    assert [type(child).__name__ for child in found.items[0].children] == [
        "Paragraph",
        "Table",
        "Paragraph",
    ]  # type: ignore[union-attr]
