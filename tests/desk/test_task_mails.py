"""Mails about the way of what is no policy: the page of an organisation gets ours too."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from wagtail.models import Workflow

from policies.authoring.groups import WORKFLOW, ensure_groups
from policies.authoring.organisation_page import OrganisationPage
from tests.factories import home, make_organisation
from tests.people import OWNERS, REVIEWERS, account, join

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_page_of_an_organisation_is_submitted_and_decided_with_our_mails(
    decision: str, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    home()
    ensure_groups()
    page = make_organisation("atlas", name_en="Atlas Ltd", authoritative="en")
    owner, other = (join(account(name), OWNERS, page) for name in ("owner", "second"))
    reviewer = join(account("reviewer"), REVIEWERS, page)
    page.save_revision(user=owner)

    with django_capture_on_commit_callbacks(execute=True):
        state = Workflow.objects.get(name=WORKFLOW).start(
            OrganisationPage.objects.get(pk=page.pk), owner
        )
    (asked,) = mail.outbox
    mail.outbox.clear()
    steps = [reviewer, other] if decision == "approve" else [reviewer]
    for person in steps:
        with django_capture_on_commit_callbacks(execute=True):
            state.refresh_from_db()
            waiting = state.current_task_state
            waiting.task.specific.on_action(waiting, person, decision)
    told = [letter for letter in mail.outbox if letter.to == ["owner@people.example"]]

    assert asked.to == ["reviewer@people.example"]
    assert "Atlas Ltd" in asked.body
    assert "Page of the organisation" in asked.body
    assert f"/pages/{page.pk}/edit/" in told[-1].body
    assert ("Every step is taken" if decision == "approve" else "Changes are asked for") in told[-1].body
