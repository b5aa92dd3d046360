"""Elements of HTML become blocks; Markdown is the short way to write them."""

from __future__ import annotations

import pytest

from policies.document.blocks import Definitions, List, Note, Paragraph, Table
from policies.document.text import block_text, runs_text

from .texts import blocks, read


def test_anchor_of_a_heading() -> None:
    sections = read('# T\n\n## Data {#data}\n\na\n\n## <a name="rights"></a>Rights\n\nb\n').sections

    assert [(section.heading, section.anchor) for section in sections] == [
        ("Data", "data"),
        ("Rights", "rights"),
    ]


def test_nested_lists_keep_every_item_and_paragraph() -> None:
    (found,) = blocks("- a\n\n  more\n  - b\n    1. c\n- d\n")

    assert isinstance(found, List)
    assert block_text(found).split("\n") == ["a", "more", "b", "c", "d"]
    more, nested = found.items[0].children
    assert isinstance(more, Paragraph)
    assert isinstance(nested, List)


def test_list_begins_where_it_was_begun() -> None:
    (found,) = blocks("4. d\n5. e\n")

    assert isinstance(found, List)
    assert (found.ordered, found.start, block_text(found)) == (True, 4, "d\ne")


def test_definition_list() -> None:
    (found,) = blocks("Term\n: Meaning.\n")

    assert isinstance(found, Definitions)
    assert block_text(found) == "Term\nMeaning."


@pytest.mark.parametrize("order", ["Table: Kept data\n\n{}", "{}\n\nTable: Kept data\n"])
def test_table_with_caption(order: str) -> None:
    (found,) = blocks(order.format("| A | B |\n| - | - |\n| 1 | **2** |\n"))

    assert isinstance(found, Table)
    assert runs_text(found.caption) == "Kept data"
    assert [runs_text(cell) for cell in found.header] == ["A", "B"]
    assert found.rows[0][1][0].bold


def test_table_without_header_cells_has_none() -> None:
    (found,) = blocks("|  |  |\n| - | - |\n| 1 | 2 |\n")

    assert isinstance(found, Table)
    assert found.header == ()


def test_html_table_with_lists_in_cells() -> None:
    (found,) = blocks(
        "<table><tr><th>A</th><th>B</th></tr>"
        "<tr><td colspan=2><ul><li>x</li><li>y</li></ul></td></tr></table>"
    )

    assert isinstance(found, Table)
    assert [[runs_text(cell) for cell in row] for row in found.rows] == [["x\ny", ""]]


@pytest.mark.parametrize(
    ("mark", "tone"), [("NOTE", "info"), ("important", "important"), ("CAUTION", "warning")]
)
def test_alerts_are_notes(mark: str, tone: str) -> None:
    (found,) = blocks(f"> [!{mark}]\n> Take care.\n")

    assert isinstance(found, Note)
    assert (found.tone, block_text(found)) == (tone, "Take care.")
