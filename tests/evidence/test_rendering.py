"""The readable files of a bundle: the numbers readers saw, and every word, in plain text and as a page."""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policies.document.blocks import (
    LIST_STYLES,
    Definition,
    Definitions,
    Item,
    List,
    ListStyle,
    Note,
    Run,
    Table,
)
from policies.document.canonical import blocks_to_json, to_json
from policies.document.numbering import item_labels, numbers
from policies.evidence.offline import labels as offline
from policies.evidence.offline import rendering
from policies.publication.version_record import Record
from tests.factories import HEADINGS, make_document, make_section, paragraph

ENTRY = {"published_at": "2024-01-29T08:30:00.000000Z", "sha256": "ab" * 32}
DEEP = [1, 2, *[3] * 60, *[2] * 60, 3, 1, 3, 2, 1]  # beyond the letter Z and the numeral l


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=12))
@example(DEEP)
@pytest.mark.parametrize("numbering", ["decimal", "outline", "none"])
def test_sections_have_the_numbers_that_readers_saw(numbering: Any, levels: list[int]) -> None:
    """Level 0 stands for a section without a heading, and every fourth section has a label."""
    sections = tuple(
        make_section(
            level=level or 1,
            heading=HEADINGS if level else {},
            label={"fr": f"{place} bis."} if place % 4 == 3 else {},
        )
        for place, level in enumerate(levels)
    )
    document = make_document(sections=sections, numbering=numbering)

    assert offline.numbers(to_json(document), "fr") == numbers(document, "fr")


@pytest.mark.parametrize("style", LIST_STYLES)
def test_items_have_the_labels_that_readers_saw(style: ListStyle) -> None:
    items = [Item(runs=one(str(at)), label="2 bis" if at % 7 == 2 else "") for at in range(200)]
    block = List(ordered=True, items=tuple(items), style=style, start=0)

    assert offline.item_labels(blocks_to_json([block])[0]) == item_labels(block)


def one(text: str, **formatting: Any) -> tuple[Run, ...]:
    return (Run(text=text, **formatting),)


BODY = (
    paragraph("Write to\nus <soon>", bold=True, italic=True),
    List(
        ordered=True,
        items=(Item(runs=one("One"), children=(paragraph("Inside"),)), Item(runs=one("Two"))),
    ),
    List(ordered=False, items=(Item(runs=one("Point")),)),
    Definitions(items=(Definition(term=one("Term"), blocks=(paragraph("Meaning"),)),)),
    Table(caption=one("Caption"), header=(one("A"), one("B")), rows=((one("1"), one("2")),)),
    Note(tone="info", blocks=(paragraph("See", link="https://atlas.example/?a&b"),)),
)
PLAIN = """\
Title
Atlas Conseil

Version: 7
Applies from: 2024-02-01
Published at: 2024-01-29T08:30:00.000000Z
SHA-256 digest: {}

Change note: Why

In short

1. Heading
Write to
us <soon>
1. One
   Inside
2. Two
- Point
Term:
   Meaning
Caption
A | B
1 | 2
! See <https://atlas.example/?a&b>
""".format(ENTRY["sha256"])
PAGE = (
    "<h1>Title</h1>\n<p>Atlas Conseil</p>\n<dl>\n"
    '<dt>Version</dt><dd><code dir="ltr">7</code></dd>\n'
    '<dt>Applies from</dt><dd><code dir="ltr">2024-02-01</code></dd>\n'
    f'<dt>Published at</dt><dd><code dir="ltr">{ENTRY["published_at"]}</code></dd>\n'
    f'<dt>SHA-256 digest</dt><dd><code dir="ltr">{ENTRY["sha256"]}</code></dd>\n'
    "<dt>Change note</dt><dd>Why</dd>\n</dl>\n<p>In short</p>\n<h2>1. Heading</h2>\n"
    "<p><em><strong>Write to<br>us &lt;soon&gt;</strong></em></p>\n"
    "<ol><li>One<p>Inside</p></li><li>Two</li></ol>\n<ul><li>Point</li></ul>\n"
    "<dl><dt>Term</dt><dd><p>Meaning</p></dd></dl>\n"
    "<table><caption>Caption</caption><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>\n"
    '<blockquote><p><a href="https://atlas.example/?a&amp;b">See</a></p></blockquote>\n'
)


def record_of(language: str, **facts: Any) -> dict[str, Any]:
    document = make_document(
        policy=uuid.UUID(int=1),
        languages=("fr", language),
        title={"fr": "Titre", language: "Title"},
        summary={language: "In short"},
        sections=(make_section(heading={language: "Heading"}, body={language: BODY}),),
    )
    record = Record(
        document=document,
        number=7,
        previous="cd" * 32,
        significance="minor",
        effective_from=date(2024, 2, 1),
        origin="authored",
        note={language: "Why"},
        **facts,
    )
    return json.loads(record.content())  # type: ignore[no-any-return]


def test_every_kind_of_block_is_in_the_plain_text() -> None:
    assert rendering.text_txt(record_of("en"), ENTRY, "en").decode() == PLAIN


def test_every_kind_of_block_is_on_the_page() -> None:
    page = rendering.text_html(record_of("en"), ENTRY, "en").decode()

    assert page.startswith(
        '<!doctype html>\n<html lang="en" dir="ltr">\n<meta charset="utf-8"><title>Title'
    )
    assert page.partition("</style>\n")[2] == PAGE


def test_zone_stands_under_the_date_whose_place_it_is() -> None:
    record = record_of("en", time_zone="Africa/Casablanca")
    line = "Applies from: 2024-02-01\n"
    fact = '<dt>Applies from</dt><dd><code dir="ltr">2024-02-01</code></dd>\n'
    zone = '<dt>Time zone of this date</dt><dd><code dir="ltr">Africa/Casablanca</code></dd>\n'

    assert rendering.text_txt(record, ENTRY, "en").decode() == PLAIN.replace(
        line, f"{line}Time zone of this date: Africa/Casablanca\n"
    )
    page = rendering.text_html(record, ENTRY, "en").decode()
    assert page.partition("</style>\n")[2] == PAGE.replace(fact, fact + zone)


def test_zone_of_a_forged_record_is_escaped() -> None:
    record = record_of("en") | {"time_zone": "<script>"}

    assert "&lt;script&gt;" in rendering.text_html(record, ENTRY, "en").decode()
    assert "<script>" not in rendering.text_html(record, ENTRY, "en").decode()


def test_arabic_page_isolates_what_reads_from_left_to_right() -> None:
    page = rendering.text_html(record_of("ar"), ENTRY, "ar").decode()

    assert '<html lang="ar" dir="rtl">' in page
    assert (
        '<bdi dir="ltr">Write to</bdi><br><bdi dir="ltr">us</bdi> &lt;<bdi dir="ltr">soon</bdi>&gt;'
        in page
    )


def test_language_that_lacks_the_text_shows_no_empty_lines_of_it() -> None:
    assert rendering.text_txt(record_of("en"), ENTRY, "fr").decode().endswith(f": {ENTRY['sha256']}\n")
