"""Blocks as HTML: escaped, and isolated where directions meet."""

from __future__ import annotations

import pytest

from policies.document.blocks import Definition, Definitions, Item, List, Note, Run, Table
from policies.document.html import block_html, heading_html, text_html
from tests.factories import paragraph


def isolated(text: str) -> str:
    return f'<bdi dir="ltr">{text}</bdi>'


@pytest.mark.parametrize(
    "run",
    [
        "contact@oktra.ma",
        "+212 5 22 00 00 00",
        "https://www.cndp.ma/fr?x=1",
        "EXOS DATA SARL",
        "OCS Solutions, Inc.",
        "Société Générale",
        "05 22 00 00 00",
        "05.22.00.00.00",
        "ISO 27001",
        "ISO/IEC 27001:2022",
        "MA64 0117 8000 0001 2050",
    ],
)
def test_latin_run_is_isolated_in_arabic(run: str) -> None:
    assert text_html(f"قبل {run}، بعد", "ar") == f"قبل {isolated(run)}، بعد"


def test_final_stop_stays_outside_the_isolated_run() -> None:
    assert text_html("راسلوا dpo@oktra.ma.", "ar") == f"راسلوا {isolated('dpo@oktra.ma')}."


@pytest.mark.parametrize("text", ["خلال 30 يوما", "القانون رقم 09.08", "2026/11/24"])
def test_numbers_alone_are_not_isolated(text: str) -> None:
    assert text_html(text, "ar") == text


def test_number_that_counts_something_in_arabic_stays_with_it() -> None:
    assert text_html("تحتفظ OCS 30 يوما", "ar") == f"تحتفظ {isolated('OCS')} 30 يوما"


def test_nothing_is_isolated_in_french() -> None:
    assert text_html("a@b.example & +212 5 22", "fr") == "a@b.example &amp; +212 5 22"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_markup_in_text_is_escaped(language: str) -> None:
    html = text_html('<script>alert("x")</script>', language)

    assert "<script" not in html
    assert "&lt;" in html


def test_link_is_an_anchor_and_its_address_is_escaped() -> None:
    html = block_html(paragraph("x", link='https://a.example/"onclick=1'), "en")

    assert html == '<p><a href="https://a.example/&quot;onclick=1">x</a></p>'


def test_line_breaks_and_formatting_are_kept() -> None:
    assert block_html(paragraph("a\nb", bold=True, italic=True), "en") == (
        "<p><em><strong>a<br>b</strong></em></p>"
    )


def test_every_block_has_its_element() -> None:
    text = (Run(text="x"),)
    blocks = {
        "<ol><li>x<ul><li>x</li></ul></li></ol>": List(
            ordered=True,
            items=(Item(runs=text, children=(List(ordered=False, items=(Item(runs=text),)),)),),
        ),
        "<dt>x</dt><dd><p>x</p></dd>": Definitions(
            items=(Definition(term=text, blocks=(paragraph("x"),)),)
        ),
        "<caption>x</caption>": Table(caption=text, header=(text,), rows=((text,),)),
        "note--warning": Note(tone="warning", blocks=(paragraph("x"),)),
    }
    for expected, block in blocks.items():
        assert expected in block_html(block, "en")


def test_number_has_the_direction_of_the_text_around_and_the_heading_its_own() -> None:
    html = heading_html("A.", "Vos données", "fr", around="ar")

    assert html == '<bdi dir="rtl">A.</bdi> <bdi lang="fr" dir="ltr">Vos données</bdi>'


def test_heading_without_number_stands_alone_and_is_escaped() -> None:
    assert heading_html("", "<حق>", "ar", around="fr") == '<bdi lang="ar" dir="rtl">&lt;حق&gt;</bdi>'
