"""Change numbers: in reading order, without a gap, shared where a reader sees one change."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings

from policies.comparison.compare import compare
from policies.comparison.result import BlockChange, Comparison
from policies.document.blocks import Paragraph

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

LAW = "Le traitement repose sur votre consentement, que vous pouvez retirer à tout moment."
TERM = "Les données sont conservées pendant trois ans après la fin du contrat."


def numbers_of(comparison: Comparison) -> Iterator[int | None]:
    for passage in (comparison.title, comparison.summary, comparison.issuer):
        yield from (part.change for part in passage)
    for each in comparison.sections:
        yield each.change
        yield from (part.change for part in each.heading)
        yield from _in_blocks(each.blocks)


def _in_blocks(blocks: Iterable[BlockChange]) -> Iterator[int | None]:
    for block in blocks:
        yield block.change
        yield from (part.change for part in block.parts)
        yield from _in_blocks(block.children)


def assert_in_order(comparison: Comparison) -> None:
    given = [number for number in numbers_of(comparison) if number is not None]
    first = list(dict.fromkeys(given))
    assert first == list(range(1, comparison.counts.changes + 1))
    assert bool(first) <= (not comparison.identical)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(document_pairs())
def test_the_changes_of_a_generated_pair_are_numbered_in_reading_order(pair):
    assert_in_order(compare(*pair, LANGUAGE))


@pytest.mark.parametrize("name", HISTORY_NAMES)
def test_the_changes_of_real_versions_are_numbered_in_reading_order(name):
    versions = history(name)
    assert_in_order(compare(versions[0], versions[-1], name.split("/")[1]))


def test_equal_documents_have_no_change():
    assert compare(everything(), everything(), "fr").counts.changes == 0


def numbered(old: object, new: object) -> list[tuple[str, int | None]]:
    (only,) = compare(
        document(section(1, "Objet", old)), document(section(1, "Objet", new)), "fr"
    ).sections
    return [(part.kind, part.change) for part in only.blocks[0].parts if part.kind != "same"]


def test_words_deleted_and_inserted_side_by_side_are_one_change():
    new = TERM.replace("trois ans", "cinq années").replace("contrat", "compte")
    assert numbered(paragraph(TERM), paragraph(new)) == [
        ("deleted", 1),
        ("inserted", 1),
        ("deleted", 2),
        ("inserted", 2),
    ]


def test_formatting_is_a_change_and_typography_is_none():
    new = Paragraph(
        runs=(
            *runs("Les données", bold=True),
            *runs(TERM[len("Les données") :].replace(" du ", "\u00a0du ")),
        )
    )
    assert numbered(paragraph(TERM), new) == [("formatting", 1), ("typographic", None)]


def test_vowel_marks_are_a_change():
    assert numbered(paragraph("كَتَبَ الطالب"), paragraph("كُتِبَ الطالب")) == [("vowels", 1)]


def test_an_added_section_is_one_change_and_those_that_follow_are_only_renumbered():
    old = document(section(1, "Objet"), section(3, "Contact", paragraph(LAW)))
    new = document(
        section(1, "Objet"), section(2, "Durées", paragraph(TERM)), section(3, "Contact", paragraph(LAW))
    )
    assert [each.change for each in compare(old, new, "fr").sections] == [None, 1, None]


def test_both_ends_of_a_moved_section_have_one_number_and_its_edits_their_own():
    old = document(section(1, "Objet", paragraph(LAW + TERM)), section(2, "Durées", paragraph(TERM)))
    new = document(
        section(2, "Durées", paragraph(TERM.replace("trois", "cinq"))),
        section(1, "Objet", paragraph(LAW + TERM)),
    )
    arrival, _, departure = compare(old, new, "fr").sections
    assert arrival.change == departure.change == 1
    assert arrival.blocks == departure.blocks
    assert {part.change for part in arrival.blocks[0].parts} == {None, 2}


def test_a_new_level_and_a_new_form_are_changes():
    old = document(section(1, "Objet"), section(2, "Durées", bullets("nom", "âge")))
    new = document(
        section(1, "Objet"), section(2, "Durées", bullets("nom", "âge", ordered=True), level=2)
    )
    last = compare(old, new, "fr").sections[1]
    assert (last.change, last.blocks[0].change) == (1, 2)


def test_an_added_column_is_one_change_in_all_its_cells():
    old = table(("Facture", "10 ans"), ("Prospect", "3 ans"), header=("Donnée", "Durée"))
    new = table(
        ("Facture", "Loi", "10 ans"), ("Prospect", "Accord", "2 ans"), header=("Donnée", "Base", "Durée")
    )
    (only,) = compare(
        document(section(1, "Objet", old)), document(section(1, "Objet", new)), "fr"
    ).sections
    cells = [[cell.change for cell in row.children] for row in only.blocks[0].children]
    assert cells == [[None, 1, None]] * 3
    assert [part.change for part in only.blocks[0].children[2].children[2].parts] == [2, 2, None]


def test_the_title_comes_before_the_sections():
    old = document(section(1, "Objet", paragraph(TERM)))
    new = document(section(1, "Objet", paragraph(TERM.replace("trois", "cinq"))), title={"fr": "Autre"})
    comparison = compare(old, new, "fr")
    assert comparison.title[0].change == 1
    assert comparison.counts.changes == 2


def parts_in(blocks: Iterable[BlockChange]) -> Iterator[int | None]:
    return (number for number in _in_blocks(blocks) if number is not None)


def test_what_came_or_went_whole_is_one_change_whatever_is_in_it():
    whole = section(2, "Durées", paragraph(TERM), bullets("nom", "âge"))
    with_it = document(section(1, "Objet", paragraph(LAW)), whole)
    without = document(section(1, "Objet", paragraph(LAW)))
    for old, new in ((with_it, without), (without, with_it)):
        comparison = compare(old, new, "fr")
        last = comparison.sections[1]
        assert (last.change, comparison.counts.changes) == (1, 1)
        assert not any(part.change for part in last.heading)
        assert not list(parts_in(last.blocks))


def test_a_block_that_came_or_went_is_one_change_whatever_is_in_it():
    few, more = (
        document(section(1, "Objet", paragraph(LAW))),
        document(section(1, "Objet", paragraph(LAW), paragraph(TERM), bullets("nom", "âge"))),
    )
    for old, new in ((few, more), (more, few)):
        comparison = compare(old, new, "fr")
        assert [block.change for block in comparison.sections[0].blocks] == [None, 1, 2]
        assert comparison.counts.changes == 2


def test_what_moved_out_of_a_removed_section_keeps_a_number_of_its_own():
    claim = paragraph("Vous pouvez introduire une réclamation auprès de l’autorité de contrôle.")
    first, last = section(1, "Objet", paragraph(LAW)), section(3, "Plaintes", claim)
    old = document(first, section(2, "Durées", paragraph(TERM)), last)
    new = document(first, section(3, "Plaintes", claim, paragraph(TERM)))
    _, removed, edited = compare(old, new, "fr").sections
    assert (removed.change, removed.blocks[0].change, edited.blocks[1].change) == (1, 2, 2)


def test_blocks_at_the_same_place_of_two_sections_are_two_changes():
    old = document(section(1, "Objet", paragraph(LAW)), section(2, "Durées", paragraph(LAW)))
    new = document(
        section(1, "Objet", paragraph(LAW), paragraph(TERM)),
        section(2, "Durées", paragraph(LAW), paragraph("Tout est effacé dès la clôture du compte.")),
    )
    assert [each.blocks[1].change for each in compare(old, new, "fr").sections] == [1, 2]


def test_each_added_column_of_each_table_is_a_change_of_its_own():
    old = table(("Facture", "10 ans"), header=("Donnée", "Durée"))
    new = table(("Facture", "Loi", "10 ans", "Oui"), header=("Donnée", "Base", "Durée", "Accord"))
    (only,) = compare(
        document(section(1, "Objet", old, paragraph(LAW), old)),
        document(section(1, "Objet", new, paragraph(LAW), new)),
        "fr",
    ).sections
    first, _, second = only.blocks
    assert [[cell.change for cell in row.children] for row in first.children] == [[None, 1, None, 2]] * 2
    assert [[cell.change for cell in row.children] for row in second.children] == [
        [None, 3, None, 4]
    ] * 2


def test_only_what_moved_has_the_number_of_a_move():
    old = document(
        section(1, "Objet", paragraph(LAW + TERM)), section(2, "Durées", paragraph(TERM), paragraph(LAW))
    )
    new = document(
        section(2, "Durées", paragraph(TERM.replace("trois", "cinq")), paragraph(LAW)),
        section(1, "Objet", paragraph(LAW + TERM), paragraph("Merci.")),
    )
    comparison = compare(old, new, "fr")
    assert [each.move for each in comparison.sections] == [1, None, 1]
    assert not any(block.move for each in comparison.sections for block in each.blocks)
