"""Lines that begin with a mark are items, and their numbers stay as typed."""

from __future__ import annotations

import pytest

from policies.document.blocks import List, Paragraph
from policies.document.numbering import item_labels
from policies.document.text import block_text

from .texts import blocks


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("a. first\nb. second", ["a.", "b."]),
        ("(i) third\n(ii) fourth\n(iii) fifth", ["(i)", "(ii)", "(iii)"]),
        ("(a) x\n(b) y", ["(a)", "(b)"]),
        ("1- بند أول\n2- بند ثان", ["1-", "2-"]),
        ("أ. حرف\nب. حرف", ["أ.", "ب."]),
        ("• نقطة\n• نقطة", ["", ""]),
        ("• x\n\n• y", ["", ""]),
        ("3. c\n4. d", ["3.", "4."]),
    ],
)
def test_marked_lines_are_a_list(text: str, labels: list[str]) -> None:
    (block,) = blocks(text)

    assert isinstance(block, List)
    assert item_labels(block) == labels


def test_text_before_the_first_mark_is_a_paragraph() -> None:
    before, found = blocks("The rule is:\na. first\nb. second\nand more of it")

    assert isinstance(before, Paragraph)
    assert block_text(found) == "first\nsecond and more of it"


@pytest.mark.parametrize(
    "text", ["A. Example lives here", "e. g. this\nI. am", "a. first\nc. third", "one\ntwo"]
)
def test_what_only_looks_like_marks_stays_prose(text: str) -> None:
    (block,) = blocks(text)

    assert isinstance(block, Paragraph)
