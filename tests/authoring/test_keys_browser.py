"""Section keys stay put in a real browser: dragged, moved by keyboard, reverted, and edited by two people at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from policies.authoring.models import PolicyPage
from tests.authoring.browsing import (
    autosaved,
    edit,
    line,
    lines,
    make_draft,
    opened,
    save,
    saved,
    sign_in,
    tool,
    watched,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


@pytest.fixture(params=["fr", "ar"])
def editor(settings: Any, live_server: LiveServer, page: Page, request: Any) -> Page:
    """A tab on a stored draft of three sections, without autosave, in each direction of writing."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    return opened(page, live_server.url, request.param)


def keys() -> dict[str, str]:
    return {heading: key for heading, _level, key in saved()}


def drag(page: Page, heading: str, onto: str) -> None:
    """Take a clause by its line and put it before another one."""
    target = line(page, onto)
    line(page, heading).drag_to(target, target_position={"x": 40, "y": 4})


def test_dragged_section_keeps_its_key(editor: Page) -> None:
    before = keys()

    drag(editor, "Trois", onto="Un")

    expect(editor.locator(".outline__heading").first).to_have_text("Trois")
    assert lines(editor) == ["1. Trois", "2. Un", "3. Deux"]
    save(editor)
    assert [heading for heading, _level, _key in saved()] == ["Trois", "Un", "Deux"]
    assert keys() == before


def test_reverted_draft_has_the_keys_it_had(editor: Page) -> None:
    first, before = PolicyPage.objects.get().latest_revision, saved()
    tool(editor, "Un", "arrow-down")
    expect(editor.locator(".outline__heading").first).to_have_text("Deux")
    tool(editor, "Trois", "arrow-right")
    save(editor)
    assert saved() != before

    editor.goto(editor.url.replace("/edit/", f"/revisions/{first.pk}/revert/"))
    save(editor)

    assert saved() == before


def test_keys_are_the_same_after_autosaves_between_every_kind_of_change(
    live_server: LiveServer, page: Page
) -> None:
    draft = make_draft()
    sign_in(page, live_server.url)
    edit(page, live_server.url, draft)
    watched(page)
    before = keys()

    tool(page, "Deux", "arrow-up")
    expect(page.locator(".outline__heading").first).to_have_text("Deux")
    autosaved(page, "Moved", "[name=heading_fr]")
    tool(page, "Trois", "arrow-right")
    autosaved(page, "Indented", "[name=heading_fr]")
    save(page)

    assert [(heading, level) for heading, level, _key in saved()] == [
        ("Deux", 1),
        ("Un", 1),
        ("Trois", 2),
    ]
    assert keys() == before


def test_two_editors_at_once_change_no_key(
    settings: Any, live_server: LiveServer, page: Page, browser: Browser
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    draft = make_draft()
    before = keys()
    other = browser.new_context().new_page()
    second = User.objects.create_superuser("second", "second@example.org", "a long password")
    for tab, user in ((page, None), (other, second)):
        sign_in(tab, live_server.url, user)
        edit(tab, live_server.url, draft)
    tool(page, "Trois", "arrow-up")
    expect(page.locator(".outline__heading").nth(1)).to_have_text("Trois")
    tool(other, "Deux", "arrow-right")

    save(page)
    with other.expect_navigation():
        other.evaluate("document.querySelector('#page-edit-form').requestSubmit()")

    assert "/conflict/" not in other.url
    other.context.close()
    assert saved() == [
        ("Un", 1, before["Un"]),
        ("Trois", 1, before["Trois"]),
        ("Deux", 2, before["Deux"]),
    ]
