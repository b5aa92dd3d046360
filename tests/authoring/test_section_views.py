"""A section of the editor's form, sent to be looked at: what there is to say of its translations."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.authoring.dismissals import dismiss
from policies.authoring.glossary import GlossaryEntry
from policies.authoring.open_findings import open_findings
from policies.authoring.translation.source_texts import keep, source_of
from tests.authoring.forms import post_edit
from tests.factories import (
    draft_of,
    make_organisation,
    make_page_section,
    make_policy_page,
    publish,
    stream,
)
from tests.people import TRANSLATORS, join

pytestmark = pytest.mark.django_db


def posted(prefix: str = "sections-0", **values: str) -> dict[str, str]:
    section = make_page_section()
    data = {"prefix": prefix}
    for code in ("fr", "en", "ar"):
        data[f"{prefix}-heading_{code}"] = getattr(section, f"heading_{code}")
        data[f"{prefix}-body_{code}"] = json.dumps(getattr(section, f"body_{code}"))
    return data | {f"{prefix}-{name}": value for name, value in values.items()}


def ask(client: Client, page: Any, **values: str) -> Any:
    return client.post(f"/admin/policies/section/{page.pk}/", posted(**values))


def test_change_of_the_source_since_the_translation_is_shown(admin: Client) -> None:
    page = make_policy_page()
    old = source_of(make_page_section(body_fr=stream("Nous gardons vos données 30 jours.")), "fr")
    keep([old])
    answer = ask(
        admin,
        page,
        translated_from_ar=old.digest,
        body_fr=json.dumps(stream("Nous gardons vos données 60 jours.")),
    ).json()["languages"]["ar"]

    assert answer["state"] == "out_of_date"
    assert answer["differs"]
    assert "<del" in answer["html"]
    assert "60" in answer["html"]


def test_source_that_is_not_known_is_said_so(admin: Client) -> None:
    answer = ask(admin, make_policy_page(), translated_from_ar="0" * 64).json()["languages"]["ar"]
    assert answer["state"] == "out_of_date"
    assert "It is not known" in answer["html"]


def test_markup_in_a_text_is_shown_as_text(admin: Client) -> None:
    old = source_of(make_page_section(heading_fr="<img src=x onerror=alert(1)>"), "fr")
    keep([old])
    answer = ask(admin, make_policy_page(), translated_from_ar=old.digest).json()["languages"]["ar"]
    assert "<img" not in answer["html"]
    assert "&lt;img" in answer["html"]


def test_section_of_a_new_policy_is_opened_by_who_may_add_one(admin: Client) -> None:
    assert ask(admin, make_organisation()).status_code == 200


@pytest.mark.parametrize("parent", [False, True])
def test_who_may_not_edit_is_refused(client: Client, parent: bool) -> None:
    page = make_policy_page()
    user = User.objects.create_user("visitor", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert ask(client, page.organisation_page if parent else page).status_code in (302, 403, 404)


def test_nobody_and_other_methods_and_unknown_sections_are_refused(admin: Client, db: None) -> None:
    page = make_policy_page()
    address = f"/admin/policies/section/{page.pk}/"
    assert admin.get(address).status_code == 405
    assert admin.post(address, {"prefix": "comments-0"}).status_code == 404
    assert Client().post(address, posted()).status_code == 302


@pytest.mark.parametrize("act", ["open", "save"])
def test_queries_of_the_editor_do_not_grow_with_sections(admin: Client, act: str) -> None:
    def queries(sections: int) -> int:
        page = make_policy_page(
            make_organisation(f"organisation-{sections}"),
            sections=[make_page_section(sort_order=i) for i in range(sections)],
        )
        publish(page)
        admin.get(f"/admin/pages/{page.pk}/edit/")
        post_edit(admin, page)
        with CaptureQueriesContext(connection) as captured:
            if act == "open":
                admin.get(f"/admin/pages/{page.pk}/edit/")
            else:
                assert post_edit(admin, page).status_code == 302
        # Rows written in bulk go in chunks as large as the database takes.
        return len([query for query in captured.captured_queries if "INSERT" not in query["sql"]])

    assert queries(40) == queries(5)


def differing(**values: str) -> dict[str, str]:
    """A clause whose English says another period."""
    return values | {
        "body_fr": json.dumps(stream("Le sous-traitant les garde 30 jours.")),
        "body_en": json.dumps(stream("The vendor keeps them for 30 months.")),
        "body_ar": json.dumps(stream("يحتفظ بها 30 يومًا.")),
    }


def test_what_languages_say_differently_is_shown_with_both_values_and_a_repair(admin: Client) -> None:
    page = make_policy_page()
    page.save_revision()

    found = ask(admin, page, **differing()).json()["languages"]

    assert found["en"]["differs"]
    assert not found["ar"]["differs"]
    assert "30 jours" in found["en"]["html"]
    assert 'data-said="30 months" data-instead="30 days"' in found["en"]["html"]
    assert f"/admin/policies/translations/{page.pk}/#finding-" in found["en"]["html"]


def test_terms_of_the_glossary_and_forbidden_variants_are_shown_to_a_translator(client: Client) -> None:
    page = make_policy_page()
    page.save_revision()
    GlossaryEntry.objects.create(
        organisation=page.organisation_page,
        term_fr="sous-traitant",
        term_en="processor",
        term_ar="معالج من الباطن",
        forbidden_en="vendor",
        definition_ar="من يعالج المعطيات لحساب غيره.",
    )
    translator = join(User.objects.create_user("translator"), TRANSLATORS["ar"])
    client.force_login(translator)

    found = ask(client, page, **differing()).json()["languages"]

    assert "من يعالج المعطيات لحساب غيره." in found["ar"]["html"]
    assert "sous-traitant" in found["ar"]["html"]
    assert 'data-said="vendor" data-instead="processor"' in found["en"]["html"]
    assert "#finding-" not in found["en"]["html"], "who translates mends the text"


def test_dismissed_finding_is_shown_with_its_reason_and_marks_nothing(admin: Client) -> None:
    page = make_policy_page(
        sections=[
            make_page_section(
                body_fr=stream("Sous 30 jours."),
                body_en=stream("In 30 months."),
                body_ar=stream("خلال 30 يومًا."),
            )
        ]
    )
    page.save_revision()
    draft = draft_of(page)
    [finding] = open_findings(draft)
    dismiss(page=draft, finding=finding, reason="As the law has it.", by=User.objects.get())
    section = draft.sections.all()[0]
    bodies = {
        f"body_{code}": json.dumps(getattr(section, f"body_{code}")) for code in ("fr", "en", "ar")
    }

    english = ask(admin, page, key=str(section.key), **bodies).json()["languages"]["en"]

    assert not english["differs"]
    assert "As the law has it." in english["html"]


def test_clause_of_a_new_policy_is_compared_too(admin: Client) -> None:
    assert ask(admin, make_organisation(), **differing()).json()["languages"]["en"]["differs"]
