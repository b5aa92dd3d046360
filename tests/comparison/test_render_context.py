"""What a page is written with: each change marked once, labels as the catalogue has them."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, Tag
from django.conf import settings

from policies.comparison.compare import compare
from policies.comparison.show.render_context import RenderContext, labels_in, numbers_in, numbers_of
from policies.document.blocks import Paragraph, Run

from .page import LABELS
from .samples import bullets, document, paragraph, section


def mark(context: RenderContext, number: int) -> Tag:
    return BeautifulSoup(context.mark(number), "html.parser").span


def test_a_mark_leads_to_the_changes_before_and_after_it_on_the_page() -> None:
    context = RenderContext("fr", LABELS, numbers=[9, 2, 5, 5], scope="x-")

    ways = {
        number: [(link["rel"], link["href"]) for link in mark(context, number).select("a")]
        for number in (5, 2, 9)
    }
    assert ways == {
        2: [(["next"], "#change-x-5")],
        5: [(["prev"], "#change-x-2"), (["next"], "#change-x-9")],
        9: [(["prev"], "#change-x-5")],
    }


def test_a_mark_has_the_anchor_that_others_lead_to_and_names_its_links() -> None:
    context = RenderContext("fr", LABELS, numbers=[1, 2, 3])
    found = mark(context, 2)

    assert (found["id"], found["data-n"], found["class"]) == ("change-2", "2", ["mark"])
    assert [link["aria-label"] for link in found.select("a")] == ["previous", "next"]
    assert found.get_text() == ""


def test_a_change_is_marked_once_and_only_if_it_is_on_the_page() -> None:
    context = RenderContext("fr", LABELS, numbers=[1])

    assert context.mark(2) == context.mark(None) == ""
    assert context.mark(1)
    assert context.mark(1) == ""


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


def test_every_label_is_a_translation_and_the_texts_have_names() -> None:
    labels = labels_in("<{}>".format, lambda one, many, count: one if count == 1 else many)

    said = {each.name: getattr(labels, each.name) for each in fields(labels)}
    words = {name: label for name, label in said.items() if isinstance(label, str)}
    assert all(label.startswith("<") and label.endswith(">") for label in words.values())
    assert len(set(words.values())) == len(words) == 16
    assert (labels.old, labels.new) == ("<Before>", "<After>")


def test_the_texts_are_named_as_asked_for() -> None:
    labels = labels_in(str, lambda _one, many, _count: many, old="Version 1", new="Version 2")

    assert (labels.old, labels.new) == ("Version 1", "Version 2")


def test_counts_are_in_their_plural_and_written_as_asked_for() -> None:
    labels = labels_in(str, lambda one, many, count: one if count == 1 else many, number="no. {}".format)

    assert labels.unchanged(1) == "no. 1 unchanged passage"
    assert labels.unchanged(20) == "no. 20 unchanged passages"
    assert labels.sections(1) == "no. 1 unchanged section"
    assert labels.sections(20) == "no. 20 unchanged sections"


def test_every_word_of_the_labels_is_translated_in_every_catalogue() -> None:
    def unknown(message: str) -> str:
        raise AssertionError(f"{message!r} is in no catalogue")

    for path in sorted((Path(settings.BASE_DIR) / "locale").glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            known = {message.id: message.string for message in read_po(file)}
        plurals = {ids: words for ids, words in known.items() if isinstance(ids, tuple)}

        def gettext(message: str, known: dict[object, object] = known) -> str:
            return str(known.get(message) or unknown(message))

        def ngettext(one: str, many: str, count: int, plurals: dict[tuple, tuple] = plurals) -> str:
            return plurals[one, many][-1]

        labels = labels_in(gettext, ngettext)
        assert labels.insertion != "inserted:"
        assert "7" in labels.unchanged(7)
        assert "7" in labels.sections(7)


def test_the_counts_of_passages_and_of_sections_are_told_apart() -> None:
    labels = labels_in(str, lambda one, many, count: one if count == 1 else many)

    assert [labels.unchanged(1), labels.unchanged(2)] == ["1 unchanged passage", "2 unchanged passages"]
    assert [labels.sections(1), labels.sections(2)] == ["1 unchanged section", "2 unchanged sections"]
