"""Saving and publishing while the editor saves by itself: one's own autosave is nobody else's text."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.live_server_helper import LiveServer

from policies.authoring.draft import body_of, ordered_sections
from policies.authoring.models import PolicyPage
from policies.document.text import body_text
from policies.publication.models import PolicyVersion
from tests.authoring.browsing import (
    add_clause,
    autosaved,
    is_autosave,
    opened,
    save,
    saved,
    tool,
    watched,
    write,
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


class Held:
    """The tab's first autosave: the server has it, and its answer waits until it is let through, or lost."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.routes: list[Any] = []
        page.route("**/edit/", self._meet)

    def _meet(self, route: Any) -> None:
        if self.routes or not is_autosave(route.request):
            route.continue_()
            return
        self.routes.append(route)
        self.answer = route.fetch()

    def wait(self) -> None:
        while not hasattr(self, "answer"):
            self.page.wait_for_timeout(50)

    def let_through(self) -> None:
        self.routes[0].fulfill(response=self.answer)
        self.page.wait_for_function(
            "() => document.querySelector('#w-autosave-indicator').dataset.wAutosaveStateValue === 'saved'"
        )

    def lose(self) -> None:
        self.routes[0].abort("connectionreset")


def warns_when_left(page: Page) -> bool:
    return not page.evaluate("window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")


def await_draft(page: Page, heading: str) -> None:
    """Until the newest draft has this English title, by whatever saves it."""
    for _ in range(200):
        if draft().heading_fr == heading:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the draft says {draft().heading_fr!r}")


def save_all_the_same(page: Page) -> None:
    """After a network error Wagtail asks before it sends the form, unless it has reached the server again since."""
    before = page.url, page.evaluate("performance.timeOrigin")
    page.locator("footer button.action-save").click()
    sent = "before => location.href !== before[0] || performance.timeOrigin !== before[1]"
    asked = "document.querySelector('[role=dialog] [data-w-dialog-target=confirm]')?.checkVisibility()"
    page.wait_for_function(f"before => ({sent})(before) || {asked}", arg=before)
    if not page.evaluate(sent, arg=before):
        with page.expect_navigation():
            page.get_by_role("dialog").get_by_role("button", name="Enregistrer le brouillon").click()
    page.wait_for_load_state()


def expect_quiet(page: Page) -> None:
    """Until the form holds nothing that is not saved."""
    page.wait_for_function("() => window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")


def test_save_after_two_autosaves_goes_on_from_them(editor: Page) -> None:
    before = saved()
    autosaved(editor, "One autosave", "[name=heading_fr]")
    autosaved(editor, "Two autosaves", "[name=heading_fr]")
    tool(editor, "Deux", "arrow-right")

    save(editor)

    assert editor.url.endswith("/edit/")
    assert draft().heading_fr == "Two autosaves"
    assert saved() == [before[0], (before[1][0], 2, before[1][2]), before[2]]


def test_save_pressed_during_an_autosave_keeps_the_last_words(editor: Page, slow_server: None) -> None:
    with editor.expect_request(is_autosave):
        editor.fill("[name=heading_fr]", "Saved by itself")
    editor.fill("[name=heading_fr]", "Saved by hand")

    save(editor)

    assert editor.url.endswith("/edit/")
    assert draft().heading_fr == "Saved by hand"
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


def test_words_typed_during_an_autosave_are_warned_of_and_saved_by_the_next(editor: Page) -> None:
    held = Held(editor)
    editor.fill("[name=heading_fr]", "Sent")
    held.wait()

    editor.fill("[name=heading_fr]", "Typed meanwhile")
    held.let_through()

    assert warns_when_left(editor)
    await_draft(editor, "Typed meanwhile")
    expect_quiet(editor)


def test_autosave_without_later_words_warns_of_nothing_and_saves_once(editor: Page) -> None:
    sent = []
    editor.on("request", lambda request: sent.append(request) if is_autosave(request) else None)
    autosaved(editor, "Sent", "[name=heading_fr]")

    expect_quiet(editor)
    editor.wait_for_timeout(
        2500
    )  # more than a look at the form, the wait after it and the one before sending

    assert len(sent) == 1


def test_section_added_and_autosaved_is_no_edit_of_its_own_answer(editor: Page) -> None:
    """The answer writes new rows' ids into the form."""
    sent = []
    editor.on("request", lambda request: sent.append(request) if is_autosave(request) else None)
    with editor.expect_response(lambda response: is_autosave(response.request)):
        add_clause(editor, "Quatre")

    expect_quiet(editor)
    editor.wait_for_timeout(2500)

    assert len(sent) == 1


def test_own_autosave_whose_answer_is_lost_is_nobody_elses_draft(editor: Page) -> None:
    held = Held(editor)
    editor.fill("[name=heading_fr]", "Answer lost")
    held.wait()
    held.lose()
    assert draft().heading_fr == "Answer lost"

    editor.fill("[name=heading_fr]", "Saved by hand")
    save_all_the_same(editor)

    assert editor.url.endswith("/edit/")
    assert draft().heading_fr == "Saved by hand"


def test_autosave_tried_again_after_a_lost_answer_goes_on(editor: Page) -> None:
    held = Held(editor)
    editor.fill("[name=heading_fr]", "Answer lost")
    held.wait()
    held.lose()

    editor.fill("[name=heading_fr]", "Next autosave")

    await_draft(editor, "Next autosave")
    expect_quiet(editor)


def test_foreign_draft_after_an_autosave_whose_answer_was_lost_is_not_overwritten(editor: Page) -> None:
    held = Held(editor)
    editor.fill("[name=heading_fr]", "Answer lost")
    held.wait()
    held.lose()
    theirs = draft()
    theirs.heading_fr = "Somebody else’s"
    theirs.save_revision()

    editor.fill("[name=heading_fr]", "Mine")
    save_all_the_same(editor)

    assert "/conflict/" in editor.url
    assert draft().heading_fr == "Somebody else’s"


def test_save_by_key_in_the_middle_of_typing_saves_the_last_word(editor: Page) -> None:
    write(editor, 0, " mot")

    with editor.expect_navigation():
        editor.keyboard.type("dernier")
        editor.keyboard.press("Control+s")

    section = ordered_sections(draft())[0]
    assert "motdernier" in body_text(body_of(section.body_fr))
