"""The same words in blocks of another form: one change, whatever the form, and what changed in them besides."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings

from policies.comparison.compare import compare
from policies.comparison.form_ends import Ends, lost, together
from policies.comparison.result import Comparison
from policies.document.blocks import (
    Block,
    Definition,
    Definitions,
    Item,
    List,
    Note,
    Table,
)
from policies.document.shape import Document

from . import test_redline, test_side_by_side
from .samples import bullets, document, paragraph, runs, section, table
from .strategies import LANGUAGE, recast_pairs
from .test_rebuild import assert_rebuilds

LINES = {
    "fr": (
        "Le nom que vous donnez en vous inscrivant.",
        "Le lieu que donne votre appareil.",
        "Les dates.",
    ),
    "en": ("The name you give when you register.", "The place your device tells us.", "The dates."),
    "ar": ("الاسم الذي تعطيه عند التسجيل.", "المكان الذي يعطيه جهازك.", "التواريخ."),
}
FORMS = {
    "paragraphs": lambda lines: tuple(map(paragraph, lines)),
    "list": lambda lines: (bullets(*lines),),
    "numbers": lambda lines: (bullets(*lines, ordered=True),),
    "table": lambda lines: (table(*((line,) for line in lines)),),
    "quotation": lambda lines: (Note(tone="info", blocks=tuple(map(paragraph, lines))),),
    "definition": lambda lines: (
        Definitions(items=(Definition(term=runs(lines[0]), blocks=tuple(map(paragraph, lines[1:]))),)),
    ),
    "indented": lambda lines: (
        List(ordered=False, items=(Item(runs=runs(lines[0]), children=(bullets(*lines[1:]),)),)),
    ),
    "dropped out": lambda lines: (bullets(*lines[:-1]), paragraph(lines[-1])),
    "typed bullets": lambda lines: tuple(paragraph(f"• {line}") for line in lines),
    "typed dashes": lambda lines: tuple(paragraph(f"– {line}") for line in lines),
}
TYPED = ("typed bullets", "typed dashes")


def body(*blocks: Block, language: str = "fr") -> Document:
    before, after = paragraph("Nous gardons ceci:"), paragraph("C’est tout.")
    return document(section(1, "Objet", before, *blocks, after, language=language), language=language)


def compared(old: Document, new: Document, language: str = "fr") -> Comparison:
    """The comparison, from which and from whose pages both sides come back."""
    assert_rebuilds(old, new, language)
    test_redline.assert_contract(old, new, language)
    test_side_by_side.assert_contract(old, new, language)
    return compare(old, new, language)


def between(old: tuple[Block, ...], new: tuple[Block, ...], language: str = "fr") -> Comparison:
    return compared(body(*old, language=language), body(*new, language=language), language)


def ends(comparison: Comparison) -> Ends:
    (found,) = [each for each in together(comparison.sections[0].blocks) if isinstance(each, Ends)]
    return found


def words(comparison: Comparison) -> tuple[int, int]:
    return comparison.counts.words_deleted, comparison.counts.words_inserted


@settings(max_examples=30, derandomize=True, deadline=None)
@given(recast_pairs())
def test_generated_lines_in_other_forms_rebuild_from_the_value_the_json_and_the_pages(pair):
    compared(*pair, LANGUAGE)


@settings(max_examples=10, derandomize=True, deadline=None)
@given(recast_pairs())
def test_the_pages_of_generated_changes_of_form_are_valid(pair):
    test_redline.assert_valid(test_redline.redline(*pair, LANGUAGE))


@pytest.mark.parametrize("language", LINES)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        pair
        for pair in permutations(FORMS, 2)
        if not {*pair} <= {"list", "numbers"} and not {*pair} <= {"paragraphs", *TYPED}
    ],
)
def test_the_same_words_in_another_form_are_one_change_of_no_word(before, after, language):
    lines = LINES[language]
    old, new = (body(*FORMS[form](lines), language=language) for form in (before, after))
    comparison = compare(old, new, language)
    counts = comparison.counts
    assert (counts.forms, *words(comparison)) == (1, 0, 0)
    if before not in TYPED and after not in TYPED and {before, after} != {"numbers", "indented"}:
        assert counts.changes == 1
        assert comparison.sections[0].kinds == ("form",)


@pytest.mark.parametrize("after", [form for form in FORMS if form not in ("paragraphs", *TYPED)])
def test_each_form_gives_both_sides_back(after):
    for old, new in ((FORMS["paragraphs"], FORMS[after]), (FORMS[after], FORMS["paragraphs"])):
        comparison = between(old(LINES["fr"]), new(LINES["fr"]))
        assert (comparison.counts.forms, comparison.counts.changes) == (1, 1)


def test_both_ends_of_a_change_of_form_hold_the_blocks_as_they_are_and_one_number():
    comparison = between((bullets(*LINES["fr"]),), FORMS["paragraphs"](LINES["fr"]))
    found = ends(comparison)
    assert [(each.type, each.old, each.new, each.place) for each in found.old] == [
        ("list", 1, None, "departure")
    ]
    assert [(each.type, each.old, each.new, each.place) for each in found.new] == [
        ("paragraph", None, 1, "arrival"),
        ("paragraph", None, 2, "arrival"),
        ("paragraph", None, 3, "arrival"),
    ]
    assert {(each.kind, each.change, each.move) for each in (*found.old, *found.new)} == {
        ("form", 1, None)
    }
    assert found.line_by_line


@pytest.mark.parametrize("typed", ["1. {}", "1) {}", "(1) {}", "1.\u00a0{}"])
def test_a_number_that_was_typed_is_the_number_of_a_list(typed):
    comparison = between(
        (paragraph(typed.format("Un nom qui est le vôtre.")),),
        (bullets("Un nom qui est le vôtre.", ordered=True),),
    )
    assert (comparison.counts.changes, comparison.counts.forms, comparison.counts.typographic) == (
        1,
        1,
        1,
    )
    assert words(comparison) == (0, 0)


@pytest.mark.parametrize(
    ("typed", "style"),
    [
        ("b. {}", "lower-alpha"),
        ("(ii) {}", "lower-roman"),
        ("ب. {}", "arabic-abjad"),
        ("٢. {}", "decimal"),
    ],
)
def test_a_letter_or_numeral_that_was_typed_is_the_number_of_a_list(typed, style):
    numbered = List(
        ordered=True, style=style, start=2, items=(Item(runs=runs("Un nom qui est le vôtre.")),)
    )
    assert words(between((paragraph(typed.format("Un nom qui est le vôtre.")),), (numbered,))) == (0, 0)


def test_another_number_than_the_one_that_was_typed_is_a_change():
    comparison = between(
        (paragraph("3. Un nom qui est le vôtre."),), (bullets("Un nom qui est le vôtre.", ordered=True),)
    )
    assert (comparison.counts.forms, *words(comparison)) == (1, 1, 0)


def test_a_word_that_changed_with_the_form_is_that_word_alone():
    first, second, third = LINES["fr"]
    new = (first, second.replace("appareil", "téléphone"), third)
    comparison = between((bullets(*LINES["fr"]),), tuple(map(paragraph, new)))
    assert (comparison.counts.forms, comparison.counts.changes, *words(comparison)) == (1, 2, 1, 1)
    assert comparison.sections[0].kinds == ("edited",)
    assert {each.kind for each in (*ends(comparison).old, *ends(comparison).new)} == {"edited"}


def test_a_line_that_came_with_the_form_is_an_added_line():
    comparison = between(
        (bullets(*LINES["fr"]),), (table(*((line,) for line in LINES["fr"]), header=("Donnée",)),)
    )
    assert (comparison.counts.forms, *words(comparison)) == (1, 0, 1)
    assert ends(comparison).line_by_line


def test_a_line_that_went_with_the_form_is_counted_and_shown():
    comparison = between((bullets(*LINES["fr"]),), tuple(map(paragraph, LINES["fr"][::2])))
    assert (comparison.counts.forms, *words(comparison)) == (1, 6, 0)
    (gone,) = lost(ends(comparison))
    assert (gone.kind, gone.type, gone.old) == ("removed", "item", 1)
    assert not ends(comparison).line_by_line


def test_terms_beside_their_meanings_are_lines_with_a_colon():
    old = (bullets("Nom : celui que vous donnez.", "Lieu : celui de votre appareil."),)
    new = (table(("Nom", "celui que vous donnez."), ("Lieu", "celui de votre appareil.")),)
    for before, after in ((old, new), (new, old)):
        comparison = between(before, after)
        assert (comparison.counts.forms, comparison.counts.changes, *words(comparison)) == (1, 1, 0, 0)
        assert not ends(comparison).line_by_line


def test_formatting_that_changed_with_the_form_is_told_once():
    old = (bullets("Nom : celui que vous donnez."),)
    new = (Table(rows=((runs("Nom", bold=True), runs("celui que vous donnez.")),)),)
    counts = between(old, new).counts
    assert (counts.forms, counts.formatting, counts.words_deleted) == (1, 1, 0)


@pytest.mark.parametrize(
    "other", ["celui que vous taisez.", "celui que vous donnez ?", "celui, que vous donnez."]
)
def test_lines_cut_otherwise_are_the_same_words_only_if_all_of_them_are(other):
    old, new = (bullets("Nom : celui que vous donnez."),), (table(("Nom", other)),)
    assert between(old, new).sections[0].kinds == ("edited",)


def test_an_item_that_was_indented_changes_the_form_of_its_list_alone():
    old = (bullets("le nom entier", "le prénom usuel", "la ville de naissance"),)
    new = (
        List(
            ordered=False,
            items=(
                Item(runs=runs("le nom entier"), children=(bullets("le prénom usuel"),)),
                Item(runs=runs("la ville de naissance")),
            ),
        ),
    )
    comparison = between(old, new)
    (_, change, _) = comparison.sections[0].blocks
    assert (change.kind, change.type, change.place) == ("form", "list", "here")
    assert [(each.kind, each.place) for each in change.children] == [
        ("form", "departure"),
        ("form", "departure"),
        ("form", "arrival"),
        ("unchanged", "here"),
    ]
    assert (comparison.counts.forms, comparison.counts.changes) == (1, 1)


def test_two_changes_of_form_with_an_unchanged_block_between_them_are_two():
    kept = paragraph("Ce passage reste entre les deux, mot pour mot.")
    old = (bullets(*LINES["fr"][:2]), kept, bullets("une facture payée", "une facture due"))
    new = (
        *map(paragraph, LINES["fr"][:2]),
        kept,
        paragraph("une facture payée"),
        paragraph("une facture due"),
    )
    comparison = between(old, new)
    assert (comparison.counts.forms, comparison.counts.changes) == (2, 2)


def test_two_changes_of_form_side_by_side_are_two():
    one, other = LINES["fr"][:2], ("une facture payée", "une facture due")
    old = (bullets(*one), Note(tone="info", blocks=tuple(map(paragraph, other))))
    new = (*map(paragraph, one), bullets(*other))
    assert between(old, new).counts.forms == 2


@pytest.mark.parametrize(
    "new",
    [
        (paragraph("Rien de ce qui était écrit là."), paragraph("Tout autre chose encore.")),
        (paragraph("Le nom."),),
    ],
)
def test_a_list_of_which_little_is_left_was_replaced(new):
    comparison = between((bullets(*LINES["fr"]),), new)
    assert comparison.counts.forms == 0
    assert "removed" in [each.kind for each in comparison.sections[0].blocks]


def test_paragraphs_that_were_split_are_no_change_of_form():
    first, second = LINES["fr"][:2]
    comparison = between((paragraph(f"{first} {second}"),), (paragraph(first), paragraph(second)))
    assert (comparison.counts.forms, comparison.counts.blocks_split) == (0, 1)


def test_a_paragraph_that_became_a_list_of_its_parts_lost_no_word():
    comparison = between(
        (paragraph("Nous gardons : votre nom ; votre âge ; votre ville."),),
        (paragraph("Nous gardons :"), bullets("votre nom ;", "votre âge ;", "votre ville.")),
    )
    assert (comparison.counts.forms, *words(comparison)) == (1, 0, 0)


# How it shows


def page(old: tuple[Block, ...], new: tuple[Block, ...]) -> str:
    return test_redline.redline(body(*old), body(*new), "fr")


def test_the_redline_shows_the_new_form_once_and_says_so():
    html = page((bullets(*LINES["fr"]),), FORMS["paragraphs"](LINES["fr"]))
    assert html.count("other form, same words") == 2  # to the eye and to the ear
    assert "<ins" not in html
    assert "<del" not in html
    assert "<li" not in html
    assert html.count(LINES["fr"][0]) == 1


def test_the_redline_shows_a_word_that_changed_in_the_new_form():
    first, second, _ = LINES["fr"]
    html = page((bullets(first, second),), (paragraph(first), paragraph(second.replace("lieu", "pays"))))
    assert "other form, same words" not in html
    assert html.count("other form") == 2
    assert (html.count("<del"), html.count("<ins")) == (1, 1)


def test_the_redline_shows_both_forms_where_lines_were_cut_otherwise():
    html = page((bullets("Nom : celui que vous donnez."),), (table(("Nom", "celui que vous donnez.")),))
    assert html.count("<li") == 1
    assert html.count("<td") == 2
    assert html.count('class="moved"') == 3
    assert html.count("other form, same words") == 2


def test_side_by_side_each_form_stands_in_its_column():
    html = test_side_by_side.side_by_side(
        body(bullets(*LINES["fr"])), body(*FORMS["paragraphs"](LINES["fr"]))
    )
    (changed,) = [row for row in html.split('<div class="pair pair--')[1:] if row.startswith("changed")]
    before, after = changed.split('<div class="pair__new"')
    assert (before.count("<li"), after.count("<p")) == (3, 3)
    assert before.count("other form, same words") == 2
    assert "<ins" not in changed
    assert "<del" not in changed
