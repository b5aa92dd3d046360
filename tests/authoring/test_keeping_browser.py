"""Nothing typed is lost: the session ended, the server or the network gone, the tab closed, two people at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from pytest_django.live_server_helper import LiveServer

from policies.authoring.draft import body_of, ordered_sections
from policies.authoring.models import PolicyPage
from policies.document.text import body_text
from tests.authoring.browsing import await_numbers, edit, make_draft, save, show, sign_in, write
from tests.factories import stream

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)

# Until what was typed lies in the browser's store.
KEPT = """async () => {
  await window.sijill.keeping.keep();
  return window.sijill.keeping.held;
}"""


@pytest.fixture
def editor(settings: Any, live_server: LiveServer, page: Page) -> Page:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    draft = make_draft()
    sign_in(page, live_server.url)
    edit(page, live_server.url, draft)
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def first_text(code: str = "fr") -> str:
    section = ordered_sections(PolicyPage.objects.get().get_latest_revision_as_object())[0]
    return body_text(body_of(getattr(section, f"body_{code}")))


def test_session_that_ended_is_begun_again_over_the_page(editor: Page) -> None:
    write(editor, 0, " Mot")
    Session.objects.all().delete()

    editor.locator("footer button.action-save").click()
    frame = editor.frame_locator(".writing-sign-in iframe")
    frame.locator("[name=login]").fill("admin")
    frame.locator("[name=password]").fill("a long password")
    with editor.expect_navigation(url="**/edit/"):
        frame.get_by_role("button", name="Sign in", exact=True).click()

    await_numbers(editor)
    assert first_text().endswith("Mot")


def test_words_of_a_tab_that_was_closed_are_put_back_and_sent(editor: Page) -> None:
    write(editor, 0, " Mot")
    show(editor, "ar")
    write(editor, 0, " كلمة")
    assert editor.evaluate(KEPT)
    address, context = editor.url, editor.context
    editor.close()

    again = context.new_page()
    again.goto(address)
    await_numbers(again)
    again.locator(".writing-kept").wait_for()
    save(again)

    assert first_text().endswith("Mot")
    assert first_text("ar").endswith("كلمة")
    await_numbers(again)
    assert not again.evaluate(KEPT)


def test_save_that_never_arrives_leaves_the_words_where_they_are(editor: Page) -> None:
    write(editor, 0, " Mot")
    editor.context.set_offline(True)
    editor.locator("footer button.action-save").click()
    editor.locator(".writing-kept[role=alert]").wait_for()
    assert "Mot" in editor.locator(".writing-paper").inner_text()

    editor.context.set_offline(False)
    save(editor)
    assert first_text().endswith("Mot")


def test_words_put_back_are_merged_with_what_was_written_meanwhile(editor: Page) -> None:
    write(editor, 0, " Mot")
    assert editor.evaluate(KEPT)
    draft = PolicyPage.objects.get().get_latest_revision_as_object()
    sections = ordered_sections(draft)
    sections[1].body_fr = stream("Entre-temps")
    draft.sections = sections
    draft.save_revision()

    editor.reload()
    await_numbers(editor)
    editor.locator(".writing-kept").wait_for()
    save(editor)

    assert "/conflict/" not in editor.url
    assert first_text().endswith("Mot")
    second = ordered_sections(PolicyPage.objects.get().get_latest_revision_as_object())[1]
    assert second.body_fr == stream("Entre-temps")


def test_words_that_are_not_wanted_are_gone(editor: Page) -> None:
    write(editor, 0, " Mot")
    assert editor.evaluate(KEPT)
    editor.reload()
    await_numbers(editor)
    with editor.expect_navigation():
        editor.locator(".writing-kept button").click()
    await_numbers(editor)
    assert "Mot" not in editor.locator(".writing-paper").inner_text()
    assert editor.locator(".writing-kept").count() == 0


def test_two_editors_in_different_clauses_save_both(editor: Page, live_server: LiveServer) -> None:
    other = editor.context.new_page()
    other.goto(editor.url)
    await_numbers(other)
    write(editor, 0, " Le premier")
    write(other, 1, " Le second")
    save(editor)
    save(other)

    assert "/conflict/" not in other.url
    texts = [
        body_text(body_of(section.body_fr))
        for section in ordered_sections(PolicyPage.objects.get().get_latest_revision_as_object())
    ]
    assert texts[0].endswith("Le premier")
    assert texts[1].endswith("Le second")


def test_words_of_a_policy_that_was_created_are_not_put_into_the_next_one(editor: Page) -> None:
    add = f"/admin/pages/add/policies/policypage/{PolicyPage.objects.get().get_parent().pk}/"
    address = editor.url.partition("/admin/")[0] + add
    editor.goto(address)
    await_numbers(editor)
    editor.fill("[name=title]", "Cookies")
    editor.locator(".writing-paper [data-heading]").first.click()
    editor.keyboard.type("Traceurs")
    with editor.expect_navigation(url="**/edit/"):
        editor.locator("footer button.action-save").click()
    await_numbers(editor)
    made = PolicyPage.objects.get(title="Cookies").get_latest_revision_as_object()
    assert [section.heading_fr for section in ordered_sections(made)] == ["Traceurs"]

    editor.goto(address)
    await_numbers(editor)
    editor.evaluate("window.sijill.keeping.ready")
    assert editor.locator(".writing-kept").count() == 0
    assert "Traceurs" not in editor.locator(".writing-paper").inner_text()
