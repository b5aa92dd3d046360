"""The rows of all translations follow every draft that is saved."""

from __future__ import annotations

import pytest
from django.test import Client

from policies.authoring.editor_findings import counts_of
from policies.authoring.models import PolicyPage
from policies.authoring.translation.translation_index import SectionTranslation, catch_up
from policies.authoring.translation.translation_state import State
from tests.authoring.translation.drafts import both, save
from tests.factories import make_policy_page

pytestmark = pytest.mark.django_db


def test_rows_of_the_report_follow_every_saved_draft(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    save(admin, page, text_fr="30 jours.")
    rows = {row.language: row for row in SectionTranslation.objects.all()}

    assert {code: row.state for code, row in rows.items()} == both(State.OUT_OF_DATE)
    assert (rows["ar"].number, rows["ar"].heading, rows["ar"].divergences) == ("1.", "Données", 1)


def test_rows_are_made_for_a_draft_stored_before_there_were_any() -> None:
    page = make_policy_page()
    page.save_revision()
    SectionTranslation.objects.all().delete()
    catch_up(PolicyPage.objects.all(), counts_of)
    assert SectionTranslation.objects.filter(page=page).count() == 6  # title, note, section


def test_other_authoritative_language_is_another_source(admin: Client) -> None:
    page = make_policy_page()
    save(admin, page)
    organisation = page.organisation_page
    organisation.authoritative = "en"
    organisation.save()
    catch_up(PolicyPage.objects.all(), counts_of)

    assert set(SectionTranslation.objects.values_list("language", flat=True)) == {"fr", "ar"}
