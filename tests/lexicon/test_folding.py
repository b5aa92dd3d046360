"""What a searcher types finds what a text says, however either is spelled."""

from __future__ import annotations

import pytest

from policies.lexicon.folding import searched_text, searched_words


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("donnees", "Données"),
        ("adresse", "l’adresse"),
        ("information", "d'information"),
        ("oeuvre", "Œuvre"),
        ("بيانات", "البَيَانَات"),
        ("بيانات", "والبيانات"),
        ("مـعالجـة", "معالجة"),
        ("اسم", "إسم"),
        ("على", "علي"),
        ("مسؤول", "مسوول"),
        ("12", "١٢"),
        ("straße", "STRASSE"),
        ("مكتبة", "مكتبه"),
    ],
)
def test_spellings_meet(asked: str, written: str) -> None:
    assert searched_text(asked) == searched_text(written)


def test_elided_articles_and_genitives_are_no_words() -> None:
    assert searched_text("L’accord qu'il a, the user’s data") == "accord il a the user data"


def test_words_keep_their_place_in_the_text() -> None:
    text = "(l’État) قَانُون؟"

    found = [(text[word.start : word.end], word.folded) for word in searched_words(text)]

    assert found == [("État", "etat"), ("قَانُون", "قانون")]


def test_bidi_controls_and_signs_are_no_words() -> None:
    assert searched_text("\u202e\u2066 «»\"'’ -- 😀 ـ") == ""
