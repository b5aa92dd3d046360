"""The comparison's page in its views: complete, strict, in three languages, in a real browser."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import html5lib
import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext
from playwright.sync_api import expect

from policies.comparison.result import Counts
from policies.comparison.show.render_context import labels_in
from policies.document.blocks import Item, List, Paragraph, Run, Table
from policies.document.shape import Document, Section
from policies.publication.localize import grouped
from policies.publication.models import Policy
from policies.reading import comparison_cache
from tests.accessibility import objections
from tests.comparison.page import texts_of, texts_of_column, texts_of_page
from tests.comparison.rebuild import text_of
from tests.factories import LANGUAGES, TITLES, freeze_document, fresh, make_document, paragraph
from tests.reading.register import make_policy
from tests.reading.test_pages import assert_strict

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db

# Of each language: heading, long passage, edit before and after, item, typography before and after.
WORDS = {
    "fr": ("Durées", "Nous répondons à vos demandes dans un délai raisonnable.", "Gardées cinq ans.",
           "Gardées dix ans.", "le nom de famille", "l'accord", "l’accord"),
    "en": ("Periods", "We answer your requests within a reasonable time.", "Kept for five years.",
           "Kept for ten years.", "the family name", "the user's", "the user’s"),
    "ar": ("المدد", "نجيب عن طلباتكم في أجل معقول.", "تحفظ خمس سنوات.",
           "تحفظ عشر سنوات.", "الاسم العائلي", "قال \"نعم\" لنا", "قال «نعم» لنا"),
}  # fmt: skip
VIEWS = ["", "?view=side", "?only=changes", "?view=side&only=changes", f"?clause={uuid.UUID(int=2)}"]
PATH = "atlas/privacy/compare/1/2/"


def _section(number: int, *blocks: Any, heading: int | None = 0, level: int = 1) -> Section:
    """``blocks`` are functions of the words of a language."""
    return Section(
        key=uuid.UUID(int=number),
        level=level,
        heading={} if heading is None else {c: f"{WORDS[c][heading]} {number}" for c in LANGUAGES},
        body={code: tuple(block(WORDS[code]) for block in blocks) for code in LANGUAGES},
    )


def _long(words: tuple[str, ...]) -> Paragraph:
    return paragraph(words[1])


def _bullets(*lines: int) -> Any:
    return lambda words: List(
        ordered=True, items=tuple(Item(runs=(Run(text=words[line]),)) for line in lines)
    )


def _table(line: int) -> Any:
    return lambda words: Table(header=((Run(text=words[0]),),), rows=(((Run(text=words[line]),),),))


def _cells(*lines: int) -> Any:
    return lambda words: tuple((Run(text=words[line]),) for line in lines)


def _rows(lines: Sequence[Any]) -> Any:
    return lambda words: Table(
        caption=_cells(1)(words)[0], header=_cells(0, 0)(words), rows=tuple(row(words) for row in lines)
    )


def _link(host: str) -> Any:
    return lambda words: Paragraph(runs=(Run(text=words[4], link=f"https://{host}.example/"),))


def _text(at: int) -> Any:
    return lambda words: paragraph(words[at])


OLD = (
    _section(1, _long, heading=None),
    _section(2, _text(2), _bullets(4, 1), *[_long] * 4),
    _section(3, _table(2)),
    _section(4, _long, _link("a")),
    _section(5, _text(5)),
    _section(6, _long, _text(4)),
    _section(8, _text(5)),
)
NEW = (
    _section(1, _long, heading=None),
    _section(6, _long, _text(4)),
    _section(2, _text(3), _bullets(4, 1, 3), *[_long] * 4),
    _section(3, _table(3), heading=4),
    _section(4, _long, _link("b"), level=2),
    _section(5, _text(6)),
    _section(7, _text(4)),
)


def _document(policy: Policy, sections: tuple[Section, ...]) -> Document:
    return make_document(policy=policy.uuid, title=TITLES, sections=sections)


def publish_pair(slug: str = "privacy") -> Policy:
    policy = make_policy(slug=slug)
    for sections, day in ((OLD, date(2024, 1, 1)), (NEW, date(2025, 1, 1))):
        freeze_document(_document(policy, sections), policy, effective_from=day)
    return policy


@pytest.fixture(scope="module")
def pair(write_once: Callable[..., Policy]) -> Policy:
    return write_once(publish_pair)


@pytest.fixture
def policy(pair: Policy) -> Policy:
    return fresh(pair)


def fetched(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.content.decode(), "html.parser")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_valid_strict_and_without_a_dead_link(
    client: Client, policy: Policy, language: str, view: str
) -> None:
    response = client.get(f"/{language}/{PATH}{view}")

    assert response.status_code == 200
    assert_strict(response)
    html5lib.HTMLParser(strict=True).parse(response.content.decode())
    page = BeautifulSoup(response.content.decode(), "html.parser")
    anchors = [element["id"] for element in page.select("[id]")]
    assert len(anchors) == len(set(anchors))
    targets = {link["href"][1:] for link in page.select('a[href^="#"]') if len(link["href"]) > 1}
    assert targets <= set(anchors)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_gives_back_both_texts_in_both_views(
    client: Client, policy: Policy, language: str
) -> None:
    inline, side = (
        str(fetched(client, f"/{language}/{PATH}{view}").select_one("[data-comparison]"))
        for view in ("?only=all", "?view=side&only=all")
    )

    for name, sections in (("old", OLD), ("new", NEW)):
        text = text_of(_document(policy, sections), language)
        wanted = texts_of(text)
        wanted.remove("Atlas Conseil")  # shown where it changed
        assert texts_of_column(side, name) == wanted
        # In one text, a heading begins with its number.
        numbered = {
            each.heading: f"{each.number} {each.heading}" for each in text.sections if each.heading
        }
        shown = [shown.strip() for shown in texts_of_page(inline, name) if shown.strip()]
        assert shown == [numbered.get(each, each) for each in wanted]


def test_insertions_say_when_and_where(client: Client, policy: Policy) -> None:
    page = fetched(client, f"/fr/{PATH}")

    day = policy.versions.get(number=2).effective_from
    for element in page.select("[data-comparison] :is(ins, del)"):
        assert element["cite"] == "/fr/atlas/privacy/v2/"
        assert element["datetime"] == day.isoformat()


def test_changes_are_numbered_in_reading_order_and_the_first_is_linked(
    client: Client, policy: Policy
) -> None:
    page = fetched(client, f"/en/{PATH}")

    numbers = [int(mark["data-n"]) for mark in page.select(".mark")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert page.select_one(".ways__first")["href"] == "#change-1"


def test_contents_say_what_became_of_each_clause(client: Client, policy: Policy) -> None:
    page = fetched(client, f"/en/{PATH}")

    fates = {
        item.a["href"]: [fate.get_text() for fate in item.select(".fate")]
        for item in page.select(".contents--wide .contents__item")
    }
    assert fates[f"#{uuid.UUID(int=2)}"] == ["changed"]
    assert fates[f"#{uuid.UUID(int=3)}"] == ["renamed", "changed"]
    assert fates[f"#{uuid.UUID(int=5)}"] == []
    assert fates[f"#{uuid.UUID(int=6)}"] == ["moved"]
    assert fates[f"#{uuid.UUID(int=7)}"] == ["added"]
    assert fates[f"#{uuid.UUID(int=8)}"] == ["removed"]


def test_quiet_changes_are_counted_and_folded(client: Client, policy: Policy) -> None:
    page = fetched(client, f"/en/{PATH}")

    folded = page.select_one("details.quiet")
    assert not folded.has_attr("open")
    assert "quotes, spaces" in folded.get_text()
    assert "quotes" not in page.select_one("ul.counts").get_text()


@pytest.mark.parametrize(
    ("language", "few", "many"),
    [
        ("fr", "1 mot ajouté", "1\u202f240 mots ajoutés"),
        ("en", "1 word inserted", "1,240 words inserted"),
        ("ar", "كلمة واحدة مضافة", "1.240 كلمة مضافة"),
    ],
)
def test_thousands_are_set_apart_in_counts_whose_plural_is_the_numbers(
    language: str, few: str, many: str
) -> None:
    for count, said in ((1, few), (1240, many)):
        counts = Counts(words_inserted=count, changes=count)
        context = {"comparison": {"identical": False}, "counts": counts}
        with translation.override(language):
            shown = BeautifulSoup(render_to_string("policies/_counts.html", context), "html.parser")
        assert shown.select_one(".counts__inserted").get_text() == said


def test_many_unchanged_passages_are_counted_with_thousands_set_apart() -> None:
    labels = labels_in(gettext, ngettext, number=grouped)
    with translation.override("fr"):
        assert labels.unchanged(12345) == "12\u202f345 passages inchangés"
        assert labels.sections(1) == "1 clause inchangée"


def test_only_changes_leaves_out_unchanged_clauses_and_distant_passages(
    client: Client, policy: Policy
) -> None:
    page = fetched(client, f"/en/{PATH}?only=changes")

    gaps = [gap["data-label"] for gap in page.select(".gap")]
    assert "1 unchanged section" in gaps
    assert "3 unchanged passages" in gaps
    # What is left out is said in words that are none of the text's.
    assert all(not gap.find(string=True, recursive=False) for gap in page.select(".gap"))


def test_one_clause_alone(client: Client, policy: Policy) -> None:
    page = fetched(client, f"/en/{PATH}?view=side&clause={uuid.UUID(int=2)}")

    assert [clause["id"] for clause in page.select(".clause")] == [str(uuid.UUID(int=2))]
    assert page.select_one(".alone a")["href"] == "?view=side"
    assert page.select(".mark")


def _counted(page: BeautifulSoup) -> list[str]:
    return [item.get_text() for item in page.select(".counts > li")]


def test_one_clause_counts_what_it_shows(client: Client, policy: Policy) -> None:
    page = fetched(client, f"/en/{PATH}?clause={uuid.UUID(int=2)}")

    assert "is shown and counted" in page.select_one(".alone").get_text()
    assert len(page.select(".mark")) == 2
    assert _counted(page) == ["2 changes", "1 section changed", "5 words inserted", "1 word deleted"]
    assert page.select_one(".quiet summary").get_text() == "1 quiet change"
    whole = _counted(fetched(client, f"/en/{PATH}"))
    assert {"1 section moved", "1 section removed"} <= set(whole)


def test_a_clause_that_moved_alone_is_one_move(client: Client, policy: Policy) -> None:
    page = fetched(client, f"/en/{PATH}?clause={uuid.UUID(int=6)}&only=changes")

    assert _counted(page) == ["1 change", "1 section moved"]


def test_a_clause_without_a_change_is_said_to_be_identical(client: Client) -> None:
    policy = make_policy()
    for line, day in ((2, date(2024, 1, 1)), (3, date(2025, 1, 1))):
        sections = (_section(1, _long), _section(2, _text(line)))
        freeze_document(_document(policy, sections), policy, effective_from=day)

    page = fetched(client, f"/en/{PATH}?clause={uuid.UUID(int=1)}")

    assert page.select_one(".counts--none").get_text() == "What is shown is identical in both versions."


def test_a_clause_that_neither_has_is_absent_and_those_that_changed_are_offered(
    client: Client, policy: Policy
) -> None:
    response = client.get(f"/en/{PATH}?clause=nowhere")

    assert response.status_code == 404
    page = BeautifulSoup(response.content.decode(), "html.parser")
    assert page.select(f'a[href$="?clause={uuid.UUID(int=2)}"]')


@pytest.mark.parametrize("view", VIEWS[1:])
def test_language_links_keep_the_view(client: Client, policy: Policy, view: str) -> None:
    page = fetched(client, f"/fr/{PATH}{view}")

    links = [link["href"] for link in page.select(".languages a")]
    assert links == [f"/{code}/{PATH}{view}" for code in LANGUAGES]


def test_choosing_other_versions_keeps_the_view(client: Client, policy: Policy) -> None:
    form = fetched(client, f"/en/{PATH}?view=side&only=all").select_one("form.versions")
    values = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}

    response = client.get(form["action"], {**values, "old": 2, "new": 1})

    assert response.headers["Location"] == "/en/atlas/privacy/compare/2/1/?view=side&only=all"


def test_a_view_is_marked_up_once(
    client: Client, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(f"/en/{PATH}?view=side").content

    monkeypatch.setattr(comparison_cache, "redlined", None)

    assert client.get(f"/en/{PATH}?view=side").content == first


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    publish_pair()
    return str(live_server.url)


def _boxes(page: Page) -> tuple[dict[str, float], dict[str, float]]:
    """The two cells of the first changed row."""
    row = page.locator(".pair--changed", has=page.locator(".pair__old del")).first
    old, new = (row.locator(f".pair__{side}").bounding_box() for side in ("old", "new"))
    assert old
    assert new
    return dict(old), dict(new)


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_columns_in_a_browser(site: str, page: Page) -> None:
    """Two columns that begin at one height from 900 px on, mirrored in Arabic; one below the other under it."""
    for language, mirrored in (("fr", False), ("ar", True)):
        page.goto(f"{site}/{language}/{PATH}?view=side")
        page.set_viewport_size({"width": 900, "height": 700})
        old, new = _boxes(page)
        assert old["y"] == new["y"]
        assert (old["x"] > new["x"]) == mirrored
        page.set_viewport_size({"width": 899, "height": 700})
        old, new = _boxes(page)
        assert old["y"] + old["height"] <= new["y"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 899


ROWS = """() => [...document.querySelectorAll(".table--pairs :is(thead, tbody)")].map((group) =>
    [".pair__old", ".pair__new"].map((side) => {
        const cells = [...group.querySelectorAll(`${side} > *`)].map((cell) => cell.getBoundingClientRect());
        return cells.map(({x, y, bottom, width}) => ({x, y, bottom, width}));
    }))"""


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_the_rows_of_a_table_in_a_browser(live_server: LiveServer, page: Page) -> None:
    """Row beside row and column above column from 900 px on, mirrored in Arabic; row below row under it."""
    policy = make_policy()
    for number in (1, 2):
        lines = (
            [_cells(1, 2), _cells(4, 1), _cells(3, 4)] if number == 1 else [_cells(1, 3), _cells(3, 4)]
        )
        sections = (_section(1, _rows(lines)),)
        freeze_document(_document(policy, sections), policy, effective_from=date(2023 + number, 1, 1))
    for language, mirrored in (("fr", False), ("ar", True)):
        page.set_viewport_size({"width": 900, "height": 700})
        page.goto(f"{live_server.url}/{language}/{PATH}?view=side")
        groups = page.evaluate(ROWS)
        assert [len(new) for _, new in groups] == [2, 2, 1, 2]
        for old, new in groups:
            assert len({cell["y"] for cell in (*old, *new)}) == 1
            assert len({cell["bottom"] for cell in (*old, *new)}) == 1
            assert (old[0]["x"] > new[0]["x"]) == mirrored
        for side in (0, 1):
            whole = [group[side] for group in groups if len(group[side]) == 2]
            assert len({(cell["x"], cell["width"]) for row in whole for cell in row}) == 2
        assert objections(page) == []
        page.set_viewport_size({"width": 899, "height": 700})
        groups = page.evaluate(ROWS)
        assert [bool(old[0]["width"]) for old, _ in groups] == [False, True, True, False]
        assert [bool(new[0]["width"]) for _, new in groups] == [True, True, False, True]
        (old, new) = groups[1]
        assert old[0]["bottom"] <= new[0]["y"]
        assert [cell["x"] for cell in old] == [cell["x"] for cell in new]
        assert page.evaluate("document.documentElement.scrollWidth") <= 899


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_keys_and_links_go_from_change_to_change(site: str, page: Page) -> None:
    page.goto(f"{site}/ar/{PATH}")
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("#change-2$"))
    page.keyboard.press("p")
    expect(page).to_have_url(re.compile("#change-1$"))
    page.locator("#change-1 a[rel=next]").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#change-2$"))


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_every_view_is_accessible_and_prints_in_one_ink(site: str, page: Page) -> None:
    for language, view in (("fr", ""), ("ar", "?view=side"), ("en", "?view=side&only=changes")):
        page.emulate_media(media="screen")
        page.goto(f"{site}/{language}/{PATH}{view}")
        assert objections(page) == []
        page.emulate_media(media="print")
        styles = page.evaluate(
            """() => ["ins", "del"].map((tag) => {
                const style = getComputedStyle(document.querySelector(`[data-comparison] ${tag}:not(.moved)`));
                return [style.textDecorationLine, style.color];
            })"""
        )
        assert styles == [["underline", "rgb(0, 0, 0)"], ["line-through", "rgb(0, 0, 0)"]]


def test_redline_is_a_pdf_and_a_word_file_with_tracked_changes(client: Client, policy: Policy) -> None:
    page = client.get("/en/atlas/privacy/compare/1/2/").content.decode()
    pdf = client.get("/en/atlas/privacy/compare/1/2.pdf")
    docx = client.get("/en/atlas/privacy/compare/1/2.docx")

    assert pdf.content.startswith(b"%PDF-1.7")
    assert pdf.headers["Content-Disposition"] == 'inline; filename="atlas-privacy-v1-v2-en.pdf"'
    with zipfile.ZipFile(io.BytesIO(docx.content)) as archive:
        assert b"<w:ins " in archive.read("word/document.xml")
    assert 'href="/en/atlas/privacy/compare/1/2.docx"' in page
    assert 'href="/en/atlas/privacy/compare/1/2.pdf"' in page


@pytest.mark.parametrize("path", ["1/9.pdf", "0/2.docx", "x/2.pdf"])
def test_redline_of_what_is_not_there_is_a_404(client: Client, policy: Policy, path: str) -> None:
    assert client.get(f"/en/atlas/privacy/compare/{path}").status_code == 404


def test_one_clause_alone_leads_out_to_the_other_end_of_its_move(client: Client) -> None:
    policy = publish_pair()
    whole = fetched(client, f"/fr/{PATH}")
    keys = {link["href"].partition("clause=")[2] for link in whole.select(".contents__alone")}
    pages = {key: fetched(client, f"/fr/{PATH}?only=changes&clause={key}") for key in keys}
    anchors = {element["id"] for element in whole.select("[id]")}

    outward = [link["href"] for page in pages.values() for link in page.select("a[href*='move-']")]
    assert policy.versions.count() == 2
    assert outward
    for page in pages.values():
        own = {element["id"] for element in page.select("[id]")}
        for link in page.select("a[href*='move-']"):
            name = link["href"].partition("#")[2]
            assert name in (anchors if link["href"].startswith("?") else own)
