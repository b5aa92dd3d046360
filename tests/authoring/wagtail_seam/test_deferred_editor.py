"""The body of a section that nobody opened: stored as it was, and never with markup that the editor cannot write."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.authoring.translation.drafts import draft, save
from tests.factories import make_policy_page

pytestmark = pytest.mark.django_db


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
