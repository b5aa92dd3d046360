"""Title, summary and change note: what each translation of them was made from, through every kind of save."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from policies.authoring.models import PolicyPage
from policies.authoring.translation.page_texts import PageText
from policies.authoring.translation.translation_state import State, translations_of
from tests.authoring.forms import post_edit
from tests.factories import draft_of, make_policy_page, publish
from tests.people import TRANSLATORS, join

pytestmark = pytest.mark.django_db

FIELDS = ("heading", "summary", "change_note")


def state(page: PolicyPage, field: str, language: str = "en") -> State | None:
    text = PageText(draft_of(page), field)
    return translations_of(text, "fr")[language].state


def sent(page: PolicyPage, field: str, **changes: str) -> dict[str, str]:
    """The field in its languages as the browser sends it, with its pins."""
    stored = draft_of(page)
    names = [f"{field}{part}_{code}" for part in ("", "_translated_from") for code in ("fr", "en", "ar")]
    return {name: getattr(stored, name) or "" for name in names} | changes


def save(client: Client, page: PolicyPage, field: str, **changes: str) -> Any:
    response = post_edit(client, page, **sent(page, field, **changes))
    assert response.status_code == 302, response.context["form"].errors
    return response


def written(field: str) -> dict[str, str]:
    return {
        f"{field}_fr": "Trente jours",
        f"{field}_en": "Thirty days",
        f"{field}_ar": "ثلاثون يوما",
    }


@pytest.mark.parametrize("field", FIELDS)
def test_text_written_in_three_languages_at_once_is_up_to_date(admin: Client, field: str) -> None:
    page = make_policy_page()
    save(admin, page, field, **written(field))

    assert [state(page, field, code) for code in ("en", "ar")] == [State.UP_TO_DATE] * 2


@pytest.mark.parametrize("field", FIELDS)
def test_translation_changed_with_its_source_in_one_save_is_up_to_date_and_no_other(
    admin: Client, field: str
) -> None:
    page = make_policy_page()
    save(admin, page, field, **written(field))
    save(admin, page, field, **{f"{field}_fr": "Soixante jours", f"{field}_en": "Sixty days"})

    assert state(page, field, "en") == State.UP_TO_DATE
    assert state(page, field, "ar") == State.OUT_OF_DATE


@pytest.mark.parametrize("field", FIELDS)
def test_translation_changed_alone_is_not_made_from_the_new_source(admin: Client, field: str) -> None:
    page = make_policy_page()
    save(admin, page, field, **written(field))
    save(admin, page, field, **{f"{field}_fr": "Soixante jours"})
    save(admin, page, field, **{f"{field}_en": "Thirty days, as ever"})

    assert state(page, field) == State.OUT_OF_DATE


@pytest.mark.parametrize("field", FIELDS)
def test_box_that_an_editor_unticked_beside_the_script_says_that_it_is_not_translated(
    admin: Client, field: str
) -> None:
    page = make_policy_page()
    save(admin, page, field, **written(field))
    both = {f"{field}_fr": "Soixante jours", f"{field}_en": "Sixty dayz"}
    save(admin, page, field, **both, saved_from="00000000-0000-4000-8000-00000000000a 1")

    assert state(page, field) == State.OUT_OF_DATE


@pytest.mark.parametrize("field", FIELDS)
def test_changed_source_and_its_old_words_again(admin: Client, field: str) -> None:
    page = make_policy_page()
    save(admin, page, field, **written(field))

    save(admin, page, field, **{f"{field}_fr": "Soixante jours"})
    changed = state(page, field)
    save(admin, page, field, **{f"{field}_fr": "Trente jours"})

    assert (changed, state(page, field)) == (State.OUT_OF_DATE, State.UP_TO_DATE)


@pytest.mark.parametrize("field", FIELDS)
def test_translation_marked_as_still_correct_is_up_to_date_and_no_other(
    admin: Client, field: str
) -> None:
    page = make_policy_page()
    save(admin, page, field, **written(field))
    save(admin, page, field, **{f"{field}_fr": "Soixante jours"})

    save(admin, page, field, **{f"{field}_translated_from_en-current": "1"})

    assert state(page, field, "en") == State.UP_TO_DATE
    assert state(page, field, "ar") == State.OUT_OF_DATE


def test_text_begun_empty_is_made_from_what_stands_beside_it(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page, "summary")
    words = {f"summary_{code}": f"Words {code}" for code in ("fr", "en", "ar")}
    save(admin, page, "summary", **words)

    assert state(page, "summary") == State.UP_TO_DATE


def test_missing_translation_and_nothing_to_translate(admin: Client) -> None:
    page = make_policy_page()
    nothing = state(page, "summary")
    save(admin, page, "summary", summary_fr="Un résumé")

    assert (nothing, state(page, "summary")) == (None, State.MISSING)


def test_note_of_the_next_release_is_not_held_against_the_last_one(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page, "change_note", **written("change_note"))
    publish(page)
    admin.get(f"/admin/pages/{page.pk}/edit/")
    note = {f"change_note_{code}": f"Note {code}" for code in ("fr", "en", "ar")}
    post_edit(
        admin, page, **note
    )  # begins from a form without pins, as the editor shows it after a release

    assert state(page, "change_note") == State.UP_TO_DATE


def test_editor_shows_state_change_and_the_box_beside_the_field(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page, "summary", **written("summary"))
    save(admin, page, "summary", summary_fr="Soixante jours")

    shown = admin.get(f"/admin/pages/{page.pk}/edit/").content.decode()

    assert "What changed in the French text since it was translated" in shown
    assert "<del" in shown
    assert 'name="summary_translated_from_en-current"' in shown
    assert 'name="summary_translated_from_fr-current"' not in shown


def test_text_in_the_form_is_looked_at_without_being_saved(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page, "summary", **written("summary"))
    data = sent(page, "summary", summary_fr="Dans 60 jours", summary_en="In 30 days")

    answer = admin.post(f"/admin/policies/text/{page.pk}/summary/", data).json()["languages"]

    assert answer["en"]["state"] == "out_of_date"
    assert answer["en"]["differs"]
    assert "60" in answer["en"]["html"]
    assert draft_of(page).summary_fr == "Trente jours"


@pytest.mark.parametrize("field", ["title", "slug", "sections"])
def test_nothing_else_of_the_page_is_looked_at(admin: Client, field: str) -> None:
    page = make_policy_page()
    assert admin.post(f"/admin/policies/text/{page.pk}/{field}/", {}).status_code == 404


def test_who_may_not_edit_the_policy_is_told_nothing_of_its_texts(client: Client) -> None:
    page = make_policy_page()
    client.force_login(User.objects.create_user("visitor", password="x"))
    answer = client.post(f"/admin/policies/text/{page.pk}/summary/", {})
    assert answer.status_code in (302, 403)


def test_translator_pins_their_own_language_only(client: Client, admin: Client) -> None:
    page = make_policy_page()
    save(admin, page, "summary", **written("summary"))
    save(admin, page, "summary", summary_fr="Soixante jours")
    translator = User.objects.create_user("translator", password="x")
    join(translator, TRANSLATORS["en"])
    client.force_login(translator)

    ticked = {f"summary_translated_from_{code}-current": "1" for code in ("en", "ar")}
    post_edit(client, page, **sent(page, "summary", summary_fr="Autre", **ticked))

    assert draft_of(page).summary_fr == "Soixante jours"
    assert state(page, "summary", "en") == State.UP_TO_DATE
    assert state(page, "summary", "ar") == State.OUT_OF_DATE
