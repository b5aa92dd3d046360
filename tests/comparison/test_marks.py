"""Marks: each change once, with the way to its neighbours among those on the page."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

from policies.comparison.compare import compare
from policies.comparison.show.marks import Marks, numbers_in, numbers_of
from policies.document.shape import Paragraph, Run

from .page import LABELS
from .samples import bullets, document, paragraph, section


def mark(marks: Marks, number: int) -> Tag:
    return BeautifulSoup(marks.mark(number), "html.parser").span


def test_a_mark_leads_to_the_changes_before_and_after_it_on_the_page() -> None:
    marks = Marks([9, 2, 5, 5], LABELS, "x-")

    ways = {
        number: [(link["rel"], link["href"]) for link in mark(marks, number).select("a")]
        for number in (5, 2, 9)
    }
    assert ways == {
        2: [(["next"], "#change-x-5")],
        5: [(["prev"], "#change-x-2"), (["next"], "#change-x-9")],
        9: [(["prev"], "#change-x-5")],
    }


def test_a_mark_has_the_anchor_that_others_lead_to_and_names_its_links() -> None:
    marks = Marks([1, 2, 3], LABELS)
    found = mark(marks, 2)

    assert (found["id"], found["data-n"], found["class"]) == ("change-2", "2", ["mark"])
    assert [link["aria-label"] for link in found.select("a")] == ["previous", "next"]
    assert found.get_text() == ""


def test_a_change_is_marked_once_and_only_if_it_is_on_the_page() -> None:
    marks = Marks([1], LABELS)

    assert marks.mark(2) == marks.mark(None) == ""
    assert marks.mark(1)
    assert marks.mark(1) == ""


def test_the_numbers_in_sections_are_all_of_theirs_and_no_others() -> None:
    bold = Paragraph(runs=(Run(text="Un mot "), Run(text="fort", bold=True)))
    old = document(
        section(1, "Objet", paragraph("Gardées cinq ans."), bullets("le nom", "l’âge")),
        section(2, "Durées", paragraph("Un mot fort")),
        section(3, "Fin", paragraph("Vous pouvez nous écrire.")),
    )
    new = document(
        section(
            1, "Objets", paragraph("Gardées dix ans."), bullets("le nom", "l’âge civil", "la ville")
        ),
        section(2, "Durées", bold),
        section(4, "Suite", paragraph("Rien de ce qui était.")),
    )
    comparison = compare(old, new, "fr")

    first, second, *rest = comparison.sections
    # Of words that went and came both have the number of the change.
    assert set(numbers_in([first])) == {1, 2, 3, 4}
    assert set(numbers_in([second])) == {5}
    assert set(numbers_in([*rest, first, second])) == set(numbers_of(comparison))
