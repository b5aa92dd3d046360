"""The forecast of a release, and the later day that is approved with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from policies.authoring.models import PolicyPage
from policies.publication.lateness import LaterDay
from policies.publication.models import PolicyVersion
from policies.publication.reach import Reach
from tests.authoring.forms import post_edit
from tests.factories import NOTES, draft_of, make_organisation, make_policy_page, publish

pytestmark = pytest.mark.django_db

CHANGED: dict[str, Any] = {f"change_note_{code}": note for code, note in NOTES.items()} | {
    f"summary_{code}": "Otherwise" for code in NOTES
}


@pytest.fixture
def page() -> PolicyPage:
    page = make_policy_page(make_organisation(notice_days=14))
    publish(page)
    return page


def ahead(page: PolicyPage, days: int) -> str:
    policy = page.policy
    assert policy is not None
    return str(policy.organisation.today() + timedelta(days=days))


def test_later_day_of_the_form_is_approved_with_the_release(admin: Client, page: PolicyPage) -> None:
    days = {"effective_date": ahead(page, 20), "later_day": ahead(page, 40)}
    assert post_edit(admin, page, "publish", **CHANGED, **days).status_code == 302

    planned = LaterDay.objects.get()
    assert (str(planned.day), planned.version) == (ahead(page, 40), PolicyVersion.objects.latest("pk"))
    assert planned.actor_name == planned.version.actor_name


def test_day_that_is_not_later_is_refused(admin: Client, page: PolicyPage) -> None:
    days = {"effective_date": ahead(page, 20), "later_day": ahead(page, 20)}
    refused = post_edit(admin, page, "publish", **CHANGED, **days)

    assert list(refused.context["form"].errors) == ["later_day"]
    assert not LaterDay.objects.exists()


@pytest.mark.parametrize(("speed", "late"), [(100.0, False), (0.001, True)])
def test_forecast_says_when_the_last_reader_is_told(page: PolicyPage, speed: float, late: bool) -> None:
    Reach.objects.create(policy=page.policy, readers={"fr": 1000}, mails_per_second=speed)
    draft = draft_of(page)
    draft.effective_date = draft.policy.organisation.today() + timedelta(days=20)

    telling = draft.readiness.telling

    assert telling.last_in_time == draft.effective_date - timedelta(days=14)
    assert telling.will_be_late is late


def test_nothing_is_forecast_before_anything_was_measured(page: PolicyPage) -> None:
    assert draft_of(page).readiness.telling.told_on is None
