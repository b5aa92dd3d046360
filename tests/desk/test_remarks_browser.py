"""Comments on words, in a browser: they move along with what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from policies.authoring.remarks import Remark
from tests.authoring.browsing import opened, save

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]
SELECT = """words => {
  const { view } = sijill.writing;
  let at = -1;
  view.state.doc.descendants((node, place) => {
    if (at < 0 && node.isText && node.text.includes(words)) at = place + node.text.indexOf(words);
  });
  const Selection = view.state.selection.constructor;
  view.focus();
  view.dispatch(view.state.tr.setSelection(Selection.create(view.state.doc, at, at + words.length)));
}"""


def test_comment_stands_on_its_words_through_edits_and_saves(
    live_server: LiveServer, page: Page
) -> None:
    opened(page, live_server.url)
    page.evaluate(SELECT, "traitons vos")
    page.keyboard.press("Control+Alt+m")
    page.locator(".remark-form textarea").fill("Lesquelles ?")
    page.keyboard.press("Control+Enter")
    page.locator("span.remark").wait_for()
    assert page.locator("span.remark").text_content() == "traitons vos"

    page.evaluate(SELECT, "ons v")
    page.evaluate(
        "() => { const { view } = sijill.writing; view.dispatch(view.state.tr.insertText('ons toutes v')); }"
    )
    assert page.locator("span.remark").text_content() == "traitons toutes vos"
    save(page)
    page.locator("span.remark").wait_for()
    assert page.locator("span.remark").text_content() == "traitons toutes vos"
    assert Remark.objects.get().quote == "traitons toutes vos"
