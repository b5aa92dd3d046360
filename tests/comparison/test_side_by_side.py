"""Side by side: each column is one side's text, and every row holds one passage before and after."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import html5lib
import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings

from policies.comparison.compare import compare
from policies.comparison.result import BlockChange
from policies.comparison.show.redline import start_html
from policies.comparison.show.render_context import RenderContext, numbers_of
from policies.comparison.show.side_by_side import heading_pair, pairs_html, passage_pair
from policies.document.blocks import Definition, Definitions, Item, List, Note, Paragraph, Run, Table
from policies.document.shape import Document
from tests.comparison.rebuild import text_of

from .page import LABELS, texts_of, texts_of_column, words_in, words_of_column
from .samples import (
    HISTORY_NAMES,
    bullets,
    document,
    every_change,
    everything,
    history,
    paragraph,
    runs,
    section,
    table,
)
from .strategies import LANGUAGE, document_pairs, rearranged_pairs


def side_by_side(old: Document, new: Document, language: str = "fr", around: int | None = None) -> str:
    comparison = compare(old, new, language)
    page = RenderContext(language, LABELS, numbers=numbers_of(comparison))
    return "".join(
        [
            passage_pair(comparison.title, page, "p", "title"),
            passage_pair(comparison.summary, page, "p", "summary"),
            passage_pair(comparison.issuer, page, "p", "issuer"),
            *(
                start_html(each, page)
                + heading_pair(each, page, 2)
                + pairs_html(each, page, around=around)
                for each in comparison.sections
            ),
        ]
    )


def rows(old: Document, new: Document) -> list[tuple[str, str]]:
    """The visible words of each changed row of the sections."""
    page = BeautifulSoup(side_by_side(old, new), "html.parser")
    for hidden in page.select(".visually-hidden, .clause__number"):
        hidden.decompose()
    return [
        (row.select_one(".pair__old").get_text(), row.select_one(".pair__new").get_text())
        for row in page.select(".pair--changed")
    ]


def body(*blocks: object) -> Document:
    return document(section(1, "Objet", *blocks))


def assert_contract(old: Document, new: Document, language: str) -> None:
    html = side_by_side(old, new, language)
    assert texts_of_column(html, "old") == texts_of(text_of(old, language))
    assert texts_of_column(html, "new") == texts_of(text_of(new, language))
    for side, text in (("old", old), ("new", new)):
        assert words_of_column(html, side) == words_in(texts_of(text_of(text, language)))


def assert_valid(html: str) -> None:
    html5lib.HTMLParser(strict=True).parse(f"<!DOCTYPE html><title>x</title>{html}")
    page = BeautifulSoup(html, "html.parser")
    anchors = [element["id"] for element in page.select("[id]")]
    assert len(anchors) == len(set(anchors))
    assert {link["href"][1:] for link in page.select(".move, .mark a")} <= set(anchors)


@settings(max_examples=30, derandomize=True, deadline=None)
@given(document_pairs() | rearranged_pairs())
def test_the_columns_of_a_generated_pair_are_its_texts_and_valid(
    pair: tuple[Document, Document],
) -> None:
    assert_contract(*pair, LANGUAGE)
    assert_valid(side_by_side(*pair, LANGUAGE))


@pytest.mark.parametrize("name", HISTORY_NAMES)
def test_the_columns_of_consecutive_real_versions_are_their_texts(name: str) -> None:
    versions = history(name)
    for old, new in [*pairwise(versions), (versions[-1], versions[0])]:
        assert_contract(old, new, name.split("/")[1])


def test_everything_against_nothing_is_valid_and_stands_in_one_column() -> None:
    for old, new in ((everything(), document()), (document(), everything())):
        assert_contract(old, new, "fr")
        assert_valid(side_by_side(old, new))


def test_the_items_of_a_list_stand_beside_each_other() -> None:
    old, new = bullets("le nom", "l’adresse", "l’âge"), bullets("le nom", "l’âge civil")

    assert rows(body(old), body(new)) == [("l’adresse", ""), ("l’âge", "l’âge civil")]


def test_numbered_items_keep_the_numbers_of_their_own_side() -> None:
    old, new = bullets("nom", "adresse", "âge", ordered=True), bullets("nom", "âge", ordered=True)
    page = BeautifulSoup(side_by_side(body(old), body(new)), "html.parser")

    numbers = [[item["value"] for item in page.select(f".pair__{side} li")] for side in ("old", "new")]
    assert numbers == [["1", "2", "3"], ["1", "2"]]


def test_definitions_stand_beside_each_other_term_by_term() -> None:
    def terms(*pairs: tuple[str, str]) -> Definitions:
        return Definitions(
            items=tuple(Definition(term=runs(term), blocks=(paragraph(text),)) for term, text in pairs)
        )

    old = terms(("Tiers", "Toute autre personne."), ("Donnée", "Toute information."))
    new = terms(("Tiers", "Toute autre personne."), ("Donnée", "Toute information écrite."))

    assert rows(body(old), body(new)) == [
        ("DonnéeToute information.", "DonnéeToute information écrite.")
    ]


HEADER = ("Donnée", "Durée")
OLD_ROWS = table(("Nom", "3 ans"), ("Facture", "10 ans"), ("Courriel", "1 an"), header=HEADER)
NEW_ROWS = table(("Nom", "3 ans"), ("Courriel", "18 mois"), ("Photographie", "5 ans"), header=HEADER)


def tables(old: object, new: object) -> list[Tag]:
    page = BeautifulSoup(side_by_side(body(old), body(new)), "html.parser")
    for hidden in page.select(".visually-hidden"):
        hidden.decompose()
    return page.select("table")


def pairs_of(found: Tag) -> list[tuple[list[str], list[str]]]:
    """The cells of each pair of rows, before and after."""

    def cells(group: Tag, side: str) -> list[str]:
        (row,) = group.select(f".pair__{side}")
        return [cell.get_text() for cell in row.select("th, td")]

    return [(cells(group, "old"), cells(group, "new")) for group in found.select("thead, tbody")]


def test_the_rows_of_a_changed_table_stand_beside_each_other() -> None:
    (found,) = tables(OLD_ROWS, NEW_ROWS)

    assert pairs_of(found) == [
        (list(HEADER), list(HEADER)),
        (["Nom", "3 ans"], ["Nom", "3 ans"]),
        (["Facture", "10 ans"], [""]),
        (["Courriel", "1 an"], ["Courriel", "18 mois"]),
        ([""], ["Photographie", "5 ans"]),
    ]
    marked = ["pair--changed" in group["class"] for group in found.select(".pair")]
    assert marked == [False, False, True, True, True]


def test_a_row_beside_none_stands_beside_an_empty_one_of_its_width_that_nobody_hears() -> None:
    (found,) = tables(OLD_ROWS, NEW_ROWS)

    empty = found.select("tr[aria-hidden=true]")
    assert [row["class"] for row in empty] == [["pair__new"], ["pair__old"]]
    assert {row.td["colspan"] for row in empty} == {"2"}
    assert all(row.find_previous_sibling("tr") or row.find_next_sibling("tr") for row in empty)


def test_the_changed_cells_of_a_row_are_marked() -> None:
    (found,) = tables(OLD_ROWS, NEW_ROWS)

    changed = found.select("tr.change--edited .change--edited")
    assert [cell.get_text() for cell in changed] == ["1 an", "18 mois"]
    assert [cell.find(["del", "ins"]).get_text() for cell in changed] == ["1 an", "18 mois"]


def test_rows_that_moved_stand_where_they_were_and_where_they_are() -> None:
    lines = [(f"Donnée {name}", f"{years} ans") for years, name in enumerate("abcde", start=2)]
    (found,) = tables(table(*lines), table(*lines[1:], lines[0]))

    assert pairs_of(found)[0] == (list(lines[0]), [""])
    assert pairs_of(found)[-1] == ([""], list(lines[0]))
    departure, arrival = found.select("tr.change--moved")
    assert departure.select_one(".move")["href"] == f"#{arrival['id']}"
    assert arrival.select_one(".move")["href"] == f"#{departure['id']}"


def test_a_column_that_came_stands_beside_empty_cells() -> None:
    new = table(
        *((name, "Contrat", years) for name, years in (("Nom", "3 ans"), ("Facture", "10 ans"))),
        header=("Donnée", "Base", "Durée"),
    )
    old = table(("Nom", "3 ans"), ("Facture", "10 ans"), header=HEADER)
    (found,) = tables(old, new)

    assert pairs_of(found) == [
        (["Donnée", "", "Durée"], ["Donnée", "Base", "Durée"]),
        (["Nom", "", "3 ans"], ["Nom", "Contrat", "3 ans"]),
        (["Facture", "", "10 ans"], ["Facture", "Contrat", "10 ans"]),
    ]
    assert [cell["class"] for cell in found.select(".pair__old > :nth-child(2)")] == [["share-2"]] * 3


def test_the_columns_of_a_table_whose_rows_are_all_others_stand_in_their_order() -> None:
    caption = runs("Durées pendant lesquelles nous gardons chacune des données")
    old, new = (
        Table(caption=caption, rows=(tuple(runs(cell) for cell in row),))
        for row in (("Nom", "3 ans"), ("Photographie", "Accord", "5 mois"))
    )
    (found,) = tables(old, new)

    assert pairs_of(found) == [
        (["Nom", "3 ans", ""], [""]),
        ([""], ["Photographie", "Accord", "5 mois"]),
    ]


def test_a_changed_caption_stands_on_either_side_and_an_unchanged_one_too() -> None:
    def captioned(caption: str, years: str) -> Table:
        return Table(caption=runs(caption), rows=((runs("Nom"), runs(years)),))

    for caption, kind in (("Durées de garde", "pair--changed"), ("Durées", "pair--same")):
        (found,) = tables(captioned("Durées", "3 ans"), captioned(caption, "5 ans"))
        texts = [found.select_one(f"caption > .pair__{side}").get_text() for side in ("old", "new")]
        assert texts == ["Durées", caption]
        assert kind in found.caption["class"]


def test_a_changed_table_is_a_plain_table_whose_headers_say_of_what() -> None:
    (found,) = tables(OLD_ROWS, NEW_ROWS)

    # Roles that elements have anyway are an error to validators; ``comparing.js`` says them where a sheet takes them.
    assert found.select("[role]") == []
    assert {cell["scope"] for cell in found.select("th")} == {"col"}


def test_a_changed_row_says_of_which_text_it_is_and_its_cells_of_which_column() -> None:
    page = BeautifulSoup(side_by_side(body(OLD_ROWS), body(NEW_ROWS)), "html.parser")

    (old, new) = (page.select_one(f"tr.change--edited.pair__{side}") for side in ("old", "new"))
    assert [cell["data-label"] for cell in (*old, *new)] == [*HEADER, *HEADER]
    for row, label in ((old, "Before"), (new, "After")):
        assert row.td["data-side"] == label
        assert row.td.select_one(".visually-hidden").get_text() == f" {label}: "
    same = page.select_one("tbody.pair--same")
    assert not same.select("[data-side], .visually-hidden")


def test_a_renamed_column_is_named_as_its_side_names_it() -> None:
    old, new = (table(("Nom", "3 ans"), header=("Donnée", name)) for name in ("Durée", "Délai de garde"))
    (found,) = tables(old, new)

    names = [
        [cell["data-label"] for cell in found.select(f"tbody > .pair__{side} > td")]
        for side in ("old", "new")
    ]
    assert names == [["Donnée", "Durée"], ["Donnée", "Délai de garde"]]


def test_a_column_of_long_cells_has_a_larger_share_in_every_row() -> None:
    reason = "Pour répondre aux demandes que vous nous adressez et en garder la preuve"
    old, new = (table(("Nom", years, reason), ("Facture", "3 ans", "")) for years in ("3 ans", "5 ans"))
    (found,) = tables(old, new)

    shares = {tuple(cell["class"][0] for cell in row.select("td")) for row in found.select("tr")}
    assert shares == {("share-2", "share-2", "share-5")}


def test_an_added_table_and_an_unchanged_one_stand_whole() -> None:
    kept, added = table(("Nom", "3 ans"), header=HEADER), table(("Photographie", "5 ans"))
    page = BeautifulSoup(side_by_side(body(kept), body(kept, added)), "html.parser")

    assert [len(page.select(f".pair__{side} > .table")) for side in ("old", "new")] == [1, 2]
    assert not page.select(".table--pairs")


@settings(max_examples=30, derandomize=True, deadline=None)
@given(document_pairs())
def test_every_row_of_a_generated_table_is_as_wide_as_its_table(pair: tuple[Document, Document]) -> None:
    for found in BeautifulSoup(side_by_side(*pair, LANGUAGE), "html.parser").select(".table--pairs"):
        assert all(len(group.select("tr")) == 2 for group in found.select("thead, tbody"))
        widths = {
            sum(int(cell.get("colspan", 1)) for cell in row.select("th, td"))
            for row in found.select("tr")
        }
        assert len(widths) == 1


def in_a_note(*blocks: object) -> Note:
    return Note(tone="info", blocks=blocks)


def in_an_item(*blocks: object) -> List:
    return List(
        ordered=True, items=(Item(runs=runs("Durées")), Item(runs=runs("Table"), children=blocks))
    )


def in_a_definition(*blocks: object) -> Definitions:
    return Definitions(items=(Definition(term=runs("Durée"), blocks=blocks),))


def in_an_item_of_a_note(*blocks: object) -> Note:
    return in_a_note(paragraph("Voyez :"), in_an_item(*blocks))


@pytest.mark.parametrize("inside", [in_a_note, in_an_item, in_a_definition, in_an_item_of_a_note])
def test_the_rows_of_a_table_inside_another_block_stand_beside_each_other(inside: Any) -> None:
    old, new = body(inside(OLD_ROWS)), body(inside(NEW_ROWS))
    (found,) = tables(inside(OLD_ROWS), inside(NEW_ROWS))

    assert pairs_of(found) == pairs_of(tables(OLD_ROWS, NEW_ROWS)[0])
    assert_contract(old, new, "fr")
    assert_valid(side_by_side(old, new))


def test_a_note_around_a_table_is_one_for_both_sides_and_what_else_it_holds_stands_in_rows() -> None:
    old, new = (
        in_a_note(paragraph(f"Gardées {years} ans."), shown)
        for years, shown in (("trois", OLD_ROWS), ("cinq", NEW_ROWS))
    )
    page = BeautifulSoup(side_by_side(body(old), body(new)), "html.parser")

    for hidden in page.select(".visually-hidden"):
        hidden.decompose()
    (note,) = page.select(".note")
    assert note["class"] == ["note", "note--info", "change", "change--edited"]
    assert [row.name for row in note.find_all(recursive=False)] == ["div", "div"]
    (first, second) = note.find_all(recursive=False)
    assert "Gardées trois ans." in first.select_one(".pair__old").get_text()
    assert "Gardées cinq ans." in first.select_one(".pair__new").get_text()
    assert "table--pairs" in second["class"]


def test_the_line_of_an_item_stands_before_its_table_and_is_no_change_of_its_own() -> None:
    page = BeautifulSoup(
        side_by_side(body(in_an_item(OLD_ROWS)), body(in_an_item(NEW_ROWS))), "html.parser"
    )

    lines = page.select(".pair:has(ol)")
    assert [line.select_one(".pair__new li").get_text() for line in lines] == ["Durées", "Table"]
    assert ["pair--changed" in line["class"] for line in lines] == [False, False]
    assert page.select(".within > .table--pairs")


def test_a_table_in_a_note_that_moved_has_on_either_side_the_columns_of_that_side() -> None:
    filler = paragraph(
        "Nous gardons vos données aussi longtemps que le contrat dure, et pas plus longtemps."
    )
    old, new = (
        in_a_note(table(*rows, header=header))
        for header, rows in (
            (("Donnée", "Durée"), [("Nom", "3 ans"), ("Facture", "10 ans")]),
            (("Donnée", "Base", "Durée"), [("Nom", "Contrat", "3 ans"), ("Facture", "Loi", "10 ans")]),
        )
    )
    page = BeautifulSoup(side_by_side(body(old, filler), body(filler, new)), "html.parser")

    assert len(page.select(".note.change--moved")) == 2
    for side, width in (("old", 2), ("new", 3)):
        assert {len(row.find_all(["td", "th"])) for row in page.select(f".pair__{side} tr")} == {width}


def changed_in_place(blocks: Iterable[BlockChange]) -> int:
    """How many tables changed in their places, inside nothing that moved or stands on one side."""
    return sum(
        block.type == "table" or changed_in_place(block.children)
        for block in blocks
        if block.changed and block.place == "here" and block.old is not None and block.new is not None
    )


@settings(max_examples=60, derandomize=True, deadline=None)
@given(document_pairs())
def test_every_table_that_changed_in_its_place_is_one_table(pair: tuple[Document, Document]) -> None:
    comparison = compare(*pair, LANGUAGE)
    shown = BeautifulSoup(side_by_side(*pair, LANGUAGE), "html.parser").select(".table--pairs")

    here = [section for section in comparison.sections if section.place == "here"]
    whole = [each for each in here if each.old is not None and each.new is not None]
    assert len(shown) == sum(changed_in_place(section.blocks) for section in whole)


def test_a_change_is_marked_on_each_side_by_what_it_was_and_what_it_is() -> None:
    def sides(old: str, new: str, marked: str, language: str = "ar") -> list[str]:
        texts = (
            document(section(1, "", paragraph(text), language=language), language=language)
            for text in (old, new)
        )
        page = BeautifulSoup(side_by_side(*texts, language), "html.parser")
        for hidden in page.select(".visually-hidden"):
            hidden.decompose()
        return [
            page.select_one(f".pair__{side} .{marked} {tag}").get_text()
            for side, tag in (("old", "del"), ("new", "ins"))
        ]

    assert sides("نحتفظ بالعلم", "نحتفظ بالعِلم", "vowels") == ["بالعلم", "بالعِلم"]
    assert sides("L'accord écrit.", "L’accord écrit.", "typographic", "fr") == ["L'", "L’"]


def test_typography_says_on_either_side_that_it_is_nothing_else() -> None:
    page = BeautifulSoup(
        side_by_side(body(paragraph("L'accord écrit.")), body(paragraph("L’accord écrit."))),
        "html.parser",
    )

    quiet = [page.select_one(f".pair__{side} .typographic") for side in ("old", "new")]
    assert {each["title"] for each in quiet} == {LABELS.typographic}
    assert {each.select_one(".visually-hidden").get_text().strip() for each in quiet} == {
        LABELS.typographic
    }


def test_other_formatting_is_marked_on_either_side_as_it_was_and_as_it_is() -> None:
    old = body(Paragraph(runs=runs("Vous pouvez refuser.")))
    new = body(Paragraph(runs=(Run(text="Vous "), Run(text="pouvez", bold=True), Run(text=" refuser."))))
    page = BeautifulSoup(side_by_side(old, new), "html.parser")
    for hidden in page.select(".visually-hidden"):
        hidden.decompose()

    marked = [page.select_one(f".pair__{side} .formatting") for side in ("old", "new")]
    assert [each.decode_contents() for each in marked] == ["pouvez", "<strong>pouvez</strong>"]


def test_an_empty_side_of_a_changed_row_is_not_announced_and_no_side_of_an_unchanged_one() -> None:
    kept, added = paragraph("Vous pouvez nous écrire."), paragraph("Nous répondons sous un mois.")
    page = BeautifulSoup(side_by_side(body(kept), body(kept, added)), "html.parser")

    (changed,) = page.select(".pair--changed")
    assert changed.select_one(".pair__old").get_text() == ""
    assert LABELS.new in changed.select_one(".pair__new .visually-hidden").get_text()
    assert not page.select(".pair--same .visually-hidden")


def test_the_fragments_of_a_split_passage_say_that_they_go_on() -> None:
    long = "Nous gardons vos données aussi longtemps que le contrat dure."
    more = "Nous gardons les factures pendant dix ans comme la loi le veut."
    page = BeautifulSoup(
        side_by_side(body(paragraph(f"{long} {more}")), body(paragraph(long), paragraph(more))),
        "html.parser",
    )

    assert len(page.select(".pair.continues-old")) == 1
    merged = side_by_side(body(paragraph(long), paragraph(more)), body(paragraph(f"{long} {more}")))
    assert len(BeautifulSoup(merged, "html.parser").select(".pair.continues-new")) == 1


def test_unchanged_rows_far_from_a_change_are_left_out_and_counted() -> None:
    old = body(*(paragraph(f"Passage {number}.") for number in range(9)))
    new = body(*(paragraph(f"Passage {number}{' neuf' * (number == 8)}.") for number in range(9)))
    page = BeautifulSoup(side_by_side(old, new, around=1), "html.parser")

    assert [gap["data-label"] for gap in page.select(".gap")] == ["7 unchanged"]
    shown = ("Politique de confidentialité", "Atlas Conseil", "Objet", "Passage 7.", "Passage 8 neuf.")
    assert words_of_column(str(page), "new") == words_in(shown)


def test_an_old_heading_is_no_second_heading() -> None:
    old, new = document(section(1, "Durées")), document(section(1, "Délais"))
    page = BeautifulSoup(side_by_side(old, new), "html.parser")

    assert [heading.name for heading in page.select(".clause__heading")] == ["p", "h2"]


def test_a_change_of_every_kind_keeps_the_contract_and_is_valid() -> None:
    for old, new in (every_change(), every_change()[::-1]):
        assert_contract(old, new, "fr")
        assert_valid(side_by_side(old, new))


def test_a_section_that_came_or_went_is_shown_whole_among_only_changes() -> None:
    whole = body(*(paragraph(f"Passage {number}.") for number in range(5)))
    for old, new in ((whole, document()), (document(), whole)):
        page = BeautifulSoup(side_by_side(old, new, around=1), "html.parser")
        assert len(page.select(".pair--changed p")) == 5
        assert not page.select(".gap")
