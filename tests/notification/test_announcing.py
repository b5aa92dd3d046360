"""Which versions make a notice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from policies.authoring.models import PolicyPage
from policies.notification.announcing import reconcile
from policies.notification.ledger import Notice
from policies.publication.models import Policy, PolicyVersion
from tests.factories import (
    LANGUAGES,
    freeze_document,
    make_document,
    make_organisation,
    make_policy_page,
    make_section,
    paragraph,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "kind"), [(0, "effective"), (1, "advance"), (30, "advance")])
def test_a_substantial_change_makes_one_notice(
    announce_change: Callable[..., PolicyVersion], days: int, kind: str
) -> None:
    version = announce_change(days=days)

    assert list(Notice.objects.values_list("version", "kind")) == [(version.pk, kind)]


@pytest.mark.parametrize("significance", ["minor", "translation"])
def test_other_changes_make_one_for_those_who_want_them(page: PolicyPage, significance: str) -> None:
    draft = page.get_latest_revision_as_object()
    draft.summary_en = "In short."
    draft.significance = significance
    draft.save_revision().publish()

    version = PolicyVersion.objects.get(number=2)
    assert list(Notice.objects.values_list("version", "kind")) == [(version.pk, "effective")]


def test_the_first_version_makes_none(page: PolicyPage) -> None:
    assert PolicyVersion.objects.get().significance == "initial"
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("of_organisation", "of_policy", "told"),
    [
        ("mail", "organisation", True),
        ("mail", "banner", False),
        ("mail", "consult", False),
        ("banner", "organisation", False),
        ("consult", "organisation", False),
        ("consult", "mail", True),
    ],
)
def test_the_practice_decides_whether_readers_are_mailed(
    of_organisation: str, of_policy: str, told: bool
) -> None:
    page = make_policy_page(make_organisation(practice=of_organisation), practice=of_policy)
    publish(page)
    publish(page, summary_en="In short.")

    assert PolicyVersion.objects.count() == 2
    assert Notice.objects.exists() == told


def test_an_imported_text_that_applies_from_today_is_news(policy: Policy) -> None:
    changed = make_section(body={code: (paragraph(f"Autre texte ({code})."),) for code in LANGUAGES})
    document = make_document(policy=policy.uuid, sections=(changed,))
    freeze_document(document, policy, effective_from=policy.organisation.today())

    assert Notice.objects.get().kind == "effective"


def test_an_imported_text_of_the_past_makes_none(policy: Policy) -> None:
    changed = make_section(body={code: (paragraph(f"Autre texte ({code})."),) for code in LANGUAGES})
    freeze_document(make_document(policy=policy.uuid, sections=(changed,)), policy)

    assert policy.versions.get(number=2).significance == "substantial"
    assert not Notice.objects.exists()
    assert reconcile() == 0


def test_a_publication_that_is_undone_leaves_no_notice(
    announce_change: Callable[..., PolicyVersion],
) -> None:
    with transaction.atomic():
        announce_change()
        transaction.set_rollback(True)

    assert not PolicyVersion.objects.filter(number=2).exists()
    assert not Notice.objects.exists()


def test_a_version_without_a_notice_is_announced_by_the_worker(
    announce_change: Callable[..., PolicyVersion], caplog: pytest.LogCaptureFixture
) -> None:
    version = announce_change(days=3)
    Notice.objects.all().delete()

    assert reconcile() == 1
    assert reconcile() == 0
    assert list(Notice.objects.values_list("version", "kind")) == [(version.pk, "advance")]
    assert "had no notice" in caplog.text
