"""The words of a redline come from the catalogue it is given, counts in their plural."""

from __future__ import annotations

from dataclasses import fields

from policies.comparison.labels import labels_in


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
