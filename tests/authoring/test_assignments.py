"""Somebody is responsible for a draft and for each of its languages: who can be, who says so, and when it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from policies.authoring.assignments import WHOLE, Assignment, assign, candidates, responsible
from policies.authoring.models import PolicyPage
from policies.authoring.people.changing import set_roles
from policies.authoring.people.roles import Role
from policies.publication.refusal import CannotChange
from tests.factories import make_organisation, make_policy_page, publish
from tests.people import AUTHORS, OWNERS, REVIEWERS, TRANSLATORS, account, join

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> PolicyPage:
    return make_policy_page()


@pytest.fixture
def people(page: PolicyPage) -> dict[str, User]:
    names = {
        "author": AUTHORS,
        "owner": OWNERS,
        "reviewer": REVIEWERS,
        "english": TRANSLATORS["en"],
        "arabic": TRANSLATORS["ar"],
    }
    home = page.organisation_page
    found = {name: join(account(name), role, home) for name, role in names.items()}
    return found | {"stranger": join(account("stranger"), AUTHORS, make_organisation("elsewhere"))}


def give(page: PolicyPage, task: str, person: User | None, by: User, days: int | None = None) -> Any:
    day = None if days is None else page.organisation_page.organisation.today() + timedelta(days=days)
    return assign(page=page, by=by, people={task: person}, days={task: day})


def test_people_of_the_organisation_with_the_role_can_be_chosen_and_nobody_else(
    page: PolicyPage, people: dict[str, User]
) -> None:
    organisation = page.organisation_page.organisation

    assert {each.username for each in candidates(organisation, WHOLE)} == {"author", "owner"}
    assert {each.username for each in candidates(organisation, "ar")} == {"author", "owner", "arabic"}
    for name in ("stranger", "english", "reviewer"):
        with pytest.raises(CannotChange, match="no role of this organisation"):
            give(page, "ar", people[name], people["author"])
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("by", "task", "may"),
    [("author", WHOLE, True), ("arabic", "ar", True), ("arabic", "en", False), ("arabic", WHOLE, False),
     ("reviewer", "ar", False), ("stranger", "ar", False)],
)  # fmt: skip
def test_work_is_given_by_who_writes_it(
    page: PolicyPage, people: dict[str, User], by: str, task: str, may: bool
) -> None:
    if may:
        give(page, task, people["author"], people[by])
    else:
        with pytest.raises(CannotChange, match="You may not give out"):
            give(page, task, people["author"], people[by])

    assert Assignment.objects.exists() is may


def test_the_language_that_prevails_is_the_drafts(page: PolicyPage, people: dict[str, User]) -> None:
    with pytest.raises(CannotChange):
        give(page, "fr", people["author"], people["author"])


def test_only_what_changed_is_new_and_a_new_day_is_reminded_of_anew(
    page: PolicyPage, people: dict[str, User]
) -> None:
    (first,) = give(page, "ar", people["arabic"], people["author"], 20)
    Assignment.objects.update(told_before=first.due)

    assert give(page, "ar", people["arabic"], people["author"], 20) == []
    (again,) = give(page, "ar", people["arabic"], people["author"], 30)

    assert (again.pk, Assignment.objects.get().told_before) == (first.pk, None)
    assert [each.person for each in responsible([page.pk])[page.pk]] == [people["arabic"]]


def test_day_that_is_past_is_refused_and_nobody_frees_it(
    page: PolicyPage, people: dict[str, User]
) -> None:
    with pytest.raises(CannotChange, match="is past"):
        give(page, "ar", people["arabic"], people["author"], -1)
    give(page, "ar", people["arabic"], people["author"])

    give(page, "ar", None, people["author"])

    assert not Assignment.objects.exists()


@pytest.mark.parametrize("end", ["leaves", "loses the role", "is shut", "is deleted"])
def test_work_of_who_is_gone_is_free(page: PolicyPage, people: dict[str, User], end: str) -> None:
    arabic, organisation = people["arabic"], page.organisation_page.organisation
    give(page, "ar", arabic, people["author"])
    give(page, "en", people["english"], people["author"])

    if end == "is shut":
        arabic.is_active = False
        arabic.save()
    elif end == "is deleted":
        arabic.delete()
    else:
        kept = [Role.REVIEWER] if end == "loses the role" else []
        set_roles(organisation=organisation, person=arabic, roles=kept, by=people["owner"])

    assert list(Assignment.objects.values_list("language", flat=True)) == ["en"]


def test_who_keeps_another_role_that_allows_it_keeps_the_work(
    page: PolicyPage, people: dict[str, User]
) -> None:
    give(page, "ar", people["arabic"], people["author"])
    organisation = page.organisation_page.organisation
    set_roles(
        organisation=organisation, person=people["arabic"], roles=[Role.AUTHOR], by=people["owner"]
    )

    assert Assignment.objects.get().person == people["arabic"]


def test_work_ends_with_the_publication(page: PolicyPage, people: dict[str, User]) -> None:
    give(page, WHOLE, people["author"], people["author"])
    give(page, "ar", people["arabic"], people["author"])

    publish(page)

    assert not Assignment.objects.exists()
