"""Saving and publishing while the editor saves by itself: one's own autosave is nobody else's text."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.live_server_helper import LiveServer

from policies.authoring.models import PolicyPage
from policies.publication.models import PolicyVersion
from tests.authoring.browsing import (
    autosaved,
    is_autosave,
    line,
    opened,
    save,
    saved,
    watched,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]

SLOW = 2.0  # seconds


@pytest.fixture
def editor(live_server: LiveServer, page: Page) -> Page:
    """A tab on a stored draft, which saves by itself."""
    opened(page, live_server.url)
    watched(page)
    return page


@pytest.fixture
def slow_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every save takes its time, as with a long policy on a busy machine."""
    quick = PolicyPage.save_revision

    def slow(self: PolicyPage, *args: Any, **kwargs: Any) -> Any:
        time.sleep(SLOW)
        return quick(self, *args, **kwargs)

    monkeypatch.setattr(PolicyPage, "save_revision", slow)


def draft() -> PolicyPage:
    found: PolicyPage = PolicyPage.objects.get().get_latest_revision_as_object()
    return found


def test_save_after_two_autosaves_goes_on_from_them(editor: Page) -> None:
    before = saved()
    autosaved(editor, "One autosave", "[name=heading_en]")
    autosaved(editor, "Two autosaves", "[name=heading_en]")
    line(editor, "Deux").get_by_role("button", name="Descendre d’un niveau").click()

    save(editor)

    assert editor.url.endswith("/edit/")
    assert draft().heading_en == "Two autosaves"
    assert saved() == [before[0], (before[1][0], 2, before[1][2]), before[2]]


def test_save_pressed_during_an_autosave_keeps_the_last_words(editor: Page, slow_server: None) -> None:
    with editor.expect_request(is_autosave):
        editor.fill("[name=heading_en]", "Saved by itself")
    editor.fill("[name=heading_en]", "Saved by hand")

    save(editor)

    assert editor.url.endswith("/edit/")
    assert draft().heading_en == "Saved by hand"
    assert PolicyPage.objects.get().revisions.count() == 3


def test_publish_pressed_during_an_autosave_publishes(editor: Page, slow_server: None) -> None:
    editor.get_by_role("tab", name="Publication").click()
    editor.check("[name=emergency]")
    editor.fill("[name=emergency_reason]", "It cannot wait.")
    with editor.expect_request(is_autosave):
        editor.fill("[name=change_note_en]", "Saved by itself")
    editor.fill("[name=change_note_en]", "Published")
    editor.locator("footer [data-w-dropdown-target=toggle]").first.click()

    with editor.expect_navigation():
        editor.locator("button[name=action-publish]").click()

    assert PolicyVersion.objects.get().note("en") == "Published"
