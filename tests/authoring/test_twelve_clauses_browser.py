"""From nothing to twelve clauses in three languages, with a table and nested lists: how often one has to click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.live_server_helper import LiveServer

from policies.authoring.draft import body_of, ordered_sections
from policies.authoring.models import PolicyPage
from policies.document.blocks import Body, List, Table
from policies.document.languages import in_language
from tests.authoring.browsing import await_numbers, sign_in
from tests.factories import make_organisation
from tests.people import AUTHORS, account, join

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database, pytest.mark.long]

MOST_CLICKS = 30
CLAUSES, LISTED, TABLED = 12, 4, 7  # how many; which one holds the list, which one the table
WORDS = {"fr": "Texte de la clause", "en": "Text of clause", "ar": "نص البند"}
# Counted in the page: what a script clicks by code has no detail.
COUNT = """addEventListener("click", (event) => {
  if (event.isTrusted && event.detail) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
}, true);"""


def typed(page: Page, *keys: str) -> None:
    """Words are typed, names of keys pressed: ``<Enter>``."""
    for each in keys:
        if each.startswith("<"):
            page.keyboard.press(each.strip("<>"))
        else:
            page.keyboard.type(each)


def write_clause(page: Page, language: str, number: int) -> None:
    """From an empty heading to the end of the clause's text."""
    words = f"{WORDS[language]} {number}"
    typed(page, f"H{number} {language}", "<Enter>", words)
    if number == LISTED:
        typed(
            page,
            "<Enter>",
            "- ",
            "un",
            "<Enter>",
            "<Tab>",
            "dedans",
            "<Enter>",
            "deux",
            "<Enter>",
            "<Enter>",
        )
        typed(page, "trois", "<Enter>", "<Enter>", "fin")  # fmt: skip
    if number == TABLED:
        typed(page, "<Enter>", "/", "<ArrowDown>", "<ArrowDown>", "<ArrowDown>", "<Enter>")
        page.locator("dialog[open]").wait_for()
        typed(page, "<Enter>")
        page.locator("dialog[open]").wait_for(state="detached")
        typed(page, "légende", "<Tab>")
        for cell in range(9):
            typed(page, f"c{cell}", *(["<Tab>"] if cell < 8 else []))
        typed(page, "<ArrowDown>", "fin")


def test_twelve_clauses_in_three_languages_take_few_clicks(
    settings: Any, live_server: LiveServer, page: Page
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    organisation = make_organisation(authoritative="fr")
    sign_in(page, live_server.url, join(account("author"), AUTHORS, organisation))
    page.add_init_script(COUNT)
    page.goto(f"{live_server.url}/admin/")

    page.locator(".desk-home__ways a").first.click()
    page.wait_for_url("**/new/")
    with page.expect_navigation(url="**/edit/"):
        typed(page, "Confidentialité", "<Enter>")
    await_numbers(page)
    for language in WORDS:
        if language != "fr":
            page.locator(f".writing-languages [data-language={language}]").click()
            page.locator(".writing-modes [data-mode=translate]").click()
        page.locator(".writing-paper section > [data-heading]").first.click()
        for number in range(1, CLAUSES + 1):
            write_clause(page, language, number)
            if number < CLAUSES:
                typed(page, *(["<Enter>", "## "] if language == "fr" else ["<ArrowDown>"]))
    with page.expect_navigation():
        typed(page, "<Control+s>")

    clicks = int(page.evaluate("sessionStorage.clicks"))
    sections = ordered_sections(PolicyPage.objects.get().get_latest_revision_as_object())
    assert len(sections) == CLAUSES
    for language, words in WORDS.items():
        bodies = [body_of(in_language(section, "body", language)) for section in sections]
        headings = [in_language(section, "heading", language) for section in sections]
        assert headings == [f"H{number} {language}" for number in range(1, CLAUSES + 1)]
        assert all(words in str(body) for body in bodies)
        assert nested(bodies[LISTED - 1])
        (table,) = (block for block in bodies[TABLED - 1] if isinstance(block, Table))
        assert "".join(run.text for row in table.grid for runs in row for run in runs) == "".join(
            f"c{cell}" for cell in range(9)
        )
    print(f"clicks: {clicks}")
    assert clicks <= MOST_CLICKS


def nested(body: Body) -> bool:
    (outer,) = (block for block in body if isinstance(block, List))
    return len(outer.items) == 2 and any(isinstance(each, List) for each in outer.items[0].children)
