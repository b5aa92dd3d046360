"""Markdown in all the ways policies are written in it."""

from __future__ import annotations

import pytest

from policies.document.shape import Definitions, List, Note, Paragraph, Table
from policies.document.text import block_text, runs_text
from policies.interchange.readers.parsed_text import ParsedText, UnreadableText
from policies.interchange.readers.read_file import read_text
from policies.interchange.readers.read_markdown import looks_like_markdown, read_markdown

from ..samples import lines_of


def read(text: str) -> ParsedText:
    return read_markdown(text, "en")


def outline(text: ParsedText) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in text.sections]


def blocks(text: str) -> tuple[object, ...]:
    return read(f"# T\n\n{text}").sections[0].blocks


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


def test_levels_follow_the_ranks_in_use() -> None:
    text = read("# T\n\n### Terms\n\n#### 1\\. One\n\na\n\n#### 2\\. Two\n\nb\n")

    assert outline(text) == [(1, "Terms"), (2, "One"), (2, "Two")]


def test_first_level_headings_everywhere_are_clauses_below_the_first() -> None:
    text = read("# Policy\n\nHello.\n\n# Data\n\na\n\n## Names\n\nb\n\n# Rights\n\nc\n")

    assert text.title == "Policy"
    assert outline(text) == [(1, ""), (1, "Data"), (2, "Names"), (1, "Rights")]


def test_numbered_first_level_headings_leave_no_title() -> None:
    text = read("# 1. Data\n\na\n\n# 2. Rights\n\nb\n")

    assert (text.title, outline(text)) == ("", [(1, "Data"), (1, "Rights")])


def test_bold_lines_are_headings_where_there_are_no_others() -> None:
    text = read("# T\n\n**1. Data**\n\na\n\n**2. Rights:**\n\nb\n")

    assert outline(text) == [(1, "Data"), (1, "Rights")]


def test_anchor_of_a_heading() -> None:
    sections = read('# T\n\n## Data {#data}\n\na\n\n## <a name="rights"></a>Rights\n\nb\n').sections

    assert [(section.heading, section.anchor) for section in sections] == [
        ("Data", "data"),
        ("Rights", "rights"),
    ]


def test_attribute_lists_are_dropped_and_said() -> None:
    text = read("# T\n\n1 May 2025\n{: datetime='2025-05-01' }\n\n## Data\n\na\n")

    assert not any("datetime" in line for line in lines_of(text))
    assert "attribute lists" in text.warnings[0]


def test_nested_lists_keep_every_item_and_paragraph() -> None:
    (found,) = blocks("- a\n\n  more\n  - b\n    1. c\n- d\n")

    assert isinstance(found, List)
    assert block_text(found).split("\n") == ["a", "more", "b", "c", "d"]
    more, nested = found.items[0].children
    assert isinstance(more, Paragraph)
    assert isinstance(nested, List)


def test_list_that_does_not_begin_at_one_keeps_its_numbers_as_text() -> None:
    (found,) = blocks("4. d\n5. e\n")

    assert isinstance(found, List)
    assert (found.ordered, block_text(found)) == (False, "4. d\n5. e")


def test_bold_labels_on_lines_of_their_own_are_definitions() -> None:
    for break_ in ("  \n", "\\\n", "\n", "<br>\n"):
        (found,) = blocks(f"**Email:** a@b.example{break_}**Phone**: 12{break_}**Fax :** 13")

        assert isinstance(found, Definitions)
        assert [runs_text(item.term) for item in found.items] == ["Email", "Phone", "Fax"]


def test_one_bold_label_is_a_paragraph() -> None:
    (found,) = blocks("**Short version:** *all of it*")

    assert isinstance(found, Paragraph)
    assert [(run.text, run.bold, run.italic) for run in found.runs] == [
        ("Short version:", True, False),
        (" ", False, False),
        ("all of it", False, True),
    ]


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


def test_links_are_kept_where_a_document_can_hold_them() -> None:
    text = read("# T\n\n[a](https://x.example) <b@x.example> [c](other.md) [d][r]\n\n[r]: /path\n")
    (found,) = text.sections[0].blocks

    assert isinstance(found, Paragraph)
    assert [run.link for run in found.runs if run.link] == [
        "https://x.example",
        "mailto:b@x.example",
        "/path",
    ]
    assert runs_text(found.runs) == "a b@x.example c d"
    assert len(text.warnings) == 2


def test_warnings_say_how_often_they_arose() -> None:
    once = read("# T\n\n![A](x.png)\n")
    twice = read("# T\n\n![A](x.png)\n\n![B](y.png) text\n")

    message = "images cannot be imported: their description is kept as text"
    assert (once.warnings, twice.warnings) == ((message,), (f"{message} (2 times)",))


def test_what_a_document_cannot_show_keeps_its_words() -> None:
    text = read(
        "# T\n\n![A seal](x.png) `code` ~~old~~ <Your Company> x<sup>2</sup> note[^1]\n\n"
        "```\nblock of code\n```\n\n---\n\n<!-- hidden --><div>In a div</div>\n\n[^1]: The footnote.\n"
    )
    words = " ".join(lines_of(text))

    for kept in ("A seal", "code", "old", "<Your Company>", "block of code", "In a div", "The footnote"):
        assert kept in words
    assert "hidden" not in words


def test_hard_breaks_stay_and_soft_ones_do_not() -> None:
    (found,) = blocks("Acme Ltd  \n1 High Street\\\nLondon\nEngland")

    assert block_text(found) == "Acme Ltd\n1 High Street\nLondon England"


def test_format_is_seen_in_the_text() -> None:
    assert looks_like_markdown("# Policy\n\ntext")
    assert looks_like_markdown("Policy\n======\n\ntext")
    assert not looks_like_markdown("Policy\n\n1. Data\n\n* a\n* b\n")
    assert read_text("<!DOCTYPE html><h1>T</h1><h2>A</h2><p>x</p>", "en").title == "T"


def test_absurd_nesting_is_refused_not_cut() -> None:
    deep = "".join("  " * depth + "- x\n" for depth in range(40))

    with pytest.raises(UnreadableText, match="nested"):
        read(f"# T\n\n{deep}")


def test_nothing_but_a_title_is_refused() -> None:
    with pytest.raises(UnreadableText, match="no text"):
        read("# T\n\n---\n")
