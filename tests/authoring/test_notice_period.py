"""A shorter notice than promised: refused, or published with a reason, as the organisation chose."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from policies.authoring.models import PolicyPage
from policies.publication.models import PolicyVersion
from tests.authoring.forms import post_edit
from tests.factories import make_organisation, make_policy_page, publish

pytestmark = pytest.mark.django_db

TEXT = {f"summary_{code}": "Otherwise" for code in ("fr", "en", "ar")} | {
    f"change_note_{code}": "Note" for code in ("fr", "en", "ar")
}
REASON = {"short_notice_reason": "Ordered by the regulator"}


def published(short_notice: str) -> PolicyPage:
    page = make_policy_page(make_organisation(notice_days=14, short_notice=short_notice))
    publish(page)
    return page


def release(admin: Client, page: PolicyPage, days: int, **values: Any) -> list[str]:
    """Publish for ``days`` from now; the fields that were refused."""
    day = page.policy.organisation.today() + timedelta(days=days)
    response = post_edit(admin, page, "publish", **TEXT, effective_date=str(day), **values)
    return [] if response.status_code == 302 else list(response.context["form"].errors)


@pytest.mark.parametrize(
    ("short_notice", "days", "values", "refused"),
    [
        ("refuse", 13, {}, ["effective_date"]),
        ("refuse", 13, REASON, ["effective_date"]),
        ("refuse", 14, {}, []),
        ("flag", 13, {}, ["short_notice_reason"]),
        ("flag", 13, {"short_notice_reason": "  "}, ["short_notice_reason"]),
        ("flag", 13, REASON, []),
        ("flag", 14, {}, []),
    ],
)
def test_shorter_notice_is_what_the_organisation_makes_of_it(
    admin: Client, short_notice: str, days: int, values: dict[str, str], refused: list[str]
) -> None:
    page = published(short_notice)

    assert release(admin, page, days, **values) == refused
    assert PolicyVersion.objects.count() == (1 if refused else 2)


@pytest.mark.parametrize("significance", ["minor", "translation"])
def test_what_readers_need_not_know_is_bound_by_no_notice(admin: Client, significance: str) -> None:
    page = published("refuse")

    assert "effective_date" not in release(admin, page, 0, significance=significance)


def test_reason_is_no_waiver_where_the_notice_is_kept(admin: Client) -> None:
    page = published("flag")
    release(admin, page, 14, **REASON)

    assert "notice_period" not in PolicyVersion.objects.latest("number").record.waivers


@pytest.mark.parametrize(
    ("short_notice", "sentence"),
    [
        ("refuse", "allows no shorter notice, whatever the reason"),
        ("flag", "For an earlier date, say why below"),
    ],
)
def test_panel_names_the_rule_the_first_day_and_what_to_do(
    admin: Client, short_notice: str, sentence: str
) -> None:
    page = published(short_notice)

    shown = " ".join(admin.get(f"/admin/pages/{page.pk}/edit/").content.decode().split())

    assert "readers are promised 14 days of notice" in shown
    assert sentence in shown


def test_refusal_says_what_to_do(admin: Client) -> None:
    page = published("refuse")
    day = str(page.policy.organisation.today() + timedelta(days=2))

    response = post_edit(admin, page, "publish", **TEXT, effective_date=day)

    (message,) = response.context["form"].errors["effective_date"]
    assert "at the earliest" in message
    assert "choose that day or a later one" in message
