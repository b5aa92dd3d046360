"""What readers say can be said in every language of the admin, also after it came out of a child process."""

from __future__ import annotations

import json

import pytest
from django.utils import translation

from policies.interchange.readers.common_sentences import changes_settled
from policies.interchange.readers.named_images import listed
from policies.interchange.readers.parsed_text import UnreadableText
from policies.interchange.readers.read_file import read_content
from policies.interchange.readers.worded import (
    refusal_of,
    worded,
    worded_from_json,
    worded_to_json,
)
from policies.interchange.said_words import in_words


def test_a_sentence_is_english_and_can_be_said_in_french() -> None:
    said = changes_settled(2, accepted=True)

    with translation.override("fr"):
        assert in_words(said) == "2 modifications suivies ont été acceptées"
    assert said == "2 tracked changes were accepted"


def test_what_fills_a_sentence_is_said_in_that_language_too() -> None:
    said = worded("hidden text was left out: {words}", words=listed(list("abcdefg")))

    with translation.override("fr"):
        assert in_words(said).endswith("et 2 autres")


def test_a_sentence_comes_back_from_json_as_it_was() -> None:
    said = worded("hidden text was left out: {words}", words=listed(list("abcdefg")))

    back = worded_from_json(json.loads(json.dumps(worded_to_json(said))))

    assert (back, worded_to_json(back)) == (said, worded_to_json(said))


def test_a_refusal_of_the_child_can_be_said_in_arabic() -> None:
    with pytest.raises(UnreadableText) as refused:
        read_content(b"%PDF-1.4 nothing", "ar")

    with translation.override("ar"):
        assert "Word" in in_words(refusal_of(refused.value))
        assert "loses letters" not in in_words(refusal_of(refused.value))
