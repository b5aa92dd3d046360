"""The log grows with what is published, in the same transaction, and never otherwise."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import transaction

from policies.evidence.merkle import leaf_hash
from policies.publication.freeze import version_frozen
from policies.publication.log import LogEntry, log_event, tree
from policies.publication.models import Policy, PolicyVersion
from policies.publication.retire import retire
from policies.publication.withdraw import withdraw
from tests.factories import (
    NOTES,
    freeze_document,
    make_document,
    make_organisation,
    make_policy_page,
    publish,
    publish_text,
)

pytestmark = pytest.mark.django_db


def entries() -> list[dict[str, object]]:
    rows = LogEntry.objects.order_by("position").values_list("content", flat=True)
    return [json.loads(bytes(content)) for content in rows]


def test_every_version_is_one_entry_in_order() -> None:
    page = make_policy_page()
    versions = [publish(page), publish_text(page, "Deux")]

    assert [entry["sha256"] for entry in entries()] == [version.sha256 for version in versions]
    assert list(LogEntry.objects.values_list("position", flat=True)) == [0, 1]
    first = entries()[0]
    assert (first["entry"], first["number"]) == ("version", 1)
    assert first["policy"] == str(page.policy_uuid)
    assert str(first["published_at"]).startswith(versions[0].published_at.strftime("%Y-%m-%dT%H:%M:%S"))


def test_withdrawal_and_retirement_are_entries_too() -> None:
    page = make_policy_page()
    today = publish(page).policy.organisation.today()
    announced = publish_text(page, "Deux", effective_date=today + timedelta(days=30))

    withdraw(version=announced, reason=NOTES, by="A")
    withdraw(version=announced, reason=NOTES, by="A")
    retire(policy=announced.policy, reason=NOTES, by="A")

    assert [entry["entry"] for entry in entries()] == ["version"] * 2 + ["withdrawal", "retirement"]
    assert entries()[2]["number"] == 2


def test_publication_that_fails_leaves_no_entry() -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("the receiver failed")

    policy = Policy.objects.create(organisation=make_organisation().organisation, slug="privacy")
    version_frozen.connect(fail)
    try:
        with pytest.raises(RuntimeError, match="receiver"), transaction.atomic():
            freeze_document(make_document(policy=policy.uuid), policy, effective_from=date(2024, 1, 1))
    finally:
        version_frozen.disconnect(fail)

    assert not LogEntry.objects.exists()
    assert not PolicyVersion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_log_grows_in_a_transaction_only() -> None:
    version = publish(make_policy_page())

    with pytest.raises(RuntimeError, match="transaction"):
        log_event(version)


def test_tree_is_over_the_stored_bytes() -> None:
    publish(make_policy_page())
    content = bytes(LogEntry.objects.get().content)

    assert tree().root() == leaf_hash(content)
