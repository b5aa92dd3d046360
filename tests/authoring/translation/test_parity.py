"""Parity: what a translation lacks or has too much, without reading its words."""

from __future__ import annotations

import pytest

from policies.authoring.translation.parity import Disparity, disparities
from policies.document.shape import (
    Body,
    Definition,
    Definitions,
    Item,
    List,
    Note,
    Paragraph,
    Run,
    Table,
)
from policies.lexicon.figures import figures_of


def runs(text: str, link: str | None = None) -> tuple[Run, ...]:
    return (Run(text=text, link=link),)


def text(words: str) -> Body:
    return (Paragraph(runs=runs(words)),)


def bullets(*items: str) -> List:
    return List(ordered=False, items=tuple(Item(runs=runs(item)) for item in items))


def table(rows: int, *, columns: int = 2, header: bool = True, caption: str = "") -> Table:
    return Table(
        caption=runs(caption) if caption else (),
        header=(runs("h"),) * columns if header else (),
        rows=((runs("c"),) * columns,) * rows,
    )


def found(source: Body, translation: Body) -> list[tuple[str, str, str, int]]:
    return [(d.kind, d.source, d.translation, d.place) for d in disparities(source, translation)]


def test_list_with_four_items_against_five_is_found() -> None:
    source = (bullets("a"), bullets(*"abcde"))
    assert found(source, (bullets("a"), bullets(*"abcd"))) == [("items", "5", "4", 2)]


def test_nested_list_is_compared_too() -> None:
    def nested(*items: str) -> Body:
        return (List(ordered=True, items=(Item(runs=runs("x"), children=(bullets(*items),)),)),)

    assert found(nested("a", "b"), nested("a")) == [("items", "2", "1", 2)]


def test_missing_list_is_one_disparity_and_not_one_per_item() -> None:
    assert found((bullets("a", "b"),), text("a b")) == [("lists", "1", "0", 0)]


@pytest.mark.parametrize(
    ("other", "disparity"),
    [
        (table(2), ("rows", "3", "2", 1)),
        (table(3, columns=3), ("columns", "2", "3", 1)),
        (table(3, header=False), ("table_header", "1", "0", 1)),
        (table(3, caption="légende"), ("table_caption", "0", "1", 1)),
    ],
)
def test_table_of_another_form_is_found(other: Table, disparity: tuple[str, str, str, int]) -> None:
    assert found((table(3),), (other,)) == [disparity]


def test_definitions_and_notes_are_counted() -> None:
    definition = Definition(term=runs("t"), blocks=text("m"))
    source = (Definitions(items=(definition, definition)), Note(tone="info", blocks=text("n")))
    assert found(source, (Definitions(items=(definition,)),)) == [
        ("definitions", "2", "1", 1),
        ("notes", "1", "0", 0),
    ]


def test_missing_web_link_is_found_and_another_languages_page_is_not() -> None:
    french = (Paragraph(runs=(*runs("ici", "https://a.example/fr"), *runs("là", "https://b.example"))),)
    arabic = (Paragraph(runs=runs("هنا", "https://a.example/ar")),)
    both = (Paragraph(runs=(*runs("هنا", "https://a.example/ar"), *runs("هناك", "https://b.example"))),)

    assert found(french, arabic) == [("links", "2", "1", 0)]
    assert found(french, both) == []


def test_another_mail_address_is_found() -> None:
    source = (Paragraph(runs=runs("write", "mailto:a@x.example")),)
    other = (Paragraph(runs=runs("write", "mailto:b@x.example")),)
    assert found(source, other) == [("address", "mailto:a@x.example", "mailto:b@x.example", 0)]


def linked(*links: str | None) -> Paragraph:
    return Paragraph(runs=tuple(Run(text="mot ", link=link) for link in links))


MAIL, OTHER, PHONE, WEB = (
    "mailto:a@x.example",
    "mailto:b@x.example",
    "tel:+212537000000",
    "https://a.example",
)


@pytest.mark.parametrize(
    ("source", "translation", "disparities"),
    [
        ([linked(MAIL, None, MAIL)], [linked(MAIL)], [("address", MAIL, "", 0)]),
        ([linked(PHONE)], [linked()], [("address", PHONE, "", 0)]),
        ([linked()], [linked(OTHER, MAIL)], [("address", "", MAIL, 0), ("address", "", OTHER, 0)]),
        ([linked(MAIL, PHONE)], [linked(PHONE, MAIL)], []),
        ([linked(MAIL, PHONE)], [linked(OTHER)], [("address", MAIL, "", 0), ("address", PHONE, "", 0), ("address", "", OTHER, 0)]),
        ([linked(WEB), linked(WEB)], [linked(WEB)], [("links", "2", "1", 0)]),
        ([linked(WEB, MAIL)], [linked(MAIL, WEB)], []),
        ([Note(tone="info", blocks=(linked(WEB),))], [linked()], [("notes", "1", "0", 0), ("links", "1", "0", 0)]),
    ],
)  # fmt: skip
def test_each_link_that_one_side_lacks_is_found_wherever_it_stands(
    source: Body, translation: Body, disparities: list[tuple[str, str, str, int]]
) -> None:
    assert found(tuple(source), tuple(translation)) == disparities


def test_a_list_is_found_inside_a_note_a_definition_and_another_list() -> None:
    def all_of(inner: List) -> Body:
        inside = (inner,)
        return (
            Note(tone="info", blocks=inside),
            Definitions(items=(Definition(term=runs("t"), blocks=inside),)),
            List(ordered=True, items=(Item(runs=runs("x"), children=inside),)),
        )

    assert found(all_of(bullets("a", "b")), all_of(bullets("a"))) == [
        ("items", "2", "1", place) for place in (1, 2, 4)
    ]


@pytest.mark.parametrize("columns", [0, 3])
def test_a_table_is_as_wide_as_its_header_or_else_its_first_row(columns: int) -> None:
    row = (runs("c"),) * columns
    bare, headed = Table(rows=(row,) * 2), Table(header=(runs("h"),) * 2, rows=((runs("c"),) * 2,) * 2)

    expected = [("columns", str(columns), "2", 1), ("table_header", "0", "1", 1)]
    assert found((bare,), (headed,)) == expected
    assert found((Table(rows=()),), (Table(rows=()),)) == []


def test_what_differs_more_than_once_is_told_value_by_value() -> None:
    assert [d[:3] for d in found(text("10, 20 et 30 jours"), text("10, 25 days"))] == [
        ("number", "20", ""),
        ("number", "30", ""),
        ("number", "", "25"),
    ]
    assert [d[:3] for d in found(text("le 3 mai 2026"), text("3 May 2026 and 4 May 2026"))] == [
        ("date", "", "2026-05-04")
    ]


def test_a_number_said_in_words_on_both_sides_and_twice_in_digits_on_one_is_known() -> None:
    assert found(text("trente (30) jours, soit 30 jours"), text("thirty days")) == [
        ("number", "30", "", 0)
    ]
    assert found(text("trente jours"), text("30 days, that is 30 days")) == [("number", "", "30", 0)]


def test_bold_part_of_a_link_is_the_same_link() -> None:
    whole = (Paragraph(runs=runs("the page", "https://a.example")),)
    split = (
        Paragraph(
            runs=(
                Run(text="the ", link="https://a.example"),
                Run(text="page", bold=True, link="https://a.example"),
            )
        ),
    )
    assert found(whole, split) == []


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("dans les 30 jours", "within thirty days"),
        ("dans les 30 jours", "في غضون ثلاثين يوماً"),
        ("dans les trente (30) jours", "within 30 days"),
        ("pendant 2 mois", "لمدة شهرين"),
        ("1 000,50 €", "€1,000.50"),
        ("loi n° 09-08", "القانون رقم 09.08"),
        ("90 jours", "٩٠ يوماً"),
        ("le 1er mars 2026", "on March 1, 2026"),
        ("le 1er mars 2026", "1 March 2026"),
        ("le 1er mars 2026", "في 1 مارس 2026"),
        ("le 1er mars 2026", "في فاتح مارس 2026"),
        ("le 3 août 2026", "٣ غشت ٢٠٢٦"),
        ("01/03/2026", "2026-03-01"),
        ("en mai 2026", "in May 2026"),
        ("le 23 juin 2016", "23 يونيو، 2016"),
        ("sous vingt-quatre heures", "خلال أربع وعشرين ساعة"),
        ("dans les quatre-vingt-dix jours", "within ninety (90) days"),
        ("soixante-douze heures", "خلال اثنتين وسبعين ساعة"),
        ("quinze jours", "خمسة عشر يوماً"),
        ("dix mille dirhams", "عشرة آلاف درهم"),
        ("deux cent cinquante euros", "€250.00"),
        ("10 000 €", "€10,000.00"),
        ("dix pour cent", "عشرة في المائة"),
        ("dix pour cent", "10%"),
        ("si : (i) vous partez ; (ii) vous restez", "إذا: (1) غادرت؛ (2) بقيت"),
        ("a) le nom ; b) l’âge", "1) the name; 2) the age"),
        ("chaque mois, à vous et à un tiers", "each month, to you and to one third party"),
    ],
)
def test_same_figure_written_another_languages_way_is_no_disparity(
    source: str, translation: str
) -> None:
    assert disparities(text(source), text(translation)) == ()


@pytest.mark.parametrize(
    ("source", "translation", "disparity"),
    [
        ("30 jours", "60 days", Disparity(kind="number", source="30", translation="60")),
        ("30 jours", "within days", Disparity(kind="number", source="30", translation="")),
        ("un délai", "a period of 15 days", Disparity(kind="number", source="", translation="15")),
        ("1 000 €", "€100", Disparity(kind="number", source="1000", translation="100")),
        (
            "le 1er mars 2026",
            "on 1 May 2026",
            Disparity(kind="date", source="2026-03-01", translation="2026-05-01"),
        ),
        (
            "le 1er mars 2026",
            "1 مارس 2027",
            Disparity(kind="date", source="2026-03-01", translation="2027-03-01"),
        ),
        ("trente jours", "sixty days", Disparity(kind="number", source="30", translation="60")),
        ("trente jours", "ستون يوماً", Disparity(kind="number", source="30", translation="60")),
        ("trente jours", "within days", Disparity(kind="number", source="30", translation="")),
        ("à 20 %", "20.5 %", Disparity(kind="number", source="20", translation="20.5")),
    ],
)
def test_another_number_or_date_is_found(source: str, translation: str, disparity: Disparity) -> None:
    assert disparities(text(source), text(translation)) == (disparity,)


def test_heading_counts_with_its_body() -> None:
    assert disparities(text("a"), text("b"), source_text="Article 5", translation_text="Article 6") == (
        Disparity(kind="number", source="5", translation="6"),
    )


def test_heading_alone_is_compared_where_there_is_no_body() -> None:
    assert disparities((), (), source_text="Charte 2026", translation_text="Charter 2025") == (
        Disparity(kind="number", source="2026", translation="2025"),
    )


def test_number_in_brackets_that_counts_nothing_is_a_number() -> None:
    assert disparities(text("trois (3) mois, puis (1) an"), text("three months, then a year")) == (
        Disparity(kind="number", source="1", translation=""),
    )


def test_absent_translation_has_no_disparities() -> None:
    assert disparities((bullets("a", "b"),), ()) == ()


def test_figures_of_a_reference_are_separate_numbers() -> None:
    assert figures_of("Dahir n° 1-09-15").numbers == figures_of("1.09.15").numbers
