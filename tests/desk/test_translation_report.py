"""The report of translations and the dashboard's panel: what is counted, who sees it, how many queries it takes."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.translation.translation_index import SectionTranslation
from policies.desk import translation_report
from tests.factories import (
    HEADINGS,
    make_organisation,
    make_page_section,
    make_policy_page,
    publish,
    stream,
)
from tests.people import AUTHORS, join

pytestmark = pytest.mark.django_db

REPORT = "/admin/policies/translations/"

# Of the policy of half_translated(): title, note and two sections, in English and in Arabic.
ROWS = [("en", "out_of_date"), ("ar", "missing"), ("ar", "missing")] + [
    (code, "up_to_date") for code in ("ar", "ar", "en", "en", "en")
]


def member(page: OrganisationPage, role: str = AUTHORS) -> User:
    """A person who has this role in one organisation, and nothing else."""
    return join(User.objects.create_user(f"member-{page.pk}", password="x"), role, page)


def half_translated(
    organisation: OrganisationPage, sections: int = 2, slug: str = "privacy"
) -> PolicyPage:
    """Arabic missing in all sections, English out of date in the first."""
    page = make_policy_page(
        organisation,
        slug=slug,
        sections=[make_page_section(("fr", "en"), sort_order=i) for i in range(sections)],
    )
    page.save_revision()
    draft = page.get_latest_revision_as_object()
    first = next(iter(draft.sections.all()))
    first.body_fr = stream("Un autre texte de 30 jours.")
    draft.sections = [first, *list(draft.sections.all())[1:]]
    draft.save_revision()
    return page


def rows(response: Any) -> list[tuple[str, str]]:
    return [(row.language, row.state) for row in response.context["object_list"]]


def test_report_lists_each_section_and_language_with_its_state(admin: Client) -> None:
    half_translated(make_organisation())
    response = admin.get(REPORT)

    assert sorted(rows(response)) == sorted(ROWS)
    counts = {
        row["name"]: [cell["count"] for cell in row["cells"]]
        for row in response.context["table_of_states"]
    }
    assert counts == {"English": [0, 0, 1, 3], "Arabic": [2, 0, 0, 2]}
    assert HEADINGS["fr"] in response.content.decode()


def test_thousands_are_set_apart_in_what_the_report_counts(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_translated(make_organisation())
    admin.get(REPORT)
    SectionTranslation.objects.filter(language="en", state="out_of_date").update(divergences=1240)
    table = [
        {"name": "English", "cells": [{"count": 1241, "state": "missing", "address": "/"}]},
    ]
    monkeypatch.setattr(translation_report, "states_by_language", lambda _rows: table)

    page = admin.get(REPORT).content.decode()
    exported = admin.get(f"{REPORT}?export=csv").getvalue().decode()

    assert ">1,241</a>" in page
    assert re.search(r"<td[^>]*>\s*1,240\s*</td>", page)
    assert ",1240" in exported


def test_number_and_heading_are_apart_from_each_other_and_escaped(admin: Client) -> None:
    sections = [make_page_section(heading_fr="<Données>")]
    make_policy_page(make_organisation(), sections=sections).save_revision()

    shown = admin.get(REPORT).content.decode()

    assert '<bdi dir="ltr">1.</bdi> <bdi lang="fr" dir="ltr">&lt;Données&gt;</bdi>' in shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("language=ar", [("ar", "missing")] * 2 + [("ar", "up_to_date")] * 2),
        ("state=out_of_date", [("en", "out_of_date")]),
        ("language=en&state=missing", []),
        ("differs=yes", [("en", "out_of_date")]),
        ("page={page}", ROWS),
    ],
)
def test_report_is_filtered(admin: Client, query: str, expected: list[tuple[str, str]]) -> None:
    page = half_translated(make_organisation())
    assert sorted(rows(admin.get(f"{REPORT}?{query.format(page=page.pk)}"))) == sorted(expected)


def test_policies_of_one_title_are_told_apart_by_their_organisation(admin: Client) -> None:
    for slug in ("atlas", "rif"):
        half_translated(make_organisation(slug, title=slug.title()))

    (choices,) = [
        [str(label) for _value, label in field.choices]
        for name, field in admin.get(REPORT).context["filters"].form.fields.items()
        if name == "page"
    ]

    assert choices[1:] == ["Atlas – privacy", "Rif – privacy"]


def test_report_is_filtered_by_organisation(admin: Client) -> None:
    half_translated(make_organisation())
    other = make_policy_page(make_organisation("other"))
    other.save_revision()
    response = admin.get(f"{REPORT}?organisation={other.organisation_page.pk}")
    assert rows(response) == [("ar", "up_to_date"), ("en", "up_to_date")] * 3


def test_report_is_exported_with_what_is_filtered(admin: Client) -> None:
    half_translated(make_organisation())
    response = admin.get(f"{REPORT}?language=en&export=csv")
    table = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))

    assert [(row["Organisation"], row["Number"], row["State"]) for row in table] == [
        ("atlas", "", "up to date"),
        ("atlas", "", "up to date"),
        ("atlas", "1.", "out of date"),
        ("atlas", "2.", "up to date"),
    ]


def test_export_as_a_workbook(admin: Client) -> None:
    half_translated(make_organisation())
    response = admin.get(f"{REPORT}?export=xlsx")
    assert b"".join(response).startswith(b"PK")


def test_report_and_panel_show_the_policies_one_may_work_on_only(client: Client) -> None:
    mine, theirs = half_translated(make_organisation()), half_translated(make_organisation("other"))
    client.force_login(member(mine.organisation_page))

    shown = {row.page_id for row in client.get(REPORT).context["object_list"]}
    assert shown == {mine.pk}
    assert theirs.organisation_page.title not in client.get("/admin/").content.decode()


def test_report_is_refused_without_any_right_on_pages(client: Client) -> None:
    user = User.objects.create_user("visitor", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.get(REPORT).status_code == 302
    assert "waiting-for-me" not in client.get("/admin/").content.decode()


def test_dashboard_says_what_waits_in_each_language(admin: Client) -> None:
    half_translated(make_organisation())
    page = admin.get("/admin/").content.decode()
    assert "2 texts missing" in page
    assert "1 text out of date" in page


def test_changed_title_and_summary_wait_for_their_translators_and_lead_to_their_fields(
    admin: Client,
) -> None:
    page = make_policy_page(summary_fr="Bref.", summary_en="Short.")
    page.save_revision()
    draft = page.get_latest_revision_as_object()
    draft.heading_fr = "Un autre titre"
    draft.save_revision()

    shown = admin.get(f"{REPORT}?state=out_of_date&state=missing").content.decode()

    assert "/edit/#id_heading_en" in shown
    assert "/edit/#id_summary_ar" in shown
    assert "Title for readers" in shown
    assert "1 text missing and 1 text out of date" in admin.get("/admin/").content.decode()


def test_published_change_note_waits_for_nobody(admin: Client) -> None:
    page = make_policy_page(change_note_ar="", with_ar=False)
    publish(page)

    assert ("ar", "missing") not in rows(admin.get(REPORT))


def test_dashboard_says_that_nothing_waits(admin: Client) -> None:
    make_policy_page().save_revision()
    assert "Nothing waits for you." in admin.get("/admin/").content.decode()


@pytest.mark.parametrize("address", [REPORT, "/admin/"])
def test_queries_do_not_grow_with_policies_and_sections(
    admin: Client, django_assert_max_num_queries: Any, address: str
) -> None:
    organisation = make_organisation()
    half_translated(organisation)
    admin.get(address)
    few = queries(admin, address)
    for number in range(3):
        half_translated(organisation, sections=6, slug=f"policy-{number}")
    assert SectionTranslation.objects.count() == 56
    admin.get(address)  # what the comparison of a draft found is kept
    with django_assert_max_num_queries(few):
        admin.get(address)


def queries(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)
