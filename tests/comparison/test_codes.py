"""What is remembered of words that were met before: the same codes, in bounded memory."""

from __future__ import annotations

import pytest

from policies.comparison.align import codes
from policies.comparison.align.codes import count_words, sides_of_chunks, sides_of_tokens


def test_words_met_before_are_forgotten_before_they_take_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Each word is kept twice, as a token and as a chunk, of about a hundred bytes and its letters.
    monkeypatch.setattr(codes, "_MOST_KEPT", 100_000)
    monkeypatch.setattr(codes, "_codes", codes._ChunkCodes())
    most = 0
    for number in range(20):
        assert count_words(" ".join(f"mot{number}x{at}" for at in range(100))) == 100
        most = max(most, len(codes._codes))

    assert 400 < most <= 600


@pytest.mark.parametrize(
    ("old", "new", "equal"),
    [
        ("l’un", "l'un", True),  # typography
        ("كَتب", "كُتب", True),  # vowel marks
        ("un\u00a0deux", "un\u00a0deux", True),
        ("un", "Un", False),
        ("un", "un.", False),
        ("–", "-", False),
    ],
)
def test_what_differs_in_typography_and_vowels_only_has_one_code(
    old: str, new: str, equal: bool
) -> None:
    one, other = sides_of_chunks(old, new)

    assert (one.codes == other.codes) == equal


def test_words_before_each_piece_are_counted_and_signs_and_spaces_are_none() -> None:
    one, other = sides_of_tokens(["un", " ", "–", "\u200f", "12"], ["\n"])
    chunk, _ = sides_of_chunks("l’un (deux) – trois,", "")

    assert one.words == [0, 1, 1, 1, 1, 2]
    assert other.words == [0, 0]
    assert chunk.words == [0, 2, 3, 3, 4]


def test_chunks_that_differ_share_the_tokens_they_have_in_common() -> None:
    one, other = sides_of_chunks("un (deux) trois", "quatre deux, cinq")

    assert one.share_tokens(0, 3, other, 0, 3)
    assert one.share_tokens(1, 2, other, 1, 2)
    assert not one.share_tokens(0, 1, other, 0, 3)
    assert not one.share_tokens(0, 3, other, 2, 3)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["un", "deux"], 2),  # where two texts meet, two words do
        (["1", "000"], 2),
        (["prix 1 000 €"], 2),
        (["", " ", "–"], 0),
        (["le 1er mai", "2026"], 4),
        (["le 1er mai 2026"], 2),
    ],
)
def test_words_of_several_texts_are_counted_text_by_text(texts: list[str], words: int) -> None:
    assert count_words(*texts) == words
