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
    """Take a section by its grip and put it before another one, as a hand does.

    A hand looks: it holds on until the line has moved, and takes it again when it missed. The list reorders
    itself under the pointer and answers each movement in its own time, so no single one can be relied upon.
    """
    grip = line(page, heading).locator("[data-inline-panel-child-drag]")
    for _attempt in range(10):
        grip.hover()
        page.mouse.down()
        for sway in range(10):
            target = line(page, onto).bounding_box()
            assert target is not None
            page.mouse.move(target["x"] + 40, target["y"] + target["height"] / 2, steps=12)
            page.mouse.move(target["x"] + 40, target["y"] + 4 + sway, steps=6)
            if headings(page).index(heading) < headings(page).index(onto):
                page.mouse.up()
                return
            page.wait_for_timeout(100)
        page.mouse.up()
    pytest.fail(f"“{heading}” could not be dragged onto “{onto}”: {headings(page)}")


def headings(page: Page) -> list[str]:
    """The sections' headings in the order of their lines."""
    return [text.strip() for text in page.locator(".section__heading").all_inner_texts()]


def test_dragged_section_keeps_its_key(editor: Page) -> None:
    before = keys()

    drag(editor, "Trois", onto="Un")

    expect(editor.locator(".section__heading").first).to_have_text("Trois")
    editor.wait_for_function("document.querySelector('.section__number').textContent === '1.'")
    assert lines(editor) == ["1. Trois", "2. Un", "3. Deux"]
    save(editor)
    assert [heading for heading, _level, _key in saved()] == ["Trois", "Un", "Deux"]
    assert keys() == before


def test_reverted_draft_has_the_keys_it_had(editor: Page) -> None:
    first, before = PolicyPage.objects.get().latest_revision, saved()
    line(editor, "Un").locator("[data-inline-panel-child-move-down]").click()
    expect(editor.locator(".section__heading").first).to_have_text("Deux")
    line(editor, "Trois").locator("[data-policy-section-target=indent]").click()
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

    line(page, "Deux").locator("[data-inline-panel-child-move-up]").click()
    expect(page.locator(".section__heading").first).to_have_text("Deux")
    autosaved(page, "Moved", "[name=heading_en]")
    line(page, "Trois").locator("[data-policy-section-target=indent]").click()
    autosaved(page, "Indented", "[name=heading_en]")
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
    line(page, "Trois").locator("[data-inline-panel-child-move-up]").click()
    expect(page.locator(".section__heading").nth(1)).to_have_text("Trois")
    line(other, "Deux").locator("[data-policy-section-target=indent]").click()

    save(page)
    with other.expect_navigation():
        other.evaluate("document.querySelector('#page-edit-form').requestSubmit()")

    assert "/conflict/" in other.url
    assert keys() == before
    with other.expect_navigation():
        other.locator(".release-choice button").click()
    other.context.close()
    assert saved() == [
        ("Un", 1, before["Un"]),
        ("Deux", 2, before["Deux"]),
        ("Trois", 1, before["Trois"]),
    ]
