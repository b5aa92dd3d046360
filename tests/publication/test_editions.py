"""The stamps that say whether readers are shown something else than before."""

from __future__ import annotations

import pytest
from django.db import transaction

from policies.publication.editions import REGISTER, changed, editions, read_editions, total
from policies.publication.models import Organisation
from tests.reading.register import make_policy, publish_words

pytestmark = pytest.mark.django_db


def test_page_has_the_stamps_of_all_that_it_shows() -> None:
    known = editions({(1, 0): 10, (1, 7): 100, (1, 8): 1_000, (2, 0): 5, (0, 0): 3})

    assert known.of((1, 7)) == 110
    assert known.of((1, 0)) == 1_110
    assert known.of(REGISTER) == 1_118
    assert known.of((3, 9)) == 0


def test_publication_changes_its_policy_its_organisation_and_the_register_alone() -> None:
    policy, other = make_policy(), make_policy("rif")
    before = read_editions()

    publish_words(policy, "Texte")

    after, here = read_editions(), (policy.organisation_id, policy.pk)
    for subject in (here, (policy.organisation_id, 0), REGISTER):
        assert after.of(subject) != before.of(subject)
    elsewhere = (other.organisation_id, other.pk)
    assert after.of(elsewhere) == before.of(elsewhere)
    assert total() == after.total


def test_name_of_an_organisation_is_on_the_pages_of_all_its_policies() -> None:
    policy = make_policy()
    before = read_editions()

    Organisation.objects.get(pk=policy.organisation_id).save()

    here = (policy.organisation_id, policy.pk)
    assert read_editions().of(here) != before.of(here)


def test_change_that_is_undone_is_none() -> None:
    policy = make_policy()
    before = total()

    with transaction.atomic():
        changed(policy.organisation_id, policy.pk)
        transaction.set_rollback(True)

    assert total() == before


def test_stamp_of_a_restored_database_is_not_that_of_what_came_after() -> None:
    changed(1, 2)
    first = read_editions().of((1, 2))
    changed(1, 2)
    second = read_editions().of((1, 2))

    assert len({first, second}) == 2
