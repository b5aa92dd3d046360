"""Two texts of one draft: nothing is overwritten, both are kept and compared, the editor chooses."""

from __future__ import annotations

import pytest
from django.test import Client

from policies.authoring.forms import PolicyPageForm
from policies.authoring.models import PolicyPage
from tests.authoring.forms import form_data, post_edit
from tests.authoring.test_writing_rights import NOTES, newest
from tests.desk.drafts import autosave, change_text, loaded, named
from tests.factories import (
    draft_of,
    make_organisation,
    make_policy_page,
    publish,
)

pytestmark = pytest.mark.django_db


def test_stale_form_overwrites_nothing_and_both_texts_are_compared(admin: Client) -> None:
    page = make_policy_page()
    page.save_revision()
    began = loaded(page)
    change_text(page, "Theirs")
    theirs = draft_of(page).latest_revision_id

    response = post_edit(admin, page, **began, heading_en="Mine")
    shown = admin.get(response.headers["Location"]).content.decode()

    assert draft_of(page).latest_revision_id == theirs
    assert "Mine" in shown
    assert "Theirs" in shown


def test_stale_form_publishes_nothing_over_a_newer_publication(admin: Client) -> None:
    page = make_policy_page()
    page.save_revision()
    began = loaded(page)
    publish(page)

    post_edit(admin, page, "publish", **NOTES, **began, heading_en="Mine")

    assert newest(page).number == 1
    assert newest(page).document.title["en"] != "Mine"


def test_editor_takes_their_own_text_and_the_other_one_stays_in_the_history(admin: Client) -> None:
    page = make_policy_page()
    page.save_revision()
    began = loaded(page)
    change_text(page, "Theirs")
    theirs = draft_of(page).latest_revision_id
    conflict = post_edit(admin, page, **began, heading_en="Mine").headers["Location"]
    choice = admin.get(conflict).context

    admin.post(
        f"{conflict}take/",
        {"newest": f"{choice['newest'].pk} {choice['newest'].created_at.isoformat()}"},
    )

    assert draft_of(page).heading_en == "Mine"
    assert page.revisions.filter(pk=theirs).exists()


def test_choice_made_before_yet_another_draft_is_asked_again(admin: Client) -> None:
    page = make_policy_page()
    page.save_revision()
    began = loaded(page)
    change_text(page, "Theirs")
    conflict = post_edit(admin, page, **began, heading_en="Mine").headers["Location"]
    choice = admin.get(conflict).context["newest"]
    change_text(page, "Later still")

    response = admin.post(f"{conflict}take/", {"newest": f"{choice.pk} {choice.created_at.isoformat()}"})

    assert response.headers["Location"] == conflict
    assert draft_of(page).heading_en != "Mine"


def test_stale_form_with_a_bad_date_keeps_the_text(admin: Client) -> None:
    page = make_policy_page()
    page.save_revision()
    began = loaded(page)
    change_text(page, "Theirs")

    response = post_edit(admin, page, **began, heading_en="Mine", effective_date="30 février")

    assert "Mine" in admin.get(response.headers["Location"]).content.decode()


def test_form_that_meets_a_save_between_check_and_write_is_refused(admin: Client) -> None:
    page = make_policy_page()
    page.save_revision()
    mine = draft_of(page)
    mine.expected_revision = mine.latest_revision_id
    change_text(page, "Theirs")

    with pytest.raises(Exception, match="Nothing was overwritten"):
        mine.save_revision()


def test_form_that_never_heard_of_its_own_save_goes_on_from_it(admin: Client) -> None:
    page = make_policy_page()
    page.save_revision()
    began = loaded(page)
    autosave(admin, page, **began, heading_en="First", saved_from=named(1))

    second = autosave(admin, page, **began, heading_en="Second", saved_from=named(2))
    by_hand = post_edit(admin, page, **began, heading_en="Third", saved_from=named(3))

    assert second.json()["success"]
    assert by_hand.headers["Location"].endswith("/edit/")
    assert draft_of(page).heading_en == "Third"


def test_form_of_another_tab_is_refused_and_its_name_is_not_enough(admin: Client) -> None:
    page = make_policy_page()
    page.save_revision()
    began = loaded(page)
    autosave(admin, page, **began, heading_en="Mine", saved_from=named(1))
    change_text(page, "Theirs", heading_en="Theirs")

    again = autosave(admin, page, **began, heading_en="Mine again", saved_from=named(2))
    other = post_edit(admin, page, **began, saved_from=named(9, "00000000-0000-4000-8000-00000000000b"))

    assert again.json()["error_code"] == "invalid_revision"
    assert "/conflict/" in other.headers["Location"]
    assert draft_of(page).heading_en == "Theirs"


def test_save_that_arrives_after_a_later_one_of_its_form_replaces_nothing(admin: Client) -> None:
    page = make_policy_page()
    page.save_revision()
    began = loaded(page)
    post_edit(admin, page, **began, heading_en="Later words", saved_from=named(2))

    late = autosave(admin, page, **began, heading_en="Earlier words", saved_from=named(1))

    assert late.json()["error_code"] == "invalid_revision"
    assert draft_of(page).heading_en == "Later words"


def test_new_policy_whose_creation_was_never_answered_is_made_once(admin: Client) -> None:
    organisation = make_organisation()
    address = f"/admin/pages/add/policies/policypage/{organisation.pk}/"
    headers = {"accept": "application/json"}
    admin.post(address, form_data(heading_fr="Titre", saved_from=named(1)), headers=headers)

    told = admin.post(address, form_data(heading_fr="Titre 2", saved_from=named(2)), headers=headers)
    by_hand = admin.post(address, form_data(heading_fr="Titre 3", saved_from=named(3)))

    page = PolicyPage.objects.get()
    assert told.json()["success"]
    assert told.json()["url"] == by_hand.headers["Location"] == f"/admin/pages/{page.pk}/edit/"
    assert draft_of(page).heading_fr == "Titre 3"


def test_text_of_a_form_that_meets_another_save_while_it_is_written_is_kept(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make_policy_page()
    page.save_revision()
    began = loaded(page)
    valid = PolicyPageForm.is_valid

    def meanwhile(form: PolicyPageForm) -> bool:
        monkeypatch.setattr(PolicyPageForm, "is_valid", valid)
        change_text(page, "Theirs")
        return valid(form)

    monkeypatch.setattr(PolicyPageForm, "is_valid", meanwhile)
    response = post_edit(admin, page, **began, heading_en="Mine")

    assert "/conflict/" in response.headers["Location"]
    assert "Mine" in admin.get(response.headers["Location"]).content.decode()


def test_form_data_round_trips_through_the_editor(admin: Client) -> None:
    page = make_policy_page()
    page.save_revision()

    response = admin.post(f"/admin/pages/{page.pk}/edit/", {**form_data(page), **loaded(page)})

    assert response.status_code == 302
    assert "/conflict/" not in response.headers["Location"]
