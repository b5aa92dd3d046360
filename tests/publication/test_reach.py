"""How many readers a release reaches, as other rooms read it."""

from __future__ import annotations

import pytest

from policies.publication.models import Organisation, Policy
from policies.publication.reach import Reach, mails_per_second, reach_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy() -> Policy:
    organisation = Organisation.objects.create(slug="atlas", name="Atlas")
    return Policy.objects.create(organisation=organisation, slug="privacy")


def test_policy_that_was_never_counted_reaches_nobody_known(policy: Policy) -> None:
    assert reach_of(policy) == {}
    assert mails_per_second() is None


def test_counts_are_by_language_and_the_speed_is_that_of_the_whole_register(policy: Policy) -> None:
    Reach.objects.create(policy=policy, readers={"fr": 2, "ar": 1}, mails_per_second=40.0)
    other = Policy.objects.create(organisation=policy.organisation, slug="cookies")
    Reach.objects.create(policy=other)

    assert reach_of(policy) == {"fr": 2, "ar": 1}
    assert reach_of(other) == {}
    assert mails_per_second() == 40.0
