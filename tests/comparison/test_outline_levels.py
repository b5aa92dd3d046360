"""A heading that went or came, and the sections below it, which only follow."""

from __future__ import annotations

from itertools import pairwise

import pytest

from policies.comparison.align.outline_levels import without_followers
from policies.comparison.compare import compare
from policies.comparison.result import SectionChange
from policies.document.shape import Document

from .samples import document, paragraph, section
from .test_rebuild import assert_rebuilds

NAMES = ["Objet", "Données", "Finalités", "Durées", "Droits", "Cookies", "Contact", "Plaintes"]


def clause(number: int, level: int) -> object:
    name = NAMES[number % len(NAMES)]
    return section(number, name, paragraph(f"Tout ce que dit la clause {name} est ici."), level=level)


def outline(*levels: tuple[int, int]) -> Document:
    return document(*(clause(number, level) for number, level in levels))


def kinds(old: Document, new: Document) -> list[tuple[str, ...]]:
    assert_rebuilds(old, new, "fr")
    return [each.kinds for each in compare(old, new, "fr").sections]


def test_eight_sections_whose_heading_went_did_not_change():
    part = section(99, "Première partie")
    old = document(part, *(clause(number, 2) for number in range(1, 9)))
    new = document(*(clause(number, 1) for number in range(1, 9)))
    for one, other, kind in ((old, new, "removed"), (new, old, "added")):
        assert_rebuilds(one, other, "fr")
        comparison = compare(one, other, "fr")
        assert [each.kinds for each in comparison.sections] == [(kind,)] + [("renumbered",)] * 8
        counts = comparison.counts
        assert (counts.changes, counts.sections_changed, counts.renumbered) == (1, 0, 8)


def test_what_stands_in_a_section_that_moved_down_follows_it():
    found = kinds(outline((1, 1), (2, 1), (3, 2), (4, 3)), outline((1, 1), (2, 2), (3, 3), (4, 4)))
    assert found == [("unchanged",), ("level", "renumbered"), ("renumbered",), ("renumbered",)]


def test_a_section_that_took_the_place_of_the_one_above_follows():
    found = kinds(outline((1, 1), (2, 2), (3, 2)), outline((2, 1), (3, 2)))
    assert found == [("removed",), ("renumbered",), ("renumbered",)]


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        ([(1, 1), (2, 1)], [(1, 1), (2, 2)], True),  # nothing above it changed
        ([(1, 1), (2, 2)], [(1, 1), (2, 3)], True),  # it stands deeper in the same one
        ([(9, 1), (2, 3)], [(2, 2)], False),  # one went
        ([(9, 1), (2, 3)], [(2, 1)], True),  # one went, and it rose by two
        ([(9, 1), (8, 2), (2, 3)], [(2, 1)], False),  # two went
        ([(1, 1), (9, 2), (2, 3)], [(1, 1), (2, 2)], False),  # one went between it and what it stands in
        ([(1, 1), (2, 2)], [(9, 1), (1, 2), (2, 3)], False),  # one came above all
        ([(1, 1), (3, 1), (2, 2)], [(1, 1), (2, 2), (3, 1)], False),
        ([(1, 1), (2, 2), (3, 1)], [(1, 1), (3, 1), (2, 1)], True),  # it left what it stood in
    ],
)
def test_a_level_is_its_own_where_what_stands_above_does_not_explain_it(old, new, level):
    comparison = compare(outline(*old), outline(*new), "fr")
    (mine,) = [
        each for each in comparison.sections if each.key.endswith("2") and each.place != "departure"
    ]
    assert ("level" in mine.kinds) == level


def test_sections_of_which_none_has_another_level_are_handed_back():
    whole = [
        SectionChange(kinds=("unchanged",), heading=(), blocks=(), old=at, new=at) for at in range(3)
    ]
    assert without_followers(whole, [1, 2, 3], [1, 2, 3]) == whole


def test_a_follower_that_keeps_its_number_is_unchanged():
    old = document(section(99, "Partie"), clause(1, 2), numbering="none")
    new = document(clause(1, 1), numbering="none")
    assert [each.kinds for each in compare(old, new, "fr").sections] == [("removed",), ("unchanged",)]
    assert_rebuilds(old, new, "fr")
    assert all(one.old != other.old for one, other in pairwise(compare(old, new, "fr").sections))
