"""Publishing makes exactly one immutable version."""

from __future__ import annotations

from datetime import timedelta

import pytest

from policies.document.text import document_text
from policies.publication.errors import CannotPublish
from policies.publication.models import PolicyVersion
from tests.factories import make_policy_page, publish, publish_text

pytestmark = pytest.mark.django_db


def test_first_publication_is_version_one_and_initial() -> None:
    version = publish(make_policy_page())

    assert (version.number, version.significance, version.previous_sha256) == (1, "initial", "")
    assert version.languages == ("fr", "en", "ar")
    assert "We process your data." in document_text(version.document, "en")


def test_second_version_follows_on_the_first() -> None:
    page = make_policy_page()
    first = publish(page)

    second = publish_text(page, "Autre texte")

    assert (second.number, second.significance) == (2, "substantial")
    assert second.previous_sha256 == first.sha256


def test_publishing_the_same_revision_twice_makes_one_version() -> None:
    page = make_policy_page()
    publish(page)

    page.live_revision.publish()

    assert PolicyVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"change_note_en": ""}, "note_missing"),
        ({"heading_fr": "", "with_fr": False}, "authoritative_missing"),
        ({"effective_date": "yesterday"}, "effective_in_past"),
        ({}, "nothing_changed"),
    ],
)
def test_bad_release_is_refused_and_writes_nothing(changes: dict[str, object], code: str) -> None:
    page = make_policy_page()
    first = publish(page)
    if changes.get("effective_date") == "yesterday":
        changes = {"effective_date": first.policy.hub.today() - timedelta(days=1)}

    with pytest.raises(CannotPublish) as refused:
        publish(page, summary_en="Changed" if code != "nothing_changed" else "", **changes)

    assert code in [refusal.code for refusal in refused.value.refusals]
    assert PolicyVersion.objects.count() == 1
    page.refresh_from_db()
    assert page.live_revision_id == first.source_revision
