"""Whatever a file holds: sections or one clear refusal, in bounded time."""

from __future__ import annotations

import json
import time
import uuid
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.document.canonical import canonical_bytes, from_json
from policies.interchange.assemble import assemble
from policies.interchange.readers.parsed_text import ParsedText, UnreadableText
from policies.interchange.readers.read_file import decode, read_text
from policies.interchange.readers.read_markdown import read_markdown
from policies.interchange.readers.read_plain_text import read_plain_text

from ..samples import lines_of, words

ANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_PIECES = (
    "# ", "## ", "### ", "- ", "* ", "• ", "1. ", "1) ", "a) ", "(i) ", "A. ", "Article 3 : ", "أولاً: ",
    "> ", "> [!NOTE] ", "| a | b |\n|---|---|\n", "| c |", "**", "_", "`", "```\n", "[x](#y)", "[z](http://q)",
    "![i](j)", "<b>", "</b>", "<table><tr><td>", "<!-- ", "{: x }\n", "{#anchor}", "---\n", "===\n", ": ",
    "Term\n: ", "Table: ", "[^1]", "[^1]: ", "\t", "    ", "\n", "\n\n", "Data Collected", "Vos droits",
    "المعطيات", "we keep it.", "Email: a@b.example", "&amp;", "<div>\n", "\u00a0", "\u200f", "é", "e\u0301",
)  # fmt: skip
policy_like = st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=40).map("".join)


def check(text: ParsedText) -> None:
    """What was read can become a document, and its bytes give it back."""
    if not any(section.heading or section.blocks for section in text.sections):
        pytest.fail("a text without sections was not refused")
    document = assemble(
        texts={"en": text},
        policy=uuid.UUID(int=3),
        kind="other",
        issuer={"en": "Atlas"},
        authoritative="en",
        titles={"en": "Text"},
    ).document
    assert from_json(json.loads(canonical_bytes(document))) == document


@ANY
@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    for language in ("en", "ar"):
        try:
            decoded = decode(content, language)
        except UnreadableText:
            continue
        assert "\x00" not in decoded.text


@ANY
@given(policy_like | st.text(max_size=300))
def test_any_text_is_sections_or_refused(text: str) -> None:
    for read in (read_text, read_markdown, read_plain_text):
        try:
            check(read(decode(text.encode("utf-8", "replace"), "en").text))
        except UnreadableText:
            continue


@ANY
@given(
    st.lists(
        st.sampled_from(
            ["Data Collected", "We keep it.", "- name", "1. Scope", "Email: x", "", "Atlas SARL"]
        )
    )
)
def test_plain_text_loses_no_word(lines: list[str]) -> None:
    try:
        text = read_plain_text("\n".join(lines))
    except UnreadableText:
        return
    expected = words(line.removeprefix("- ").removeprefix("1. ") for line in lines)

    # A lone number in a row that is no list stays as text.
    assert [word for word in words(lines_of(text)) if word != "1"] == expected


HOSTILE = {
    "emphasis": "# t\n\n" + "*a " * 20_000,
    "brackets": "# t\n\n" + "[" * 40_000,
    "strikes": "# t\n\n" + "~~a" * 5_000,
    "quotations": "# t\n\n" + ">" * 5_000 + " a",
    "elements": "# t\n\n" + "<div>" * 5_000,
    "comments": "# t\n\n" + "<!--" * 10_000,
    "front matter": "---\na: " + "[" * 5_000 + "\n---\n\ntext",
    "numbers": "1. a\n" * 5_000,
    "pairs": "Aa: b\n" * 5_000,
    "headings": "Data Collected\n" * 5_000,
    "one word": "x" * 500_000,
    "spaces": "a" + " " * 500_000 + "b",
    "ordinals": "ثاني " * 10_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_or_refused_in_bounded_time(name: str) -> None:
    started = time.process_time()

    with suppress(UnreadableText):
        read_text(HOSTILE[name])

    assert time.process_time() - started < 20
