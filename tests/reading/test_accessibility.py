"""Every type of page, in every language, light and dark: axe-core finds nothing, the keyboard reaches all."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer

from policies.publication.models import Policy
from policies.publication.retire import retire
from policies.publication.withdraw import withdraw
from tests.accessibility import objections
from tests.factories import LANGUAGES, NOTES
from tests.reading.register import make_history, make_policy, make_reading, publish_words

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]

KEY = uuid.UUID(int=4)
PAGES = {
    "home": "",
    "organisation": "atlas/",
    "policy": "atlas/privacy/",
    "superseded": "atlas/privacy/v1/",
    "in force": "atlas/privacy/v2/",
    "announced": "atlas/privacy/v3/",
    "history": "atlas/privacy/history/",
    "clause": f"atlas/privacy/clause/{KEY}/",
    "comparison": "atlas/privacy/compare/1/2/",
    "side by side": "atlas/privacy/compare/1/2/?view=side",
    "search": "search/?q=Atlas",
    "verifying": "verify/",
    "not found": "atlas/privacy/v9/",
    "pending, minor": "atlas/cookies/",
    "withdrawn": "atlas/terms/v2/",
    "retired": "atlas/terms/",
    "subscribing": "subscribe/?policy=atlas/privacy",
}


def make_register() -> Policy:
    """A policy with a long text, one with a pending translation, one retired after a withdrawal."""
    policy = make_reading(clauses=4)
    make_history(make_policy(slug="cookies", kind="cookies"))
    ended = make_policy(slug="terms", kind="terms")
    publish_words(ended, "Anciennes conditions")
    announced = publish_words(
        ended,
        "Nouvelles conditions",
        origin="authored",
        effective_from=ended.organisation.today() + timedelta(days=9),
    )
    withdraw(version=announced, reason=NOTES, by="Test")
    retire(policy=ended, reason=NOTES, by="Test")
    return policy


@pytest.fixture
def site(live_server: LiveServer) -> str:
    make_register()
    return str(live_server.url)


def violations(page: Page, address: str) -> list[list[str]]:
    """What axe-core objects to at the address: each rule with the elements that break it, light and dark."""
    page.emulate_media(color_scheme="light")
    page.goto(address)
    found = objections(page)
    page.emulate_media(color_scheme="dark")
    # Colours are all that differs in the dark.
    return found + objections(page, ["color-contrast"])


def test_axe_finds_nothing_on_any_type_of_page(site: str, page: Page) -> None:
    found = {}
    for index, (name, path) in enumerate(PAGES.items()):
        found[name] = violations(page, f"{site}/{LANGUAGES[index % 3]}/{path}")

    assert {name: problems for name, problems in found.items() if problems} == {}


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_page_in_any_language(site: str, page: Page, language: str) -> None:
    found = {name: violations(page, f"{site}/{language}/{path}") for name, path in PAGES.items()}

    assert {name: problems for name, problems in found.items() if problems} == {}


def test_no_page_sets_a_cookie_or_asks_another_host(site: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))

    for name, path in PAGES.items():
        page.goto(f"{site}/ar/{path}")
        if name != "subscribing":
            assert page.context.cookies() == [], name

    hosts = {urlsplit(url).netloc for url in asked}
    assert hosts == {urlsplit(site).netloc}
    assert [text for text in problems if "404" not in text] == []


def test_no_page_is_wider_than_a_small_phone(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    wide = []
    for index, (name, path) in enumerate(PAGES.items()):
        page.goto(f"{site}/{LANGUAGES[index % 3 - 1]}/{path}")
        # Whatever the day: no date is longer than one in September.
        page.evaluate(
            "document.querySelectorAll('.chip').forEach(chip => chip.append(' 30 septembre 2026'))"
        )
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(name)

    assert wide == []


FOCUSABLE = "a[href], button, input, select, summary, [tabindex='0']"


def test_keyboard_reaches_everything_and_shows_where_it_is(site: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    for name in ("home", "policy", "history", "clause", "comparison"):
        page.goto(f"{site}/fr/{PAGES[name]}")
        assert_keyboard_reaches_all(page)


def assert_keyboard_reaches_all(page: Page) -> None:
    expected = page.evaluate(
        "selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility({visibilityProperty: true})).length",
        FOCUSABLE,
    )

    reached = set()
    for _step in range(expected + 5):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => {
              const element = document.activeElement, style = getComputedStyle(element);
              if (element === document.body) return null;
              element.dataset.seen ??= String(document.querySelectorAll('[data-seen]').length + 1);
              const box = element.getBoundingClientRect();
              const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
              return [element.dataset.seen, shown, box.bottom > 0 && box.top < innerHeight, element.outerHTML];
            }"""
        )
        if here is None:
            break
        seen, outlined, on_screen, markup = here
        assert outlined, markup
        assert on_screen, markup
        reached.add(seen)

    assert len(reached) == expected
