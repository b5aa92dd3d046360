"""The policy editor in the admin: saving drafts, publishing, refusals beside their fields."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from policies.authoring.draft import ordered_sections
from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.document.languages import CODES
from policies.publication.models import Organisation, PolicyVersion
from tests.authoring.forms import form_data, post_edit, section_data
from tests.factories import home, make_organisation, make_policy_page, publish

pytestmark = pytest.mark.django_db

NOTES = {f"change_note_{code}": f"Note {code}" for code in CODES}


def keys(page: PolicyPage) -> list[str]:
    return [str(section.key) for section in ordered_sections(page.get_latest_revision_as_object())]


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(map(str, found)) for name, found in response.context["form"].errors.items()}


def test_new_policy_is_a_draft_with_keyed_sections(admin: Client) -> None:
    organisation = make_organisation()
    sections = [
        section_data(heading_fr="Un", text_fr="Texte"),
        section_data(heading_fr="Deux", text_fr="Texte"),
    ]

    response = admin.post(
        f"/admin/pages/add/policies/policypage/{organisation.pk}/",
        form_data(heading_fr="Confidentialité", sections=sections),
    )

    page = PolicyPage.objects.get()
    assert response.status_code == 302
    assert not page.live
    assert len(set(keys(page))) == 2
    assert PolicyVersion.objects.count() == 0


def test_new_policy_published_at_once_is_version_one(admin: Client) -> None:
    organisation = make_organisation()
    sections = [section_data(heading_fr="Un", text_fr="Texte")]
    data = form_data(heading_fr="Confidentialité", change_note_fr="Premier texte", sections=sections) | {
        "action-publish": "1",
        "emergency": "on",
        "emergency_reason": "It cannot wait.",
    }

    admin.post(f"/admin/pages/add/policies/policypage/{organisation.pk}/", data)

    version = PolicyVersion.objects.get()
    assert (version.number, version.languages, version.actor_name) == (1, ["fr"], "admin")


def test_keys_survive_two_saves_and_a_reorder(admin: Client) -> None:
    page = make_policy_page()
    post_edit(admin, page)
    before = keys(page)
    sections = [
        section_data(heading_fr="Neuf", text_fr="Neuf"),
        section_data(key=before[0], heading_fr="Données", text_fr="Texte"),
    ]

    post_edit(admin, page, sections=sections)
    after = keys(page)
    post_edit(admin, page)

    assert after[1] == before[0]
    assert keys(page) == after


def test_form_that_takes_an_autosaved_section_for_new_saves_it_once(admin: Client) -> None:
    page = make_policy_page()
    post_edit(admin, page)
    new = section_data(key="11111111-1111-4111-8111-111111111111", heading_fr="Neuf")
    data = form_data(page, sections=[section_data(key=keys(page)[0], heading_fr="Un"), new])

    for _ in range(2):  # the same form twice, as from before the answer to an autosave
        response = admin.post(f"/admin/pages/{page.pk}/edit/", data)

    assert response.status_code == 302
    assert len(keys(page)) == 2
    assert page.sections.count() == 2


def test_saving_a_draft_of_forty_trilingual_sections(admin: Client) -> None:
    page = make_policy_page()
    sections = [
        section_data(
            **{f"heading_{code}": f"{code} {number}" for code in CODES},
            **{f"text_{code}": f"<p>{code} {number}</p><ul><li>x</li></ul>" for code in CODES},
        )
        for number in range(40)
    ]

    response = post_edit(admin, page, sections=sections)

    assert response.status_code == 302
    assert len(keys(page)) == 40


def test_two_sections_with_one_key_are_refused(admin: Client) -> None:
    page = make_policy_page()
    one = section_data(key="11111111-1111-4111-8111-111111111111", heading_fr="A")

    response = post_edit(admin, page, sections=[one, dict(one)])

    assert response.status_code == 200
    assert "key" in str(response.context["form"].formsets["sections"].non_form_errors())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({**NOTES, "change_note_ar": ""}, "change_note_ar"),
        ({**NOTES, "with_fr": None}, "heading_fr"),
        ({**NOTES, "heading_en": ""}, "heading_en"),
        ({**NOTES, "effective_date": "yesterday"}, "effective_date"),
        ({**NOTES, "effective_date": "30 février"}, "effective_date"),
        ({**NOTES, "heading_fr": "Changed", "significance": "translation"}, "significance"),
        (NOTES, "__all__"),
    ],
    ids=["note", "authoritative", "title", "past", "no date", "translation", "nothing changed"],
)
def test_publishing_badly_is_refused_beside_the_field(
    admin: Client, values: dict[str, Any], field: str
) -> None:
    page = make_policy_page()
    first = publish(page)
    values = {"summary_fr": "", **values}
    if values.get("effective_date") == "yesterday":
        values["effective_date"] = str(first.policy.organisation.today() - timedelta(days=1))
    if field not in ("__all__", "significance"):
        values |= {f"summary_{code}": "Résumé" for code in CODES}

    response = post_edit(admin, page, "publish", **values)

    assert response.status_code == 200
    assert field in errors(response)
    assert PolicyVersion.objects.count() == 1


def test_half_translated_language_is_refused_or_left_out(admin: Client) -> None:
    page = make_policy_page(languages=("fr", "en"))
    draft = {"heading_ar": "سياسة", **NOTES}

    refused = post_edit(admin, page, "publish", **draft)
    post_edit(admin, page, "publish", **draft, with_ar=None)

    assert "with_ar" in errors(refused)
    assert PolicyVersion.objects.get().languages == ["fr", "en"]


def test_publishing_a_change_makes_the_next_version(admin: Client) -> None:
    page = make_policy_page()
    publish(page)

    post_edit(admin, page, "publish", **NOTES, **{f"summary_{code}": "Résumé" for code in CODES})

    version = PolicyVersion.objects.latest("number")
    assert (version.number, version.significance, version.note("en")) == (2, "substantial", "Note en")


def test_next_release_starts_with_a_blank_note_and_date(admin: Client) -> None:
    page = make_policy_page()
    publish(page)

    form = admin.get(f"/admin/pages/{page.pk}/edit/").context["form"]

    assert form["change_note_fr"].value() == ""
    assert form["effective_date"].value() is None


def test_substantial_change_keeps_the_organisations_notice_period(admin: Client) -> None:
    page = make_policy_page(make_organisation(notice_days=14))
    first = publish(page)
    summaries = {f"summary_{code}": "Résumé" for code in CODES}
    today = first.policy.organisation.today()

    early = post_edit(
        admin, page, "publish", **NOTES, **summaries, effective_date=str(today + timedelta(days=13))
    )
    post_edit(
        admin, page, "publish", **NOTES, **summaries, effective_date=str(today + timedelta(days=14))
    )

    assert "effective_date" in errors(early)
    assert PolicyVersion.objects.latest("number").effective_from == today + timedelta(days=14)


def test_only_the_address_changes_without_a_new_version(admin: Client) -> None:
    page = make_policy_page()
    policy = publish(page).policy

    response = post_edit(admin, page, "publish", slug="confidentialite", **NOTES)

    policy.refresh_from_db()
    assert response.status_code == 302
    assert policy.slug == "confidentialite"
    assert policy.former_addresses.get().slug == "privacy"
    assert policy.versions.count() == 1


def test_change_of_kind_is_a_version_and_reaches_the_register() -> None:
    page = make_policy_page()
    policy = publish(page).policy

    version = publish(page, kind="terms")

    policy.refresh_from_db()
    assert (version.number, version.document.kind, policy.kind) == (2, "terms", "terms")


def test_policies_of_an_organisation_that_moves_redirect_from_where_they_were(admin: Client) -> None:
    page = make_policy_page()
    policy = publish(page).policy
    organisation = OrganisationPage.objects.get()
    organisation.slug = "toubkal"

    organisation.save()

    former = policy.former_addresses.get()
    assert (former.organisation_slug, former.slug) == ("atlas", "privacy")
    assert admin.get("/fr/atlas/privacy/").headers["Location"] == "/fr/toubkal/privacy/"


@pytest.mark.parametrize("action", ["delete", "unpublish", "move"])
def test_published_policy_is_not_taken_away(admin: Client, action: str) -> None:
    page = make_policy_page()
    publish(page)

    admin.post(f"/admin/pages/{page.pk}/{action}/")

    page.refresh_from_db()
    assert page.live


def test_page_above_published_policies_is_not_deleted(admin: Client) -> None:
    page = make_policy_page()
    publish(page)

    for above in page.get_ancestors().filter(depth__gt=1):
        response = admin.post(f"/admin/pages/{above.pk}/delete/")
        assert response.status_code == 302

    assert PolicyPage.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("keep_live", [True, False])
def test_copy_is_another_policy_without_versions(keep_live: bool) -> None:
    page = make_policy_page()
    publish(page)

    copy = page.copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=keep_live)

    assert not copy.live
    assert copy.policy_uuid != page.policy_uuid
    assert copy.get_latest_revision_as_object().policy_uuid == copy.policy_uuid
    assert publish(copy).number == 1


def test_two_organisations_do_not_share_an_address() -> None:
    make_organisation("atlas")
    folder = home().add_child(instance=Page(title="Folder", slug="folder"))

    with pytest.raises(ValidationError, match="Another organisation"):
        folder.add_child(instance=OrganisationPage(title="x", slug="atlas", name_fr="X"))


def test_organisation_is_made_in_the_admin_and_enters_the_register(admin: Client) -> None:
    data = nested_form_data(
        {
            "title": "Atlas",
            "slug": "atlas",
            "name_fr": "Atlas Conseil",
            "name_en": "",
            "name_ar": "",
            "description_fr": "",
            "description_en": "",
            "description_ar": "",
            "contact_email": "",
            "website": "",
            "authoritative": "fr",
            "time_zone": "Africa/Casablanca",
            "practice": "mail",
            "notice_days": 14,
            "short_notice": "flag",
            "reminder_days": 3,
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )

    admin.post(f"/admin/pages/add/policies/organisationpage/{home().pk}/", data)

    organisation = Organisation.objects.get()
    assert (organisation.slug, organisation.name_fr, organisation.notice_days) == (
        "atlas",
        "Atlas Conseil",
        14,
    )
    assert (organisation.practice, organisation.short_notice, organisation.reminder_days) == (
        "mail",
        "flag",
        3,
    )
    assert OrganisationPage.objects.get().organisation == organisation


@pytest.mark.parametrize(
    ("field", "value"),
    [("slug", "subscribe"), ("time_zone", "Mars/Olympus"), ("name_fr", "")],
)
def test_organisation_with_a_bad_value_is_refused_beside_the_field(
    admin: Client, field: str, value: str
) -> None:
    page = make_organisation(name_en="", name_ar="")
    data = {
        name: getattr(page, name) or ""
        for name in (
            "title",
            "slug",
            "authoritative",
            "time_zone",
            "practice",
            "notice_days",
            "short_notice",
            "reminder_days",
            "contact_email",
            "website",
        )
    }
    data |= {f"{part}_{code}": "" for part in ("name", "description") for code in CODES}
    data |= {"name_fr": "Atlas", field: value, "comments": inline_formset([]), "action-publish": "1"}

    response = admin.post(f"/admin/pages/{page.pk}/edit/", nested_form_data(data))

    assert response.status_code == 200
    assert field in errors(response)
