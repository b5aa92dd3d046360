"""Any date resolves to exactly one version in force, or to none."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.publication.models import Policy, PolicyVersion, Withdrawal
from policies.reading.timeline import timeline
from tests.factories import freeze_document, make_document, make_organisation, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy() -> Policy:
    return Policy.objects.create(organisation=make_organisation().organisation, slug="privacy")


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


def test_today_begins_at_midnight_of_the_organisations_place(policy: Policy) -> None:
    moment = datetime(2025, 1, 1, 3, 0, tzinfo=UTC)
    policy.organisation.time_zone = "America/Chicago"

    with mock.patch.object(timezone, "now", return_value=moment):
        today = policy.organisation.today()

    assert today == date(2024, 12, 31)
    assert today == moment.date() - timedelta(days=1)


ZONES = ("Africa/Casablanca", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "UTC")
FIRST = date(2025, 3, 1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.integers(0, 12), min_size=1, max_size=6),
    withdrawn=st.sets(st.integers(1, 6)),
    zone=st.sampled_from(ZONES),
    moment=st.datetimes(datetime(2025, 2, 27), datetime(2025, 3, 18), timezones=st.just(UTC)),
)
def test_queries_and_histories_agree_on_any_history(
    policy: Policy, days: list[int], withdrawn: set[int], zone: str, moment: datetime
) -> None:
    """On announced, overtaken and withdrawn versions; against the rule said a third time, plainly."""
    policy.organisation.time_zone = zone
    policy.organisation.save()
    other = Policy.objects.create(organisation=policy.organisation, slug=f"p-{uuid.uuid4()}")
    versions = freeze_on(other, *(FIRST + timedelta(days=day) for day in days))
    for version in versions:
        if version.number in withdrawn:
            Withdrawal.objects.create(version=version, reason={})
    standing = [version for version in versions if version.number not in withdrawn]

    with mock.patch.object(timezone, "now", return_value=moment):
        history = timeline(other)
        today = moment.astimezone(ZoneInfo(zone)).date()
        assert history.today == today
        for day in (FIRST + timedelta(days=offset) for offset in range(-2, 15)):
            applied = [version for version in standing if version.effective_from <= day]
            right = max(applied, key=lambda version: version.number, default=None)
            shown = history.on(day)
            assert other.in_force(day) == right
            assert list(other.versions.in_force(day)) == ([right] if right else [])
            assert (shown.number if shown else None) == (right.number if right else None)
            waiting = [
                version
                for version in standing
                if version.effective_from > day
                and not any(
                    later.number > version.number and later.effective_from <= version.effective_from
                    for later in standing
                )
            ]
            waiting.sort(key=lambda version: version.effective_from)
            assert list(other.versions.upcoming(day)) == waiting
            assert [e.number for e in history.entries if e.period.is_upcoming(day)] == sorted(
                version.number for version in waiting
            )
        assert other.in_force() == other.in_force(today)
        assert [entry.number for entry in history.entries if entry.is_in_force] == [
            version.number for version in other.versions.in_force(today)
        ]
        assert [entry.number for entry in history.upcoming] == [
            version.number for version in other.versions.upcoming(today)
        ]


def test_announced_version_that_a_later_number_overtakes_is_not_upcoming(policy: Policy) -> None:
    _first, _overtaken, sooner = freeze_on(policy, date(2024, 1, 1), date(2025, 6, 1), date(2025, 3, 1))

    assert list(policy.versions.upcoming(date(2025, 1, 1))) == [sooner]


def test_of_two_announced_for_one_day_the_later_number_is_upcoming(policy: Policy) -> None:
    _first, _former, latter = freeze_on(policy, date(2024, 1, 1), date(2025, 6, 1), date(2025, 6, 1))

    assert list(policy.versions.upcoming(date(2025, 1, 1))) == [latter]
