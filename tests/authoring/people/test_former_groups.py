"""The groups of before become memberships, and what Wagtail writes into a new database is gone."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from wagtail.models import Page, Site, Workflow

from policies.authoring.people.membership import Membership
from policies.authoring.people.rights import may
from policies.authoring.people.roles import Act
from policies.authoring.people.wagtail_groups import follow
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db

MIGRATION = import_module("policies.migrations.0040_people_of_organisations")


def convert() -> None:
    MIGRATION.memberships_of_groups(apps, None)


def test_who_was_in_a_group_serves_every_organisation_with_that_role() -> None:
    pages = [make_organisation("atlas"), make_organisation("other")]
    person = User.objects.create_user("amal")
    person.groups.add(Group.objects.create(name="Publishers"), Group.objects.create(name="Moderators"))

    convert()

    person = User.objects.get(pk=person.pk)
    assert set(Membership.objects.values_list("organisation__slug", "role")) == {
        ("atlas", "publisher"),
        ("other", "publisher"),
    }
    assert all(may(person, Act.PUBLISH, page.organisation) for page in pages)
    assert not Group.objects.filter(name__in=["Publishers", "Moderators"]).exists()


def test_groups_of_the_migration_are_those_that_follow_from_the_memberships() -> None:
    make_organisation("atlas")
    person = User.objects.create_user("amal")
    for name in MIGRATION.FORMER_GROUPS:
        person.groups.add(Group.objects.create(name=name))
    convert()
    made = _rights(person)

    follow(person)

    assert _rights(User.objects.get(pk=person.pk)) == made


def _rights(person: User) -> set[tuple[str, str]]:
    found = {(group.name, "") for group in person.groups.all()}
    for group in person.groups.all():
        found |= {(group.name, right.permission.codename) for right in group.page_permissions.all()}
    return found


def test_nothing_of_a_stock_site_is_left() -> None:
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()
    assert not Workflow.objects.filter(name="Moderators approval").exists()
    assert not Page.objects.filter(title__contains="Wagtail").exists()
    assert Site.objects.get().hostname != "localhost"
