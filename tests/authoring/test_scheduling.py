"""Scheduled publication with real processes: two crons at once publish each item once."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.users.models import UserProfile

from policies.authoring import publish
from policies.authoring.models import PolicyPage
from policies.authoring.schedule_failures import ScheduleFailure
from policies.publication import guards
from policies.publication.models import PolicyVersion
from tests.authoring.forms import post_edit
from tests.factories import make_organisation, make_policy_page
from tests.guards import lift
from tests.publication.test_concurrency import finish, start

CRON = """
import sys, django
django.setup()
from django.core.management import call_command
sys.stdin.readline()
call_command("publish_scheduled", verbosity=0)
"""


def make_due(page: PolicyPage, user: User | None = None) -> None:
    revision = page.save_revision(user=user)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()


@pytest.mark.django_db(transaction=True)
def test_two_crons_at_once_publish_each_item_once() -> None:
    organisation = make_organisation()
    for number in range(6):
        make_due(make_policy_page(organisation, slug=f"policy-{number}"))

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


@pytest.mark.django_db
def test_unexpected_error_shows_to_the_editor_stops_no_other_and_is_tried_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(User.objects.create_superuser("admin", "admin@example.org", "x"))
    organisation = make_organisation()
    broken, whole = (
        make_policy_page(organisation, slug="broken"),
        make_policy_page(organisation, slug="whole"),
    )
    make_due(broken)
    make_due(whole)
    freeze = publish.freeze

    def fail_for_the_first(**values: Any) -> PolicyVersion:
        if values["policy"].slug == "broken":
            raise ZeroDivisionError("no disk")
        return freeze(**values)

    with monkeypatch.context() as patch:
        patch.setattr(publish, "freeze", fail_for_the_first)
        with pytest.raises(CommandError, match="1 not published"):
            call_command("publish_scheduled", verbosity=0)
    published = PolicyVersion.objects.get().policy.slug
    shown = client.get(f"/admin/pages/{broken.pk}/edit/").content.decode()
    dashboard = client.get("/admin/").content.decode()
    call_command("publish_scheduled", verbosity=0)

    assert published == "whole"
    for place in (shown, dashboard):
        assert "An unexpected error (ZeroDivisionError)" in place
        assert "no disk" not in place
    assert PolicyVersion.objects.count() == 2
    assert not ScheduleFailure.objects.exists()


@pytest.mark.django_db
def test_failure_is_told_in_the_language_of_the_editor() -> None:
    editor = User.objects.create_user("editor")
    UserProfile.objects.create(user=editor, preferred_language="fr")
    page = make_policy_page(change_note_fr="")
    make_due(page, editor)

    with pytest.raises(CommandError):
        call_command("publish_scheduled", verbosity=0, stderr=StringIO())

    (reason,) = ScheduleFailure.objects.get().reasons
    assert reason.startswith("Aucune seconde personne n’a approuvé")


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["publish_scheduled", "import_policy"])
def test_commands_publish_nothing_where_the_guards_are_missing(command: str, tmp_path: Path) -> None:
    make_due(make_policy_page())
    text = tmp_path / "text.md"
    text.write_text("# Title\n\nText\n")
    options = {"organisation": "a", "policy": "b", "publish": True} if command == "import_policy" else {}
    arguments = [f"en={text}"] if command == "import_policy" else []
    lift(connection)
    try:
        with pytest.raises(CommandError, match=r"not guarded .* restores the guards"):
            call_command(command, *arguments, **options)
    finally:
        guards.install(connection)

    assert not PolicyVersion.objects.exists()
