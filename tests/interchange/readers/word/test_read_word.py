"""Every word of a Word file is kept or named."""

from __future__ import annotations

import pytest

from policies.document.blocks import Footnotes, List, Note, Paragraph, Table
from policies.document.text import block_text, runs_text
from policies.interchange.readers.parsed_text import Answers, Comment, ParsedText
from policies.interchange.readers.word.read_word import read_word

from .word_files import cell, docx, levels, lines, numbering, p, r, read, row, table


def only(text: ParsedText) -> object:
    ((block,),) = (section.blocks for section in text.sections)
    return block


def test_title_headings_and_their_levels() -> None:
    text = read(
        p("Politique", style="Title") + p("Objet", style="H1") + p("Durée", style="H2") + p("Un an.")
    )

    assert text.title == "Politique"
    assert [(section.level, section.heading) for section in text.sections] == [
        (1, "Objet"),
        (2, "Durée"),
    ]


def test_struck_raised_and_bold_text() -> None:
    runs = (
        r("one", "<w:strike/>")
        + r("10")
        + r("6", '<w:vertAlign w:val="superscript"/>')
        + r("!", "<w:b/>")
    )

    block = only(read(p(runs)))

    assert isinstance(block, Paragraph)
    assert [(run.text, run.struck, run.script, run.bold) for run in block.runs] == [
        ("one", True, "", False),
        ("10", False, "", False),
        ("6", False, "super", False),
        ("!", False, "", True),
    ]


def test_right_to_left_runs_have_looks_of_their_own() -> None:
    block = only(read(p(r("غليظ", "<w:rtl/><w:b w:val='0'/><w:bCs/>")), language="ar"))

    assert isinstance(block, Paragraph)
    assert block.runs[0].bold


def test_footnotes_stand_at_the_end_of_their_clause() -> None:
    note = f'<w:footnote w:id="2">{p("Loi 09-08.")}</w:footnote>'
    body = p("A", style="H1") + p(r("Voir") + '<w:r><w:footnoteReference w:id="2"/></w:r>') + p("Suite.")

    (section,) = read(body + p("B", style="H1") + p("x"), footnotes=note).sections[:1]

    assert [run.text for run in section.blocks[0].runs if run.role == "footnote"] == ["1"]
    assert isinstance(section.blocks[-1], Footnotes)
    assert block_text(section.blocks[-1]) == "Loi 09-08."


def test_fields_show_their_result_and_references_lead_to_their_clause() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF _Ref1 \\r \\h </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + r("2")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    block = only(read(p(r("voir ") + field + r("."))))

    assert isinstance(block, Paragraph)
    assert [(run.text, run.link) for run in block.runs] == [
        ("voir ", None),
        ("2", "#:_Ref1"),
        (".", None),
    ]


def test_table_of_contents_is_left_out_and_said() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r>'
    )
    body = (
        p(field + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("Objet 1"))
        + p("Durée 2")
        + p('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        + p("Texte.")
    )
    text = read(body)

    assert lines(text) == ["Texte."]
    assert "the table of contents was left out: it is made anew" in text.warnings


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (p(r("secret", "<w:vanish/>") + r("Seen.")), "hidden text was left out: “secret”"),
        (p(r("Seen.") + "<w:r><w:object/></w:r>"), "an embedded object was left out"),
        (p(r("Seen.") + '<w:r><w:sym w:font="Nobody" w:char="F0AA"/></w:r>'), "F0AA of the font Nobody"),
    ],
)
def test_what_has_no_words_is_named(content: str, said: str) -> None:
    assert any(said in warning for warning in read(content).warnings)


def test_headers_and_footers_are_named_with_their_words() -> None:
    text = read(p("Seen."), header1=p("CONFIDENTIEL"), footer1=p("Page 1"))

    assert any("headers of pages were left out: “CONFIDENTIEL”" in warning for warning in text.warnings)
    assert any("footers of pages were left out: “Page 1”" in warning for warning in text.warnings)


def test_text_box_is_read_where_it_is_anchored() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{p('In the box.')}</w:txbxContent></w:pict></w:r>"
    text = read(p(r("Before.") + box) + p("After."))

    assert lines(text) == ["Before.", "In the box.", "After."]
    assert "a text box was read where it is anchored" in text.warnings


def test_content_controls_and_inserted_symbols_are_read() -> None:
    body = p(
        f"<w:sdt><w:sdtContent>{r('kept ')}</w:sdtContent></w:sdt>"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r><w:r><w:noBreakHyphen/><w:softHyphen/></w:r>'
    )

    assert lines(read(body)) == ["kept ☑\u2011"]


def test_comments_are_listed_and_asked_about() -> None:
    comment = f'<w:comment w:id="0" w:author="Alami">{p("À vérifier")}</w:comment>'
    body = p(
        '<w:commentRangeStart w:id="0"/>' + r("Un an") + '<w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r>'
    )
    content = docx(body, comments=comment)

    asked = read_word(content, "fr", Answers())["fr"]
    dropped = read_word(content, "fr", Answers(comments="drop"))["fr"]

    assert asked.comments == (Comment("Alami", "À vérifier", "Un an"),)
    assert [question.subject for question in asked.questions] == ["comments"]
    assert (dropped.questions, dropped.warnings) == ((), ("1 comment was left out",))


def test_list_goes_on_after_a_paragraph_between() -> None:
    number = numbering(levels("%1."))
    body = p("A", style="H1") + p("one.", number="1") + p("between.") + p("two.", number="1")

    blocks = read(body, numbering=number).sections[0].blocks

    assert [block.start for block in blocks if isinstance(block, List)] == [1, 2]


def test_frame_of_one_cell_is_a_note() -> None:
    block = only(read(table(row(cell("Important.")))))

    assert isinstance(block, Note)
    assert block_text(block) == "Important."


def test_spanning_cells_keep_the_columns() -> None:
    block = only(
        read(
            table(
                row(cell("Both", span=2), cell("C"), header=True),
                row(cell("V", merge="restart"), cell("b"), cell("c")),
                row(cell("", merge="continue"), cell("b2"), cell("c2")),
            )
        )
    )

    assert isinstance(block, Table)
    assert [runs_text(each) for each in block.header] == ["Both", "", "C"]
    assert [[runs_text(each) for each in line] for line in block.rows] == [
        ["V", "b", "c"],
        ["", "b2", "c2"],
    ]
    assert [(s.row, s.column, s.height, s.width) for s in block.spans] == [(0, 0, 1, 2), (1, 0, 2, 1)]


def test_table_within_a_cell_is_lines_of_it_and_said() -> None:
    inner = table(row(cell("x"), cell("y")))
    text = read(table(row(f"<w:tc>{p('Outer')}{inner}{p('')}</w:tc>", cell("b"))))

    block = only(text)
    assert isinstance(block, Table)
    assert runs_text(block.rows[0][0]) == "Outer\nx | y"
    assert "a table within a cell was read as lines of text" in text.warnings


def test_clauses_that_nothing_marks_as_such_are_found_by_their_lines() -> None:
    prose = "La présente politique décrit les traitements que nous mettons en œuvre sur notre site."
    body = p("Politique") + p("Article 1 : Objet") + p(prose) + p("Article 2 : Durée") + p(prose)

    text = read(body)

    assert (text.title, [section.heading for section in text.sections]) == (
        "Politique",
        ["Objet", "Durée"],
    )


def test_each_column_of_languages_is_a_text() -> None:
    rows = [
        row(cell("Politique"), cell("Policy"), cell("السياسة"), header=True),
        row(
            cell("Les données que nous avons."),
            cell("The data that we have."),
            cell("المعطيات التي لدينا."),
        ),
        row(cell("Vos droits sont les vôtres."), cell("The rights are yours."), cell("حقوقكم هي لكم.")),
    ]
    texts = read_word(docx(table(*rows)), "ar", Answers())

    assert list(texts) == ["ar", "fr", "en"]
    assert {code: text.title for code, text in texts.items()} == {
        "ar": "السياسة",
        "fr": "Politique",
        "en": "Policy",
    }
    assert lines(texts["en"]) == ["The data that we have.", "The rights are yours."]


def test_contents_and_headers_are_there_in_full() -> None:
    contents = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("Sco") + r("pe 1") + "<w:r><w:tab/></w:r>"
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    long = "Draft of the third of May, for the eyes of the board and of nobody else, until it is signed by all"

    text = read(
        p(contents) + p(r("Data 2") + end) + p("Scope", style="H1") + p("Text."),
        header1=p(long),
    )

    assert text.left_out == ("Scope 1\nData 2", long)


def test_line_of_the_file_has_its_hyphens() -> None:
    text = read(p(r("co") + "<w:r><w:noBreakHyphen/></w:r>" + r("sale")))

    assert text.source == ("co\u2011sale",)


def test_spaces_that_do_not_break_stay_in_headings() -> None:
    text = read(p("Durée\u00a0; fin\u202f?", style="H1") + p("Un an."))

    assert text.title == "Durée\u00a0; fin\u202f?"
