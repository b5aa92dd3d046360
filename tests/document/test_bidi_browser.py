"""The same sentences as a browser draws them: its ICU is a second implementation of UAX 9."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from policies.document.bidi import isolated_html

from .test_bidi import drawn, generated, marked

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Each character with the middle of its place, from left to right.
DRAWN = """() => [...document.querySelectorAll("p")].map((line) => {
  const found = [];
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = 0; at < node.data.length; at++) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const place = range.getBoundingClientRect();
      found.push([place.left + place.width / 2, node.data[at]]);
    }
  }
  return found.sort((one, other) => one[0] - other[0]).map((each) => each[1]).join("");
})"""
# Letters that join share a place, a space and a bracket have other signs: what is Latin is compared.
_LATIN = re.compile(r"[^A-Za-z0-9À-ɏ@#$€+/.&-]")


@pytest.mark.browser
@pytest.mark.one_database
def test_a_browser_draws_generated_sentences_in_the_same_order(page: Page) -> None:
    texts = [text for text, _expected in generated()]
    lines = "".join(
        f'<p style="white-space:nowrap; inline-size:3000px">{isolated_html(text, "ar")}</p>'
        for text in texts
    )
    page.set_content(f'<meta charset="utf-8"><body dir="rtl">{lines}')

    shown = page.evaluate(DRAWN)

    for text, line in zip(texts, shown, strict=True):
        assert _LATIN.sub("", line) == _LATIN.sub("", drawn(marked(text, "ar"), "rtl"))
