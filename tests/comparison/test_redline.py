"""The redline's markup contract: each side's text, character for character, from the page."""

from itertools import pairwise

import html5lib
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings

from policies.comparison.compare import compare
from policies.comparison.show.redline import (
    heading_html,
    number_html,
    redline_html,
    section_html,
    start_html,
)
from policies.comparison.show.render_context import RenderContext
from policies.document.blocks import List, Note, Paragraph, Run, Table
from policies.document.shape import Document
from tests.comparison.rebuild import text_of

from .page import LABELS, texts_of, texts_of_page, words_in, words_of_page
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
from .strategies import LANGUAGE, document_pairs

PAGE: RenderContext = RenderContext("fr", LABELS)


def redline(old: Document, new: Document, language: str = "fr") -> str:
    return redline_html(compare(old, new, language), LABELS)


def body(*blocks: object) -> Document:
    return document(section(1, "Objet", *blocks))


def assert_contract(old: Document, new: Document, language: str) -> None:
    html = redline(old, new, language)
    assert texts_of_page(html, "old") == texts_of(text_of(old, language))
    assert texts_of_page(html, "new") == texts_of(text_of(new, language))
    for side, text in (("old", old), ("new", new)):
        assert words_of_page(html, side) == words_in(texts_of(text_of(text, language)))


def assert_valid(html: str) -> None:
    html5lib.HTMLParser(strict=True).parse(f"<!DOCTYPE html><title>x</title>{html}")
    anchors = [element["id"] for element in BeautifulSoup(html, "html.parser").select("[id]")]
    assert len(anchors) == len(set(anchors))
    targets = {a["href"][1:] for a in BeautifulSoup(html, "html.parser").select("a.move")}
    assert targets <= set(anchors)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(document_pairs())
def test_the_page_of_a_generated_pair_gives_back_both_sides(pair):
    assert_contract(*pair, LANGUAGE)


@settings(max_examples=10, derandomize=True, deadline=None)
@given(document_pairs())
def test_the_page_of_a_generated_pair_is_valid(pair):
    assert_valid(redline(*pair, LANGUAGE))


@pytest.mark.parametrize("name", HISTORY_NAMES)
def test_the_page_of_consecutive_real_versions_gives_back_both_sides(name):
    versions = history(name)
    for old, new in [*pairwise(versions), (versions[-1], versions[0])]:
        assert_contract(old, new, name.split("/")[1])


@pytest.mark.parametrize("name", ["terms-of-service/en", "website-terms/ar"])
def test_the_page_of_real_versions_is_valid(name):
    versions = history(name)
    assert_valid(redline(versions[0], versions[-1], name.split("/")[1]))


def test_inserted_and_deleted_words_are_marked_and_announced():
    html = redline(body(paragraph("Gardées cinq ans.")), body(paragraph("Gardées dix ans.")))
    page = BeautifulSoup(html, "html.parser")
    assert page.find("del").get_text() == " [deletion cinq end of deletion] "
    assert page.find("ins").get_text() == " [insertion dix end of insertion] "
    assert page.select_one("p.change.change--edited") is not None


def test_text_is_escaped():
    html = redline(body(paragraph("a <b> & c")), body(paragraph("a <i> & c")))
    assert "<b>" not in html
    assert "a &lt;" in html


def test_a_removed_item_stays_an_item_of_its_list():
    page = BeautifulSoup(
        redline(body(bullets("nom", "adresse", "âge")), body(bullets("nom", "âge"))), "html.parser"
    )
    (item,) = page.select("ul > li.change--removed")
    assert item.find("del") is not None


def test_numbered_items_keep_their_numbers_beside_a_removed_one():
    old, new = bullets("nom", "adresse", "âge", ordered=True), bullets("nom", "âge", ordered=True)
    page = BeautifulSoup(redline(body(old), body(new)), "html.parser")
    assert [item["value"] for item in page.select("ol > li")] == ["1", "2", "2"]


def test_a_moved_block_links_both_its_ends():
    first, second = (
        paragraph("Vous pouvez retirer votre accord."),
        paragraph("Nous répondons sous un mois."),
    )
    third = paragraph("L’autorité de contrôle reçoit vos plaintes et vos questions.")
    page = BeautifulSoup(redline(body(first, second, third), body(second, third, first)), "html.parser")
    departure, arrival = page.select("p.change--moved")
    assert departure.a["href"] == f"#{arrival['id']}"
    assert arrival.a["href"] == f"#{departure['id']}"
    assert departure.find("del") is not None
    assert arrival.find("ins") is not None
    assert LABELS.moved_to in departure.a.get_text()


def test_a_moved_and_edited_block_shows_its_edit_at_both_ends():
    first = "Vous pouvez retirer à tout moment votre accord par lettre."
    second = paragraph("Nous répondons sous un mois à toute demande que vous nous adressez par écrit.")
    page = BeautifulSoup(
        redline(
            body(paragraph(first), second), body(second, paragraph(first.replace("lettre", "courriel")))
        ),
        "html.parser",
    )
    assert "lettre" in page.select_one("del.moved del").get_text()
    assert "courriel" in page.select_one("ins.moved ins").get_text()


def test_a_moved_list_is_wrapped_with_its_link():
    listed = bullets("le nom de famille", "la date de naissance")
    second = paragraph("Nous répondons sous un mois à toute demande que vous nous adressez par écrit.")
    html = redline(body(listed, second), body(second, listed))
    page = BeautifulSoup(html, "html.parser")
    assert len(page.select("div.change--moved > a.move")) == 2
    assert_valid(html)


def test_a_change_of_formatting_alone_is_marked_without_inserting_or_deleting():
    old = body(Paragraph(runs=runs("Vous pouvez refuser.")))
    new = body(Paragraph(runs=(Run(text="Vous "), Run(text="pouvez", bold=True), Run(text=" refuser."))))
    page = BeautifulSoup(redline(old, new), "html.parser")
    assert page.select_one("span.formatting strong").get_text() == "pouvez"
    assert not page.select("ins, del")


def test_a_change_of_link_target_alone_is_marked_with_both_targets():
    old, new = (
        body(Paragraph(runs=runs("la politique", link=f"https://{host}.example/")))
        for host in ("old", "new")
    )
    marked = BeautifulSoup(redline(old, new), "html.parser").select_one("span.formatting--link")
    assert marked["title"] == "other target (https://old.example/ → https://new.example/)"


def test_bullets_turned_into_numbers_are_marked():
    page = BeautifulSoup(
        redline(body(bullets("nom", "âge")), body(bullets("nom", "âge", ordered=True))), "html.parser"
    )
    assert page.select_one("div.change--formatting > ol") is not None


def test_a_note_of_another_tone_is_marked():
    inside = (paragraph("Le délai court."),)
    page = BeautifulSoup(
        redline(body(Note(tone="info", blocks=inside)), body(Note(tone="warning", blocks=inside))),
        "html.parser",
    )
    assert page.select_one("div.note--warning.change--formatting .visually-hidden") is not None


def test_rows_of_a_table_that_lost_a_column_all_have_as_many_cells():
    old = table(
        ("Nom", "3 ans", "Contrat"), ("Âge", "1 an", "Accord"), header=("Donnée", "Durée", "Base")
    )
    new = table(("Nom", "3 ans"), ("Ville natale", "2 ans"), header=("Donnée", "Durée"))
    html = redline(body(old), body(new))
    widths = {len(row.find_all(["td", "th"])) for row in BeautifulSoup(html, "html.parser").select("tr")}
    assert widths == {3}
    assert_contract(body(old), body(new), "fr")


def test_insertions_in_arabic_are_isolated():
    old, new = (
        document(section(1, "البيانات", paragraph(text), language="ar"), language="ar")
        for text in ("نحتفظ بها خمس سنوات", "نحتفظ بها عشر سنوات")
    )
    page = BeautifulSoup(redline(old, new, "ar"), "html.parser")
    assert page.find("ins")["dir"] == page.find("del")["dir"] == "rtl"


def test_an_address_in_arabic_is_isolated_inside_an_insertion():
    old, new = (
        document(section(1, "البيانات", paragraph(text), language="ar"), language="ar")
        for text in ("راسلنا على a@atlas.example", "راسلنا على b@atlas.example")
    )
    page = BeautifulSoup(redline(old, new, "ar"), "html.parser")
    assert page.select_one("ins bdi").get_text() == "b@atlas.example"


def test_sections_are_written_part_by_part_for_templates():
    old = document(section(1, "Objet", paragraph("Nos traitements.")), section(2, "Vos droits"))
    new = document(section(2, "Tous vos droits"))
    removed, kept = compare(old, new, "fr").sections
    assert "Nos traitements." in section_html(removed, PAGE)
    assert "<del>" in heading_html(removed, PAGE)
    assert number_html(kept, PAGE).startswith('<del class="renumbered">')
    assert "Tous" in heading_html(kept, PAGE)
    assert start_html(kept, PAGE) == ""


def test_a_moved_section_has_an_anchor_and_a_link_at_each_end():
    short, long = section(1, "Objet"), section(2, "Vos droits", paragraph("Vous pouvez nous écrire."))
    departure, *_, arrival = compare(document(short, long), document(long, short), "fr").sections
    assert 'id="move-1-from" href="#move-1-to"' in start_html(departure, PAGE)
    assert 'id="move-1-to" href="#move-1-from"' in start_html(arrival, PAGE)


def test_everything_against_nothing_is_valid_and_keeps_the_contract():
    for old, new in ((everything(), document()), (document(), everything())):
        assert_contract(old, new, "fr")
        assert_valid(redline(old, new))


def test_each_cell_names_its_column_as_it_is_called_now():
    old = body(Table(header=(runs("Donnée"), runs("Durée")), rows=((runs("Compte"), runs("un an")),)))
    new = body(
        Table(
            header=(runs("Donnée"), runs("Conservation")),
            rows=((runs("Compte"), runs("un an")), (runs("Paiement"), runs("dix ans"))),
        )
    )
    for one, other, names in (
        (old, new, ["Donnée", "Conservation"]),
        (document(section(1, "A")), old, ["Donnée", "Durée"]),
        (old, document(section(1, "A")), ["Donnée", "Durée"]),
    ):
        page = BeautifulSoup(redline(one, other), "html.parser")
        for row in page.select("tbody tr"):
            assert [cell["data-label"] for cell in row.select("td")] == names
        assert not page.select("th[data-label]")


def test_an_empty_list_is_written():
    assert "<ul" in redline(body(), body(List(ordered=False, items=())))


@pytest.mark.parametrize("name", ["terms-of-service/en", "website-terms/ar"])
def test_every_change_of_real_versions_is_numbered_once_and_linked_to_its_neighbours(name):
    versions = history(name)
    comparison = compare(versions[0], versions[-1], name.split("/")[1])
    page = BeautifulSoup(redline_html(comparison, LABELS), "html.parser")
    numbers = [int(mark["data-n"]) for mark in page.select(".mark")]
    assert sorted(numbers) == list(range(1, comparison.counts.changes + 1))
    links = {link["href"] for link in page.select(".mark a")}
    assert links == {f"#change-{number}" for number in numbers}
    assert all(link["aria-label"] in ("previous", "next") for link in page.select(".mark a"))


def test_a_mark_has_no_words_of_its_own():
    page = BeautifulSoup(redline(body(paragraph("cinq ans")), body(paragraph("dix ans"))), "html.parser")
    assert [mark.get_text() for mark in page.select(".mark")] == [""]


def test_insertions_and_deletions_say_when_and_where_the_text_changed():
    comparison = compare(body(paragraph("cinq ans")), body(paragraph("dix ans")), "fr")
    html = redline_html(comparison, LABELS, cite="/fr/a/b/v2/?x=1&y", datetime="2026-11-24")
    for element in BeautifulSoup(html, "html.parser").select("ins, del"):
        assert (element["cite"], element["datetime"]) == ("/fr/a/b/v2/?x=1&y", "2026-11-24")
    assert_valid(html)


def test_typography_is_announced_once_and_quietly():
    html = redline(body(paragraph("L'accord écrit.")), body(paragraph("L’accord écrit.")))
    (quiet,) = BeautifulSoup(html, "html.parser").select("span.typographic")
    assert [said.get_text() for said in quiet.select(".visually-hidden")] == [" other typography "]
    assert not BeautifulSoup(html, "html.parser").select(".mark")


def test_other_vowel_marks_are_shown_as_words_that_changed():
    old, new = (
        document(section(1, "البيانات", paragraph(text), language="ar"), language="ar")
        for text in ("نحتفظ بالعلم", "نحتفظ بالعِلم")
    )
    page = BeautifulSoup(redline(old, new, "ar"), "html.parser")
    assert len(page.select("span.vowels ins .visually-hidden")) == 2
    assert len(page.select(".mark")) == 1


def test_only_changed_passages_and_their_neighbours_are_shown_with_context():
    old = body(*(paragraph(f"Passage {number}.") for number in range(9)))
    new = body(*(paragraph(f"Passage {number}{' neuf' * (number == 4)}.") for number in range(9)))
    (change,) = compare(old, new, "fr").sections
    page = BeautifulSoup(section_html(change, PAGE, around=1), "html.parser")
    assert [gap["data-label"] for gap in page.select(".gap")] == ["3 unchanged", "3 unchanged"]
    assert {gap["dir"] for gap in page.select(".gap")} == {
        "auto"
    }  # the label is in the language of the page around
    assert len(page.select("p:not(.gap)")) == 3


def test_a_section_says_what_became_of_it_in_its_classes_and_one_that_did_not_change_is_a_clause():
    old = document(section(1, "Objet", paragraph("Nos traitements.")), section(2, "Droits"))
    new = document(section(1, "Objet", paragraph("Tous nos traitements.")), section(2, "Droits"))
    changed, same = BeautifulSoup(redline(old, new), "html.parser").select("section")
    assert changed["class"] == ["change", "change--edited"]
    assert same["class"] == ["clause"]


def test_only_changed_sections_are_shown_with_context_and_the_others_counted():
    old = document(*(section(number, f"Titre {number}") for number in range(1, 8)))
    new = document(
        *(section(number, f"Titre {number}{' neuf' * (number == 3)}") for number in range(1, 8))
    )
    html = redline_html(compare(old, new, "fr"), LABELS, around=1)
    page = BeautifulSoup(html, "html.parser")
    assert [gap["data-label"] for gap in page.select(".gap")] == [
        "2 unchanged sections",
        "4 unchanged sections",
    ]
    (shown,) = page.select("section")
    assert "Titre 3" in shown.get_text()


def test_both_vowelled_words_are_marked_the_old_one_as_deleted():
    old, new = (
        document(section(1, "البيانات", paragraph(text), language="ar"), language="ar")
        for text in ("نحتفظ بالعلم", "نحتفظ بالعِلم")
    )
    (word,) = BeautifulSoup(redline(old, new, "ar"), "html.parser").select("span.vowels")
    for hidden in word.select(".visually-hidden"):
        hidden.decompose()
    assert [(each.name, each.get_text()) for each in word.find_all(["ins", "del"])] == [
        ("del", "بالعلم"),
        ("ins", "بالعِلم"),
    ]


def test_a_number_that_came_or_went_stands_alone():
    old, new = document(section(1, "")), document(section(1, "Objet"))
    for one, two, tag in ((old, new, "ins"), (new, old, "del")):
        (change,) = compare(one, two, "fr").sections
        number = BeautifulSoup(number_html(change, PAGE), "html.parser")
        assert [each.name for each in number.find_all(["ins", "del"])] == [tag]
        for hidden in number.select(".visually-hidden"):
            hidden.decompose()
        assert number.get_text() == "1."


def test_what_changed_first_or_last_of_all_is_shown_with_one_neighbour_and_nothing_beyond_is_said():
    for at, shown in ((0, {0, 1}), (8, {7, 8})):
        old = body(*(paragraph(f"Passage {number}.") for number in range(9)))
        new = body(*(paragraph(f"Passage {number}{' neuf' * (number == at)}.") for number in range(9)))
        (change,) = compare(old, new, "fr").sections
        html = section_html(change, PAGE, around=1)
        wanted = [f"Passage {number}{' neuf' * (number == at)}." for number in sorted(shown)]
        assert words_of_page(html, "new") == words_in(wanted)


def test_a_table_that_lost_a_column_on_its_way_has_its_own_columns_at_either_end():
    def moved(header: tuple[str, ...], *rows: tuple[str, ...]) -> Table:
        return Table(
            caption=runs("Durées pendant lesquelles nous gardons vos données de client"),
            header=tuple(runs(cell) for cell in header),
            rows=tuple(tuple(runs(cell) for cell in row) for row in rows),
        )

    filler = [paragraph(f"Vous pouvez nous écrire au sujet numéro {number}.") for number in range(4)]
    wide = moved(("Donnée", "Base", "Durée"), ("Nom", "Contrat", "3 ans"), ("Facture", "Loi", "10 ans"))
    narrow = moved(("Donnée", "Durée"), ("Nom", "3 ans"), ("Facture", "10 ans"))
    html = redline(body(wide, *filler), body(*filler, narrow))
    widths = [
        {len(row.find_all(["th", "td"])) for row in found.select("tr")}
        for found in BeautifulSoup(html, "html.parser").select("table")
    ]
    assert widths == [{3}, {2}]


def test_a_change_of_every_kind_keeps_the_contract_and_is_valid():
    for old, new in (every_change(), every_change()[::-1]):
        assert_contract(old, new, "fr")
        assert_valid(redline(old, new))
