"""Any date resolves to exactly one version in force, or to none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest
from django.utils import timezone

from policies.publication.models import Policy, PolicyVersion
from tests.factories import freeze_document, make_document, make_hub, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy() -> Policy:
    return Policy.objects.create(hub=make_hub().hub, slug="privacy")


def freeze_on(policy: Policy, *days: date) -> list[PolicyVersion]:
    return [
        freeze_document(
            make_document(policy=policy.uuid, sections=(make_section(),)), policy, effective_from=day
        )
        for day in days
    ]


def test_nothing_is_in_force_before_the_first_version(policy: Policy) -> None:
    freeze_on(policy, date(2024, 3, 1))

    assert policy.in_force(date(2024, 2, 29)) is None


def test_version_is_in_force_from_its_date_until_the_next(policy: Policy) -> None:
    first, second = freeze_on(policy, date(2024, 3, 1), date(2025, 1, 1))

    assert policy.in_force(date(2024, 3, 1)) == first
    assert policy.in_force(date(2024, 12, 31)) == first
    assert policy.in_force(date(2025, 1, 1)) == second


def test_highest_number_wins_when_dates_overlap(policy: Policy) -> None:
    _, announced, earlier = freeze_on(policy, date(2024, 1, 1), date(2025, 6, 1), date(2025, 1, 1))

    assert policy.in_force(date(2025, 7, 1)) == earlier
    assert announced not in policy.versions.upcoming(date(2025, 2, 1))


def test_upcoming_versions_are_the_announced_ones_soonest_first(policy: Policy) -> None:
    _, second, third = freeze_on(policy, date(2024, 1, 1), date(2025, 1, 1), date(2025, 6, 1))

    assert list(policy.versions.upcoming(date(2024, 5, 1))) == [second, third]


def test_today_begins_at_midnight_of_the_hubs_place(policy: Policy) -> None:
    moment = datetime(2025, 1, 1, 3, 0, tzinfo=UTC)
    policy.hub.time_zone = "America/Chicago"

    with mock.patch.object(timezone, "now", return_value=moment):
        today = policy.hub.today()

    assert today == date(2024, 12, 31)
    assert today == moment.date() - timedelta(days=1)
