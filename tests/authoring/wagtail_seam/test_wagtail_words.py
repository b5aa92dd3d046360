"""Words of Wagtail's that the site says itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import wagtail
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation import gettext
from wagtail.log_actions import registry

from policies.authoring.wagtail_seam.wagtail_words import WORDS


def test_each_word_is_one_of_wagtails() -> None:
    """A word that Wagtail drops is dropped here too."""
    known: set[str] = set()
    for path in Path(wagtail.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            known |= {str(message.id) for message in read_po(file)}

    assert set(WORDS) <= known


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_word_is_left_in_english(language: str) -> None:
    with translation.override(language):
        assert [word for word in WORDS if gettext(word) == word] == []


def test_deeds_of_the_log_are_named_in_the_language_of_the_page() -> None:
    registry.scan_for_actions()
    named = registry.get_action_label("policies.retire")
    for language, words in (
        ("fr", "Abroger une politique"),
        ("ar", "إنهاء العمل بسياسة"),
        ("en", "Retire a policy"),
    ):
        with translation.override(language):
            assert str(named) == words


@pytest.mark.parametrize(("language", "words"), [("fr", "de votre compte"), ("ar", "حسابكم")])
def test_account_is_addressed_as_elsewhere(language: str, words: str) -> None:
    with translation.override(language):
        assert words in gettext("Your account settings have been changed successfully!")
