"""The release desk: looking before publishing, two texts of one draft, what is done about a version."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import TaskState

from policies.authoring.draft import document_of
from policies.authoring.forms import PolicyPageForm
from policies.authoring.groups import AUTHORS, PUBLISHERS, REVIEWERS, ensure_groups
from policies.authoring.models import PolicyPage
from policies.authoring.readiness import readiness_of
from policies.notification.models import Subscriber
from policies.notification.subscribing import subscribe_confirmed
from policies.publication.models import PolicyVersion
from tests.authoring.forms import form_data, post_edit
from tests.authoring.test_writing_rights import NOTES, REASONS, member, newest
from tests.conftest import Mailbox
from tests.factories import (
    draft_of,
    make_organisation,
    make_page_section,
    make_policy_page,
    publish,
    publish_text,
    stream,
)

pytestmark = pytest.mark.django_db


def fresh(page: PolicyPage) -> PolicyPage:
    return PolicyPage.objects.get(pk=page.pk)


def change_text(page: PolicyPage, text: str, **values: Any) -> None:
    """Save a draft whose only section says ``text``."""
    changed = draft_of(page)
    section = next(iter(changed.sections.all()))
    for code in ("fr", "en", "ar"):
        setattr(section, f"body_{code}", stream(text))
    changed.sections = [section]
    for name, value in {**NOTES, **values}.items():
        setattr(changed, name, value)
    changed.save_revision(user=values.get("user"))


def loaded(page: PolicyPage) -> dict[str, str]:
    """What a form carries about the draft it began from."""
    revision = PolicyPage.objects.get(pk=page.pk).latest_revision
    return {
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
    }


def autosave(client: Client, page: PolicyPage, **values: Any) -> Any:
    """The form as the editor's script sends it by itself."""
    return client.post(
        f"/admin/pages/{page.pk}/edit/",
        form_data(page, **values),
        headers={"accept": "application/json"},
    )


def named(save: int, form: str = "00000000-0000-4000-8000-00000000000a") -> str:
    """What a form says of itself at its n-th save."""
    return f"{form} {save}"


def test_panel_says_who_is_told_in_which_languages(admin: Client) -> None:
    page = make_policy_page(make_organisation(notice_days=14))
    publish(page)
    for address, code in (("a@x.example", "fr"), ("b@x.example", "fr"), ("c@x.example", "ar")):
        subscribe_confirmed(email=address, language=code, policy=page.policy)

    shown = admin.get(f"/admin/pages/{page.pk}/edit/").content.decode()

    assert "3 subscribers are told by email" in shown
    assert "Français</bdi>: <bdi>2</bdi>" in shown
    assert "العربية</bdi>: <bdi>1</bdi>" in shown
    assert "applies at the earliest on" in shown


def test_requirements_are_listed_with_links_to_their_fields(admin: Client) -> None:
    page = make_policy_page(change_note_ar="")
    page.save_revision()

    shown = admin.get(f"/admin/pages/{page.pk}/edit/").content.decode()

    assert 'data-release-field="id_change_note_ar"' in shown
    assert 'id="id_change_note_ar"' in shown


def test_check_page_shows_the_change_the_page_and_the_mail_in_each_language(admin: Client) -> None:
    page = make_policy_page()
    publish(page)
    change_text(page, "We now keep it for ten years.")

    for code in ("fr", "en", "ar"):
        shown = admin.get(f"/admin/policies/{page.pk}/check/?language={code}").content.decode()
        rendered = admin.get(f"/admin/policies/{page.pk}/page/{code}/").content.decode()
        mail = admin.get(f"/admin/policies/{page.pk}/mail/{code}/").content.decode()

        assert "<ins" in shown
        assert "ten years" in rendered
        assert "Note" in mail


def test_mail_is_sent_to_whoever_asks_in_every_language(admin: Client, smtp_sink: Mailbox) -> None:
    page = make_policy_page()
    publish(page)
    change_text(page, "Otherwise")

    admin.post(f"/admin/policies/{page.pk}/send/")

    assert len(smtp_sink.to("admin@example.org")) == 3
    assert all(mail["List-Unsubscribe"] is None for mail in smtp_sink)
    assert Subscriber.objects.count() == 0


def test_shorter_notice_needs_a_reason_that_is_frozen(admin: Client) -> None:
    page = make_policy_page(make_organisation(notice_days=14, short_notice="flag"))
    day = str(publish(page).policy.organisation.today() + timedelta(days=2))
    changed = {**NOTES, "summary_fr": "R", "summary_en": "R", "summary_ar": "R", "effective_date": day}

    refused = post_edit(admin, page, "publish", **changed)
    post_edit(admin, page, "publish", **changed, short_notice_reason="Ordered by the regulator")

    assert "short_notice_reason" in refused.context["form"].errors
    waiver = newest(page).record.waivers["notice_period"]
    assert (waiver.reason, waiver.by) == ("Ordered by the regulator", "admin")


def test_minor_change_with_findings_needs_a_second_person() -> None:
    page = make_policy_page(
        sections=[make_page_section(body_en=stream("We keep your data for 2 years."))]
    )
    publish(page)
    publisher = member(PUBLISHERS)
    values = {**NOTES, "significance": "minor"}
    changed = draft_of(page)
    section = next(iter(changed.sections.all()))
    section.body_en = stream("We keep your data for 10 years.")
    changed.sections = [section]
    changed.significance = "minor"
    changed.save_revision(user=User.objects.get(username=PUBLISHERS))

    refused = post_edit(publisher, fresh(page), "publish", **values)
    own = publisher.post(f"/admin/policies/{page.pk}/confirm/", {"reason": "Only wording"})
    member(REVIEWERS).post(f"/admin/policies/{page.pk}/confirm/", {"reason": "Only wording"})
    post_edit(publisher, fresh(page), "publish", **values)

    assert "significance" in refused.context["form"].errors
    assert own.status_code == 200
    assert newest(page).significance == "minor"
    waiver = newest(page).record.waivers["substantiality"]
    assert (waiver.reason, waiver.by) == ("Only wording", REVIEWERS)


def test_confirmation_of_one_text_says_nothing_of_the_next() -> None:
    page = make_policy_page()
    publish(page)
    change_text(page, "We must keep it for 3 years.", significance="minor")
    member(REVIEWERS).post(f"/admin/policies/{page.pk}/confirm/", {"reason": "Only wording"})
    change_text(page, "We must keep it for 30 years.", significance="minor")

    refused = post_edit(member(PUBLISHERS), fresh(page), "publish", **NOTES, significance="minor")

    assert "significance" in refused.context["form"].errors


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


def test_restored_version_is_a_new_draft_and_the_old_one_is_untouched(admin: Client) -> None:
    page = make_policy_page()
    first = publish(page)
    publish_text(page, "Second")
    bytes_before = bytes(first.content)

    admin.post(f"/admin/policies/version/{first.pk}/restore/")

    assert document_of(draft_of(page)) == first.document
    assert PolicyVersion.objects.count() == 2
    assert bytes(PolicyVersion.objects.get(number=1).content) == bytes_before
    assert draft_of(page).change_note_fr == ""


def test_withdrawal_without_a_reason_is_refused_and_nothing_typed_is_lost(admin: Client) -> None:
    page = make_policy_page()
    day = publish(page).policy.organisation.today() + timedelta(days=9)
    announced = publish_text(page, "Announced", effective_date=day)

    response = admin.post(
        f"/admin/policies/version/{announced.pk}/withdraw/", {**REASONS, "reason_ar": ""}
    )

    assert response.status_code == 200
    assert "reason_ar" in response.context["form"].errors
    assert "Reason" in response.content.decode()
    assert page.policy.versions.standing().count() == 2


def test_version_in_force_is_not_withdrawn_and_says_why(admin: Client) -> None:
    version = publish(make_policy_page())

    shown = admin.get(f"/admin/policies/version/{version.pk}/withdraw/").content.decode()

    assert "only a version that does not apply yet" in shown
    assert "<textarea" not in shown


def test_retired_policy_stays_readable_and_gets_no_new_version(admin: Client) -> None:
    page = make_policy_page()
    publish(page)

    admin.post(f"/admin/policies/{page.pk}/retire/", REASONS)
    refused = post_edit(admin, page, "publish", **NOTES, heading_fr="Neuf")

    assert "retired" in str(refused.context["form"].errors)
    assert admin.get("/en/atlas/privacy/").status_code == 200


def test_nobody_approves_what_they_edited_last() -> None:
    page = make_policy_page()
    page.save_revision()
    author = member(AUTHORS)
    User.objects.get(username=AUTHORS).groups.add(ensure_groups()[REVIEWERS])
    post_edit(author, page, "submit", **NOTES)
    waiting = TaskState.objects.get(status="in_progress")
    address = f"/admin/pages/workflow/action/{page.pk}/approve/{waiting.pk}/"

    own = author.post(address, {"comment": ""})
    waiting.refresh_from_db()
    still = waiting.status
    member(REVIEWERS).post(address, {"comment": ""})
    waiting.refresh_from_db()

    assert own.status_code == 302
    assert (still, waiting.status) == ("in_progress", "approved")


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
def test_bulk_action_is_refused_with_a_sentence(admin: Client, action: str) -> None:
    page = make_policy_page()
    publish(page)

    response = admin.post(
        f"/admin/bulk/wagtailcore/page/{action}/?id={page.pk}&next=/admin/", {}, follow=True
    )

    assert response.status_code == 200
    assert PolicyPage.objects.live().filter(pk=page.pk).exists()
    assert newest(page).number == 1


def test_copy_offers_neither_alias_nor_publication(admin: Client) -> None:
    page = make_policy_page()
    publish(page)
    parent = str(page.get_parent().pk)
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": parent, "alias": "on"}

    form = admin.get(f"/admin/pages/{page.pk}/copy/").context["form"]
    admin.post(f"/admin/pages/{page.pk}/copy/", {**data, "publish_copies": "on"})

    copy = PolicyPage.objects.get(slug="copy")
    assert not {"alias", "publish_copies"} & set(form.fields)
    assert (copy.live, copy.alias_of_id, copy.policy) == (False, None, None)


def test_queries_of_the_release_pages_do_not_grow_with_sections(admin: Client) -> None:
    def queries(sections: int) -> list[int]:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        page = make_policy_page(
            make_organisation(f"organisation-{sections}"),
            sections=[make_page_section(sort_order=number) for number in range(sections)],
        )
        publish(page)
        page.get_latest_revision_as_object().save_revision()
        counted = []
        for address in (f"/admin/policies/{page.pk}/check/", f"/admin/pages/{page.pk}/edit/"):
            admin.get(address)
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert admin.get(address).status_code == 200
            counted.append(len(captured))
        return counted

    assert queries(12) == queries(2)


def test_form_data_round_trips_through_the_editor(admin: Client) -> None:
    page = make_policy_page()
    page.save_revision()

    response = admin.post(f"/admin/pages/{page.pk}/edit/", {**form_data(page), **loaded(page)})

    assert response.status_code == 302
    assert "/conflict/" not in response.headers["Location"]


def test_each_missing_note_is_named_by_its_language() -> None:
    page = make_policy_page(make_organisation())
    publish(page)
    change_text(page, "Autre texte", **{f"change_note_{code}": "" for code in ("fr", "en", "ar")})
    found = [
        each
        for each in readiness_of(draft_of(page)).requirements
        if each.anchor.startswith("id_change_note_")
    ]

    assert [each.message.partition(":")[0] for each in found] == ["French", "English", "Arabic"]
