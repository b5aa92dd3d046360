"""Markdown in all the ways policies are written in it."""

from __future__ import annotations

import pytest

from policies.document.blocks import Footnotes, Paragraph
from policies.interchange.readers.parsed_text import UnreadableText

from ..samples import lines_of
from .texts import outline, read


def test_front_matter_gives_title_and_summary() -> None:
    text = read("---\ntitle: Privacy\nsummary: In short.\nother: [1]\n---\n\n## Data\n\nText.\n")

    assert (text.title, text.summary, outline(text)) == ("Privacy", "In short.", [(1, "Data")])


def test_malformed_front_matter_is_a_warning() -> None:
    text = read('---\ntitle: "Privacy"\nbad: [1, {\n---\n\nText.\n')

    assert text.title == "Privacy"
    assert "front matter" in text.warnings[0]


def test_text_between_rules_is_no_front_matter() -> None:
    text = read("---\n\nA sentence that stays.\n\n---\n\n# T\n\nMore.\n")

    assert any("stays" in line for line in lines_of(text))


def test_attribute_lists_are_dropped_and_said() -> None:
    text = read("# T\n\n1 May 2025\n{: datetime='2025-05-01' }\n\n## Data\n\na\n")

    assert not any("datetime" in line for line in lines_of(text))
    assert "attribute lists" in text.warnings[0]


def test_what_a_document_cannot_show_keeps_its_words() -> None:
    text = read(
        "# T\n\n![A seal](x.png) `code` ~~old~~ <Your Company> x<sup>2</sup> note[^1]\n\n"
        "```\nblock of code\n```\n\n---\n\n<!-- hidden --><div>In a div</div>\n\n[^1]: The footnote.\n"
    )
    words = " ".join(lines_of(text))

    for kept in ("A seal", "code", "old", "<Your Company>", "block of code", "In a div", "The footnote"):
        assert kept in words
    assert "hidden" not in words


def test_absurd_nesting_is_refused_not_cut() -> None:
    deep = "".join("  " * depth + "- x\n" for depth in range(40))

    with pytest.raises(UnreadableText, match="nested"):
        read(f"# T\n\n{deep}")


def test_nothing_but_a_title_is_refused() -> None:
    with pytest.raises(UnreadableText, match="no text"):
        read("# T\n\n---\n")


def test_marks_of_notes_side_by_side_stay_two() -> None:
    text = read("# T\n\n## A\n\nData[^a][^b].\n\n[^a]: One.\n[^b]: Two.\n")

    paragraph, notes = text.sections[0].blocks
    assert isinstance(paragraph, Paragraph)
    assert isinstance(notes, Footnotes)
    marks = [run.text for run in paragraph.runs if run.role == "footnote"]
    assert marks == [note.label for note in notes.items] == ["a", "b"]


def test_title_before_the_text_that_is_not_its_heading_is_named() -> None:
    text = read("---\ntitle: Law (X)\n---\n\n# Guide\n\n## A\n\nText.\n")

    assert text.title == "Guide"
    assert "title: Law (X)" in text.left_out
    assert any("Law (X)" in warning for warning in text.warnings)
