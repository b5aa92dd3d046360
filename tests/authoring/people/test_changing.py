"""Giving and taking roles, and handing an organisation over."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from wagtail.models import PageSubscription, Workflow, WorkflowState

from policies.authoring.groups import WORKFLOW
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.people import changing
from policies.authoring.people.changing import hand_over, set_roles
from policies.authoring.people.membership import Membership
from policies.authoring.people.rights import may
from policies.authoring.people.roles import ACTS, Act, Role
from policies.publication.audit_trail import AuditEntry
from policies.publication.refusal import CannotChangePeople
from tests.factories import fresh, make_organisation, make_policy_page
from tests.people import (
    ADMINISTRATORS,
    AUTHORS,
    OWNERS,
    PUBLISHERS,
    REVIEWERS,
    TRANSLATORS,
    account,
    join,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def atlas() -> OrganisationPage:
    return make_organisation("atlas")


@pytest.fixture
def owner(atlas: OrganisationPage) -> Any:
    return join(account("owner"), OWNERS, atlas)


def roles_of(person: Any, page: OrganisationPage) -> set[str]:
    held = Membership.objects.filter(person=person, organisation=page.organisation)
    return set(held.values_list("role", flat=True))


def test_owner_gives_exactly_the_chosen_roles(atlas: OrganisationPage, owner: Any) -> None:
    person = join(account("amal"), AUTHORS, atlas)

    set_roles(
        organisation=atlas.organisation, person=person, roles=[Role.REVIEWER, Role.PUBLISHER], by=owner
    )

    assert roles_of(person, atlas) == {Role.REVIEWER, Role.PUBLISHER}
    assert may(fresh(person), Act.PUBLISH, atlas.organisation)


def test_role_of_one_organisation_gives_nothing_in_another(atlas: OrganisationPage, owner: Any) -> None:
    other = make_organisation("other")

    answers = {act: may(owner, act, other.organisation) for act in Act}

    assert not any(answers.values())
    assert not owner.groups.filter(name__startswith=f"organisation {other.organisation_id}:").exists()
    assert not other.permissions_for_user(owner).can_edit()


def test_one_person_serves_several_with_a_role_in_each(atlas: OrganisationPage) -> None:
    other = make_organisation("other")
    person = join(join(account("amal"), AUTHORS, atlas), PUBLISHERS, other)

    assert may(person, Act.WRITE, atlas.organisation)
    assert not may(person, Act.PUBLISH, atlas.organisation)
    assert may(person, Act.PUBLISH, other.organisation)


@pytest.mark.parametrize("role", [AUTHORS, REVIEWERS, PUBLISHERS, TRANSLATORS["ar"]])
def test_only_owners_change_people(atlas: OrganisationPage, owner: Any, role: str) -> None:
    person = join(account("other"), role, atlas)

    with pytest.raises(CannotChangePeople, match="Only an owner of “Atlas Consulting”"):
        set_roles(organisation=atlas.organisation, person=person, roles=[Role.OWNER], by=person)


def test_owner_of_another_organisation_changes_nobody_here(atlas: OrganisationPage, owner: Any) -> None:
    stranger = join(account("stranger"), OWNERS, make_organisation("other"))

    with pytest.raises(CannotChangePeople, match="Only an owner"):
        set_roles(organisation=atlas.organisation, person=stranger, roles=[Role.OWNER], by=stranger)


def test_who_administers_the_site_changes_people_of_every_organisation(atlas: OrganisationPage) -> None:
    administrator = join(account("root"), ADMINISTRATORS)
    person = account("first")

    set_roles(organisation=atlas.organisation, person=person, roles=[Role.OWNER], by=administrator)

    assert roles_of(person, atlas) == {Role.OWNER}


@pytest.mark.parametrize("roles", [[], [Role.AUTHOR]])
def test_last_owner_stays_owner(atlas: OrganisationPage, owner: Any, roles: list[str]) -> None:
    with pytest.raises(CannotChangePeople, match="“owner” is the last owner of “Atlas Consulting”"):
        set_roles(organisation=atlas.organisation, person=owner, roles=roles, by=owner)

    assert roles_of(owner, atlas) == {Role.OWNER}


def test_owner_goes_where_another_stays(atlas: OrganisationPage, owner: Any) -> None:
    join(account("second"), OWNERS, atlas)

    set_roles(organisation=atlas.organisation, person=owner, roles=[], by=owner)

    assert roles_of(owner, atlas) == set()
    assert not fresh(owner).has_perm("wagtailadmin.access_admin")


def test_organisation_is_handed_over_and_the_former_owner_keeps_the_rest(
    atlas: OrganisationPage, owner: Any
) -> None:
    person = join(account("amal"), AUTHORS, atlas)

    hand_over(organisation=atlas.organisation, person=person, by=owner)

    assert roles_of(person, atlas) == {Role.AUTHOR, Role.OWNER}
    assert roles_of(owner, atlas) == {Role.PUBLISHER}


def test_organisation_is_handed_to_nobody_outside(atlas: OrganisationPage, owner: Any) -> None:
    with pytest.raises(CannotChangePeople, match="“amal” does not serve this organisation"):
        hand_over(organisation=atlas.organisation, person=account("amal"), by=owner)


def test_unknown_role_is_refused_by_its_name(atlas: OrganisationPage, owner: Any) -> None:
    with pytest.raises(CannotChangePeople, match="“king” is no role"):
        set_roles(organisation=atlas.organisation, person=account("amal"), roles=["king"], by=owner)


def test_people_are_bounded(
    atlas: OrganisationPage, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changing, "MOST_PEOPLE", 1)

    with pytest.raises(CannotChangePeople, match="the limit is 1"):
        set_roles(organisation=atlas.organisation, person=account("amal"), roles=["author"], by=owner)


def test_who_was_removed_is_told_nothing_more(atlas: OrganisationPage, owner: Any) -> None:
    person = join(account("amal"), AUTHORS, atlas)
    page = make_policy_page(atlas, heading_ar="")
    page.save_revision(user=person)
    PageSubscription.objects.create(page=page, user=person, comment_notifications=True)
    state = Workflow.objects.get(name=WORKFLOW).start(page, person)

    set_roles(organisation=atlas.organisation, person=person, roles=[], by=owner)
    mail.outbox.clear()
    state.refresh_from_db()
    state.cancel(user=owner)

    assert not PageSubscription.objects.filter(user=person).exists()
    assert WorkflowState.objects.get().requested_by is None
    assert mail.outbox == []


def test_step_of_the_workflow_is_told_to_the_people_of_the_organisation_only(
    atlas: OrganisationPage, django_capture_on_commit_callbacks: Any
) -> None:
    here = join(account("here"), TRANSLATORS["ar"], atlas)
    join(account("elsewhere"), TRANSLATORS["ar"], make_organisation("other"))
    author = join(account("amal"), AUTHORS, atlas)
    page = make_policy_page(atlas, heading_ar="")
    page.save_revision(user=author)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        Workflow.objects.get(name=WORKFLOW).start(page, author)

    assert [message.to for message in mail.outbox] == [[here.email]]


def test_deed_is_in_the_trail_of_its_organisation(atlas: OrganisationPage, owner: Any) -> None:
    set_roles(organisation=atlas.organisation, person=account("amal"), roles=["author"], by=owner)

    deed = AuditEntry.objects.latest("pk")
    assert (deed.action, deed.subject, deed.organisation) == (
        "roles",
        "atlas: amal",
        atlas.organisation_id,
    )
    assert deed.details == {"added": ["author"]}


def test_every_act_is_somebodys() -> None:
    assert set().union(*ACTS.values()) == set(Act)
