"""Find words: exactly, in other capitals, as whole words, in other accents and Arabic forms; across bold, never in numbers."""

from __future__ import annotations

import uuid

import pytest

from policies.authoring.find_words import MOST_HITS, Question, find_words
from policies.document.blocks import Paragraph, Run, Table
from policies.document.canonical import blocks_to_json
from tests.factories import draft_of, make_policy_page

KEY = uuid.uuid4()


@pytest.mark.parametrize(
    ("text", "question", "found"),
    [
        ("Octra and octra", Question(words="octra"), ["Octra", "octra"]),
        ("Octra and octra", Question(words="octra", case=True), ["octra"]),
        ("Octra, Octras, l’Octra", Question(words="Octra", whole=True), ["Octra", "Octra"]),
        ("données, donnees", Question(words="donnees"), ["donnees"]),
        ("données, donnees", Question(words="donnees", fold=True), ["données", "donnees"]),
        ("Été, ete", Question(words="Ete", fold=True, case=True), ["Été"]),
        ("cœur", Question(words="coeur", fold=True), ["cœur"]),
        ("cœur", Question(words="o", fold=True), []),
        ("كَتَبَ", Question(words="كتب"), []),
        ("كَتَبَ ثم", Question(words="كتب", fold=True), ["كَتَبَ"]),
        ("إلى أوكترا", Question(words="اوكترا", fold=True), ["أوكترا"]),
        ("إلى أوكترا", Question(words="اوكترا"), []),
        ("une société\u00a0: oui", Question(words="société : oui"), ["société\u00a0: oui"]),
        ("aaa", Question(words="aa"), ["aa"]),
        ("e\u0301te\u0301", Question(words="e"), []),
        ("anything", Question(words=""), []),
    ],
)
def test_words_are_found_as_they_are_asked_for(text: str, question: Question, found: list[str]) -> None:
    assert [text[start:end] for start, end in question.spans(text)] == found


@pytest.mark.django_db
def test_titles_headings_texts_and_tables_are_searched_in_the_languages_asked_for() -> None:
    page = draft_of(make_policy_page())
    page.heading_fr, page.heading_en, page.summary_fr = "Octra et vous", "Octra and you", "Octra résume."
    section = next(iter(page.sections.all()))
    section.heading_fr = "Qui est Octra"
    bold = (Run(text="Oc", bold=True), Run(text="tra écrit."))
    cells = ((Run(text="Siège"),), (Run(text="Octra SA"),))
    section.body_fr = blocks_to_json((Paragraph(runs=bold), Table(rows=(cells,))))
    section.body_ar = blocks_to_json((Paragraph(runs=(Run(text="Octra"),)),))
    page.sections = [section]

    hits = find_words(page, Question(words="octra", languages=("fr", "ar")))

    assert [(hit.place.language, hit.place.part, hit.place.number, hit.said) for hit in hits] == [
        ("fr", "heading", 0, "Octra"),
        ("fr", "summary", 0, "Octra"),
        ("fr", "heading", 0, "Octra"),
        ("fr", "body", 0, "Octra"),
        ("fr", "body", 3, "Octra"),
        ("ar", "body", 0, "Octra"),
    ]
    assert [hit.place.kind for hit in hits[-3:]] == ["text", "table", "text"]
    assert (hits[4].before, hits[4].after) == ("", " SA")


@pytest.mark.django_db
def test_what_is_computed_is_no_text_and_a_hit_does_not_reach_over_it() -> None:
    page = draft_of(make_policy_page())
    section = next(iter(page.sections.all()))
    reference = Run(text="3.1", link=f"#{KEY}", role="reference")
    runs = (Run(text="clause "), reference, Run(text=" 3.1"))
    section.body_fr = blocks_to_json((Paragraph(runs=runs),))
    page.sections = [section]

    assert len(find_words(page, Question(words="3.1", languages=("fr",)))) == 1
    assert find_words(page, Question(words="clause 3", languages=("fr",))) == []


@pytest.mark.django_db
def test_search_ends_one_past_its_bound() -> None:
    page = draft_of(make_policy_page())
    section = next(iter(page.sections.all()))
    section.body_fr = blocks_to_json((Paragraph(runs=(Run(text="x" * (MOST_HITS + 50)),)),))
    page.sections = [section]

    assert len(find_words(page, Question(words="x"))) == MOST_HITS + 1
