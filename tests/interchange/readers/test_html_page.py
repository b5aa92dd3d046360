"""A page is read without its furniture, and what was left out is named."""

from __future__ import annotations

import pytest

from policies.document.blocks import Footnotes, List, Note, Paragraph, Table
from policies.document.numbering import item_labels
from policies.document.text import block_text, body_text, runs_text
from policies.interchange.readers.parsed_text import Answers, ParsedText, UnreadableText
from policies.interchange.readers.read_html import read_html


def read(body: str, changes: str = "ask") -> ParsedText:
    return read_html(f"<!doctype html><html><body>{body}</body></html>", Answers(changes=changes))  # type: ignore[arg-type]


def text_of(text: ParsedText) -> str:
    return "\n".join(body_text(section.blocks) for section in text.sections)


TEXT = "<main><h1>T</h1><h2>A</h2><p>Nous vendons des étoffes de toutes les sortes.</p></main>"


@pytest.mark.parametrize(
    ("furniture", "named"),
    [
        ("<nav><a href='/'>Accueil</a></nav>", "navigation (“Accueil”)"),
        ("<aside>Lire aussi</aside>", "an aside (“Lire aussi”)"),
        ("<footer><p>© X</p></footer>", "the foot of the page (“© X”)"),
        ("<div role=navigation>Menu</div>", "navigation (“Menu”)"),
        ("<form><select><option>FR<option>EN</select><button>OK</button></form>", "a form"),
        ("<div hidden>secret</div>", "hidden text (“secret”)"),
        ("<div style='display: none'>secret</div>", "hidden text (“secret”)"),
        ("<div class='cookie-banner'>Nous utilisons</div>", "a notice of cookies (“Nous utilisons”)"),
        ("<button>Imprimer</button>", "“Imprimer”"),
        ("<p>Avant le texte.</p>", "text beside the main content (“Avant le texte.”)"),
    ],
)
def test_furniture_is_left_out_and_named(furniture: str, named: str) -> None:
    text = read(furniture + TEXT)

    assert text_of(text) == "Nous vendons des étoffes de toutes les sortes."
    assert any(named in warning for warning in text.warnings)


def test_form_around_the_whole_page_is_no_furniture() -> None:
    assert "vendons" in text_of(read(f"<form>{TEXT}<input></form>"))


def test_words_of_a_button_within_the_text_stay() -> None:
    text = read(
        "<h1>T</h1><h2><button>Durée</button></h2><p>Vous pouvez <button>Refuser</button> ici.</p>"
    )

    assert [(section.heading, body_text(section.blocks)) for section in text.sections] == [
        ("Durée", "Vous pouvez Refuser ici.")
    ]


@pytest.mark.parametrize("tag", ["del", "s", "strike"])
def test_struck_text_is_kept_as_struck(tag: str) -> None:
    (paragraph,) = read(f"<h1>T</h1><h2>A</h2><p>We keep <{tag}>one</{tag}> two.</p>").sections[0].blocks

    assert isinstance(paragraph, Paragraph)
    assert [run.text for run in paragraph.runs if run.struck] == ["one"]


@pytest.mark.parametrize(("changes", "words"), [("accept", "We keep two."), ("reject", "We keep one.")])
def test_tracked_changes_of_a_word_processor_are_settled(changes: str, words: str) -> None:
    body = "<h1>T</h1><h2>A</h2><p>We keep <del datetime=x>one</del><ins datetime=x>two</ins>.</p>"

    assert text_of(read(body, changes)) == words
    assert [question.subject for question in read(body).questions] == ["changes"]


def test_words_web_page_has_a_title_numbers_and_lists() -> None:
    text = read(
        "<p class=MsoTitle>Conditions</p><p class=MsoNormal><b>1.<span>&nbsp; </span>Objet</b></p><p class=MsoNormal>Nous.</p>"
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>a)</span>un</p>"
        "<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·</span>sous</p>"
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>b)</span>deux</p>"
    )

    (section,) = text.sections
    assert (text.title, section.label and section.label.text, section.heading) == (
        "Conditions",
        "1.",
        "Objet",
    )
    outer = section.blocks[1]
    assert isinstance(outer, List)
    assert item_labels(outer) == ["a)", "b)"]
    assert block_text(outer).split("\n") == ["un", "sous", "deux"]


@pytest.mark.parametrize(
    ("opening", "labels"),
    [
        ("<ol type=a>", ["a.", "b."]),
        ("<ol type=I start=4>", ["IV.", "V."]),
        ("<ol style='list-style-type: upper-alpha'>", ["A.", "B."]),
        ("<ol style='list-style: arabic-abjad'>", ["أ.", "ب."]),
    ],
)
def test_lists_by_letters_and_roman_numbers(opening: str, labels: list[str]) -> None:
    (block,) = read(f"<h1>T</h1><h2>A</h2>{opening}<li>x<li>y</ol>").sections[0].blocks

    assert isinstance(block, List)
    assert item_labels(block) == labels


def test_cell_that_reaches_over_rows_keeps_the_columns() -> None:
    (table,) = (
        read(
            "<h1>T</h1><h2>A</h2><table><tr><th>F<th>C<th>D</tr><tr><td rowspan=2>M<td>_a<td>13</tr><tr><td>_b<td>1</tr>"
            "<tr><td colspan=2>Autres<td>2</tr></table>"
        )
        .sections[0]
        .blocks
    )

    assert isinstance(table, Table)
    assert [[runs_text(cell) for cell in row] for row in table.rows] == [
        ["M", "_a", "13"],
        ["", "_b", "1"],
        ["Autres", "", "2"],
    ]
    assert [(span.row, span.column, span.height, span.width) for span in table.spans] == [
        (1, 0, 2, 1),
        (3, 0, 1, 2),
    ]


def test_notes_of_a_page_are_footnotes() -> None:
    text = read(
        "<h1>T</h1><h2>A</h2><p>Voir<sup><a href='#fn1' id='fnref1'>1</a></sup>.</p><h2>B</h2><p>x</p>"
        "<section><ol><li id='fn1'>Loi 09-08. <a href='#fnref1'>↩</a></li></ol></section>"
    )

    *_paragraphs, notes = text.sections[0].blocks
    assert isinstance(notes, Footnotes)
    assert block_text(notes) == "Loi 09-08."
    assert body_text(text.sections[1].blocks) == "x"


def test_aside_within_the_main_content_is_a_note_of_it() -> None:
    text = read(TEXT.replace("</main>", "<aside>In short: <a href='/x'>we</a> keep it.</aside></main>"))

    (note,) = (block for block in text.sections[0].blocks if isinstance(block, Note))
    assert block_text(note) == "In short: we keep it."


def test_aside_of_links_is_navigation() -> None:
    links = "<aside><a href='#a'>Scope</a> <a href='#b'>Data</a></aside>"

    text = read(TEXT.replace("<h2>", f"{links}<h2>"))

    assert "Scope Data" in text.left_out
    assert "Scope" not in text_of(text)


def test_what_is_left_out_is_there_in_full() -> None:
    words = "In case of conflict " + "between the versions " * 9 + "the first prevails"

    text = read(f"{TEXT.replace('sortes', 'sortes ' * 60)}<footer><p>{words}.</p></footer>")

    assert text.left_out == (f"{words}.",)
    assert "prevails" not in text.warnings[0]


def test_table_of_more_rows_than_are_read_is_refused() -> None:
    with pytest.raises(UnreadableText, match="20001 rows"):
        read(f"<main><h1>T</h1><table>{'<tr><td>a' * 20_001}</table></main>")
