"""Whatever the path to publication, a version is frozen, or nothing is."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, Workflow

from policies.authoring.groups import WORKFLOW, ensure_groups
from policies.authoring.models import PolicyPage
from policies.publication.models import PolicyVersion
from policies.publication.refusal import CannotPublish
from tests.authoring.forms import post_edit
from tests.factories import home, make_organisation, make_policy_page, publish
from tests.people import join

pytestmark = pytest.mark.django_db


def member(client: Client, group: str) -> Client:
    home()
    user = User.objects.create_user(group, "member@example.org", "x")
    join(user, group)
    client.force_login(user)
    return client


def approve(group: str) -> HttpResponse:
    """Approve the task that waits for this group, and return the page shown afterwards."""
    waiting = TaskState.objects.get(status="in_progress")
    address = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[waiting.workflow_state.object_id, "approve", waiting.pk],
    )
    return member(Client(), group).post(address, {"comment": ""}, follow=True)


def test_groups_are_made_once() -> None:
    home()
    first = ensure_groups()

    again = ensure_groups()

    assert first == again
    assert Workflow.objects.filter(name=WORKFLOW).count() == 1


@pytest.mark.parametrize(
    ("group", "published"),
    [("Authors", 0), ("Translators (العربية)", 0), ("Legal reviewers", 0), ("Publishers", 1)],
)
def test_only_publishers_publish_from_the_editor(client: Client, group: str, published: int) -> None:
    page = make_policy_page()
    page.save_revision()

    post_edit(
        member(client, group),
        page,
        "publish",
        change_note_fr="n",
        change_note_en="n",
        change_note_ar="n",
    )

    assert PolicyVersion.objects.count() == published


def test_last_approval_in_the_workflow_publishes_a_version(client: Client) -> None:
    page = make_policy_page()
    page.save_revision()
    notes = {f"change_note_{code}": "n" for code in ("fr", "en", "ar")}
    post_edit(member(client, "Authors"), page, "submit", **notes)

    approve("Legal reviewers")
    reviewed = PolicyVersion.objects.count()
    approve("Publishers")

    assert reviewed == 0
    assert PolicyVersion.objects.get().actor_name == "Publishers"


def test_approval_of_an_unfit_draft_is_refused_with_a_message(client: Client) -> None:
    page = make_policy_page()
    page.save_revision()
    notes = {"change_note_en": "n", "change_note_ar": "n"}
    post_edit(member(client, "Authors"), page, "submit", change_note_fr="", **notes)
    approve("Legal reviewers")

    response = approve("Publishers")

    assert "French: Say what changes and why" in response.content.decode()
    assert PolicyVersion.objects.count() == 0
    assert TaskState.objects.filter(status="in_progress").exists()


def test_text_changed_after_its_review_is_not_published_until_reviewed_again(client: Client) -> None:
    page = make_policy_page()
    page.save_revision()
    notes = {f"change_note_{code}": "n" for code in ("fr", "en", "ar")}
    post_edit(member(client, "Authors"), page, "submit", **notes)
    approve("Legal reviewers")
    changed = PolicyPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for code in ("fr", "en", "ar"):
        setattr(changed, f"heading_{code}", f"Autre titre ({code})")
    changed.save_revision(user=User.objects.get(username="Authors"))

    response = approve("Publishers")

    assert "The text changed after “Legal review” approved it" in response.content.decode()
    assert PolicyVersion.objects.count() == 0
    assert TaskState.objects.filter(status="in_progress").exists()


def test_scheduled_revision_is_published_when_due_and_once() -> None:
    page = make_policy_page()
    page.go_live_at = timezone.now() + timedelta(hours=1)
    revision = page.save_revision()
    revision.publish()
    assert PolicyVersion.objects.count() == 0
    revision.refresh_from_db()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = None
    revision.save()

    call_command("publish_scheduled", stdout=StringIO())
    call_command("publish_scheduled", stdout=StringIO())

    assert PolicyVersion.objects.get().source_revision == revision.pk


def test_scheduled_item_that_fails_does_not_stop_the_others() -> None:
    organisation = make_organisation()
    unfit = make_policy_page(organisation, slug="unfit", change_note_fr="")
    fit = make_policy_page(organisation, slug="fit")
    for page in (unfit, fit):
        revision = page.save_revision()
        revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
        revision.save()

    with pytest.raises(CommandError, match="1 not published"):
        call_command("publish_scheduled", stdout=StringIO(), stderr=StringIO())

    assert PolicyVersion.objects.get().policy.slug == "fit"
    failure = unfit.schedule_failure
    assert "Say what changes and why" in failure.reasons[0]
    assert not unfit.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_saving_a_live_page_with_another_text_is_refused() -> None:
    page = make_policy_page()
    publish(page)
    page.heading_fr = "Autre titre"

    with pytest.raises(CannotPublish, match="already published"):
        page.save()

    page.refresh_from_db()
    assert page.heading_fr != "Autre titre"
