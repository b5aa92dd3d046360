"""A draft beside a version, as the admin shows it."""

from __future__ import annotations

import uuid

import html5lib
import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from policies.authoring.admin_redline import changes_html
from policies.comparison.compare import LanguageMissing
from policies.document.shape import Document
from tests.factories import LANGUAGES, make_document, make_section, paragraph

TEXTS = {
    "fr": ("Gardées cinq ans <b>.", "Gardées dix ans <b>."),
    "en": ("Kept five years <b>.", "Kept ten years <b>."),
    "ar": ("تحفظ خمس سنوات <b>.", "تحفظ عشر سنوات <b>."),
}


def page(side: int) -> Document:
    body = {code: (paragraph(TEXTS[code][side]),) for code in LANGUAGES}
    return make_document(sections=(make_section(key=uuid.UUID(int=1), body=body),))


@pytest.mark.parametrize("language", LANGUAGES)
def test_changes_are_valid_escaped_and_in_the_direction_of_their_language(language: str) -> None:
    html = changes_html(page(0), page(1), language)

    html5lib.HTMLParser(strict=True).parse(f"<!DOCTYPE html><title>x</title>{html}")
    assert "<b>" not in html
    root = BeautifulSoup(html, "html.parser").select_one("div.redline")
    text = root.select_one("[data-comparison]")
    assert (text["lang"], text["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert text.select("ins")


def test_labels_are_the_editors_whatever_the_text() -> None:
    with translation.override("fr"):
        html = changes_html(page(0), page(1), "ar")

    assert "fin de l’ajout" in html


def test_equal_documents_say_so() -> None:
    html = changes_html(page(0), page(0), "en")

    assert "identical" in html
    assert "data-comparison" not in html


def test_a_language_one_side_lacks_is_an_error() -> None:
    with pytest.raises(LanguageMissing):
        changes_html(page(0).only("fr"), page(1), "en")


def test_two_of_them_on_one_page_share_no_anchor() -> None:
    html = changes_html(page(0), page(1), "fr") + changes_html(page(0), page(1), "en")

    anchors = [element["id"] for element in BeautifulSoup(html, "html.parser").select("[id]")]
    assert len(anchors) == len(set(anchors)) == 2


def test_unchanged_sections_are_counted_not_shown() -> None:
    quiet = make_section(key=uuid.UUID(int=2))
    old, new = (make_document(sections=(*page(side).sections, quiet)) for side in (0, 1))

    root = BeautifulSoup(changes_html(old, new, "en"), "html.parser")

    assert [gap["data-label"] for gap in root.select(".gap")] == ["1 unchanged section"]
