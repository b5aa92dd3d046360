"""A question is answered by what the search page finds for it, also where no database is asked."""

from __future__ import annotations

import pytest

from policies.lexicon.question import read_question
from policies.lexicon.stems import stems

TITLE, HEADING = "Privacy policy", "Cookies and trackers"
BODY = "We keep audience measurements for thirteen months."


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("cookies", True),
        ("COOKIE", True),
        ("cook", True),
        ("privacy cookies months", True),
        ("the cookies", True),
        ("cookies advertising", False),
        ('"thirteen months"', True),
        ('"months thirteen"', False),
        ("cookies -months", False),
        ("cookies -advertising", True),
        ("-advertising", False),
        ("…", False),
    ],
)
def test_words_are_found_together_and_phrases_in_one_text(question: str, answered: bool) -> None:
    texts = [stems(text, "en") for text in (TITLE, HEADING, BODY)]
    assert read_question(question, "en").is_answered_by(texts) is answered


@pytest.mark.parametrize(
    ("language", "question", "text"),
    [
        ("fr", "donnees conservees", "Les données sont conservées douze mois."),
        ("ar", "السجلات", "نحتفظ بسجلات الدخول"),
    ],
)
def test_languages_fold_as_the_search_does(language: str, question: str, text: str) -> None:
    assert read_question(question, language).is_answered_by([stems(text, language)])
