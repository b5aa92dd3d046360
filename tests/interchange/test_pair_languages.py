"""Sections of two languages are one clause where anchors, order, numbers and structure say so."""

from __future__ import annotations

from policies.interchange.pair_languages import pair_languages, rows_of
from policies.interchange.readers.read_markdown import read_markdown

ENGLISH = "# P\n\n## 1. A\n\nx\n\n## 2. B\n\n- y\n- z\n\n## 3. C\n\nw\n"


def pairs(base: str, other: str) -> list[int | None]:
    return pair_languages(read_markdown(base).sections, read_markdown(other).sections)


def test_texts_of_one_outline_are_paired_in_order() -> None:
    assert pairs(ENGLISH, "# P\n\n## D\n\n- x\n\n## E\n\ny\n\n## F\n\nz\n") == [0, 1, 2]


def test_number_and_structure_tell_which_clause_is_lacking() -> None:
    assert pairs(ENGLISH, "# P\n\n## 2. B\n\n- y\n- z\n\n## 3. C\n\nw\n") == [None, 0, 1]


def test_anchors_outweigh_the_order() -> None:
    one, two = "## A {#a}\n\nx\n\n", "## B {#b}\n\ny\n\n"

    assert pairs(f"# P\n\n{one}{two}", f"# P\n\n{two}{one}") == [1, 0]


def test_anchor_used_twice_never_counts_fewer_than_no_surplus() -> None:
    twice = read_markdown("# P\n\n## A {#a}\n\nx\n\n## A {#a}\n\ny\n")
    once = read_markdown("# P\n\n## A {#a}\n\nx\n")
    warnings: list[str] = []

    assert rows_of({"en": twice, "fr": once}, "en", warnings) == [{"en": 0, "fr": 0}, {"en": 1, "fr": 0}]
    assert warnings == []
