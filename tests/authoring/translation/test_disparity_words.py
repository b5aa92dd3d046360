"""Sentences about disparities: what is counted is written as the admin's language writes it, what is quoted as it was."""

from __future__ import annotations

import pytest
from django.utils import translation

from policies.authoring.translation.disparity_words import disparity_words
from policies.authoring.translation.parity import Disparity


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ("1\u202f240", "1\u202f239", "1\u202f001")),
        ("en", ("1,240", "1,239", "1,001")),
        ("ar", ("1.240", "1.239", "1.001")),
    ],
)
def test_thousands_are_set_apart_in_what_differs_from_the_source(
    language: str, said: tuple[str, str, str]
) -> None:
    rows = Disparity(kind="rows", source="1240", translation="1239", place=1001)
    links = Disparity(kind="links", source="1240", translation="1239")
    with translation.override(language):
        assert all(number in disparity_words(rows) for number in said)
        assert all(number in disparity_words(links) for number in said[:2])


@pytest.mark.parametrize("kind", ["number", "date", "address"])
def test_what_stands_in_a_text_is_quoted_as_it_is_written(kind: str) -> None:
    disparity = Disparity(kind=kind, source="2026", translation="")  # type: ignore[arg-type]
    with translation.override("en"):
        assert disparity_words(disparity) == "2026 is in the source and not in the translation."
