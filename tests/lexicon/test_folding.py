"""What a searcher types finds what a text says, however either is spelled."""

from __future__ import annotations

import pytest

from policies.lexicon.folding import (
    bare_words,
    folded,
    folded_sentences,
    folded_text,
    searched_words,
    unaccented,
)


def searched_text(text: str) -> str:
    """The words of the text as they are searched, with single spaces between them."""
    return " ".join(word.folded for word in searched_words(text))


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’État “dû”", 'l\'état "dû"'),
        ("12\u202f000 – 15‑20", "12 000 - 15-20"),
        ("١٢٫٥٪", "12.5%"),
        ("مُؤَسَّسـة", "موسسه"),
        ("شركاء", "شركا"),
        ("کتابی", "كتابي"),
        ("\u202bأإآٱ\u202c", "اااا"),
    ],
)
def test_texts_that_differ_in_typography_only_fold_to_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other) == other


def test_accents_stay_in_what_rules_read_and_go_for_search() -> None:
    assert (folded("DÛ, œuvre"), unaccented("DÛ, œuvre")) == ("dû, œuvre", "du, oeuvre")


def test_a_folded_text_keeps_the_places_of_its_words() -> None:
    text = folded_text("وَلايجوز  النَّسخ.")

    assert text.text == "ولا يجوز النسخ."
    assert text.said(4, 8) == "يجوز"
    assert text.said(9, 14) == "النَّسخ"


def test_sentences_end_at_marks_and_lines_and_not_at_initials() -> None:
    text = "U.S. residents may write; we answer!\nأهلا؟ نعم."

    assert folded_sentences(text) == ["u.s. residents may write;", "we answer!", "اهلا?", "نعم."]


def test_bare_words_are_without_punctuation() -> None:
    assert bare_words(folded("Dû : 12,5 % (net) — « soit » 10 €.")) == "dû 12,5 % net soit 10 €"
