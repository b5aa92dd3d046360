"""Changed tables and lists in mails: as tables and lists, whole, in HTML and in plain text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from policies.comparison.compare import compare
from policies.document.blocks import Block, Item, List, Run, Table
from policies.document.html import text_html
from policies.notification.mail_blocks import MailBlocks
from policies.notification.mail_isolation import isolated_html, isolated_text, say
from tests.factories import make_document, make_section, paragraph


def runs(text: str) -> tuple[Run, ...]:
    return (Run(text=text),)


def table(period: str) -> Table:
    return Table(
        header=(runs("Data"), runs("Period")),
        rows=((runs("Access logs"), runs(period)), (runs("Account"), runs("3 years"))),
    )


def shown(before: Block, after: Block, language: str = "en") -> tuple[BeautifulSoup, str]:
    section = make_section(body={language: (before,)}, heading={language: "Data"})
    document = make_document(
        languages=(language,),
        authoritative=language,
        title={language: "T"},
        issuer={language: "Atlas"},
        sections=(section,),
    )
    changed = replace(section, body={language: (after,)})
    comparison = compare(document, replace(document, sections=(changed,)), language)
    [found] = comparison.changed_sections
    blocks = MailBlocks(language=language)
    return BeautifulSoup(blocks.html(found.blocks), "html.parser"), blocks.text(found.blocks)


def test_changed_table_is_a_table_with_its_header() -> None:
    html, text = shown(table("12 months"), table("90 days"))

    assert [cell.get_text() for cell in html.find_all("th", scope="col")] == ["Data", "Period"]
    assert [row.find("td") is not None for row in html.find_all("tr")] == [False, True, True]
    assert "12 months" in html.find("del").get_text()
    assert "90 days" in html.find("ins").get_text()
    assert text.splitlines() == [
        "- Before: Data: Access logs | Period: 12 months",
        "- After: Data: Access logs | Period: 90 days",
    ]


def listed(*lines: str) -> List:
    return List(ordered=False, items=tuple(Item(runs=runs(line)) for line in lines))


def columned(*lines: str) -> Table:
    return Table(rows=tuple((runs(line),) for line in lines))


def test_list_that_became_a_table_of_the_same_words_is_not_told() -> None:
    lines = ("the name you give us", "the place you are at")
    html, text = shown(listed(*lines), columned(*lines))

    assert (str(html), text) == ("", "")


def test_what_changed_in_another_form_is_told_in_the_new_one() -> None:
    html, text = shown(
        listed("the name you give us", "the place you are at"),
        columned("the name you give us", "the town you are at"),
    )

    assert html.find("li") is None
    assert [cell.get_text() for cell in html.select("td :is(del, ins)")] == ["place", "town"]
    assert "After: the town you are at" in text


def test_line_that_another_form_lacks_is_told_where_it_stood() -> None:
    html, text = shown(
        listed("the name you give us", "the place you are at", "the day you came"),
        columned("the name you give us", "the day you came"),
    )

    assert [gone.get_text() for gone in html.find_all("del")] == ["the place you are at"]
    assert "Before: the place you are at" in text


def test_changed_list_is_a_list_that_keeps_its_numbers() -> None:
    def ordered(*items: str) -> List:
        return List(ordered=True, items=tuple(Item(runs=runs(item)) for item in items))

    html, text = shown(ordered("name", "phone", "mail"), ordered("name", "fax", "mail"))

    assert [item.get("value") for item in html.find("ol").find_all("li")] == ["1", "2", "2", "3"] or [
        item.get("value") for item in html.find("ol").find_all("li")
    ] == ["1", "2", "3"]
    assert "2. Before: phone" in text
    assert "2. After: fax" in text


def test_long_text_that_did_not_change_is_cut_and_what_changed_is_not() -> None:
    ahead, behind = " ".join(f"a{n}" for n in range(90)), " ".join(f"b{n}" for n in range(90))

    html, text = shown(paragraph(f"{ahead} 12 months {behind}"), paragraph(f"{ahead} 90 days {behind}"))

    for words in (html.get_text(), text):
        assert "a89" in words
        assert "b0" in words
        assert "a40" not in words
        assert "…" in words


ISOLATES = re.compile("[\u2066-\u2069]")
PEOPLE = ("Google LLC", "OCS Solutions", "Microsoft Ireland Ltd.", "dpo@atlas.example")
PLACES = (
    "12 King Street, London, SW1A 2AA",
    "https://atlas.example/a?b=1",
    "ISO 27001",
    "+212 522 00 00 00",
)
PHRASES = [
    f"راسلوا {person} ({place})، المادة {number} من GDPR."
    for person in PEOPLE
    for place in PLACES
    for number in range(1, 14)
]


@pytest.mark.parametrize("phrases", [PHRASES[at::8] for at in range(8)])
def test_mixed_phrases_are_isolated_alike_with_and_without_bdi_and_in_text(phrases: list[str]) -> None:
    """More than 200: where ``document.html`` isolates, the mail does, by characters that every program knows."""
    for phrase in phrases:
        page = BeautifulSoup(text_html(phrase, "ar"), "html.parser")
        for run in page.find_all("bdi"):
            run.replace_with(
                {"ltr": "\u2066", "rtl": "\u2067"}[str(run["dir"])] + run.get_text() + "\u2069"
            )
        mail = BeautifulSoup(isolated_html(phrase, "ar"), "html.parser")
        assert not mail.find("bdi")
        assert mail.get_text() == page.get_text()
        assert ISOLATES.sub("", isolated_text(phrase, "ar")).strip("\u200f") == phrase
        assert all(span["dir"] in ("ltr", "rtl") for span in mail.find_all("span"))


def test_name_of_the_other_direction_is_isolated_in_a_sentence_and_escaped() -> None:
    said = say("نشرت %(name)s الإصدار %(number)s.", "ar", name="A & B <Ltd>", number=3)

    assert said.text == "نشرت \u2066A & B <Ltd>\u2069 الإصدار 3."
    assert "A &amp; B &lt;Ltd&gt;" in said.html
    assert 'dir="ltr"' in said.html
    assert say("%(name)s wrote.", "en", name="أطلس").text == "\u2067أطلس\u2069 wrote."
    assert say("%(name)s wrote.", "en", name="Atlas").text == "Atlas wrote."
