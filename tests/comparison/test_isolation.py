"""Changed text is drawn in the order of its words, whatever the changes cut."""

from __future__ import annotations

from itertools import cycle

import pytest
from bs4 import BeautifulSoup

from policies.comparison.compare import compare
from policies.comparison.show.redline import section_html
from policies.comparison.show.render_context import RenderContext
from policies.comparison.show.side_by_side import pairs_html
from policies.document.shape import Document
from tests.document.test_bidi import (
    ADDRESSES,
    NAMES,
    SENTENCES,
    drawn,
    marked,
    of_html,
)

from .page import LABELS
from .samples import document, paragraph, section

CHANGES = (
    (", London,", ", Paris,"),
    ("SW1A 2AA", "SW1A 9ZZ"),
    ("12 ", "14 "),
    ("Smith", "Smythe"),
    (", Inc.", ", LLC"),
    ("Solutions", "Solutions Maroc"),
    ("27001:2022", "27001:2027"),
    ("Privacy", "Security"),
    ("2024", "2025"),
    ("Casablanca", "Rabat"),
    (" & ", " and "),
    ("Terms of Service, version 2, of 1 May 2024", "Terms of Use"),
)


def body(text: str, language: str) -> Document:
    return document(section(1, "", paragraph(text), language=language), language=language)


def cases() -> list[tuple[str, str]]:
    """Sentences before and after: the phrase changed alone, or with the Arabic beside it."""
    found = []
    for phrase in (*ADDRESSES, *NAMES):
        for (old, new), sentence in zip(CHANGES * 2, cycle(SENTENCES[:7]), strict=False):
            if old in phrase:
                before, after = sentence.format(phrase), sentence.format(phrase.replace(old, new))
                found += [(before, after), (before.replace("في ", "خارج "), after)]
    return found


def shown(html: str, dropped: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select(dropped):
        element.decompose()
    return drawn(of_html(str(soup)), "rtl")


@pytest.mark.parametrize("view", ["redline", "side by side"])
def test_a_stretch_that_a_change_cuts_keeps_its_order_on_both_sides(view: str) -> None:
    assert len(cases()) > 50
    for old, new in cases():
        (changed,) = compare(body(old, "ar"), body(new, "ar"), "ar").sections
        page = RenderContext("ar", LABELS)
        if view == "redline":
            html = section_html(changed, page)
            sides = (shown(html, "ins"), shown(html, "del"))
        else:
            html = pairs_html(changed, page)
            sides = (shown(html, ".pair__new"), shown(html, ".pair__old"))
        wanted = tuple(drawn(marked(text, "ar"), "rtl") for text in (old, new))
        # A redline has one order for both: the new text's, where the Arabic beside the stretch changed with it.
        first = 1 if view == "redline" and "خارج" in old else 0
        assert sides[first:] == wanted[first:], (old, new, html)


def test_a_struck_word_of_an_address_stands_where_it_stood() -> None:
    old = "يقع المقر في 12 King Street, London, SW1A 2AA وحده"
    new = old.replace("London", "Paris")
    (changed,) = compare(body(old, "ar"), body(new, "ar"), "ar").sections
    html = section_html(changed, RenderContext("ar", LABELS))

    assert "12 King Street, LondonParis, SW1A 2AA" in drawn(of_html(html), "rtl")


def test_a_word_that_was_translated_stands_where_the_new_one_does() -> None:
    old, new = "المقر في 12 King Street, لندن, SW1A هنا", "المقر في 12 King Street, London, SW1A هنا"
    (changed,) = compare(body(old, "ar"), body(new, "ar"), "ar").sections
    html = section_html(changed, RenderContext("ar", LABELS))

    assert "12 King Street, " + drawn("لندن", "rtl") + "London, SW1A" in drawn(of_html(html), "rtl")
    assert '<del dir="rtl">' in html
    assert '<ins dir="ltr">' in html


def test_an_arabic_name_that_changes_in_french_keeps_its_order() -> None:
    old, new = "La société شركة النور للحلول, 12 rue X", "La société شركة البدر للحلول, 12 rue X"
    (changed,) = compare(body(old, "fr"), body(new, "fr"), "fr").sections
    soup = BeautifulSoup(section_html(changed, RenderContext("fr", LABELS)), "html.parser")
    for element in soup.select("del"):
        element.decompose()

    assert drawn(of_html(str(soup)), "ltr") == drawn(marked(new, "fr"), "ltr")
