"""Pins: each translation names the source text it was made from, through every kind of save."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from policies.authoring.draft import CURRENT, document_of, fill
from policies.authoring.models import PolicyPage
from policies.authoring.translation.pins import settle
from policies.authoring.translation.source_texts import SourceText, source_of
from policies.authoring.translation.translation_state import State
from tests.authoring.forms import post_edit
from tests.authoring.translation.drafts import both, draft, save, sent, states
from tests.factories import draft_of, make_page_section, make_policy_page, publish, stream

pytestmark = pytest.mark.django_db


def test_new_text_in_three_languages_is_up_to_date_and_its_source_is_kept(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)

    assert states(page) == both(State.UP_TO_DATE)
    kept = SourceText.objects.get(digest=draft(page).translated_from_ar)
    assert kept.source == source_of(draft(page), "fr")


def test_changed_source_makes_every_translation_out_of_date(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_fr="Nous traitons vos données pendant 30 jours.")

    assert states(page) == both(State.OUT_OF_DATE)


def test_translation_changed_with_its_source_in_one_save_is_up_to_date_and_no_other(
    admin: Client,
) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_fr="Soixante jours.", text_en="Sixty days.")

    assert states(page) == {"en": State.UP_TO_DATE, "ar": State.OUT_OF_DATE}


def test_translation_changed_alone_is_not_made_from_the_new_source(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_fr="Soixante jours.")
    save(admin, page, text_en="Other words.")

    assert states(page) == both(State.OUT_OF_DATE)


def test_box_that_an_editor_unticked_beside_the_script_says_that_it_is_not_translated(
    admin: Client,
) -> None:
    page = make_policy_page()
    save(admin, page)
    changed = sent(page, text_fr="Soixante jours.", text_en="Sixty dayz.")
    post_edit(admin, page, sections=[changed], saved_from="00000000-0000-4000-8000-00000000000a 1")

    assert states(page) == both(State.OUT_OF_DATE)


def test_first_save_of_a_draft_older_than_pins_compares_with_what_was_stored(admin: Client) -> None:
    page = make_policy_page()  # never saved through the editor: no pin
    save(admin, page, text_fr="Un autre texte.")

    assert states(page) == both(State.OUT_OF_DATE)


def test_source_put_back_makes_translations_up_to_date_again(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    before = draft(page).body_fr
    save(admin, page, text_fr="Un autre texte.")
    save(admin, page, body_fr=before)

    assert states(page) == both(State.UP_TO_DATE)


def test_saving_again_never_makes_a_translation_up_to_date(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_fr="Un autre texte.")
    save(admin, page)
    PolicyPage.objects.get().get_latest_revision_as_object().save_revision()

    assert states(page) == both(State.OUT_OF_DATE)


def test_still_correct_is_a_tick_without_retyping(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    arabic = draft(page).body_ar
    save(admin, page, text_fr="Un autre texte.")
    save(admin, page, current_ar=True)

    assert states(page) == {"en": State.OUT_OF_DATE, "ar": State.UP_TO_DATE}
    assert draft(page).body_ar == arabic


def test_emptied_translation_is_missing_and_written_anew_is_up_to_date(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_ar="")
    assert states(page)["ar"] == State.MISSING
    save(admin, page, text_fr="Un autre texte.")
    save(admin, page, text_ar="نص آخر.")

    assert states(page) == {"en": State.OUT_OF_DATE, "ar": State.UP_TO_DATE}


def test_old_revision_saved_anew_has_the_states_it_had(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    first = PolicyPage.objects.get().latest_revision
    save(admin, page, text_fr="Un autre texte.", current_ar=True, current_en=True)
    assert states(page) == both(State.UP_TO_DATE)

    first.as_object().save_revision()

    assert states(page) == both(State.UP_TO_DATE)


def test_publishing_and_revisions_keep_the_pins(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_fr="Un autre texte.")
    pin = draft(page).translated_from_ar
    publish(page, marked_en=True, marked_ar=True)

    assert draft(page).translated_from_ar == pin
    assert PolicyPage.objects.get().sections.get().translated_from_ar == pin


def test_pin_is_not_part_of_what_is_published(admin: Client) -> None:
    page = make_policy_page()
    before = document_of(page)
    save(admin, page)
    assert document_of(PolicyPage.objects.get().get_latest_revision_as_object()) == before


def test_import_of_all_languages_is_up_to_date_and_of_the_source_alone_is_not() -> None:
    page = make_policy_page()
    page.save_revision()
    document = document_of(page)
    other = make_policy_page(
        page.organisation_page, slug="other", sections=[make_page_section(body_fr=stream("Neuf"))]
    )

    fill(page, document_of(other))
    page.save_revision()
    assert states(page) == both(State.UP_TO_DATE)

    fill(page, document.only("fr"))
    section = next(iter(page.sections.all()))
    assert section.translated_from_ar != CURRENT


def test_forged_pin_is_no_pin(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_fr="Autre.", translated_from_ar="<script>")
    assert len(draft(page).translated_from_ar) in (0, 64)


def test_settling_what_is_settled_asks_no_database(
    admin: Client, django_assert_num_queries: Any
) -> None:
    page = make_policy_page()
    save(admin, page)
    newest = draft_of(page)
    assert newest.organisation_page  # looked up before
    with django_assert_num_queries(0):
        settle(newest)
