"""Scheduled publication with real processes: two crons at once publish each item once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from policies.authoring.failures import ScheduleFailure
from policies.authoring.models import PolicyPage
from policies.publication.models import PolicyVersion
from tests.authoring.forms import post_edit
from tests.factories import make_hub, make_policy_page
from tests.publication.test_concurrency import finish, start

CRON = """
import sys, django
django.setup()
from django.core.management import call_command
sys.stdin.readline()
call_command("publish_scheduled", verbosity=0)
"""


def make_due(page: PolicyPage) -> None:
    revision = page.save_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()


@pytest.mark.django_db(transaction=True)
def test_two_crons_at_once_publish_each_item_once() -> None:
    hub = make_hub()
    for number in range(6):
        make_due(make_policy_page(hub, slug=f"policy-{number}"))

    errors = finish(start(CRON), start(CRON))

    assert errors == ["", ""]
    assert PolicyVersion.objects.count() == 6
    assert set(PolicyVersion.objects.values_list("number", flat=True)) == {1}
    assert PolicyPage.objects.live().count() == 6


@pytest.mark.django_db
def test_failed_item_shows_as_failed_to_its_editor_until_it_is_published(client: Client) -> None:
    client.force_login(User.objects.create_superuser("admin", "admin@example.org", "x"))
    page = make_policy_page(change_note_fr="")
    make_due(page)
    with pytest.raises(CommandError):
        call_command("publish_scheduled", verbosity=0)

    shown = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    notes = {f"change_note_{code}": "n" for code in ("fr", "en", "ar")}
    post_edit(client, page, "publish", **notes)

    assert "The publication scheduled for" in shown
    assert PolicyVersion.objects.count() == 1
    assert not ScheduleFailure.objects.exists()
