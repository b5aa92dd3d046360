"""The short form: changed clauses only, with excerpts that quote both texts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings

from policies.comparison.compare import compare
from policies.comparison.show.short_form import ShortForm, Stretch, short_form
from policies.document.shape import Document, Paragraph, Run
from tests.plain_text import document_text

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


def excerpts(old: Document, new: Document, **limits: int) -> list[tuple[str, str]]:
    clauses = short(old, new, **limits).clauses
    return [(each.before_text, each.after_text) for clause in clauses for each in clause.excerpts]


@pytest.mark.parametrize(
    ("old", "new", "words", "before", "after"),
    [
        # As many words as the limit are all of them; one more is left out.
        ("un deux", "trois quatre", 2, "un deux", "trois quatre"),
        ("un deux cinq", "trois quatre six", 2, "un deux …", "trois quatre …"),
        # A fifth of the limit stands on either side, and never less than two words.
        ("a b c d e", "a b x d e", 10, "a b c d e", "a b x d e"),
        ("z a b c d e y", "z a b x d e y", 10, "… a b c d e …", "… a b x d e …"),
        ("z a b c d e f y", "z a b x d e f y", 15, "z a b c d e f …", "z a b x d e f …"),
        # What is quoted of one side does not shorten the other.
        ("a b c", "a b c d e f g h", 3, "… b c", "… b c d e f …"),
        # The same word stands before and after.
        ("a a a a b a a a a", "a a a a c a a a a", 10, "… a a b a a …", "… a a c a a …"),
    ],
)
def test_an_excerpt_leaves_words_out_only_beyond_its_limits(
    old: str, new: str, words: int, before: str, after: str
) -> None:
    assert excerpts(body(paragraph(old)), body(paragraph(new)), words=words) == [(before, after)]


@pytest.mark.parametrize(("between", "number"), [(16, 1), (17, 2)])
def test_edits_whose_surroundings_touch_are_one_excerpt(between: int, number: int) -> None:
    kept = " ".join(f"mot{at}" for at in range(between))
    old, new = (body(paragraph(f"{a} {kept} {b} fin")) for a, b in (("un", "deux"), ("dix", "cent")))

    assert len(excerpts(old, new)) == number


def test_a_passage_that_only_moved_is_quoted_as_it_is_and_one_that_was_edited_by_its_edit() -> None:
    line = "Vous pouvez retirer votre accord à tout moment, par lettre."
    others = [
        paragraph(f"Nous répondons sous un mois aux demandes du type {number}.") for number in "ab"
    ]
    old = body(paragraph(line), *others)

    (same,) = short(old, body(*others, paragraph(line))).clauses[0].excerpts
    assert same.before == same.after == (Stretch(text=line, changed=False),)
    (edited,) = (
        short(old, body(*others, paragraph(line.replace("lettre", "courriel")))).clauses[0].excerpts
    )
    assert not edited.moved
    assert Stretch(text="lettre", changed=True) in edited.before
    assert edited.after_text.endswith("courriel.")


def test_a_passage_that_came_is_quoted_line_by_line_up_to_its_limit() -> None:
    listed = bullets("le nom", "", "la ville de naissance")

    assert excerpts(body(), body(listed)) == [("", "le nom\nla ville de naissance")]
    assert excerpts(body(), body(listed), words=3) == [("", "le nom\nla …")]
    (excerpt,) = short(body(listed), body()).clauses[0].excerpts
    assert excerpt.before == (Stretch(text="le nom\nla ville de naissance", changed=True),)
    assert excerpt.after == ()


def test_white_space_alone_is_nothing_to_quote() -> None:
    spaced = (section(1, "Objet", paragraph("a")), section(2, "Suite", paragraph(" ")))

    (clause,) = short(document(spaced[0]), document(*spaced)).clauses
    assert (clause.heading, clause.excerpts) == ("Suite", ())


def test_quiet_clauses_are_counted_once_and_only_where_they_changed() -> None:
    line = "Vous pouvez retirer votre accord à tout moment."
    sections = [section(at, f"Titre {at}", paragraph(f"{line} {at}")) for at in range(1, 5)]
    added = section(9, "Préface", paragraph(LONG))

    # All that follow are renumbered; the first did not change at all.
    found = short(document(*sections), document(sections[0], added, *sections[1:]))
    assert ([each.heading for each in found.clauses], found.quiet) == (["Préface"], 3)
    moved = short(document(*sections), document(*sections[1:], sections[0]))
    assert ([each.heading for each in moved.clauses], moved.quiet) == (["Titre 1"], 3)


def test_a_clause_that_was_split_is_told_once() -> None:
    lines = [
        "Vous pouvez retirer votre accord à tout moment, par lettre ou par courriel.",
        "Les factures sont gardées pendant dix ans, comme la loi nous y oblige.",
    ]
    old = document(section(1, "Objet", *map(paragraph, lines)))
    new = document(section(1, "Objet", paragraph(lines[0])), section(2, "", paragraph(lines[1])))

    assert [each.kinds[0] for each in short(old, new).clauses] == ["split"]


def test_a_heading_that_was_renamed_is_told_with_the_old_one_and_one_that_was_set_otherwise_is_not() -> (
    None
):
    old = document(section(1, "Objet"), section(2, "L'accord"))
    new = document(section(1, "But"), section(2, "L’accord"))

    found = short(old, new)
    assert [(each.heading, each.old_heading, each.number) for each in found.clauses] == [
        ("But", "Objet", "1.")
    ]
    assert (found.language, found.quiet) == ("fr", 1)


def test_each_side_of_an_excerpt_is_quoted_as_it_was_set_before_and_after_the_edit() -> None:
    old = "L'usage dit : cinq ans, selon l'accord."
    new = "L’usage dit : dix ans, selon l’accord."

    assert excerpts(body(paragraph(old)), body(paragraph(new))) == [(old, new)]


def test_only_a_renamed_clause_has_an_old_heading() -> None:
    (clause,) = short(body(paragraph("Gardées cinq ans.")), body(paragraph("Gardées dix ans."))).clauses

    assert (clause.heading, clause.old_heading, clause.renamed) == ("Objet", "", False)
