"""Two people in one draft, in two browsers: each sees where the other is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.accessibility import objections
from tests.authoring.browsing import edit, line, make_draft, sign_in
from tests.people import AUTHORS, account, join

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


@pytest.fixture
def soon(settings: Any) -> None:
    settings.WAGTAIL_EDITING_SESSION_PING_INTERVAL = 700


@pytest.mark.usefixtures("soon")
def test_names_stand_at_the_clause_and_go_with_the_tab(
    live_server: LiveServer, browser: Browser, page: Page
) -> None:
    draft = make_draft()
    nadia, omar = (join(account(name), AUTHORS, draft.organisation_page) for name in ("nadia", "omar"))
    sign_in(page, live_server.url, nadia, language="en")
    edit(page, live_server.url, draft)
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url) if "/presence/" in each.url else None)
    page.wait_for_timeout(1_500)
    assert asked == []  # alone, nothing is sent with the pings
    assert page.locator(".presence").is_hidden()

    other = browser.new_context()
    tab = other.new_page()
    sign_in(tab, live_server.url, omar)
    edit(tab, live_server.url, draft)
    tab.locator(".presence", has_text="nadia").wait_for()
    line(tab, "Deux").locator(".outline__go").click()
    line(page, "Deux").locator(".outline__person", has_text="omar FR").wait_for()
    status = page.locator(".writing__bar [role=status]")
    expect(status).to_have_text("Opened this draft: omar.")
    assert "2. Deux" in page.locator(".presence").inner_text()
    assert objections(page) == []

    line(tab, "Un").locator(".outline__go").click()
    line(page, "Un").locator(".outline__person").wait_for()
    expect(page.locator(".outline__person")).to_have_count(1)
    expect(status).to_have_text("Opened this draft: omar.")  # moves are not announced
    tab.goto("about:blank")
    page.locator(".presence").wait_for(state="hidden")
    expect(page.locator(".outline__person")).to_have_count(0)
    expect(status).to_have_text("Closed this draft: omar.")
    other.close()
