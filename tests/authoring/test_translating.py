"""Translation states: pinned to the source text they were made from, through every kind of save."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from policies.authoring.draft import document_of, fill, ordered_sections
from policies.authoring.models import PolicyPage, PolicySection
from policies.authoring.sources import SourceText, source_of
from policies.authoring.standing import SectionTranslation, catch_up
from policies.authoring.translating import CURRENT, State, state_of
from tests.authoring.forms import post_edit, section_data
from tests.factories import make_page_section, make_policy_page, publish, stream

pytestmark = pytest.mark.django_db


def draft(page: PolicyPage) -> PolicySection:
    return ordered_sections(PolicyPage.objects.get(pk=page.pk).get_latest_revision_as_object())[0]


def states(page: PolicyPage) -> dict[str, Any]:
    section = draft(page)
    source = source_of(section, "fr")
    return {code: state_of(section, code, "fr", source) for code in ("en", "ar")}


def sent(page: PolicyPage, **changes: Any) -> dict[str, Any]:
    """The first section as the browser sends it, with these changes."""
    section = draft(page)
    values = {
        f"{field}_{code}": getattr(section, f"{field}_{code}") or ""
        for field in ("heading", "translated_from")
        for code in ("fr", "en", "ar")
    }
    for code in ("fr", "en", "ar"):
        body = getattr(section, f"body_{code}")
        values[f"text_{code}"] = body[0].value.source if body else ""
    return section_data(key=str(section.key), level=section.level, **values | changes)


def save(client: Client, page: PolicyPage, **changes: Any) -> None:
    response = post_edit(client, page, sections=[sent(page, **changes)])
    assert response.status_code == 302, response.context["form"].errors


def both(state: State) -> dict[str, State]:
    return {"en": state, "ar": state}


def test_new_text_in_three_languages_is_up_to_date_and_its_source_is_kept(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)

    assert states(page) == both(State.UP_TO_DATE)
    kept = SourceText.objects.get(digest=draft(page).translated_from_ar)
    assert kept.source == source_of(draft(page), "fr")


def test_changed_source_makes_every_translation_out_of_date(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_fr="<p>Nous traitons vos données pendant 30 jours.</p>")

    assert states(page) == both(State.OUT_OF_DATE)


def test_translation_changed_with_its_source_in_one_save_is_up_to_date_and_no_other(
    admin: Client,
) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_fr="<p>Soixante jours.</p>", text_en="<p>Sixty days.</p>")

    assert states(page) == {"en": State.UP_TO_DATE, "ar": State.OUT_OF_DATE}


def test_translation_changed_alone_is_not_made_from_the_new_source(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_fr="<p>Soixante jours.</p>")
    save(admin, page, text_en="<p>Other words.</p>")

    assert states(page) == both(State.OUT_OF_DATE)


def test_box_that_an_editor_unticked_beside_the_script_says_that_it_is_not_translated(
    admin: Client,
) -> None:
    page = make_policy_page()
    save(admin, page)
    changed = sent(page, text_fr="<p>Soixante jours.</p>", text_en="<p>Sixty dayz.</p>")
    post_edit(admin, page, sections=[changed], saved_from="00000000-0000-4000-8000-00000000000a 1")

    assert states(page) == both(State.OUT_OF_DATE)


def test_first_save_of_a_draft_older_than_pins_compares_with_what_was_stored(admin: Client) -> None:
    page = make_policy_page()  # never saved through the editor: no pin
    save(admin, page, text_fr="<p>Un autre texte.</p>")

    assert states(page) == both(State.OUT_OF_DATE)


def test_source_put_back_makes_translations_up_to_date_again(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    before = draft(page).body_fr[0].value.source
    save(admin, page, text_fr="<p>Un autre texte.</p>")
    save(admin, page, text_fr=before)

    assert states(page) == both(State.UP_TO_DATE)


def test_saving_again_never_makes_a_translation_up_to_date(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_fr="<p>Un autre texte.</p>")
    save(admin, page)
    PolicyPage.objects.get().get_latest_revision_as_object().save_revision()

    assert states(page) == both(State.OUT_OF_DATE)


def test_still_correct_is_a_tick_without_retyping(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    arabic = draft(page).body_ar[0].value.source
    save(admin, page, text_fr="<p>Un autre texte.</p>")
    save(admin, page, current_ar=True)

    assert states(page) == {"en": State.OUT_OF_DATE, "ar": State.UP_TO_DATE}
    assert draft(page).body_ar[0].value.source == arabic


def test_emptied_translation_is_missing_and_written_anew_is_up_to_date(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_ar="")
    assert states(page)["ar"] == State.MISSING
    save(admin, page, text_fr="<p>Un autre texte.</p>")
    save(admin, page, text_ar="<p>نص آخر.</p>")

    assert states(page) == {"en": State.OUT_OF_DATE, "ar": State.UP_TO_DATE}


def test_old_revision_saved_anew_has_the_states_it_had(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    first = PolicyPage.objects.get().latest_revision
    save(admin, page, text_fr="<p>Un autre texte.</p>", current_ar=True, current_en=True)
    assert states(page) == both(State.UP_TO_DATE)

    first.as_object().save_revision()

    assert states(page) == both(State.UP_TO_DATE)


def test_publishing_and_revisions_keep_the_pins(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_fr="<p>Un autre texte.</p>")
    pin = draft(page).translated_from_ar
    publish(page)

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
    save(admin, page, text_fr="<p>Autre.</p>", translated_from_ar="<script>")
    assert len(draft(page).translated_from_ar) in (0, 64)


def test_body_that_was_not_opened_is_stored_as_it_was(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    before = {code: draft(page).__dict__[f"body_{code}"].get_prep_value() for code in ("fr", "en", "ar")}
    raws = {f"raw_{code}": json.dumps(value) for code, value in before.items()}
    save(admin, page, **raws)

    after = {code: draft(page).__dict__[f"body_{code}"].get_prep_value() for code in ("fr", "en", "ar")}
    assert after == before


@pytest.mark.parametrize(
    "html",
    ["<p>a<script>alert(1)</script></p>", '<p onclick="x()">a</p>', '<a href="javascript:x()">a</a>'],
)
def test_posted_body_holds_no_markup_the_editor_cannot_write(admin: Client, html: str) -> None:
    page = make_policy_page()
    raw = json.dumps([{"type": "text", "value": html, "id": "1"}])
    save(admin, page, raw_en=raw)

    stored = draft(page).body_en[0].value.source
    assert "script" not in stored
    assert "onclick" not in stored
    assert "a" in stored


@pytest.mark.parametrize("raw", ["", "{", '"text"', "[1]", '[{"type": "unknown", "value": 1}]'])
def test_posted_body_that_is_none_counts_as_empty(admin: Client, raw: str) -> None:
    page = make_policy_page()
    save(admin, page, raw_en=raw)
    assert not draft(page).body_en


def test_rows_of_the_report_follow_every_saved_draft(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_fr="<p>30 jours.</p>")
    rows = {row.language: row for row in SectionTranslation.objects.all()}

    assert {code: row.state for code, row in rows.items()} == both(State.OUT_OF_DATE)
    assert (rows["ar"].number, rows["ar"].heading, rows["ar"].disparities) == ("1.", "Données", 1)


def test_rows_are_made_for_a_draft_stored_before_there_were_any() -> None:
    page = make_policy_page()
    page.save_revision()
    SectionTranslation.objects.all().delete()
    catch_up()
    assert SectionTranslation.objects.filter(page=page).count() == 6  # title, note, section


def test_other_authoritative_language_is_another_source(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    organisation = page.organisation_page
    organisation.authoritative = "en"
    organisation.save()
    catch_up()

    assert set(SectionTranslation.objects.values_list("language", flat=True)) == {"fr", "ar"}
