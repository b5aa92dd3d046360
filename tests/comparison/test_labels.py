"""The words of a redline come from the catalogue it is given, counts in their plural."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings

from policies.comparison.show.labels import labels_in


def test_every_label_is_a_translation_and_the_texts_have_names() -> None:
    labels = labels_in("<{}>".format, lambda one, many, count: one if count == 1 else many)

    said = {each.name: getattr(labels, each.name) for each in fields(labels)}
    words = {name: label for name, label in said.items() if isinstance(label, str)}
    assert all(label.startswith("<") and label.endswith(">") for label in words.values())
    assert len(set(words.values())) == len(words) == 14
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
