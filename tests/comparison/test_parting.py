"""A part of a paragraph that went to another section, or came from one."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup

from policies.comparison.compare import compare
from policies.comparison.json import from_json, to_json
from policies.comparison.rebuild import rebuild, text_of
from policies.comparison.redline import redline_html
from policies.comparison.result import BlockChange, Comparison, text_on
from policies.comparison.shortform import short_form
from policies.document.shape import Document

from .page import LABELS, texts_of, texts_of_column, texts_of_page
from .samples import document, paragraph, section
from .test_sidebyside import assert_valid, side_by_side

LAW = "Le traitement repose sur votre consentement, que vous pouvez retirer à tout moment."
TERM = "Les données sont conservées pendant trois ans après la fin du contrat."
CLAIM = "Vous pouvez introduire une réclamation auprès de l’autorité de contrôle."
BOTH = f"{LAW} {TERM}"


def two(first: tuple[str, ...], second: tuple[str, ...]) -> Document:
    return document(
        section(1, "Objet", *map(paragraph, first)), section(2, "Durées", *map(paragraph, second))
    )


# Whole, and in two sections: the last part after and before what stays, and the first part.
PARTED = {
    "last part, later section": (two((BOTH,), (CLAIM,)), two((LAW,), (CLAIM, TERM))),
    "last part, earlier section": (two((CLAIM,), (BOTH,)), two((CLAIM, TERM), (LAW,))),
    "first part, later section": (two((BOTH,), (CLAIM,)), two((TERM,), (CLAIM, LAW))),
    "first part, earlier section": (two((CLAIM,), (BOTH,)), two((CLAIM, LAW), (TERM,))),
}
CASES = [
    pytest.param(old, new, kind, id=f"{name}, {kind}")
    for name, pair in PARTED.items()
    for kind, (old, new) in (("split", pair), ("merged", pair[::-1]))
]


def fragments(comparison: Comparison) -> list[BlockChange]:
    return [
        block
        for each in comparison.sections
        for block in each.blocks
        if block.kind in ("split", "merged")
    ]


@pytest.mark.parametrize(("old", "new", "kind"), CASES)
def test_a_part_that_lies_in_another_section_is_a_fragment_at_both_ends_of_a_move(old, new, kind):
    comparison = compare(old, new, "fr")
    found = fragments(comparison)

    assert {each.kind for each in found} == {kind}
    assert sorted(each.place for each in found) == ["arrival", "departure", "here"]
    assert [each.move for each in found if each.place != "here"] == [1, 1]
    assert {each.change for each in found} == {1}
    assert len({each.continues for each in found} - {None}) == 1
    counts = comparison.counts
    assert (counts.words_inserted, counts.words_deleted, counts.changes) == (0, 0, 1)
    assert (counts.blocks_split + counts.blocks_merged, counts.blocks_moved) == (1, 1)


@pytest.mark.parametrize(("old", "new", "kind"), CASES)
def test_both_sides_are_rebuilt_from_the_json_and_from_either_view(old, new, kind):
    comparison = compare(old, new, "fr")
    again = from_json(json.loads(json.dumps(to_json(comparison))))
    inline, columns = redline_html(comparison, LABELS), side_by_side(old, new)

    for side, whole in (("old", old), ("new", new)):
        text = text_of(whole, "fr")
        assert rebuild(again, side) == text
        assert texts_of_page(inline, side) == texts_of(text)
        assert texts_of_column(columns, side) == texts_of(text)
    assert_valid(inline)
    assert_valid(columns)


@pytest.mark.parametrize(("old", "new", "kind"), CASES)
def test_what_stays_is_not_marked_and_what_moved_is_linked_at_both_ends(old, new, kind):
    page = BeautifulSoup(redline_html(compare(old, new, "fr"), LABELS), "html.parser")
    for hidden in page.select(".visually-hidden, .typographic"):
        hidden.decompose()

    (host,) = page.select(f".change--{kind}:not(.change--departure, .change--arrival)")
    marked = [each.get_text().strip() for each in page.select("ins.moved, del.moved")]
    assert len(set(marked)) == 1
    assert (
        host.select_one("del.moved" if kind == "split" else "ins.moved").get_text().strip() == marked[0]
    )
    stays = ({LAW, TERM} - set(marked)).pop()
    assert "".join(host.find_all(string=True, recursive=False)).strip() == stays
    links = {link["href"] for link in page.select("a.move")}
    assert links == {f"#{end['id']}" for end in page.select(".change--departure, .change--arrival")}
    assert len(links) == 2


def test_a_part_may_be_edited_where_it_lies_now():
    old, new = two((BOTH,), (CLAIM,)), two((LAW,), (CLAIM, TERM.replace("trois", "cinq")))
    comparison = compare(old, new, "fr")

    (parted,) = (each for each in fragments(comparison) if each.place == "arrival")
    assert [part.text for part in parted.parts if part.kind != "same"] == ["trois", "cinq"]
    assert (comparison.counts.words_inserted, comparison.counts.words_deleted) == (1, 1)


def test_a_section_may_be_made_of_a_part_alone():
    old = document(section(1, "Objet", paragraph(BOTH)))
    new = document(section(1, "Objet", paragraph(LAW)), section(2, "Durées", paragraph(TERM)))
    comparison = compare(old, new, "fr")

    assert comparison.sections[1].kinds == ("added",)
    assert [(each.kind, each.place) for each in comparison.sections[1].blocks] == [("split", "arrival")]
    assert comparison.counts.words_inserted == 1  # the heading


@pytest.mark.parametrize(
    ("whole", "rest", "part"),
    [
        (f"{LAW} {TERM} {CLAIM}", f"{LAW} {CLAIM}", TERM),  # from the middle
        (f"{LAW} Écrivez au délégué.", LAW, "Écrivez au délégué."),  # too few words
        (BOTH, LAW, " ".join(reversed(TERM.split()))),  # in another order
    ],
)
def test_words_from_the_middle_few_words_and_words_in_another_order_are_no_part(whole, rest, part):
    other = "Le présent article s’applique aussi aux mineurs."
    comparison = compare(two((whole,), (other,)), two((rest,), (other, part)), "fr")

    assert not fragments(comparison)
    assert comparison.counts.words_deleted > 0


def test_the_short_form_tells_that_a_part_moved():
    (found,) = (
        clause
        for clause in short_form(compare(*PARTED["last part, later section"], "fr")).clauses
        if clause.heading == "Durées"
    )

    assert [excerpt.moved for excerpt in found.excerpts] == [True]
    assert "".join(stretch.text for stretch in found.excerpts[0].after) == TERM


def test_a_paragraph_of_the_other_section_that_was_split_too_keeps_its_own_fragments():
    minors = "Le présent article s’applique aussi aux mineurs qui ont un compte."
    register = "Chaque traitement est inscrit dans un registre tenu par le délégué."
    old = two((BOTH, CLAIM), (f"{minors} {register}",))
    new = two((LAW, CLAIM), (TERM, minors, register))
    comparison = compare(old, new, "fr")

    for side, whole in (("old", old), ("new", new)):
        assert rebuild(comparison, side) == text_of(whole, "fr")
        assert texts_of_page(redline_html(comparison, LABELS), side) == texts_of(text_of(whole, "fr"))
    numbers = {text_on(each.parts, "new"): each.change for each in fragments(comparison)}
    assert len(set(numbers.values())) == 2
