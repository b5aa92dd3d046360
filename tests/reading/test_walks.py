"""What readers do, in a browser: switch language, keep a clause, compare, pick a day, print; positions in RTL."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.reading.register import make_reading

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]

KEY = uuid.UUID(int=8)


@pytest.fixture
def site(live_server: LiveServer, page: Page) -> str:
    make_reading()
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 800})
    return str(live_server.url)


def await_at_top(page: Page, selector: str) -> None:
    """The browser scrolls to a fragment some time after its address has changed."""
    page.wait_for_function(
        """selector => {
          const { y } = document.querySelector(selector).getBoundingClientRect();
          return y >= 0 && y < 200;
        }""",
        arg=selector,
    )


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).first.bounding_box()
    assert found is not None, selector
    return dict(found)


def test_language_switch_keeps_clause_version_comparison_and_view(site: str, page: Page) -> None:
    page.goto(f"{site}/fr/atlas/privacy/v1/#{KEY}")
    page.get_by_role("navigation", name="Langue").get_by_role("link", name="العربية", exact=True).click()
    expect(page).to_have_url(f"{site}/ar/atlas/privacy/v1/#{KEY}")
    await_at_top(page, f"[id='{KEY}']")

    page.goto(f"{site}/ar/atlas/privacy/compare/1/2/?only=changes")
    page.get_by_role("link", name="English", exact=True).click()
    page.wait_for_url(f"{site}/en/atlas/privacy/compare/1/2/?only=changes*")

    page.goto(f"{site}/en/atlas/privacy/clause/{KEY}/")
    page.get_by_role("link", name="Français", exact=True).click()
    page.wait_for_url(f"{site}/fr/atlas/privacy/clause/{KEY}/")


def test_language_switch_takes_along_the_clause_that_one_has_scrolled_to(site: str, page: Page) -> None:
    page.goto(f"{site}/fr/atlas/privacy/")
    page.locator(f"[id='{KEY}']").evaluate("clause => scrollTo(0, clause.offsetTop - 40)")
    page.locator(f".contents--wide a[aria-current][href='#{KEY}']").wait_for()
    # Where the link is, without scrolling to it as click() would.
    place = box(page, ".bar a[lang=ar]")
    page.mouse.click(place["x"] + 10, place["y"] + 10)
    page.wait_for_url("**/ar/**")

    expect(page).to_have_url(f"{site}/ar/atlas/privacy/#{KEY}")


def test_clause_is_read_in_another_language_without_a_script(site: str, page: Page) -> None:
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{site}/fr/atlas/privacy/v1/")
    menu = page.locator(f"[id='{KEY}'] .clause__menu")
    menu.locator("summary").click()
    menu.get_by_role("link", name="العربية", exact=True).click()

    expect(page).to_have_url(f"{site}/ar/atlas/privacy/v1/#{KEY}")
    await_at_top(page, f"[id='{KEY}']")


def test_contents_stay_in_view_and_mark_the_clause_being_read(site: str, page: Page) -> None:
    page.goto(f"{site}/en/atlas/privacy/")
    link = page.locator(".contents--wide a").nth(5)
    link.click()
    href = link.get_attribute("href") or "?"
    expect(page).to_have_url(re.compile(re.escape(href) + "$"))

    expect(page.locator(".contents--wide a[aria-current=location]")).to_have_attribute("href", href)
    assert 0 <= box(page, ".contents--wide")["y"] < 120


def test_clause_number_is_a_stable_link_and_leads_to_its_history(site: str, page: Page) -> None:
    page.goto(f"{site}/en/atlas/privacy/v1/")
    clause = page.locator(f"[id='{KEY}']")
    number = clause.locator(".clause__number").inner_text()
    clause.locator(".clause__number").click()
    expect(page).to_have_url(f"{site}/en/atlas/privacy/v1/#{number.rstrip('.')}")
    await_at_top(page, f"[id='{KEY}']")

    clause.locator("summary").first.click()
    clause.get_by_role("link", name="What changed here").click()
    page.wait_for_url(f"{site}/en/atlas/privacy/clause/{KEY}/")
    page.get_by_role("link", name="Read it in the text in force").click()
    expect(page).to_have_url(f"{site}/en/atlas/privacy/#{KEY}")


def test_history_leads_to_any_comparison_and_to_any_day(site: str, page: Page) -> None:
    page.goto(f"{site}/fr/atlas/privacy/history/")
    page.get_by_label("Version de départ").select_option("1")
    page.get_by_label("Version d’arrivée").select_option("3")
    page.get_by_role("button", name="Comparer").click()
    page.wait_for_url(f"{site}/fr/atlas/privacy/compare/1/3/")
    expect(page.locator("[data-comparison] ins").first).to_be_visible()

    pick_day(page, f"{site}/fr/atlas/privacy/history/", "2023")
    page.wait_for_url(f"{site}/fr/atlas/privacy/v1/")

    pick_day(page, f"{site}/fr/atlas/privacy/history/", "1999")
    page.wait_for_url(f"{site}/fr/atlas/privacy/on/1999-12-31/")
    expect(page.locator("main")).to_contain_text("31 décembre 1999")


def pick_day(page: Page, history: str, year: str) -> None:
    """The last day of the year, in the day picker of a history in French."""
    page.goto(history)
    page.get_by_label("Jour").fill("31")
    page.get_by_label("Mois").select_option("décembre")
    page.get_by_label("Année").fill(year)
    page.get_by_role("button", name="Afficher le texte").click()


def test_print_is_the_numbered_text_with_version_date_and_address(site: str, page: Page) -> None:
    page.goto(f"{site}/en/atlas/privacy/v2/")
    page.emulate_media(media="print", color_scheme="dark")

    hidden = (".languages", ".crumbs", ".contents", ".clause__menu", ".acts", ".proof", ".colophon")
    for selector in hidden:
        assert not page.locator(selector).first.is_visible(), selector
    record = page.locator(".print-record").inner_text()
    assert "Version 2" in record
    assert "/en/atlas/privacy/v2/" in record
    assert page.locator(".clause__number").nth(1).inner_text() == "1.1"
    ink = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert ink[0] == "rgb(0, 0, 0)"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize(("language", "mirrored"), [("fr", False), ("ar", True)])
def test_page_is_mirrored_in_arabic(site: str, page: Page, language: str, mirrored: bool) -> None:
    page.goto(f"{site}/{language}/atlas/privacy/")

    def start_of(first: dict[str, float], second: dict[str, float]) -> bool:
        """Whether the first stands before the second in reading direction."""
        before: Any = first["x"] > second["x"] if mirrored else first["x"] < second["x"]
        return bool(before)

    assert start_of(box(page, ".brand"), box(page, ".languages"))
    assert start_of(box(page, ".contents--wide"), box(page, ".document__text"))
    assert start_of(box(page, ".clause--1 .clause__number"), box(page, ".clause--1 .clause__words"))
    assert start_of(box(page, ".document__text thead th"), box(page, ".document__text thead th + th"))


def test_address_and_phone_read_from_left_to_right_inside_arabic(site: str, page: Page) -> None:
    page.goto(f"{site}/ar/atlas/privacy/")
    # Where each character of the text stands: in Latin runs from left to right.
    places = page.evaluate(
        """needles => needles.map(needle => {
          const walker = document.createTreeWalker(document.querySelector('.document__text'), 4);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(needle);
            if (at < 0) continue;
            return [...needle].map((_, index) => {
              const range = document.createRange();
              range.setStart(walker.currentNode, at + index);
              range.setEnd(walker.currentNode, at + index + 1);
              return range.getBoundingClientRect().x;
            });
          }
          return null;
        })""",
        ["+212 522 00 00 00", "contact@atlas.example", "Atlas Consulting SARL"],
    )

    for places_of_one in places:
        assert places_of_one == sorted(places_of_one)
