"""The editor of a policy's text in a real browser: writing, clauses, languages, tables, pasting; in French and in Arabic."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from pytest_django.live_server_helper import LiveServer

from policies.authoring.draft import body_of, ordered_sections
from policies.authoring.models import PolicyPage
from policies.authoring.translation.page_texts import PageText
from policies.authoring.translation.translation_state import State, translations_of
from policies.document.blocks import Definitions, Footnotes, List, Note, Paragraph, Table
from policies.document.numbering import numbers_of
from policies.document.text import body_text
from tests.accessibility import objections
from tests.authoring.browsing import (
    POSTED,
    add_clause,
    await_numbers,
    edit,
    line,
    lines,
    make_draft,
    opened,
    save,
    saved,
    show,
    sign_in,
    tool,
    write,
)
from tests.people import TRANSLATORS, join

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


@pytest.fixture(params=["fr", "ar"])
def editor(settings: Any, live_server: LiveServer, page: Page, request: Any) -> Page:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    return opened(page, live_server.url, request.param)


@pytest.fixture
def french(settings: Any, live_server: LiveServer, page: Page) -> Page:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    return opened(page, live_server.url)


def sections() -> list[Any]:
    return ordered_sections(PolicyPage.objects.get().get_latest_revision_as_object())


def test_keyboard_moves_a_clause_and_changes_its_level(editor: Page) -> None:
    keys = {heading: key for heading, _level, key in saved()}
    forward = "ArrowLeft" if editor.evaluate("document.documentElement.dir") == "rtl" else "ArrowRight"
    third = line(editor, "Trois").locator(".outline__go")
    third.focus()

    editor.keyboard.press("Alt+ArrowUp")
    editor.keyboard.press(f"Alt+Shift+{forward}")

    assert lines(editor) == ["1. Un", "1.1 Trois", "2. Deux"]
    assert third.evaluate("element => element === document.activeElement")
    save(editor)
    assert saved() == [("Un", 1, keys["Un"]), ("Trois", 2, keys["Trois"]), ("Deux", 1, keys["Deux"])]


def test_looking_at_every_language_changes_nothing_that_is_posted(editor: Page) -> None:
    before = editor.evaluate(POSTED)
    for language in ("en", "ar", "fr"):
        for mode in ("translate", "write"):
            show(editor, language, mode)
    assert editor.evaluate(POSTED) == before

    write(editor, 1, " mot")
    assert editor.evaluate(POSTED) != before


def test_typing_and_undoing_is_no_change(french: Page) -> None:
    save(french)
    await_numbers(french)
    before = french.evaluate(POSTED)
    write(french, 1, " mot")
    french.keyboard.press("Control+z")
    assert french.evaluate(POSTED) == before


def test_each_language_is_written_from_its_side(editor: Page) -> None:
    for language, direction in (("ar", "rtl"), ("fr", "ltr")):
        show(editor, language)
        paper = editor.locator(".writing-paper")
        assert paper.evaluate("element => getComputedStyle(element).direction") == direction
        assert paper.get_attribute("lang") == language


def test_words_typed_in_each_language_are_saved_in_it(french: Page) -> None:
    for language, words in (("fr", " mot"), ("en", " word"), ("ar", " كلمة")):
        show(french, language)
        write(french, 0, words)
    save(french)

    texts = {
        code: body_text(body_of(getattr(sections()[0], f"body_{code}"))) for code in ("fr", "en", "ar")
    }
    assert texts["fr"].endswith("mot")
    assert texts["en"].endswith("word")
    assert texts["ar"].endswith("كلمة")


def test_merged_clause_keeps_its_words_in_every_language_and_undoing_divides_them(french: Page) -> None:
    before = french.evaluate(POSTED)
    keys = [key for _heading, _level, key in saved()]
    tool(french, "Deux", "download")
    assert lines(french) == ["1. Un", "2. Trois"]
    french.locator(".writing-paper").focus()
    french.keyboard.press("Control+z")
    assert lines(french) == ["1. Un", "2. Deux", "3. Trois"]
    assert french.evaluate(POSTED) == before

    tool(french, "Deux", "download")
    save(french)

    first = sections()[0]
    assert [str(section.key) for section in sections()] == [keys[0], keys[2]]
    assert body_text(body_of(first.body_fr)).count("Nous traitons vos données.") == 2
    assert "Deux en" in body_text(body_of(first.body_en))
    assert body_text(body_of(first.body_ar)).count("نعالج بياناتكم.") == 2


def test_text_divided_in_a_paragraph_makes_a_clause_of_the_rest(french: Page) -> None:
    french.locator(".writing-paper section > p:not([data-heading])").first.click()
    french.keyboard.press("Home")
    for _letter in "Nous ":
        french.keyboard.press("ArrowRight")
    french.keyboard.press("Control+Enter")
    french.keyboard.type("Suite")
    save(french)

    first, second = sections()[:2]
    assert (first.heading_fr, body_text(body_of(first.body_fr))) == ("Un", "Nous")
    assert (second.heading_fr, body_text(body_of(second.body_fr))) == ("Suite", "traitons vos données.")
    assert body_text(body_of(first.body_ar)) == "نعالج بياناتكم."
    assert len({section.key for section in sections()}) == 4


def test_selection_typed_over_clauses_loses_no_translation(french: Page) -> None:
    french.locator(".writing-paper section > p:not([data-heading])").first.click()
    french.keyboard.press("Home")
    french.keyboard.press("Shift+Control+End")
    french.keyboard.type("Tout autre")
    save(french)

    (only,) = sections()
    assert body_text(body_of(only.body_fr)) == "Tout autre"
    assert body_text(body_of(only.body_en)).count("We process your data.") == 3


def test_removed_clause_comes_back(french: Page) -> None:
    before = saved()
    tool(french, "Deux", "bin")
    assert lines(french) == ["1. Un", "2. Trois"]
    french.keyboard.press("Control+z")
    assert len(lines(french)) == 3
    save(french)
    assert saved() == before


def test_number_as_typed_is_shown_and_saved(french: Page) -> None:
    line(french, "Deux").locator(".outline__go").click()
    line(french, "Deux").get_by_role("button", name="Numéro tel que saisi").click()
    french.locator("dialog input").fill("1 bis")
    french.keyboard.press("Enter")
    assert lines(french) == ["1. Un", "1 bis Deux", "2. Trois"]
    save(french)

    assert [section.label_fr or "" for section in sections()] == ["", "1 bis", ""]


def test_everything_a_clause_can_hold_is_written_by_keyboard(french: Page) -> None:
    line(french, "Trois").locator(".outline__go").click()
    add_clause(french, "Quatre")
    keys = french.keyboard
    keys.press("Enter")
    keys.type("Premier ")
    keys.press("Control+b")
    keys.type("gras")
    keys.press("Control+b")
    keys.press("Enter")
    keys.type("- un")
    keys.press("Enter")
    keys.press("Tab")
    keys.type("dedans")
    for _time in range(3):
        keys.press("Enter")
    keys.type("/tab")
    keys.press("Enter")
    french.locator("dialog select").first.wait_for()
    keys.press("Enter")
    for cell in ("Titre", "A", "B", "C", "1", "2", "3"):
        keys.type(cell)
        keys.press("Tab")
    save(french)

    body = body_of(sections()[3].body_fr)
    assert [type(block) for block in body] == [Paragraph, List, Table]
    assert isinstance(body[1], List)
    assert body[1].items[0].children
    assert isinstance(body[2], Table)
    assert [cell[0].text for cell in (*body[2].header, *body[2].rows[0])] == [
        "A",
        "B",
        "C",
        "1",
        "2",
        "3",
    ]


def test_definitions_notes_footnotes_and_references_are_inserted(french: Page) -> None:
    keys = french.keyboard
    for name in ("/déf", "/note", "/renvoi"):
        french.locator(".writing-paper section > p:not([data-heading])").first.click()
        keys.press("End")
        keys.press("Enter")
        keys.type(name)
        keys.press("Enter")
        if name == "/renvoi":
            french.locator("dialog select").select_option(index=2)
            keys.press("Enter")
        else:
            keys.type("Mot")
    french.locator(".writing-paper section > p:not([data-heading])").first.click()
    keys.press("End")
    keys.press("Alt+F10")
    french.get_by_role("button", name="Note de bas de page").click()
    keys.type("Voir la loi.")
    assert objections(french) == []
    save(french)

    section = sections()[0]
    body = body_of(section.body_fr)
    assert {Definitions, Note, Footnotes} <= {type(block) for block in body}
    runs = [run for block in body if isinstance(block, Paragraph) for run in block.runs]
    assert [run.text for run in runs if run.role == "footnote"] == ["1"]
    assert [run.link for run in runs if run.role == "reference"] == [f"#{sections()[2].key}"]


def test_reference_follows_its_clause(french: Page) -> None:
    french.locator(".writing-paper section > p:not([data-heading])").first.click()
    french.keyboard.press("End")
    french.keyboard.press("Enter")
    french.keyboard.type("/renvoi")
    french.keyboard.press("Enter")
    french.locator("dialog select").select_option(index=2)
    french.keyboard.press("Enter")
    reference = french.locator(".writing-reference")
    assert reference.inner_text() == "3"
    tool(french, "Trois", "arrow-up")
    french.wait_for_function("document.querySelector('.writing-reference').textContent === '2'")


def test_changed_source_asks_for_its_translations_and_typing_answers(french: Page) -> None:
    save(french)
    await_numbers(french)
    write(french, 0, " Sous 45 jours.")
    line(french, "Un").locator(".outline__mark[data-state=out_of_date]").nth(1).wait_for()
    show(french, "ar", "translate")
    change = french.locator(".writing-paper section").first.locator(".beside__change")
    change.locator("ins", has_text="45").wait_for()

    show(french, "en", "translate")
    write(french, 0, " Within 45 days.")
    save(french)

    assert [found.state for found in translations_of(sections()[0], "fr").values()] == [
        State.UP_TO_DATE,
        State.OUT_OF_DATE,
    ]


def test_repair_of_a_finding_is_one_click_and_the_finding_goes(french: Page) -> None:
    save(french)
    await_numbers(french)
    write(french, 0, " Sous 45 jours.")
    show(french, "en", "translate")
    clause = french.locator(".writing-paper section").first
    write(french, 0, " Within 45 months.")
    repair = clause.locator("[data-instead]")
    repair.wait_for()
    assert objections(french) == []

    repair.click()

    repair.wait_for(state="detached")
    save(french)
    assert body_text(body_of(sections()[0].body_en)).endswith("Within 45 days.")


def test_still_correct_is_one_click(french: Page) -> None:
    save(french)
    await_numbers(french)
    write(french, 0, " Sous 45 jours.")
    show(french, "ar", "translate")
    french.get_by_role("button", name="Toujours exact").first.click()
    save(french)

    assert translations_of(sections()[0], "fr")["ar"].state == State.UP_TO_DATE


def test_source_stands_in_the_row_of_its_translation(editor: Page) -> None:
    show(editor, "ar", "translate")
    # Asked in one go: what stands beside a text is drawn again when its height changes.
    editor.wait_for_function(
        """() => {
          const found = (kind, words) => [...document.querySelectorAll(kind)].find((each) => each.textContent.includes(words));
          const source = found(".beside__source", "Nous traitons vos données.")?.getBoundingClientRect();
          const translation = found(".writing-paper section > p", "نعالج بياناتكم.")?.getBoundingClientRect();
          return source?.width && translation && Math.abs(source.y - translation.y) < 20 && source.x < translation.x;
        }"""
    )  # French stands on the left, Arabic on the right


def test_empty_lines_beside_the_source_are_entered_by_press_and_by_arrow(french: Page) -> None:
    for heading in ("Quatre", "Cinq"):
        add_clause(french, heading)
    show(french, "en", "translate")
    french.locator(".writing-paper section > [data-heading][data-empty]").first.click()
    for words in ("Four", "Five"):
        french.keyboard.type(words)
        french.keyboard.press("Enter")
        french.keyboard.type("text")
        french.keyboard.press("ArrowDown")
    save(french)

    assert [section.heading_en for section in sections()[1:3]] == ["Four", "Five"]
    assert [body_text(body_of(section.body_en)) for section in sections()[1:3]] == ["text", "text"]


def test_place_is_kept_after_a_save(french: Page) -> None:
    show(french, "en")
    write(french, 2, " Here")
    save(french)
    await_numbers(french)

    assert french.locator(".writing-paper").get_attribute("lang") == "en"
    french.keyboard.type("after")
    assert "Hereafter" in french.locator(".writing-paper section").nth(2).inner_text()


def test_numbers_in_the_browser_are_those_of_the_document(french: Page) -> None:
    chance = random.Random(7)  # noqa: S311 - made the same way each time
    for numbering in ("decimal", "outline", "none"):
        for _ in range(60):
            levels = [chance.choice([1, 1, 2, 2, 3, 4, 5, None]) for _ in range(chance.randint(1, 40))]
            labels = [chance.choice(["", "", "", "2 bis", "IV."]) for _level in levels]
            shown = french.evaluate(
                "([levels, how, labels]) => window.sijill.numbersOf(levels, how, labels)",
                [levels, numbering, labels],
            )
            assert shown == numbers_of(levels, numbering, labels), (levels, labels)


@pytest.mark.parametrize("mode", ["write", "translate"])
def test_axe_finds_nothing_in_the_editor(editor: Page, mode: str) -> None:
    show(editor, "ar", mode)
    editor.locator(".writing-paper section > p").nth(1).click()
    editor.keyboard.press("Alt+F10")

    assert objections(editor) == []


def test_translator_writes_one_language_and_changes_no_clause(
    settings: Any, live_server: LiveServer, page: Page
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    draft = make_draft()
    translator = User.objects.create_user("translator", password="a long password")
    join(translator, TRANSLATORS["ar"])
    sign_in(page, live_server.url, translator, "ar")
    edit(page, live_server.url, draft)

    assert page.locator(".writing").get_attribute("data-mode") == "translate"
    for code, writes in (("fr", False), ("en", False), ("ar", True)):
        show(page, code)
        assert page.locator(".writing-paper").get_attribute("contenteditable") == str(writes).lower()
        assert page.locator(f"[name=sections-0-heading_{code}]").is_enabled() == writes
    assert page.locator(".outline__tools, .outline__add").count() == 0
    page.locator(".writing-paper section > p:not([data-heading])").first.click()
    page.keyboard.press("Control+Enter")
    assert page.locator(".writing-paper section").count() == 3


def test_changed_title_asks_for_its_translations_and_typing_answers(french: Page) -> None:
    save(french)
    await_numbers(french)
    french.fill("[name=heading_fr]", "Charte 2026")
    title = french.locator(".page-text[data-policy-text-field-value=heading]")
    title.locator("[data-language=ar][data-state=out_of_date] .section-change ins").first.wait_for(
        state="attached"
    )

    show(french, "en")
    french.fill("[name=heading_en]", "Charter 2026")
    title.locator("[data-language=en] [data-matches]:checked").wait_for(state="attached")
    save(french)

    draft = PolicyPage.objects.get().get_latest_revision_as_object()
    text = PageText(draft, "heading")
    assert [found.state for found in translations_of(text, "fr").values()] == [
        State.UP_TO_DATE,
        State.OUT_OF_DATE,
    ]


PASTED = """([html]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", "x");
  document.querySelector(".writing-paper").dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
WORD = (
    "<h1>Titre I</h1><p>Un <b>gras</b> et <del>vieux</del><ins>neuf</ins>.</p>"
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.</span>un</p>"
    "<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>a.</span>deux</p>"
    "<h2>Sous-titre</h2><table><tr><th>A</th><th>B</th></tr><tr><td><p>1</p><p>2</p></td><td>3</td></tr></table>"
    "<p onclick='x()'>fin<script>alert(1)</script> <a href='javascript:x()'>lien</a></p>"
)


def test_text_of_a_word_processor_becomes_clauses_lists_and_tables(french: Page) -> None:
    line(french, "Trois").locator(".outline__go").click()
    add_clause(french, "")
    french.evaluate(PASTED, [WORD])
    french.locator("dialog.writing-ask select[name=changes]").select_option("accept")
    french.locator("dialog.writing-ask .button").first.click()
    french.locator(".outline__go", has_text="Sous-titre").wait_for()
    assert lines(french)[3:] == ["4. Titre I", "4.1 Sous-titre"]
    save(french)

    fourth, fifth = sections()[3:]
    words, numbered = body_of(fourth.body_fr)
    table, end = body_of(fifth.body_fr)
    assert body_text((words,)) == "Un gras et neuf."
    assert isinstance(numbered, List)
    assert numbered.ordered
    assert numbered.items[0].children
    assert isinstance(table, Table)
    assert table.rows[0][0][0].text == "1\n2"
    assert json.dumps(fifth.body_fr).count("javascript") == 0
    assert body_text((end,)) == "fin lien"
