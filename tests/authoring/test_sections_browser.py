"""The section editor in a real browser: opening, moving by keyboard, levels, translating; in French and in Arabic."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from pytest_django.live_server_helper import LiveServer

from policies.authoring.draft import body_of, list_depth, ordered_sections
from policies.authoring.groups import TRANSLATORS, ensure_groups
from policies.authoring.models import PolicyPage
from policies.authoring.translation.page_texts import PageText
from policies.authoring.translation.translation_state import State, translations_of
from policies.document.numbering import numbers_of
from policies.document.text import body_text
from tests.accessibility import objections
from tests.authoring.browsing import (
    POSTED,
    await_numbers,
    edit,
    lines,
    make_draft,
    open_section,
    opened,
    save,
    saved,
    sign_in,
    write,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

SECTION = "#inline_child_sections-0"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


@pytest.fixture(params=["fr", "ar"])
def editor(settings: Any, live_server: LiveServer, page: Page, request: Any) -> Page:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    return opened(page, live_server.url, request.param)


@pytest.fixture
def french(settings: Any, live_server: LiveServer, page: Page) -> Page:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    return opened(page, live_server.url)


def test_keyboard_moves_a_section_and_changes_its_level(editor: Page) -> None:
    keys = {heading: key for heading, _level, key in saved()}
    forward = "ArrowLeft" if editor.evaluate("document.documentElement.dir") == "rtl" else "ArrowRight"
    third = editor.locator("#inline_child_sections-2 .section__toggle")
    third.focus()

    editor.keyboard.press("Alt+ArrowUp")
    editor.wait_for_timeout(500)  # the lines slide into place
    editor.keyboard.press(f"Alt+Shift+{forward}")

    assert third.evaluate("element => element === document.activeElement")
    assert lines(editor) == ["1. Un", "1.1 Trois", "2. Deux"]
    save(editor)
    assert saved() == [("Un", 1, keys["Un"]), ("Trois", 2, keys["Trois"]), ("Deux", 1, keys["Deux"])]


def test_opening_a_section_changes_nothing_that_is_posted(editor: Page) -> None:
    before = editor.evaluate(POSTED)
    open_section(editor, 1)
    editor.wait_for_timeout(600)
    assert editor.evaluate(POSTED) == before

    write(editor, 1, "ar", " كلمة")
    # The rich text editor hands its text over a moment later.
    editor.wait_for_function(f"before => ({POSTED})() !== before", arg=before)


def test_arabic_fields_are_written_from_the_right(editor: Page) -> None:
    open_section(editor, 0)
    direction = "element => getComputedStyle(element).direction"
    for field in ("[name$=heading_ar]", ".lang-ar [contenteditable=true]"):
        assert editor.locator(f"#inline_child_sections-0 {field}").first.evaluate(direction) == "rtl"
    for field in ("[name$=heading_fr]", ".lang-fr [contenteditable=true]"):
        assert editor.locator(f"#inline_child_sections-0 {field}").first.evaluate(direction) == "ltr"


def test_changed_source_asks_for_its_translations_and_a_tick_answers(french: Page) -> None:
    save(french)
    await_numbers(french)
    open_section(french, 0)
    write(french, 0, "fr", " Sous 45 jours.")
    badge = french.locator(
        "#inline_child_sections-0 .section-state[data-language=ar][data-state=out_of_date]"
    )
    badge.wait_for()
    arabic = french.locator("#inline_child_sections-0 .lang-ar .section__translation")
    arabic.locator("ins", has_text="45").wait_for()
    assert "45" in arabic.locator(".section-parity").inner_text()

    write(french, 0, "en", " Within 45 days.")
    french.locator("#inline_child_sections-0 .lang-en [data-matches]:checked").wait_for()
    save(french)

    section = ordered_sections(PolicyPage.objects.get().get_latest_revision_as_object())[0]
    assert [found.state for found in translations_of(section, "fr").values()] == [
        State.UP_TO_DATE,
        State.OUT_OF_DATE,
    ]


def test_typing_before_the_editors_are_there_is_not_taken_for_work_on_every_translation(
    french: Page,
) -> None:
    save(french)
    await_numbers(french)
    held: list[Route] = []
    french.route("**/policies/section/*/", lambda route: held.append(route), times=1)
    french.locator(f"{SECTION} .section__toggle").click()
    french.fill("[name$=sections-0-heading_fr]", "Un autre")
    french.wait_for_timeout(1000)  # the page looks at what was typed after half a second
    (opening,) = held
    opening.continue_()
    french.locator(f"{SECTION} [contenteditable=true]").nth(2).wait_for()
    french.fill("[name$=sections-0-heading_en]", "Another")
    french.locator(f"{SECTION} .lang-en [data-matches]:checked").wait_for()

    assert not french.locator(f"{SECTION} .lang-ar [data-matches]").is_checked()
    french.locator(f"{SECTION} .section-state[data-language=ar][data-state=out_of_date]").wait_for()


def test_undoing_what_one_typed_into_a_translation_takes_its_tick_away(french: Page) -> None:
    save(french)
    await_numbers(french)
    open_section(french, 0)
    french.fill("[name$=sections-0-heading_fr]", "Un autre")
    french.locator(f"{SECTION} .section-state[data-language=en][data-state=out_of_date]").wait_for()
    before = french.input_value("[name$=sections-0-heading_en]")

    french.fill("[name$=sections-0-heading_en]", "Typed into the wrong field")
    french.locator(f"{SECTION} .lang-en [data-matches]:checked").wait_for()
    french.fill("[name$=sections-0-heading_en]", before)

    french.locator(f"{SECTION} .lang-en [data-matches]:not(:checked)").wait_for()


def test_removed_section_comes_back(french: Page) -> None:
    before = saved()
    french.locator("#id_sections-1-DELETE-button").click()
    french.locator(".sections__removed button").click()
    assert len(lines(french)) == 3
    save(french)
    assert saved() == before


def test_narrow_page_shows_one_language_at_a_time(french: Page) -> None:
    french.set_viewport_size({"width": 700, "height": 900})
    open_section(french, 0)
    shown = "#inline_child_sections-0 .section__column:visible"
    assert french.locator(shown).count() == 1
    french.locator("#inline_child_sections-0 [role=tab][data-language=fr]").focus()
    french.keyboard.press("End")
    assert french.locator(shown).get_attribute("data-language") == "ar"

    french.set_viewport_size({"width": 1500, "height": 900})
    assert french.locator(shown).count() == 3


def test_numbers_in_the_browser_are_those_of_the_document(french: Page) -> None:
    chance = random.Random(7)  # noqa: S311 - made the same way each time
    for numbering in ("decimal", "outline", "none"):
        for _ in range(60):
            levels = [chance.choice([1, 1, 2, 2, 3, None]) for _ in range(chance.randint(1, 40))]
            shown = french.evaluate(
                "([levels, how]) => window.sijill.numbersOf(levels, how)", [levels, numbering]
            )
            assert shown == numbers_of(levels, numbering), levels


def test_axe_finds_nothing_where_a_section_is_open(editor: Page) -> None:
    open_section(editor, 1)

    assert objections(editor) == []


def test_translator_cannot_type_into_the_other_languages(
    settings: Any, live_server: LiveServer, page: Page
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    draft = make_draft()
    translator = User.objects.create_user("translator", password="a long password")
    translator.groups.add(ensure_groups()[TRANSLATORS["ar"]])
    sign_in(page, live_server.url, translator, "ar")
    edit(page, live_server.url, draft)
    page.locator("#inline_child_sections-0 .section__toggle").click()
    page.locator("#inline_child_sections-0 .lang-ar [contenteditable=true]").first.wait_for()

    for code, writes in (("fr", False), ("en", False), ("ar", True)):
        assert page.locator(f"[name=sections-0-heading_{code}]").is_enabled() == writes
        texts = page.locator(f"#inline_child_sections-0 .lang-{code} [contenteditable=true]")
        assert bool(texts.count()) == writes


def test_changed_title_asks_for_its_translations_and_typing_answers(french: Page) -> None:
    save(french)
    await_numbers(french)
    french.fill("[name=heading_fr]", "Charte 2026")
    title = french.locator(".page-text[data-policy-text-field-value=heading]")
    title.locator("[data-language=ar][data-state=out_of_date] .section-change ins").first.wait_for()

    french.fill("[name=heading_en]", "Charter 2026")
    title.locator("[data-language=en] [data-matches]:checked").wait_for()
    save(french)

    draft = PolicyPage.objects.get().get_latest_revision_as_object()
    text = PageText(draft, "heading")
    assert [found.state for found in translations_of(text, "fr").values()] == [
        State.UP_TO_DATE,
        State.OUT_OF_DATE,
    ]


PASTED = """([html]) => {
  const text = document.querySelector("#inline_child_sections-0 .lang-fr [contenteditable=true]");
  text.focus();
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", "x");
  text.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def nested(depth: int) -> str:
    """Lists within each other, an item in each: "n1", "n2" …"""
    opened = "".join(f"<ul><li>n{level}" for level in range(1, depth + 1))
    return opened + "</li></ul>" * depth


@pytest.mark.parametrize(("depth", "notes"), [(3, 0), (5, 1)])
def test_paste_of_lists_too_deep_keeps_their_items_and_says_so(
    french: Page, depth: int, notes: int
) -> None:
    open_section(french, 0)
    french.evaluate(PASTED, [nested(depth)])
    column = french.locator("#inline_child_sections-0 .lang-fr")
    column.get_by_text(f"n{depth}", exact=True).wait_for()
    assert column.locator(".section-flattened").count() == notes
    save(french)

    section = ordered_sections(PolicyPage.objects.get().get_latest_revision_as_object())[0]
    body = body_of(section.body_fr)
    assert list_depth(body) == 3
    assert all(f"n{level}" in body_text(body) for level in range(1, depth + 1))


def test_list_of_a_word_processor_says_its_depth_in_a_style(french: Page) -> None:
    open_section(french, 0)
    french.evaluate(PASTED, ["<p class=MsoListParagraph style='mso-list:l0 level4 lfo1'>n4</p>"])
    french.locator("#inline_child_sections-0 .lang-fr .section-flattened").wait_for()
