"""Who may do what: role × action, asked of the server and not of the page that shows the buttons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from wagtail.models import GroupPagePermission

from policies.authoring.draft import ordered_sections
from policies.authoring.models import PolicyPage
from policies.authoring.people.roles import Act
from policies.authoring.second_person import MinorConfirmation
from policies.authoring.writing_rights import keep_what_others_write
from policies.publication.approve import Approval
from policies.publication.models import PolicyVersion, Retirement, Withdrawal
from policies.publication.withdrawal_requests import WithdrawalRequest
from tests.authoring.forms import form_data, post_edit, section_data, untouched
from tests.factories import (
    draft_of,
    fresh,
    home,
    make_page_section,
    make_policy_page,
    publish,
    publish_text,
)
from tests.people import ADMINISTRATORS, AUTHORS, PUBLISHERS, REVIEWERS, TRANSLATORS, join

pytestmark = pytest.mark.django_db

ARABIC = TRANSLATORS["ar"]
ROLES = (AUTHORS, ARABIC, REVIEWERS, PUBLISHERS, ADMINISTRATORS)
NOTES = {f"change_note_{code}": "Note" for code in ("fr", "en", "ar")}
REASONS = {f"reason_{code}": "Reason" for code in ("fr", "en", "ar")}


def member(group: str, name: str = "") -> Client:
    home()
    user = User.objects.create_user(name or group, "member@example.org", "x")
    join(user, group)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(scope="module")
def announced_page(write_once: Callable[..., PolicyPage]) -> PolicyPage:
    return write_once(make_announced_page)


@pytest.fixture
def page(announced_page: PolicyPage) -> PolicyPage:
    return fresh(announced_page)


def make_announced_page() -> PolicyPage:
    """Version 1 in force, and a version 2 that was announced as an emergency by somebody else."""
    made = make_policy_page()
    publish(made)
    other = User.objects.create_superuser("other", "other@example.org", "x")
    day = made.policy.organisation.today() + timedelta(days=30)
    reason = {"emergency": True, "emergency_reason": "Court order"}
    publish_text(made, "Announced", effective_date=day, user=other, **reason)
    return made


def newest(page: PolicyPage) -> PolicyVersion:
    return PolicyVersion.objects.filter(policy__uuid=page.policy_uuid).latest("number")


def writes(code: str) -> Callable[[Client, PolicyPage], bool]:
    def act(client: Client, page: PolicyPage) -> bool:
        post_edit(client, page, **{f"heading_{code}": "Written by me"})
        draft = PolicyPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        return bool(getattr(draft, f"heading_{code}") == "Written by me")

    return act


def publishes(client: Client, page: PolicyPage) -> bool:
    post_edit(
        client, page, "publish", **NOTES, **{f"heading_{code}": "New" for code in ("fr", "en", "ar")}
    )
    return newest(page).number == 3


def withdraws(client: Client, page: PolicyPage) -> bool:
    """Asks for it: another person agrees."""
    client.post(f"/admin/policies/version/{newest(page).pk}/withdraw/", REASONS)
    return WithdrawalRequest.objects.exists()


def retires(client: Client, page: PolicyPage) -> bool:
    Withdrawal.objects.create(version=newest(page), reason={})
    client.post(f"/admin/policies/{page.pk}/retire/", REASONS)
    return Retirement.objects.exists()


def restores(client: Client, page: PolicyPage) -> bool:
    before = page.latest_revision_id
    first = PolicyVersion.objects.get(policy__uuid=page.policy_uuid, number=1)
    client.post(f"/admin/policies/version/{first.pk}/restore/")
    return bool(PolicyPage.objects.get(pk=page.pk).latest_revision_id != before)


def approves(client: Client, page: PolicyPage) -> bool:
    client.post(f"/admin/policies/version/{newest(page).pk}/approve/", {"reason": ""})
    return Approval.objects.exists()


def confirms(client: Client, page: PolicyPage) -> bool:
    client.post(f"/admin/policies/{page.pk}/confirm/", {"reason": "Only wording"})
    return MinorConfirmation.objects.exists()


def deletes_a_draft(client: Client, page: PolicyPage) -> bool:
    draft = make_policy_page(page.organisation_page, slug="other-draft")
    client.post(f"/admin/pages/{draft.pk}/delete/")
    return not PolicyPage.objects.filter(pk=draft.pk).exists()


def copies(client: Client, page: PolicyPage) -> bool:
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": str(page.get_parent().pk)}
    client.post(f"/admin/pages/{page.pk}/copy/", data)
    return PolicyPage.objects.filter(slug="copy").exists()


def changes_the_organisation(client: Client, page: PolicyPage) -> bool:
    return bool(client.get(f"/admin/pages/{page.get_parent().pk}/edit/").status_code == 200)


def creates_an_organisation(client: Client, page: PolicyPage) -> bool:
    address = f"/admin/pages/add/policies/organisationpage/{home().pk}/"
    return bool(client.get(address).status_code == 200)


def reads_the_draft(client: Client, page: PolicyPage) -> bool:
    return bool(client.get(f"/admin/policies/{page.pk}/check/").status_code == 200)


EVERYBODY_WRITING = {AUTHORS, PUBLISHERS, ADMINISTRATORS}
ENDING = {PUBLISHERS, ADMINISTRATORS}
SECOND_PERSONS = {REVIEWERS, PUBLISHERS, ADMINISTRATORS}
TABLE: dict[Callable[[Client, PolicyPage], bool], set[str]] = {
    writes("fr"): EVERYBODY_WRITING,
    writes("en"): EVERYBODY_WRITING,
    writes("ar"): {*EVERYBODY_WRITING, ARABIC},
    publishes: ENDING,
    withdraws: ENDING,
    retires: ENDING,
    restores: EVERYBODY_WRITING,
    approves: SECOND_PERSONS,
    confirms: SECOND_PERSONS,
    deletes_a_draft: EVERYBODY_WRITING,
    copies: EVERYBODY_WRITING,
    changes_the_organisation: {ADMINISTRATORS},
    creates_an_organisation: {ADMINISTRATORS},
    reads_the_draft: set(ROLES),
}
CELLS = [
    pytest.param(role, act, role in allowed, id=f"{role}-{act.__qualname__.partition('.')[0]}-{place}")
    for place, (act, allowed) in enumerate(TABLE.items())
    for role in ROLES
]


@pytest.mark.parametrize(("role", "act", "allowed"), CELLS)
def test_role_may_do_what_the_table_says(
    page: PolicyPage, role: str, act: Callable[[Client, PolicyPage], bool], allowed: bool
) -> None:
    assert act(member(role), page) is allowed


def test_translator_changes_only_their_language_whatever_the_form_sends(page: PolicyPage) -> None:
    before = page.get_latest_revision_as_object()
    (section,) = ordered_sections(before)
    sent = section_data(
        key=str(section.key),
        level=3,
        **{f"heading_{code}": f"Mine {code}" for code in ("fr", "en", "ar")},
        **{f"text_{code}": f"Mine {code}" for code in ("fr", "en", "ar")},
    )
    added = section_data(key="11111111-1111-4111-8111-111111111111", heading_ar="زائد")

    response = post_edit(
        member(ARABIC),
        page,
        sections=[sent, added],
        slug="mine",
        kind="terms",
        effective_date="2030-01-01",
        with_fr=None,
        change_note_fr="Mine",
        change_note_ar="لي",
    )

    draft = PolicyPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    (kept,) = ordered_sections(draft)
    assert response.status_code == 302
    assert (kept.heading_ar, kept.heading_fr, kept.level) == ("Mine ar", section.heading_fr, 1)
    assert "Mine fr" not in str(kept.body_fr)
    assert "Mine ar" in str(kept.body_ar)
    assert (draft.slug, draft.kind, draft.with_fr, draft.change_note_ar) == (
        "privacy",
        "privacy",
        True,
        "لي",
    )
    assert draft.change_note_fr != "Mine"


def test_reviewer_who_approves_in_the_editor_has_edited_nothing() -> None:
    page = make_policy_page()
    post_edit(member(AUTHORS), page, "submit", **NOTES)
    reviewer = member(REVIEWERS)
    address = f"/admin/pages/{page.pk}/edit/"
    form = BeautifulSoup(reviewer.get(address).content, "html.parser").find(
        "form", attrs={"data-edit-form": True}
    )
    approve = {"action-workflow-action": "true", "workflow-action-name": "approve"}

    response = reviewer.post(address, {**dict(untouched(form)), **approve})

    assert response.headers["Location"] == "/admin/"
    page.refresh_from_db()
    assert page.latest_revision.user.username == AUTHORS
    waiting = page.current_workflow_state.current_task_state.task
    assert waiting.specific.asked_act == Act.PUBLISH


def translator() -> User:
    member(ARABIC)
    return User.objects.get(username=ARABIC)


def test_what_others_write_is_put_back_whatever_way_the_text_came() -> None:
    page = make_policy_page()
    page.save_revision()
    stored, mine = draft_of(page), draft_of(page)
    (section,) = ordered_sections(mine)
    for row in (mine, section):
        row.heading_fr, row.heading_ar = "Mine", "لي"
    section.level, mine.slug, mine.with_fr, mine.significance = 3, "mine", False, "minor"
    mine.sections = [section, make_page_section(sort_order=9)]

    keep_what_others_write(mine, stored, translator())

    (kept,) = ordered_sections(mine)
    assert (mine.heading_ar, kept.heading_ar) == ("لي", "لي")
    assert (mine.heading_fr, mine.slug, mine.with_fr) == (stored.heading_fr, stored.slug, True)
    assert mine.significance == stored.significance
    assert (kept.heading_fr, kept.level) == ("Données", 1)


@pytest.mark.parametrize("role", [ARABIC, AUTHORS])
def test_group_made_by_hand_gives_no_role(role: str) -> None:
    draft = make_policy_page()
    user = join(User.objects.create_user("somebody"), role)
    group = Group.objects.create(name="made by hand")
    user.groups.add(group)
    for action in ("add_page", "change_page", "publish_page", "bulk_delete_page"):
        permission = Permission.objects.get(codename=action)
        GroupPagePermission.objects.create(group=group, page=home(), permission=permission)

    tester = draft.permissions_for_user(User.objects.get(pk=user.pk))

    assert tester.can_copy() is tester.can_delete() is (role == AUTHORS)
    assert not tester.can_publish()


def test_section_a_translator_leaves_out_of_the_form_stays(page: PolicyPage) -> None:
    post_edit(member(ARABIC), page, sections=[])

    draft = PolicyPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert len(ordered_sections(draft)) == 1


def test_publisher_does_not_approve_their_own_emergency() -> None:
    page = make_policy_page()
    client = member(PUBLISHERS)
    post_edit(client, page, "publish", **NOTES)
    waiting = newest(page).awaits_approval

    own = approves(client, page)
    other = approves(member(REVIEWERS), page)

    assert waiting
    assert (own, other) == (False, True)
    assert not PolicyVersion.objects.unapproved().exists()


def test_emergency_and_its_reason_are_frozen_with_the_version() -> None:
    page = make_policy_page()
    post_edit(member(PUBLISHERS), page, "publish", **NOTES, emergency_reason="Court order")

    waiver = newest(page).record.waivers["second_person"]

    assert (waiver.reason, waiver.by) == ("Court order", PUBLISHERS)
    assert b"Court order" in bytes(newest(page).content)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"emergency": None}, "emergency"), ({"emergency_reason": " "}, "emergency_reason")],
)
def test_publishing_alone_without_a_reason_is_refused_beside_the_field(
    values: dict[str, Any], field: str
) -> None:
    page = make_policy_page()

    response = post_edit(member(PUBLISHERS), page, "publish", **NOTES, **values)

    assert field in response.context["form"].errors
    assert not PolicyVersion.objects.exists()


def test_new_page_of_an_author_is_not_published_by_them() -> None:
    organisation = make_policy_page().get_parent()
    data = form_data(heading_fr="T", slug="new", sections=[section_data(heading_fr="Un")])

    address = f"/admin/pages/add/policies/policypage/{organisation.pk}/"
    member(AUTHORS).post(address, {**data, "action-publish": "1"})

    assert not PolicyPage.objects.live().exists()
    assert not PolicyVersion.objects.exists()
