"""The database keeps the last owner, whatever asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from policies.authoring.people import last_owner
from policies.authoring.people.membership import Membership
from policies.publication.models import Organisation
from tests.factories import make_organisation
from tests.people import AUTHORS, OWNERS, account, join

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Any:
    return join(account("owner"), OWNERS, make_organisation("atlas"))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM policies_membership",
        "UPDATE policies_membership SET role = 'author'",
        "UPDATE policies_membership SET person_id = person_id + 1",
    ],
)
def test_statement_typed_by_hand_is_refused(owner: Any, statement: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Membership.objects.get().role == "owner"


def test_account_of_the_last_owner_cannot_be_deleted(owner: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        owner.delete()

    assert Membership.objects.exists()


def test_two_owners_are_not_deleted_at_once(owner: Any) -> None:
    join(account("second"), OWNERS)

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.all().delete()

    assert Membership.objects.count() == 2


def test_other_roles_and_one_of_two_owners_go(owner: Any) -> None:
    second = join(join(account("second"), OWNERS), AUTHORS)

    Membership.objects.filter(person=second).delete()

    assert Membership.objects.get().person == owner


def test_organisation_that_left_has_no_owner(owner: Any) -> None:
    Organisation.objects.update(left_at=timezone.now())

    Membership.objects.all().delete()

    assert not Membership.objects.exists()


def test_missing_trigger_is_named_and_put_back(owner: Any) -> None:
    last_owner.remove(connection)
    missing = last_owner.faults(connection)

    last_owner.install(connection)

    assert [fault.partition(": ")[2] for fault in missing] == [
        f"{name} is missing" for name in last_owner.NAMES
    ]
    assert last_owner.faults(connection) == []
