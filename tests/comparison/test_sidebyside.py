"""Side by side: each column is one side's text, and every row holds one passage before and after."""

from __future__ import annotations

from itertools import pairwise

import html5lib
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings

from policies.comparison.compare import compare
from policies.comparison.marks import numbers_of
from policies.comparison.rebuild import text_of
from policies.comparison.redline import start_html
from policies.comparison.sheet import sheet
from policies.comparison.sidebyside import heading_pair, pairs_html, passage_pair
from policies.document.shape import Definition, Definitions, Document

from .page import LABELS, texts_of, texts_of_column
from .samples import (
    HISTORY_NAMES,
    bullets,
    document,
    everything,
    history,
    paragraph,
    runs,
    section,
    table,
)
from .strategies import LANGUAGE, document_pairs


def side_by_side(old: Document, new: Document, language: str = "fr", around: int | None = None) -> str:
    comparison = compare(old, new, language)
    page = sheet(language, LABELS, numbers=numbers_of(comparison))
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


def assert_valid(html: str) -> None:
    html5lib.HTMLParser(strict=True).parse(f"<!DOCTYPE html><title>x</title>{html}")
    page = BeautifulSoup(html, "html.parser")
    anchors = [element["id"] for element in page.select("[id]")]
    assert len(anchors) == len(set(anchors))
    assert {link["href"][1:] for link in page.select(".move, .mark a")} <= set(anchors)


@settings(max_examples=30, derandomize=True, deadline=None)
@given(document_pairs())
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


def test_a_table_stands_whole_on_either_side() -> None:
    old, new = (table(("Nom", years), header=("Donnée", "Durée")) for years in ("3 ans", "5 ans"))
    page = BeautifulSoup(side_by_side(body(old), body(new)), "html.parser")

    assert [cell.get_text() for cell in page.select(".pair__old th")] == ["Donnée", "Durée"]
    assert "3" in page.select_one(".pair__old td del").get_text()
    assert "5" in page.select_one(".pair__new td ins").get_text()


def test_unchanged_rows_far_from_a_change_are_left_out_and_counted() -> None:
    old = body(*(paragraph(f"Passage {number}.") for number in range(9)))
    new = body(*(paragraph(f"Passage {number}{' neuf' * (number == 8)}.") for number in range(9)))
    page = BeautifulSoup(side_by_side(old, new, around=1), "html.parser")

    assert [gap["data-label"] for gap in page.select(".gap")] == ["7 unchanged"]


def test_an_old_heading_is_no_second_heading() -> None:
    old, new = document(section(1, "Durées")), document(section(1, "Délais"))
    page = BeautifulSoup(side_by_side(old, new), "html.parser")

    assert [heading.name for heading in page.select(".clause__heading")] == ["p", "h2"]
