"""A word is kept, named as left out, or lost, and no sign of a file is taken for a word."""

from __future__ import annotations

import pytest

from policies.interchange.readers.parsed_text import ParsedSection, ParsedText
from policies.interchange.readers.read_file import read_content
from policies.interchange.words_kept import words_kept


def lost(content: str) -> tuple[str, ...]:
    return words_kept(read_content(content.encode(), "en")).lost


def test_word_that_is_nowhere_is_lost() -> None:
    text = ParsedText("T", (ParsedSection("A", 1),), source=("T", "A word", "word"))

    assert words_kept({"en": text}) == (4, ("word", "word"))


def test_words_of_what_was_left_out_are_not_lost() -> None:
    text = ParsedText("T", (ParsedSection("A", 1),), source=("T A", "menu"), left_out=("menu",))

    assert words_kept({"en": text}).lost == ()


@pytest.mark.parametrize(
    "content",
    [
        "# T\n\n## Scope {#the-scope}\n\nText.\n",
        "# T\n\n> [!WARNING]\n> Mind this.\n",
        "# T\n\n## A\n\nText[^note-a][^note-b] goes on.\n\n[^note-a]: One.\n[^note-b]: Two.\n",
        "# T\n\nWrite to info![@](/at.svg)a.example.\n",
        "# T\n\nA pre\u00adpaid card.\n",
        "---\ntitle: T\ndescription: " + "many words of it " * 20 + "\n---\n\nText.\n",
        "<html><body><main><h1>T</h1><p>Text.</p></main><nav>"
        + "<a>page</a> " * 40
        + "</nav></body></html>",
    ],
)
def test_nothing_is_lost(content: str) -> None:
    assert lost(content) == ()
