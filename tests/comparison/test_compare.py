"""Which section, block, item, row and cell is compared with which, and what is said of it."""

import random
import time
import uuid

import pytest

from policies.comparison.compare import LanguageMissing, compare
from policies.comparison.result import BlockChange, Comparison, text_on
from policies.document.blocks import Definition, Definitions, Item, List, Paragraph
from policies.document.shape import Section
from tests.comparison.rebuild import rebuild, text_of

from .samples import bullets, document, everything, paragraph, runs, section, table

LAW = "Le traitement repose sur votre consentement, que vous pouvez retirer à tout moment."
TERM = "Les données sont conservées pendant trois ans après la fin du contrat."
CLAIM = "Vous pouvez introduire une réclamation auprès de l’autorité de contrôle."


def body(*blocks: object):
    return document(section(1, "Objet", *blocks))


def blocks_of(old, new) -> tuple[BlockChange, ...]:
    (only,) = compare(body(*old), body(*new), "fr").sections
    return only.blocks


def kinds(changes) -> list[str]:
    return [change.kind for change in changes]


def section_kinds(comparison: Comparison) -> list[tuple[str, ...]]:
    return [change.kinds for change in comparison.sections]


def test_equal_documents_are_identical():
    comparison = compare(everything(), everything(), "fr")
    assert comparison.identical
    assert not comparison.changed_sections
    assert comparison.counts.words_inserted == comparison.counts.words_deleted == 0


@pytest.mark.parametrize(
    ("old", "new", "side"),
    [
        (("fr", "en"), ("fr",), "new"),
        (("fr",), ("fr", "en"), "old"),
        (("fr",), ("fr", "ar"), "both"),
    ],
)
def test_a_language_that_a_side_lacks_is_named(old, new, side):
    with pytest.raises(LanguageMissing) as caught:
        compare(document(languages=old), document(languages=new), "en")
    assert (caught.value.side, caught.value.language) == (side, "en")
    assert "'en'" in str(caught.value)


def test_a_changed_title_summary_or_issuer_is_a_difference():
    for value in ({"title": {"fr": "Autre"}}, {"summary": {"fr": "Autre"}}, {"issuer": {"fr": "Autre"}}):
        assert not compare(document(), document(**value), "fr").identical


def test_another_numbering_is_a_difference_even_without_sections():
    assert not compare(document(), document(numbering="none"), "fr").identical


def test_a_section_is_followed_by_its_key_whatever_became_of_it():
    old = document(section(1, "Objet", paragraph(LAW)))
    new = document(section(1, "Durées", paragraph(TERM), level=2))
    assert section_kinds(compare(old, new, "fr")) == [("renamed", "level", "edited")]


def test_an_added_section_renumbers_quietly_those_that_follow():
    old = document(section(1, "Objet"), section(2, "Contact", paragraph(LAW)))
    new = document(section(1, "Objet"), section(3, "Durées"), section(2, "Contact", paragraph(LAW)))
    comparison = compare(old, new, "fr")
    assert section_kinds(comparison) == [("unchanged",), ("added",), ("renumbered",)]
    last = comparison.sections[-1]
    assert (last.old_number, last.new_number, last.number) == ("2.", "3.", "3.")
    assert (comparison.counts.added, comparison.counts.sections_changed) == (1, 0)


def test_a_removed_section_stands_where_it_was():
    old = document(section(1, "Objet"), section(2, "Durées"), section(3, "Contact"))
    new = document(section(1, "Objet"), section(3, "Contact"))
    comparison = compare(old, new, "fr")
    assert section_kinds(comparison) == [("unchanged",), ("removed",), ("renumbered",)]
    assert comparison.sections[1].key == str(uuid.UUID(int=2))


def test_the_lightest_section_is_the_one_that_moved():
    long, short = section(1, "Objet", paragraph(LAW + TERM)), section(2, "Contact", paragraph(CLAIM))
    comparison = compare(document(long, short), document(short, long), "fr")
    places = [(change.key[-1], change.place, change.move) for change in comparison.sections]
    assert places == [("2", "arrival", 1), ("1", "here", None), ("2", "departure", 1)]
    assert comparison.counts.moved == 1
    assert comparison.counts.words_inserted == 0


def test_sections_without_common_keys_pair_by_content_heading_and_likeness():
    old = document(
        section(1, "Objet", paragraph(LAW)),
        section(2, "Durées", paragraph(TERM)),
        section(3, "Plaintes", paragraph(CLAIM)),
    )
    new = document(
        section(11, "Objet", paragraph(LAW)),
        section(12, "Durées", paragraph("Tout est effacé dès la clôture du compte.")),
        section(13, "Réclamations", paragraph(CLAIM.replace("introduire", "déposer"))),
    )
    comparison = compare(old, new, "fr")
    assert section_kinds(comparison) == [("unchanged",), ("edited",), ("renamed", "edited")]
    assert rebuild(comparison, "old") == text_of(old, "fr")


def test_sections_that_share_nothing_are_removed_and_added():
    old, new = (
        document(section(1, "Objet", paragraph(LAW))),
        document(section(2, "Durées", paragraph(TERM))),
    )
    assert section_kinds(compare(old, new, "fr")) == [("removed",), ("added",)]


def test_a_section_that_lacks_the_language_on_one_side_gained_its_words():
    french_only = Section(key=uuid.UUID(int=1), level=1, heading={"fr": "Objet"}, body={})
    both = Section(
        key=uuid.UUID(int=1), level=1, heading={"fr": "Objet", "en": "Purpose"}, body={"en": ()}
    )
    old, new = (document(each, languages=("fr", "en")) for each in (french_only, both))
    comparison = compare(old, new, "en")
    assert comparison.sections[0].kinds == ("renamed", "renumbered")
    assert comparison.counts.words_inserted == 1


def test_words_are_compared_inside_a_paragraph():
    (change,) = blocks_of([paragraph(TERM)], [paragraph(TERM.replace("trois", "cinq"))])
    assert [part.text for part in change.parts if part.kind != "same"] == ["trois", "cinq"]


def test_a_paragraph_added_between_two_is_added_there():
    changes = blocks_of(
        [paragraph(LAW), paragraph(CLAIM)], [paragraph(LAW), paragraph(TERM), paragraph(CLAIM)]
    )
    assert kinds(changes) == ["unchanged", "added", "unchanged"]


def test_a_paragraph_that_changed_place_moved():
    changes = blocks_of(
        [paragraph(LAW), paragraph(TERM), paragraph(CLAIM)],
        [paragraph(CLAIM), paragraph(LAW), paragraph(TERM)],
    )
    assert [(change.kind, change.place) for change in changes] == [
        ("moved", "arrival"),
        ("unchanged", "here"),
        ("unchanged", "here"),
        ("moved", "departure"),
    ]


def test_a_few_words_do_not_move_they_are_removed_and_added():
    changes = blocks_of([paragraph("Merci."), paragraph(LAW)], [paragraph(LAW), paragraph("Merci.")])
    assert kinds(changes) == ["removed", "unchanged", "added"]


def test_a_list_never_pairs_with_a_paragraph():
    changes = blocks_of([paragraph("nom, adresse")], [bullets("âge, profession")])
    assert kinds(changes) == ["removed", "added"]


def test_items_are_compared_one_by_one():
    (change,) = blocks_of(
        [bullets("votre nom", "votre adresse postale", "votre âge")],
        [bullets("votre nom", "votre adresse de courriel", "votre âge", "vos achats récents")],
    )
    assert kinds(change.children) == ["unchanged", "edited", "unchanged", "added"]


def test_a_nested_list_is_compared_item_by_item():
    def nested(*lines: str) -> List:
        return List(ordered=False, items=(Item(runs=runs("Pour la paie"), children=(bullets(*lines),)),))

    (change,) = blocks_of([nested("bulletins", "contrats")], [nested("bulletins", "contrats", "congés")])
    (item,) = change.children
    assert kinds(item.children[0].children) == ["unchanged", "unchanged", "added"]


def test_definitions_are_compared_by_term():
    def terms(**meanings: str) -> Definitions:
        return Definitions(
            items=tuple(
                Definition(term=runs(term), blocks=(paragraph(meaning),))
                for term, meaning in meanings.items()
            )
        )

    (change,) = blocks_of(
        [terms(donnée="Toute information.", tiers="Une autre personne.")],
        [terms(accord="Un oui.", donnée="Ce qui vous désigne.", tiers="Une autre personne.")],
    )
    assert kinds(change.children) == ["added", "edited", "unchanged"]


def test_rows_are_compared_by_their_first_cell_and_cells_by_column():
    header = ("Donnée", "Durée")
    (change,) = blocks_of(
        [table(("Facture", "10 ans"), ("Prospect", "3 ans"), header=header)],
        [table(("Journal", "1 an"), ("Facture", "6 mois"), ("Prospect", "3 ans"), header=header)],
    )
    assert kinds(change.children) == ["unchanged", "added", "edited", "unchanged"]
    assert kinds(change.children[2].children) == ["unchanged", "edited"]


def test_a_new_column_is_added_in_every_row():
    (change,) = blocks_of(
        [table(("Facture", "10 ans"), ("Prospect", "3 ans"), header=("Donnée", "Durée"))],
        [
            table(
                ("Facture", "Loi", "10 ans"),
                ("Prospect", "Accord", "3 ans"),
                header=("Donnée", "Base", "Durée"),
            )
        ],
    )
    assert [kinds(row.children) for row in change.children] == [["unchanged", "added", "unchanged"]] * 3


def test_a_cell_is_compared_with_the_one_of_its_column_though_a_new_one_says_the_same():
    (change,) = blocks_of(
        [table(("Nom", "3 ans"), header=("Donnée personnelle", "Durée de garde"))],
        [table(("Nom", "3 ans", "5 ans"), header=("Donnée personnelle", "Base", "Durée de garde"))],
    )
    assert [kinds(row.children) for row in change.children] == [
        ["unchanged", "added", "unchanged"],
        ["unchanged", "added", "edited"],
    ]


def test_a_header_of_other_words_is_the_header_still():
    rows = (("Nom de famille", "3 ans"), ("Facture", "10 ans"))
    (change,) = blocks_of(
        [table(*rows, header=("Donnée", "Durée"))],
        [table(*rows, ("Photographie", "5 ans"), header=("Nature", "Conservation"))],
    )
    assert [(row.type, row.kind) for row in change.children] == [
        ("header", "edited"),
        ("row", "unchanged"),
        ("row", "unchanged"),
        ("row", "added"),
    ]


def test_a_column_that_went_is_removed_in_every_row():
    rows = (("Facture", "Loi", "10 ans"), ("Prospect", "Accord", "3 ans"))
    (change,) = blocks_of(
        [table(*rows, header=("Donnée", "Base", "Durée"))],
        [table(*((first, last) for first, _, last in rows), header=("Donnée", "Durée"))],
    )
    assert [kinds(row.children) for row in change.children] == [
        ["unchanged", "removed", "unchanged"]
    ] * 3
    assert [(cell.old, cell.new) for cell in change.children[1].children] == [(0, 0), (1, None), (2, 1)]


def test_a_column_that_changed_place_was_removed_and_added():
    rows = (("Facture", "Loi", "10 ans"), ("Prospect", "Accord", "3 ans"))
    (change,) = blocks_of(
        [table(*rows, header=("Donnée", "Base", "Durée"))],
        [table(*((a, c, b) for a, b, c in rows), header=("Donnée", "Durée", "Base"))],
    )
    cells = [[(cell.kind, cell.old, cell.new) for cell in row.children] for row in change.children]
    assert (
        cells
        == [[("unchanged", 0, 0), ("removed", 1, None), ("unchanged", 2, 1), ("added", None, 2)]] * 3
    )


def test_the_cells_of_a_table_without_a_header_are_compared_where_they_stand():
    (change,) = blocks_of([table(("Oui", "Non"))], [table(("Non", "Oui"))])
    assert [(cell.kind, cell.old, cell.new) for cell in change.children[0].children] == [
        ("edited", 0, 0),
        ("edited", 1, 1),
    ]


def test_a_renamed_column_is_the_same_column():
    (change,) = blocks_of(
        [table(("Facture", "10 ans"), header=("Donnée", "Durée"))],
        [table(("Facture", "10 ans"), header=("Donnée", "Conservation"))],
    )
    assert kinds(change.children) == ["edited", "unchanged"]
    assert kinds(change.children[0].children) == ["unchanged", "edited"]


def test_numbers_for_bullets_are_formatting():
    (change,) = blocks_of([bullets("nom", "âge")], [bullets("nom", "âge", ordered=True)])
    assert (change.kind, change.old_form, change.new_form) == ("formatting", "unordered", "ordered")
    assert compare(body(bullets("nom")), body(bullets("nom", ordered=True)), "fr").counts.formatting == 1


def test_counts_say_what_a_reader_sees():
    old = document(section(1, "Objet", paragraph(TERM)), section(2, "Contact", paragraph(LAW)))
    new = document(
        section(1, "Objet", paragraph(TERM.replace("trois ans", "douze mois"))),
        section(3, "Plaintes", paragraph("Écrivez à l’autorité de contrôle.")),
    )
    counts = compare(old, new, "fr").counts
    assert (counts.sections_changed, counts.added, counts.removed, counts.moved) == (1, 1, 1, 0)
    assert counts.words_inserted == 2 + 1 + 6
    assert counts.words_deleted == 2 + 1 + len(LAW.split())


def test_each_kind_of_difference_is_counted_apart():
    link = [
        Paragraph(runs=(*runs("Voir "), *runs("la loi", link=f"https://{host}.example/"), *runs(".")))
        for host in ("one", "two")
    ]
    bold = [Paragraph(runs=(*runs("Voir "), *runs("la loi", bold=is_bold))) for is_bold in (False, True)]
    marks = [paragraph(text) for text in ("كَتَبَ الطالب هنا", "كُتِبَ الطالب هنا")]
    quotes = [paragraph(text) for text in ("dit « mot »", "dit « mot »")]
    old, new = (
        document(
            section(1, "Objet", link[side], bold[side], marks[side], quotes[side]),
            *([section(2, "Durées")] if side else []),
            section(3, ("Contact", "Pour écrire")[side]),
        )
        for side in (0, 1)
    )
    counts = compare(old, new, "fr").counts
    assert (counts.links, counts.formatting, counts.restyled) == (1, 2, 1)
    assert (counts.vowels, counts.typographic) == (1, 2)
    assert (counts.renamed, counts.renumbered, counts.added) == (1, 1, 1)
    assert counts.sections_changed == 2


def test_moves_are_numbered_once_each_in_a_whole_comparison():
    first = [paragraph(LAW), paragraph(TERM), paragraph(CLAIM)]
    old = document(section(1, "Objet", *first), section(2, "Contact", *first), section(3, "Durées"))
    new = document(
        section(2, "Contact", *first[1:], first[0]), section(1, "Objet", *first), section(3, "Durées")
    )
    comparison = compare(old, new, "fr")
    numbers = {section.move for section in comparison.sections if section.move}
    inner = {block.move for section in comparison.sections for block in section.blocks if block.move}
    assert len(numbers) == len(inner) == 1
    assert not numbers & inner
    assert rebuild(comparison, "new") == text_of(new, "fr")


def test_headings_hold_both_sides():
    (only,) = compare(
        document(section(1, "Vos droits")), document(section(1, "Tous vos droits")), "fr"
    ).sections
    assert text_on(only.heading, "old") == "Vos droits"
    assert text_on(only.heading, "new") == "Tous vos droits"


def test_thousands_of_sections_without_keys_are_compared_in_bounded_time():
    chance = random.Random(5)  # noqa: S311 - the same numbers at every run
    words = [f"mot{number}" for number in range(3000)]

    def large(first_key: int, lines: list[str]):
        return document(*(section(first_key + at, "", paragraph(line)) for at, line in enumerate(lines)))

    lines = [" ".join(chance.choices(words, k=8)) for _ in range(2000)]
    edited = [line if chance.random() > 0.2 else f"{line} ajouté" for line in lines]
    chance.shuffle(edited)
    old, new = large(1, lines), large(10_000, edited)
    start = time.process_time()
    comparison = compare(old, new, "fr")
    # Far above what it takes: a guard against quadratic time, not a benchmark.
    assert time.process_time() - start < 6
    assert comparison.counts.added == comparison.counts.removed == 0
    assert rebuild(comparison, "new") == text_of(new, "fr")


DAMP, BOLD = paragraph("dit « mot » ici"), Paragraph(runs=runs("dit « mot » ici", bold=True))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((paragraph("dit « mot » ici"),), (DAMP,), ("typographic",)),
        ((paragraph("dit « mot » ici"),), (BOLD,), ("formatting",)),
        ((paragraph("dit « mot » ici"), paragraph("dit « mot » ici")), (DAMP, BOLD), ("formatting",)),
        ((paragraph("dit « mot » ici"), paragraph(LAW)), (DAMP, paragraph(TERM)), ("edited",)),
        ((bullets("l'un"),), (bullets("l’un"),), ("typographic",)),
        ((bullets("un"),), (bullets("un", ordered=True),), ("formatting",)),
        ((bullets("l'un"),), (bullets("l’un", ordered=True),), ("formatting",)),
        ((bullets("un"),), (bullets("un", "deux"),), ("edited",)),
    ],
)
def test_a_section_is_as_much_changed_as_what_changed_most_in_it(old, new, expected):
    (only,) = compare(body(*old), body(*new), "fr").sections
    assert only.kinds == expected


@pytest.mark.parametrize(
    ("heading", "level", "expected"),
    [
        ("L’accord", 1, ("typographic",)),
        ("L'accord", 2, ("level",)),
        ("L’accord", 2, ("level", "typographic")),
        ("L'avis", 1, ("renamed",)),
        ("L'accord", 1, ("unchanged",)),
    ],
)
def test_what_became_of_a_heading_is_said(heading, level, expected):
    comparison = compare(
        document(section(1, "L'accord")), document(section(1, heading, level=level)), "fr"
    )
    assert comparison.sections[0].kinds == expected
    assert comparison.counts.sections_changed == (expected not in (("typographic",), ("unchanged",)))


def test_a_paragraph_that_is_vocalised_is_the_same_one():
    """Beside one that came, so that its place does not tell."""
    plain, vocalised = "تحتفظ الشركة ببياناتك سنة", "تَحْتَفِظُ الشَّرِكَةُ بِبَيَانَاتِكَ سَنَةً"
    old, new = (
        document(section(1, "المدة", paragraph(plain))),
        document(section(1, "المدة", paragraph(LAW), paragraph(vocalised))),
    )
    blocks = compare(old, new, "fr").sections[0].blocks
    assert [block.kind for block in blocks] == ["added", "edited"]
    assert [part.kind for part in blocks[1].parts] == ["vowels"]
