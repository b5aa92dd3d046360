"""Replace words: bold and links stay, keys and numbers too, translations keep or lose their state, one revision."""

from __future__ import annotations

from typing import Any

import pytest

from policies.authoring.find_words import LONGEST, Question, find_words
from policies.authoring.models import PolicyPage
from policies.authoring.remarks import Remark, say
from policies.authoring.replace_words import replace_words, with_words
from policies.authoring.stale_form import StaleDraft
from policies.authoring.translation.translation_index import SectionTranslation
from policies.document.blocks import Paragraph, Run, Runs
from policies.document.canonical import blocks_to_json
from policies.publication.refusal import CannotChange
from tests.factories import draft_of, make_policy_page
from tests.people import AUTHORS, TRANSLATORS, account, join

LINK = "https://octra.example/"


@pytest.mark.parametrize(
    ("runs", "span", "after"),
    [
        ((Run(text="Oc", bold=True), Run(text="tra dit")), (0, 5), (Run(text="Nimbus", bold=True), Run(text=" dit"))),
        (
            (Run(text="chez "), Run(text="Octra", link=LINK), Run(text=".")),
            (5, 10),
            (Run(text="chez "), Run(text="Nimbus", link=LINK), Run(text=".")),
        ),
        ((Run(text="la société "), Run(text="Octra", link=LINK)), (3, 16), (Run(text="la "), Run(text="Nimbus", link=LINK))),
        ((Run(text="a Octra b"),), (2, 7), (Run(text="a Nimbus b"),)),
        ((Run(text="x"), Run(text="y", italic=True), Run(text="z")), (1, 2), (Run(text="x"), Run(text="Nimbus", italic=True), Run(text="z"))),
    ],
)  # fmt: skip
def test_new_words_take_the_look_of_the_old_and_stay_in_their_link(
    runs: Runs, span: tuple[int, int], after: Runs
) -> None:
    assert with_words(runs, [span], "Nimbus") == after


def test_words_can_be_taken_out_and_several_places_keep_theirs() -> None:
    runs = (Run(text="très très "), Run(text="bon", bold=True))
    assert with_words(runs, [(0, 5), (5, 10)], "") == (Run(text="bon", bold=True),)


def test_words_over_two_links_are_not_replaced() -> None:
    runs = (Run(text="un", link=LINK), Run(text="deux", link="https://b.example/"))
    with pytest.raises(CannotChange, match="two links"):
        with_words(runs, [(1, 4)], "x")


def paragraph(*runs: Run) -> Any:
    return blocks_to_json((Paragraph(runs=runs),))


@pytest.fixture
def page(db: None) -> PolicyPage:
    """French prevails; Arabic and English follow it, and every language names the company."""
    page = make_policy_page()
    draft = draft_of(page)
    section = next(iter(draft.sections.all()))
    section.body_fr = paragraph(
        Run(text="Chez "), Run(text="Oc", bold=True), Run(text="tra SA, on écrit.")
    )
    section.body_en = paragraph(Run(text="At Octra SA, we write."))
    section.body_ar = paragraph(
        Run(text="في شركة "), Run(text="Octra SA", link=LINK), Run(text=" نكتب.")
    )
    for code in ("en", "ar"):
        setattr(section, f"translated_from_{code}", "current")
    draft.sections = [section]
    draft.save_revision()
    return PolicyPage.objects.get(pk=page.pk)


def states(page: PolicyPage) -> dict[str, str]:
    key = next(iter(draft_of(page).sections.all())).key
    rows = SectionTranslation.objects.filter(page=page.pk, key=key)
    return dict(rows.values_list("language", "state"))


def replaced(page: PolicyPage, languages: tuple[str, ...], by: Any = None, **options: Any) -> PolicyPage:
    draft = draft_of(page)
    hits = find_words(draft, Question(words="octra", languages=languages))
    replace_words(page=draft, hits=hits, words="Nimbus", by=by or author(), **options)
    return draft_of(page)


def author() -> Any:
    return join(account("author"), AUTHORS)


def test_every_language_is_replaced_in_one_revision_and_links_and_keys_stay(page: PolicyPage) -> None:
    before = draft_of(page)
    revisions = page.revisions.count()

    after = replaced(page, ("fr", "en", "ar"))

    (section,) = after.sections.all()
    assert page.revisions.count() == revisions + 1
    assert section.key == next(iter(before.sections.all())).key
    assert section.body_fr == paragraph(
        Run(text="Chez "), Run(text="Nimbus", bold=True), Run(text=" SA, on écrit.")
    )
    assert section.body_ar == paragraph(
        Run(text="في شركة "), Run(text="Nimbus SA", link=LINK), Run(text=" نكتب.")
    )
    assert states(page) == {"en": "up_to_date", "ar": "up_to_date"}


def test_translations_that_were_not_changed_with_their_source_are_out_of_date(page: PolicyPage) -> None:
    replaced(page, ("fr", "ar"))
    assert states(page) == {"en": "out_of_date", "ar": "up_to_date"}


def test_editor_says_that_the_meaning_stays(page: PolicyPage) -> None:
    replaced(page, ("fr",), same_meaning=True)
    assert states(page) == {"en": "up_to_date", "ar": "up_to_date"}


def test_translation_that_was_out_of_date_stays_so(page: PolicyPage) -> None:
    draft = draft_of(page)
    (section,) = draft.sections.all()
    section.body_fr = paragraph(Run(text="Chez Octra SA, on n’écrit pas."))
    draft.sections = [section]
    draft.save_revision()
    assert states(page) == {"en": "out_of_date", "ar": "out_of_date"}

    replaced(page, ("fr", "en", "ar"), same_meaning=True)

    assert states(page) == {"en": "out_of_date", "ar": "out_of_date"}


def test_change_of_a_translation_alone_leaves_every_state(page: PolicyPage) -> None:
    replaced(page, ("ar",))
    assert states(page) == {"en": "up_to_date", "ar": "up_to_date"}


def test_translator_replaces_in_the_own_language_only(page: PolicyPage) -> None:
    translator = join(account("arabic"), TRANSLATORS["ar"])
    with pytest.raises(CannotChange, match="You may not write every language"):
        replaced(page, ("fr", "ar"), translator)

    after = replaced(page, ("ar",), translator)

    assert "Nimbus" in str(next(iter(after.sections.all())).body_ar)


@pytest.mark.parametrize("words", ["a\nb", "x" * (LONGEST + 1)])
def test_words_that_are_no_line_are_refused(page: PolicyPage, words: str) -> None:
    draft = draft_of(page)
    hits = find_words(draft, Question(words="octra"))
    with pytest.raises(CannotChange):
        replace_words(page=draft, hits=hits, words=words, by=author())


def test_title_that_would_be_too_long_leaves_everything_as_it_was(page: PolicyPage) -> None:
    draft = draft_of(page)
    draft.heading_fr = "o" * 200
    draft.save_revision()
    draft = draft_of(page)
    hits = find_words(draft, Question(words="o", languages=("fr",)))

    with pytest.raises(CannotChange, match="longer than 255"):
        replace_words(page=draft, hits=hits, words="oo", by=author())

    assert draft_of(page).heading_fr == "o" * 200


def test_draft_that_somebody_saved_meanwhile_is_not_overwritten(page: PolicyPage) -> None:
    mine, other = draft_of(page), draft_of(page)
    other.heading_fr = "Autre"
    other.save_revision()

    with pytest.raises(StaleDraft):
        replace_words(
            page=mine, hits=find_words(mine, Question(words="octra")), words="Nimbus", by=author()
        )

    assert draft_of(page).heading_fr == "Autre"


def test_comment_follows_the_words_it_is_about(page: PolicyPage) -> None:
    by = author()
    key = str(next(iter(draft_of(page).sections.all())).key)
    say(page=page, by=by, text="Sûr ?", key=key, language="fr", quote="Octra SA", before="Chez ")

    replaced(page, ("fr",), by)

    assert Remark.objects.get().quote == "Nimbus SA"
