"""Lines of plain texts, as they were meant."""

from __future__ import annotations

from policies.document.text import block_text
from policies.interchange.readers.read_plain_text import read_plain_text

from .texts import outline


def test_wrapped_lines_are_one_paragraph() -> None:
    text = read_plain_text(
        "PRIVACY NOTICE\n\n1. SCOPE\n\n"
        "This notice explains how Acme Ltd collects and uses the personal data\n"
        "of those who visit the website at acme.example or who write to us by\n"
        "letter or by telephone, and for how long each kind of it is then kept\n"
        "in our systems.\n\n2. DATA\n\n"
        "  (a) your name, your job title and the organisation that you work or\n"
        "      act for;\n"
        "  (b) your contact details.\n",
    )

    assert outline(text) == [(1, "SCOPE"), (1, "DATA")]
    (scope,) = text.sections[0].blocks
    assert block_text(scope).endswith("kept in our systems.")
    assert [block_text(block) for block in text.sections[1].blocks] == [
        "(a) your name, your job title and the organisation that you work or act for;",
        "(b) your contact details.",
    ]
