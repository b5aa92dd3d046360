"""Word files of versions and comparisons, read back by the register's own reader of Word files."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from policies.comparison.compare import compare
from policies.document.blocks import Item, List, Note, Paragraph, Run, Table
from policies.document.shape import Document
from policies.interchange.readers.parsed_text import Answers, Changes
from policies.interchange.readers.word.read_word import read_word
from policies.writers.word.write_docx import redline_docx, version_docx
from tests.writers.read_back import assembled, said
from tests.writers.texts import KEYS, facts, revised, rich_document, text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LANGUAGES = ("fr", "en", "ar")


def read_back(content: bytes, language: str, changes: Changes = "accept") -> Document:
    return assembled(read_word(content, language, Answers(changes=changes, comments="drop")))


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_version_is_read_back_as_it_was_and_made_alike_twice(language: str) -> None:
    document = rich_document()
    made = version_docx(document, facts(document, language))

    assert said(read_back(made, language), language) == said(document, language)
    assert made == version_docx(document, facts(document, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("backwards", [False, True])
def test_redline_accepted_is_the_new_text_and_rejected_the_old_one(
    language: str, backwards: bool
) -> None:
    old = rich_document()
    new = revised(old)
    if backwards:
        old, new = new, old
    made = redline_docx(compare(old, new, language), facts(old, language, 1), facts(new, language))

    assert said(read_back(made, language, "accept"), language) == said(new, language)
    assert said(read_back(made, language, "reject"), language) == said(old, language)


def one(*blocks: Any) -> Document:
    document = rich_document()
    return replace(document, sections=(replace(document.sections[0], body={"en": blocks}),))


def items(*words: str, **values: Any) -> List:
    return List(
        items=tuple(Item(runs=(Run(text=each),)) for each in words), **{"ordered": True} | values
    )


def table(*rows: tuple[str, ...]) -> Table:
    head, *others = (tuple((Run(text=cell),) for cell in row) for row in rows)
    return Table(header=head, rows=tuple(others))


def many(*words: str) -> tuple[Paragraph, ...]:
    return tuple(text(each) for each in words)


LONG = "We keep your data for three years. We then delete all of it without delay."
PAIRS = {
    "a paragraph split in two": ((text(LONG),), (text(LONG[:34]), text(LONG[35:]))),
    "two paragraphs merged": ((text(LONG[:34]), text(LONG[35:])), (text(LONG),)),
    "another start": ((items("one", "two"),), (items("one", "two", start=5),)),
    "bullets": ((items("one", "two"),), (items("one", "two", ordered=False),)),
    "an item with a paragraph": (
        (items("one", "two"),),
        (
            List(
                ordered=True,
                items=(
                    Item(runs=(Run(text="one"),), children=(text("More."),)),
                    Item(runs=(Run(text="two"),)),
                ),
            ),
        ),
    ),
    "typed labels": (
        (items("one", "two"),),
        (
            List(
                ordered=True,
                items=(
                    Item(runs=(Run(text="one"),), label="2 bis"),
                    Item(runs=(Run(text="two"),), label="3)"),
                ),
            ),
        ),
    ),
    "a column added": (
        (table(("Data", "Period"), ("Name", "1 year")),),
        (table(("Data", "Why", "Period"), ("Name", "Law", "1 year")),),
    ),
    "a row added": (
        (table(("Data", "Period"), ("Name", "1 year")),),
        (table(("Data", "Period"), ("Name", "1 year"), ("Age", "2 years")),),
    ),
    "bold and a link": (
        (text("We keep your data."),),
        (
            Paragraph(
                runs=(
                    Run(text="We "),
                    Run(text="keep", bold=True),
                    Run(text=" your "),
                    Run(text="data", link="https://a.example"),
                    Run(text="."),
                )
            ),
        ),
    ),
    "a list made paragraphs": (
        (items("the name you give", "the place you are at", ordered=False),),
        (text("the name you give"), text("the town you are at")),
    ),
    "a list made a table": (
        (items("the name you give", "the place you are at"),),
        (table(("What",), ("the name you give",), ("the place you are at",)),),
    ),
    "an indented item": (
        (items("the name you give", "the place you are at"),),
        (
            List(
                ordered=True,
                items=(
                    Item(
                        runs=(Run(text="the name you give"),), children=(items("the place you are at"),)
                    ),
                ),
            ),
        ),
    ),
    "a link with another space": (
        (Paragraph(runs=(Run(text="Art.\u00a07 GDPR", link="https://a.example"),)),),
        (Paragraph(runs=(Run(text="Art. 7 GDPR", link="https://b.example"),)),),
    ),
    "a line break": ((text("One\ntwo."),), (text("One\nthree."),)),
    "words at the end, then a paragraph": (
        many("We keep data", "End."),
        many("We keep data for long", "And more.", "And yet.", "End."),
    ),
    "another end, then a paragraph": (
        many("We keep data.", "End."),
        many("We keep data; for long", "And more.", "End."),
    ),
    "words at the end, then items": (
        many("We keep data", "End."),
        (text("We keep data as follows"), items("a", "b"), text("End.")),
    ),
    "words at the end, then nothing": (
        many("We keep data"),
        many("We keep data for long", "And more."),
    ),
    "words at the end of an item, then items": (
        (items("one", "two"), text("End.")),
        (items("one more", "one and a half", "two.", "three"), text("End.")),
    ),
    "words at the end, then a table": (
        many("We keep data", "End."),
        (text("We keep data as follows"), table(("a", "b"), ("c", "d")), text("End.")),
    ),
    "a link at the end, then a paragraph": (
        many("We keep", "End."),
        (
            Paragraph(runs=(Run(text="We keep"), Run(text=" data", link="https://a.example"))),
            *many("And more.", "End."),
        ),
    ),
    "within a note": (
        (Note(tone="info", blocks=many("We keep", "End.")),),
        (Note(tone="info", blocks=many("We keep data", "New.", "End.")),),
    ),
    "paragraphs to items": (
        many("First we keep.", "Second we delete."),
        (items("First we keep.", "Second we delete."),),
    ),
    "signs of markup": ((text("a < b & c"),), (text('a < "b" & <d/>'),)),
}


@pytest.mark.parametrize("name", PAIRS)
def test_every_kind_of_change_is_accepted_and_rejected(name: str) -> None:
    old, new = (one(*side) for side in PAIRS[name])
    made = redline_docx(compare(old, new, "en"), facts(old, "en", 1), facts(new, "en"))

    assert said(read_back(made, "en", "accept"), "en") == said(new, "en")
    assert said(read_back(made, "en", "reject"), "en") == said(old, "en")


def test_changes_name_the_organisation_and_the_day_and_a_move_is_a_move() -> None:
    old = rich_document()
    new = revised(old)
    made = redline_docx(compare(old, new, "en"), facts(old, "en", 1), facts(new, "en"))

    root = etree.fromstring(parts_of(made)["word/document.xml"].encode())
    changes = list(root.iter(f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"))
    assert {each.get(f"{W}author") for each in changes} == {"Atlas Consulting"}
    assert {each.get(f"{W}date") for each in changes} == {"2026-11-02T09:30:00Z"}
    numbered = [each.get(f"{W}id") for each in changes]
    assert len(numbered) == len(set(numbered))
    ends = [
        [each.get(f"{W}name") for each in root.iter(f"{W}move{end}RangeStart")] for end in ("From", "To")
    ]
    assert ends[0]
    assert sorted(ends[0]) == sorted(ends[1])


def test_arabic_file_is_right_to_left_and_keeps_latin_apart() -> None:
    document = rich_document()
    parts = parts_of(version_docx(document, facts(document, "ar")))

    assert "<w:bidi/>" in parts["word/styles.xml"]
    assert "<w:bidiVisual/>" in parts["word/document.xml"]
    root = etree.fromstring(parts["word/document.xml"].encode())
    runs = {
        "".join(each.itertext()): each.find(f"{W}rPr/{W}rtl") is not None for each in root.iter(f"{W}r")
    }
    assert runs["(Atlas Ltd., +212 5 22 33 44 55) "] is False
    assert runs["الآجال"] is True
    assert 'w:bidi="ar-SA"' in parts["word/styles.xml"]


def test_facts_stand_in_headers_and_footers() -> None:
    document = rich_document()
    parts = parts_of(version_docx(document, facts(document, "fr")))

    assert "Pourquoi." in parts["word/header1.xml"]
    assert "ab" * 32 in parts["word/footer1.xml"]
    assert "NUMPAGES" in parts["word/footer1.xml"]
    assert "<w:tblHeader/>" in parts["word/document.xml"]
    assert str(KEYS[0]).replace("-", "") in parts["word/document.xml"]


@pytest.mark.parametrize("name", [name for name in PAIRS if "at the end" in name])
def test_no_insertion_at_the_end_of_a_paragraph_touches_a_new_one(name: str) -> None:
    """LibreOffice would join the paragraph to what follows when the change is rejected."""
    old, new = (one(*side) for side in PAIRS[name])
    made = redline_docx(compare(old, new, "en"), facts(old, "en", 1), facts(new, "en"))

    root = etree.fromstring(parts_of(made)["word/document.xml"].encode())
    for paragraph in root.iter(f"{W}p"):
        following = paragraph.getnext()
        if following is None or following.find(f"{W}pPr/{W}rPr/{W}ins") is None:
            continue
        if paragraph.find(f"{W}pPr/{W}rPr/{W}ins") is None:
            assert paragraph[-1].tag not in (f"{W}ins", f"{W}hyperlink"), etree.tostring(paragraph)


def test_numbers_of_changes_are_given_once() -> None:
    old, new = (one(*side) for side in PAIRS["words at the end, then items"])
    made = redline_docx(compare(old, new, "en"), facts(old, "en", 1), facts(new, "en"))

    root = etree.fromstring(parts_of(made)["word/document.xml"].encode())
    numbers = [each.get(f"{W}id") for each in root.iter() if each.get(f"{W}author")]
    assert len(numbers) == len(set(numbers)) > 3


def test_last_paragraph_of_a_redline_stays() -> None:
    old, new = (one(*side) for side in PAIRS["another start"])
    made = redline_docx(compare(old, new, "en"), facts(old, "en", 1), facts(new, "en"))

    last = etree.fromstring(parts_of(made)["word/document.xml"].encode()).find(f"{W}body")[-2]
    assert last.find(f"{W}pPr/{W}rPr") is None
