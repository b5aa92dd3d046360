"""The words of RTF in reading order, whatever says how to show them."""

from __future__ import annotations

import pytest

from policies.interchange.readers.rtf_words import rtf_text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"{\\rtf1\\ansi\\ansicpg1252 \\'e9t\\'e9}", "été"),
        (b"{\\rtf1\\ansi\\ansicpg1256\\uc1 \\u1575?\\u1604?}", "ال"),
        (b"{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\*\\generator X;}{\\b bold}\\par next}", "bold next"),
        (b"{\\rtf1{\\*\\mmathPr\\mmathFont34}{\\mmathPr\\mdispDef1}text}", "text"),
        (b"{\\rtf1{\\listtext 1.\\tab}item}", "item"),
        (b"{\\rtf1 a\\{b\\}\\~c\\lquote d\\rquote}", "a{b}\u00a0c‘d’"),
    ],
)
def test_words(content: bytes, text: str) -> None:
    assert rtf_text(content) == text
