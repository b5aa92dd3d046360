from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.desk.release_live import said_of
from policies.publication.models import Policy, PolicyVersion
from policies.publication.reach import Reach
from tests.factories import draft_of, make_organisation, make_policy_page, publish, publish_text
from tests.people import AUTHORS, PUBLISHERS, account, join, signed_in

pytestmark = pytest.mark.django_db
REASONS = {"reason_fr": "Erreur.", "reason_en": "A mistake.", "reason_ar": "خطأ."}


def test_panel_says_what_the_draft_lacks_now() -> None:
    page = make_policy_page()
    page.save_revision()
    client = signed_in(join(account("author"), AUTHORS, page.organisation_page))
    address = f"/admin/policies/{page.pk}/live/"
    assert "has everything it needs" in client.get(address).json()["requirements"]
    draft = draft_of(page)
    draft.heading_fr = ""
    draft.save_revision()
    assert "has everything it needs" not in client.get(address).json()["requirements"]


def test_panel_of_another_organisation_is_not_there() -> None:
    page = make_policy_page()
    page.save_revision()
    stranger = signed_in(join(account("stranger"), AUTHORS, make_organisation("rif")))
    assert stranger.get(f"/admin/policies/{page.pk}/live/").status_code == 404


def test_what_was_published_is_said_with_its_day_and_how_many_are_told() -> None:
    page = make_policy_page()
    publish(page)
    Reach.objects.update_or_create(policy=Policy.objects.get(), defaults={"readers": {"fr": 2, "ar": 1}})
    day = timezone.localdate() + timedelta(days=40)
    version = publish_text(page, "Mieux.", effective_date=day)
    version = PolicyVersion.objects.get(pk=version.pk)
    said = said_of(version)
    assert said.startswith("Version 2 is published and applies from ")
    assert said.endswith("3 subscribers are told by email.")
    assert said_of(PolicyVersion.objects.get(number=1)).endswith("Nobody is told by email.")


def test_one_publisher_asks_for_a_withdrawal_and_another_does_it() -> None:
    page = make_policy_page()
    publish(page)
    version = publish_text(page, "Mieux.", effective_date=timezone.localdate() + timedelta(days=40))
    first, second = (
        signed_in(join(account(name), PUBLISHERS, page.organisation_page)) for name in ("one", "two")
    )
    address = f"/admin/policies/version/{version.pk}/withdraw/"
    first.post(address, REASONS)
    first.post(address, {"decision": "agree"})
    assert not PolicyVersion.objects.get(pk=version.pk).is_withdrawn
    assert "Decide" in second.get("/admin/").content.decode()
    second.post(address, {"decision": "agree"})
    assert PolicyVersion.objects.get(pk=version.pk).is_withdrawn
