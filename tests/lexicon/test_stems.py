"""The form in which words are searched: one stem for the forms of a word."""

from __future__ import annotations

import pytest

from policies.lexicon.stems import stems

ALIKE = (
    ("fr", "conserver conservé conservée conservees conservation"),
    ("en", "retain retained retaining retention"),
    ("ar", "المعطيات معطيات للمعطيات وبالمعطيات معطياتكم"),
    ("ar", "بيانات البيانات ببيانات للبيانات وبياناتكم بياناتي"),
    ("ar", "كلمة كلمات الكلمات بكلمات"),
    ("ar", "لائحة اللائحة لوائح باللوائح"),
    ("ar", "خدمات لخدمات الخدمات خدماتنا"),
    ("ar", "نسخة بنسخة النسخة"),
)


@pytest.mark.parametrize(("language", "words"), ALIKE)
def test_the_forms_of_a_word_have_one_stem(language: str, words: str) -> None:
    assert len(set(stems(words, language))) == 1


@pytest.mark.parametrize("words", ["بيان يان", "كلمة لمسة", "بند ند"])
def test_a_first_letter_of_its_own_stays(words: str) -> None:
    first, second = stems(words, "ar")

    assert first != second
