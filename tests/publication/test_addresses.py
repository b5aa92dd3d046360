"""Policies and organisations change their addresses and names by events of the log, and in no other way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from policies.publication import guards, guards_moves
from policies.publication.acts import OrganisationName, PolicyMove
from policies.publication.log import LogEntry
from policies.publication.models import Organisation, Policy
from policies.publication.verification import verify
from tests.factories import make_organisation, make_policy_page, publish, publish_text

pytestmark = pytest.mark.django_db


def entries() -> list[dict[str, Any]]:
    rows = LogEntry.objects.order_by("position").values_list("content", flat=True)
    return [json.loads(bytes(content)) for content in rows]


def faults() -> list[str]:
    return [sentence for _kind, sentence in verify().faults]


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def past_the_moves(statement: str) -> None:
    """As somebody who owns the database could."""
    guards_moves.remove(connection)
    run(statement)
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
    guards_moves.install(connection)


STOLEN = (
    "UPDATE policies_policy SET organisation_id = (SELECT id FROM policies_organisation WHERE slug = 'other') "
    "WHERE slug = 'privacy'"
)
CHANGES = [
    STOLEN,
    "UPDATE policies_policy SET slug = 'gone' WHERE slug = 'privacy'",
    "UPDATE policies_policy SET uuid = '{uuid}' WHERE slug = 'privacy'",
    "UPDATE policies_organisation SET slug = 'gone' WHERE slug = 'atlas'",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_published_policy_is_moved_by_no_statement(statement: str) -> None:
    publish(make_policy_page())
    make_organisation("other")

    with pytest.raises(DatabaseError, match="is moved only by an event"), transaction.atomic():
        run(statement.format(uuid="5b1d0f0e8a494c6e9d6e0a4b0c9c1d11"))

    assert faults() == []


@pytest.mark.parametrize("statement", CHANGES[:2])
def test_policy_that_nobody_has_read_goes_where_it_likes(statement: str) -> None:
    page = make_policy_page()
    organisation = page.organisation_page.organisation
    Policy.objects.create(uuid=page.policy_uuid, organisation=organisation, slug="privacy")
    make_organisation("other")

    run(statement)

    assert faults() == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (STOLEN, "it was moved without an event"),
        (CHANGES[1], "it was moved without an event"),
        (CHANGES[3], "is called"),
        ("UPDATE policies_organisation SET name_fr = 'Autre' WHERE slug = 'atlas'", "is called"),
    ],
)
def test_move_past_the_guards_is_found(statement: str, words: str) -> None:
    publish(make_policy_page())
    make_organisation("other")

    past_the_moves(statement)

    (fault,) = faults()
    assert words in fault


def test_next_version_does_not_make_a_theft_good() -> None:
    page = make_policy_page()
    publish(page)
    make_organisation("other")
    past_the_moves(STOLEN)

    publish_text(page, "Deux")

    assert "stands at privacy" in faults()[0]


def test_move_by_the_page_is_an_event_and_its_old_address_leads_on(client: Client) -> None:
    page = make_policy_page()
    publish(page)

    publish_text(page, "Deux", slug="data-protection")

    assert [entry["entry"] for entry in entries()] == ["version", "move", "version"]
    assert entries()[1]["slug"] == "data-protection"
    assert PolicyMove.objects.count() == 1
    assert faults() == []
    assert client.get("/en/atlas/privacy/v1/")["Location"].endswith("/en/atlas/data-protection/v1/")


def test_other_name_and_address_of_an_organisation_are_an_event(client: Client) -> None:
    page = make_policy_page()
    publish(page)
    organisation = page.organisation_page
    organisation.slug, organisation.name_fr = "atlas-conseil", "Atlas"
    organisation.save()
    organisation.description_fr = "Conseil"
    organisation.save()

    assert [entry["entry"] for entry in entries()] == ["version", "organisation"]
    assert entries()[1]["organisation"] == {
        "id": str(Organisation.objects.get().pk),
        "slug": "atlas-conseil",
        "fr": "Atlas",
        "en": "Atlas Consulting",
        "ar": "أطلس للاستشارة",
    }
    assert OrganisationName.objects.count() == 1
    assert faults() == []
    assert client.get("/en/atlas/privacy/")["Location"].endswith("/en/atlas-conseil/privacy/")


def test_organisation_that_published_nothing_is_in_no_log() -> None:
    organisation = make_organisation()
    organisation.slug = "other"
    organisation.save()

    assert entries() == []


def test_missing_guard_of_moves_is_named_and_put_back_after_a_migration() -> None:
    assert guards.faults(connection) == []

    guards.make_room(using=connection.alias)  # as before a migration
    assert bool(guards.faults(connection)) == (connection.vendor == "sqlite")
    guards_moves.remove(connection)
    missing = guards.faults(connection)
    guards.reinstall(using=connection.alias)

    assert missing == [
        "policies_policy: policies_policy_not_moved is missing",
        "policies_organisation: policies_organisation_not_moved is missing",
    ]
    assert guards.faults(connection) == []
