"""A word is known with what Arabic writes together with it."""

from __future__ import annotations

import pytest

from policies.lexicon.arabic import bare


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("ثلاثين", ("ثلاثين", "")),
        ("والثلاثين", ("ثلاثين", "وال")),
        ("وبالثلاثين", ("ثلاثين", "وبال")),
        ("للثلاثين", ("ثلاثين", "لل")),
        ("سثلاثين", None),
        ("ثلاثينات", None),
        ("", None),
    ],
)
def test_particles_are_taken_off_a_known_word_only(word: str, found: tuple[str, str] | None) -> None:
    assert bare(word, {"ثلاثين"}) == found
