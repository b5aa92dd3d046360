"""The pages of a reviewer from outside in a browser: three languages, three widths, with a script and without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from policies.authoring.outside import OutsideReview
from policies.authoring.remarks import Remark
from policies.desk.outside_access import new_code
from tests.accessibility import objections
from tests.desk.outside_reviewing import invited, path_of
from tests.factories import draft_of, make_page_section, make_policy_page, publish

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def review() -> OutsideReview:
    page = make_policy_page(sections=[make_page_section(sort_order=i) for i in range(2)])
    publish(page)
    draft_of(page).save_revision()
    return invited(page)


def enter(page: Page, site: str, made: OutsideReview) -> None:
    page.goto(site + path_of(made, "code/"))
    page.locator("#code").fill(new_code(made))
    page.locator("form.review__code button").click()
    page.locator(".document__title").wait_for()


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_axe_finds_nothing_and_nothing_overflows(
    language: str, live_server: LiveServer, page: Page
) -> None:
    made = review()
    for rest in ("", "code/"):
        page.goto(live_server.url + path_of(made, rest, language))
        assert objections(page) == []
    enter(page, live_server.url, made)
    page.locator("details[data-say] summary").first.click()
    page.locator("details[open] textarea").fill("Pourquoi ?")
    page.locator("details[open] button").click()
    page.locator(".review__thread").wait_for()
    for rest in ("", "changes/"):
        page.goto(live_server.url + path_of(made, rest, language))
        page.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true; })")
        assert objections(page) == [], rest
        for width in (360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert not page.evaluate(WIDER), (rest, width)


def test_selected_words_are_quoted(live_server: LiveServer, page: Page) -> None:
    made = review()
    enter(page, live_server.url, made)
    page.wait_for_load_state()  # the script listens by then
    page.evaluate(
        """() => {
          const text = document.createTreeWalker(document.querySelector('.clause p'), NodeFilter.SHOW_TEXT).nextNode();
          document.getSelection().setBaseAndExtent(text, 0, text, 4);
          return new Promise(requestAnimationFrame);
        }"""
    )
    page.locator("details[data-say] summary").first.click()
    quoted = page.locator("details[open] [name=words]")
    expect(quoted).to_have_value(re.compile("..."))
    words = quoted.input_value()
    page.locator("details[open] textarea").fill("Lesquelles ?")
    page.locator("details[open] button").click()
    page.locator(".review__thread blockquote").wait_for()
    assert Remark.objects.get().quote == words


def test_everything_is_done_without_a_script(live_server: LiveServer, browser: Browser) -> None:
    made = review()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, live_server.url, made)
    page.locator("details[data-say] summary").first.click()
    page.locator("details[open] textarea").fill("Lesquelles ?")
    page.locator("details[open] button").click()
    page.locator(".review__thread").wait_for()
    assert Remark.objects.get().author_name == "Leïla Naciri"
    context.close()
