"""The policy editor in a real browser: section keys stay put through every kind of save."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from pytest_django.live_server_helper import LiveServer

from policies.authoring.draft import ordered_sections
from policies.authoring.models import PolicyPage
from policies.publication.models import PolicyVersion
from tests.authoring.browsing import add_clause, await_numbers, show, tool
from tests.factories import make_page_section, make_policy_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]

AUTOSAVED = re.compile(r"/admin/pages/\d+/edit/")


@pytest.fixture
def autosaving(live_server: LiveServer, page: Page) -> Page:
    """A tab on the edit page of a fresh two-section draft, signed in."""
    User.objects.create_superuser("admin", "admin@example.org", "a long password")
    sections = [
        make_page_section(heading_en=name, sort_order=i) for i, name in enumerate(("One", "Two"))
    ]
    draft = make_policy_page(sections=sections)
    page.set_viewport_size({"width": 1400, "height": 1000})
    page.set_default_timeout(60_000)
    page.goto(f"{live_server.url}/admin/login/?next=/admin/pages/{draft.pk}/edit/")
    page.fill("[name=login]", "admin")
    page.fill("[name=password]", "a long password")
    page.click("button[type=submit]")
    page.wait_for_url(AUTOSAVED)
    await_numbers(page)
    show(page, "en")
    return page


@pytest.fixture
def no_autosave(settings: Any) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0


@pytest.fixture
def editor(no_autosave: None, autosaving: Page) -> Page:
    """The same tab without autosave, which could save a newer draft while a save is under way."""
    return autosaving


def saved() -> list[tuple[str, str]]:
    """Heading and key of each section of the newest draft."""
    draft = PolicyPage.objects.get().get_latest_revision_as_object()
    return [(section.heading_en, str(section.key)) for section in ordered_sections(draft)]


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("footer button.action-save, footer button[type=submit]").first.click()


def autosaved(page: Page, change: str, field: str) -> None:
    """Type into a field and wait until the editor has saved it by itself."""
    with page.expect_response(
        lambda response: response.request.method == "POST" and AUTOSAVED.search(response.url) is not None
    ) as answered:
        page.fill(field, change)
        page.keyboard.press("Tab")
    assert answered.value.json()["success"], answered.value.text()


def goto_last(page: Page) -> None:
    page.locator(".outline__go").last.click()


def test_keys_survive_two_saves_in_the_browser(editor: Page) -> None:
    goto_last(editor)
    add_clause(editor, "Three")
    save(editor)
    first = saved()
    save(editor)

    assert [heading for heading, _key in first] == ["One", "Two", "Three"]
    assert len({key for _heading, key in first}) == 3
    assert saved() == first


def test_keys_survive_autosave_and_the_save_after_it(autosaving: Page) -> None:
    # Wagtail compares with a snapshot it takes a while after loading; what changes before is not autosaved.
    autosaving.wait_for_timeout(2500)
    goto_last(autosaving)
    add_clause(autosaving, "Three")
    autosaved(autosaving, "Three titles", "[name=heading_en]")
    first = saved()
    autosaved(autosaving, "And one more", "[name=heading_en]")
    second = saved()
    save(autosaving)

    assert len(first) == 3
    assert second == first
    assert saved() == first


def test_keys_follow_their_sections_through_a_reorder(editor: Page) -> None:
    before = dict(saved()) if PolicyPage.objects.get().latest_revision_id else {}
    save(editor)
    before = before or dict(saved())

    tool(editor, "Two", "arrow-up")
    save(editor)

    assert [heading for heading, _key in saved()] == ["Two", "One"]
    assert dict(saved()) == before


def test_refused_publication_shows_the_reason_beside_the_field(editor: Page) -> None:
    editor.get_by_role("tab", name="Release").click()
    editor.fill("[name=change_note_ar]", "")
    editor.locator("footer [data-w-dropdown-target=toggle]").first.click()
    with editor.expect_navigation():
        editor.locator("button[name=action-publish]").click()

    field = editor.locator(".w-field:has([name=change_note_ar])").first
    assert "Say what changes and why" in (field.inner_text() or "")
    assert PolicyVersion.objects.count() == 0
