"""The short form: changed clauses only, with excerpts that quote both texts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings

from policies.comparison.compare import compare
from policies.comparison.shortform import ShortForm, Stretch, short_form
from policies.document.shape import Document, Paragraph, Run
from policies.document.text import document_text

from .samples import HISTORY_NAMES, bullets, document, history, paragraph, runs, section
from .strategies import LANGUAGE, document_pairs

LONG = " ".join(f"mot{number}" for number in range(100))


def short(old: Document, new: Document, language: str = "fr", **limits: int) -> ShortForm:
    return short_form(compare(old, new, language), **limits)


def body(*blocks: object) -> Document:
    return document(section(1, "Objet", *blocks))


def test_an_edit_is_quoted_with_a_few_words_around() -> None:
    found = short(body(paragraph(f"{LONG} cinq ans {LONG}")), body(paragraph(f"{LONG} dix ans {LONG}")))

    (clause,) = found.clauses
    (excerpt,) = clause.excerpts
    assert (clause.number, clause.heading, clause.subject) == ("1.", "Objet", "clause")
    assert excerpt.before_text.startswith("… mot92 ")
    assert excerpt.before_text.endswith(" …")
    assert " mot99 cinq ans mot0 " in excerpt.before_text
    assert " mot99 dix ans mot0 " in excerpt.after_text
    assert [each.text for each in excerpt.before if each.changed] == ["cinq"]
    assert [each.text for each in excerpt.after if each.changed] == ["dix"]


def test_edits_far_apart_are_excerpts_of_their_own() -> None:
    old = body(paragraph(f"un {LONG} deux"))
    new = body(paragraph(f"trois {LONG} quatre"))

    (clause,) = short(old, new).clauses

    assert [each.after_text.split()[0] for each in clause.excerpts] == ["trois", "…"]


def test_a_clause_added_or_removed_is_quoted_from_its_beginning() -> None:
    first, second = section(1, "Objet", paragraph("a b")), section(2, "Durées", paragraph(LONG))

    (added,) = short(document(first), document(first, second), words=5).clauses
    (removed,) = short(document(first, second), document(first), words=5).clauses

    assert added.added
    assert added.excerpts[0].before == ()
    assert added.excerpts[0].after_text == "mot0 mot1 mot2 mot3 mot4 …"
    assert removed.removed
    assert removed.heading == "Durées"
    assert removed.excerpts[0].after == ()


def test_what_went_and_came_at_one_place_is_one_excerpt() -> None:
    (clause,) = short(
        body(bullets(LONG, "la ville de naissance")), body(bullets(LONG, "un numéro quelconque"))
    ).clauses

    (excerpt,) = clause.excerpts
    assert (excerpt.before_text, excerpt.after_text) == ("la ville de naissance", "un numéro quelconque")


def test_quiet_changes_are_counted_and_not_told() -> None:
    old = document(
        section(1, "Objet", paragraph("a")), section(2, "Durées", paragraph("Six ans"), level=2)
    )
    new = document(
        section(1, "Objet", Paragraph(runs=runs("a", italic=True))),
        section(2, "Durées", Paragraph(runs=runs("Six ans", bold=True)), level=2),
    )

    found = short(old, new)

    assert (found.clauses, found.quiet, found.more) == ((), 2, 0)


def test_another_link_target_is_told() -> None:
    old, new = (
        body(Paragraph(runs=(Run(text="Lisez "), Run(text="ceci", link=f"https://{host}.example/"))))
        for host in ("a", "b")
    )

    (clause,) = short(old, new).clauses

    assert clause.excerpts[0].after == (Stretch(text="Lisez "), Stretch(text="ceci", changed=True))


def test_a_clause_that_was_renamed_and_moved_says_both() -> None:
    first = section(1, "Objet", paragraph("Nous traitons peu de données, et jamais sans votre accord."))
    second = section(2, "Durées", paragraph("Six ans."))
    renamed = section(2, "Délais", paragraph("Six ans."))

    (clause,) = short(document(first, second), document(renamed, first)).clauses

    assert clause.moved
    assert clause.renamed
    assert (clause.heading, clause.old_heading, clause.excerpts) == ("Délais", "Durées", ())


def test_a_moved_passage_is_quoted_once() -> None:
    first, second = (
        paragraph("Vous pouvez retirer votre accord."),
        paragraph("Nous répondons sous un mois."),
    )
    third = paragraph("L’autorité de contrôle reçoit vos plaintes et vos questions.")

    (clause,) = short(body(first, second, third), body(second, third, first)).clauses

    assert [(each.moved, each.after_text) for each in clause.excerpts] == [
        (True, "Vous pouvez retirer votre accord.")
    ]


def test_title_summary_and_issuer_are_told_before_the_clauses() -> None:
    old = document(title={"fr": "Politique"}, summary={"fr": "Peu."}, issuer="Atlas")
    new = document(title={"fr": "Charte"}, summary={"fr": "Beaucoup."}, issuer="Rif")

    assert [each.subject for each in short(old, new).clauses] == ["title", "summary", "issuer"]


def test_what_exceeds_the_limits_is_counted() -> None:
    old = document(
        *(section(n, f"Titre {n}", paragraph("a"), paragraph("b c d e")) for n in range(1, 6))
    )
    new = document(
        *(section(n, f"Titre {n}", paragraph("z"), paragraph("b c x e")) for n in range(1, 6))
    )

    found = short(old, new, clauses=2, excerpts=1)

    assert (len(found.clauses), found.more) == (2, 3)
    assert [(len(each.excerpts), each.more) for each in found.clauses] == [(1, 1), (1, 1)]


def test_identical_documents_have_nothing_to_tell() -> None:
    assert short(body(paragraph("a")), body(paragraph("a"))).clauses == ()


@pytest.mark.parametrize("name", HISTORY_NAMES)
def test_excerpts_of_real_versions_quote_both_sides(name: str) -> None:
    language = name.split("/")[1]
    for old, new in pairwise(history(name)):
        texts = [_words(document_text(each, language)) for each in (old, new)]
        for clause in short(old, new, language, clauses=500, excerpts=500).clauses:
            for excerpt in clause.excerpts:
                for said, text in zip((excerpt.before_text, excerpt.after_text), texts, strict=True):
                    for line in said.split("\n"):
                        assert _words(line.removeprefix("… ").removesuffix(" …")) in text


def _words(text: str) -> str:
    return " ".join(text.split())


@settings(max_examples=30, derandomize=True, deadline=None)
@given(document_pairs())
def test_a_short_form_of_any_pair_keeps_its_limits(pair: tuple[Document, Document]) -> None:
    found = short(*pair, LANGUAGE, clauses=2, excerpts=2, words=3)

    assert len(found.clauses) <= 2
    for clause in found.clauses:
        assert len(clause.excerpts) <= 2
        for excerpt in clause.excerpts:
            assert excerpt.before or excerpt.after


def test_at_least_two_words_are_quoted_around_an_edit() -> None:
    old, new = (body(paragraph(f"{LONG} {years} ans de plus {LONG}")) for years in ("cinq", "dix"))

    ((excerpt,),) = (clause.excerpts for clause in short(old, new, words=3).clauses)
    assert excerpt.after_text.startswith("… mot98 mot99 dix")


def test_an_excerpt_ends_without_white_space() -> None:
    old, new = body(paragraph("Gardées cinq ans. ")), body(paragraph("Gardées dix ans. "))

    ((excerpt,),) = (clause.excerpts for clause in short(old, new).clauses)
    assert (excerpt.before_text, excerpt.after_text) == ("Gardées cinq ans.", "Gardées dix ans.")
    assert len(excerpt.after) == 3
