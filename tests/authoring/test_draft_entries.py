from __future__ import annotations

from datetime import date

import pytest

from policies.authoring.draft_entries import DraftEntry, asked_forms, catch_up_entries
from policies.authoring.models import PolicyPage
from tests.factories import draft_of, make_page_section, make_policy_page, paragraph, publish, stream

pytestmark = pytest.mark.django_db


def found_by(entry: DraftEntry, question: str) -> bool:
    return all(any(form in entry.searched for form in forms) for forms in asked_forms(question))


@pytest.mark.parametrize(
    "question", ["Etoile", "étoile", "etoiles", "données de l’Étoile", "خصوصيه", "بيانات"]
)
def test_words_are_found_as_the_public_search_folds_them(question: str) -> None:
    page = make_policy_page(sections=[make_page_section(body_fr=stream("Nous suivons l’Étoile."))])
    page.save_revision()
    assert found_by(page.entry, question)


def test_a_word_that_is_half_bold_is_one_word() -> None:
    from policies.document.blocks import Paragraph, Run

    halves = Paragraph(runs=(Run(text="Réten", bold=True), Run(text="tion")))
    page = make_policy_page(sections=[make_page_section(body_fr=stream(halves))])
    page.save_revision()
    assert found_by(page.entry, "retention")
    assert not found_by(page.entry, "tion")


def test_entry_follows_the_newest_draft_and_not_what_is_published() -> None:
    page = make_policy_page()
    publish(page)
    draft = draft_of(page)
    draft.heading_fr, draft.effective_date = "Charte", date(2030, 1, 2)
    draft.save_revision()
    entry = DraftEntry.objects.get(page=page)
    assert (entry.titles["fr"], entry.planned_for) == ("Charte", date(2030, 1, 2))
    assert entry.words == {"fr": 6, "en": 7, "ar": 5}


def test_drafts_stored_before_there_were_entries_get_theirs() -> None:
    page = make_policy_page()
    page.save_revision()
    DraftEntry.objects.all().delete()
    catch_up_entries(PolicyPage.objects.all())
    assert found_by(DraftEntry.objects.get(), "confidentialité")


def test_what_was_written_is_counted_once_in_each_language() -> None:
    page = make_policy_page(
        languages=("fr",),
        sections=[make_page_section(("fr",), body_fr=stream(paragraph("un deux – trois")))],
    )
    page.save_revision()
    assert page.entry.words == {"fr": 3 + 1 + 3}
