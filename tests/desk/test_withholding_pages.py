"""The screens on which one person asks to withhold a text and another one decides."""

from __future__ import annotations

import pytest
from django.test import Client

from policies.publication.acts import Withholding
from policies.publication.models import PolicyVersion
from policies.publication.withhold import WithholdingRequest
from tests.factories import fresh, make_organisation, make_policy_page, publish, publish_text
from tests.people import AUTHORS, PUBLISHERS, REVIEWERS, account, join, signed_in
from tests.withholding import REASONS

pytestmark = pytest.mark.django_db

SENT = {f"reason_{code}": reason for code, reason in REASONS.items()} | {"category": "personal_data"}


@pytest.fixture
def version() -> PolicyVersion:
    page = make_policy_page()
    publish(page)
    return publish_text(page, "Again")


def somebody(role: str, name: str) -> Client:
    return signed_in(join(account(name), role))


def address(version: PolicyVersion, rest: str = "withhold/") -> str:
    return f"/admin/policies/version/{version.pk}/{rest}"


def test_one_asks_another_decides_and_readers_see_it(version: PolicyVersion, client: Client) -> None:
    asking, deciding = somebody(PUBLISHERS, "amal"), somebody(REVIEWERS, "badr")
    key = str(version.published.document.sections[0].key)

    asking.post(address(version), SENT | {"part": key, "everywhere": "on"})
    request = WithholdingRequest.objects.get()
    decision = address(version, f"withholding/{request.pk}/")
    asking.post(decision, {"agree": "1"})
    assert not Withholding.objects.exists()
    assert f"withholding/{request.pk}/" in deciding.get("/admin/").content.decode()
    shown = deciding.get(decision).content.decode()
    deciding.post(decision, {"agree": "1"})

    assert REASONS["ar"] in shown
    # In both versions that have the clause.
    assert [held.version.number for held in Withholding.objects.order_by("version")] == [1, 2]
    assert REASONS["fr"] in client.get("/fr/atlas/privacy/v1/").content.decode()
    again = address(version, f"show-again/{Withholding.objects.get(version=version).pk}/")
    assert again in deciding.get(address(version)).content.decode()
    deciding.post(again, SENT)
    request = WithholdingRequest.objects.get()
    asking.post(address(version, f"withholding/{request.pk}/"), {"agree": "1"})
    assert not fresh(version).withheld


def test_declined_request_changes_nothing(version: PolicyVersion) -> None:
    asking, deciding = somebody(PUBLISHERS, "amal"), somebody(PUBLISHERS, "badr")
    asking.post(address(version), SENT | {"part": "whole"})
    request = WithholdingRequest.objects.get()

    deciding.post(address(version, f"withholding/{request.pk}/"), {"decline": "1"})

    assert not Withholding.objects.exists()
    assert not WithholdingRequest.objects.exists()


def test_missing_reason_is_said_and_nothing_typed_is_lost(version: PolicyVersion) -> None:
    answer = somebody(PUBLISHERS, "amal").post(
        address(version), SENT | {"part": "whole", "reason_ar": ""}
    )

    assert "reason_ar" in answer.context["form"].errors
    assert REASONS["fr"] in answer.content.decode()


def test_authors_and_people_of_others_may_not(version: PolicyVersion) -> None:
    elsewhere = make_organisation("elsewhere")
    stranger = signed_in(join(account("stranger"), PUBLISHERS, elsewhere))
    author = somebody(AUTHORS, "author")
    somebody(PUBLISHERS, "amal").post(address(version), SENT | {"part": "whole"})
    request = WithholdingRequest.objects.get()

    for path in (address(version), address(version, f"withholding/{request.pk}/")):
        assert stranger.get(path).status_code == 404
        assert stranger.post(path, {"agree": "1"}).status_code == 404
        assert author.post(path, {"agree": "1"}).status_code in (302, 403)
    assert WithholdingRequest.objects.exists()
    assert not Withholding.objects.exists()
