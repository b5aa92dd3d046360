"""Ordinals are read in three languages, in each gender and case."""

from __future__ import annotations

import pytest

from policies.interchange.readers.typed_numbers import split_label
from policies.lexicon.figures import figures_of
from policies.lexicon.ordinals import arabic_ordinal


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("أولاً", 1),
        ("الأولى", 1),
        ("ثانيًا", 2),
        ("ثانٍ", 2),
        ("الثَّالثة", 3),
        ("عاشرا", 10),
        ("حادي عشر", 11),
        ("الثانية عشرة", 12),
        ("سياسة", 0),
        ("\u064b", 0),
    ],
)
def test_an_arabic_ordinal_has_its_number_and_another_word_none(words: str, number: int) -> None:
    assert arabic_ordinal(words) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("le dixième jour", "10"),
        ("la deuxieme fois", "2"),
        ("the ninth day", "9"),
        ("اليوم السابع", "7"),
        ("والثامنة", "8"),
    ],
)
def test_an_ordinal_of_a_text_is_one_of_its_numbers_in_words(text: str, number: str) -> None:
    assert dict(figures_of(text).words) == {number: 1}


def test_third_parties_are_no_number() -> None:
    assert dict(figures_of("أطراف ثالثة").words) == {}


def test_a_line_that_begins_with_a_vowel_mark_has_no_label() -> None:
    assert split_label("\u064b: النطاق") == (None, "\u064b: النطاق")
