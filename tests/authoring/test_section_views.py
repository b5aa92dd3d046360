"""Opening a section in the editor: its bodies to edit, and what there is to say of its translations."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.authoring.translation.source_texts import keep, source_of
from tests.authoring.forms import post_edit
from tests.factories import make_organisation, make_page_section, make_policy_page, publish, stream

pytestmark = pytest.mark.django_db


def posted(prefix: str = "sections-0", **values: str) -> dict[str, str]:
    section = make_page_section()
    data = {"prefix": prefix}
    for code in ("fr", "en", "ar"):
        data[f"{prefix}-heading_{code}"] = getattr(section, f"heading_{code}")
        data[f"{prefix}-body_{code}-raw"] = json.dumps(getattr(section, f"body_{code}").get_prep_value())
    return data | {f"{prefix}-{name}": value for name, value in values.items()}


def ask(client: Client, page: Any, **values: str) -> Any:
    return client.post(f"/admin/policies/section/{page.pk}/", posted(**values) | {"editors": "1"})


def test_opened_section_comes_with_its_editors(admin: Client) -> None:
    answer = ask(admin, make_policy_page()).json()
    editor = answer["editors"]["sections-0-body_ar"]
    assert [block["type"] for block in editor] == ["text"]
    assert "نعالج بياناتكم." in json.loads(editor[0]["value"])["blocks"][0]["text"]


def test_change_of_the_source_since_the_translation_is_shown(admin: Client) -> None:
    page = make_policy_page()
    old = source_of(make_page_section(body_fr=stream("Nous gardons vos données 30 jours.")), "fr")
    keep([old])
    answer = ask(
        admin,
        page,
        **{
            "translated_from_ar": old.digest,
            "body_fr-raw": json.dumps(
                [{"type": "text", "value": "<p>Nous gardons vos données 60 jours.</p>", "id": "1"}]
            ),
        },
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
    assert ask(client, page.organisation_page if parent else page).status_code in (302, 403)


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
