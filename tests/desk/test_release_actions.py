"""What is done about a version: restored, withdrawn, retired, approved by a second person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import TaskState

from policies.authoring.draft import document_of
from policies.publication.models import PolicyVersion
from tests.authoring.forms import post_edit
from tests.authoring.test_writing_rights import NOTES, REASONS, member
from tests.factories import (
    draft_of,
    make_policy_page,
    publish,
    publish_text,
)
from tests.people import AUTHORS, REVIEWERS, join

pytestmark = pytest.mark.django_db


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
    join(User.objects.get(username=AUTHORS), REVIEWERS)
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
