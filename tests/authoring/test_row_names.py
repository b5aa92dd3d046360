"""Groups, tasks and the workflow are rows, named in English, and shown in the reader's language."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Task, Workflow
from wagtail.users.models import UserProfile

from policies.authoring.groups import ADMINISTRATORS, APPROVALS, WORKFLOW, ensure_groups
from policies.authoring.row_names import NAMES, RowName, shown_name
from policies.document.languages import CODES, LANGUAGES
from tests.factories import make_organisation, make_policy_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> None:
    ensure_groups()


def in_language(client: Client, language: str) -> None:
    user = User.objects.get(username="admin")
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})


def test_every_name_of_ours_is_known_and_translated() -> None:
    tasks = {f"Translation: {LANGUAGES[code].name}" for code in CODES}
    assert {ADMINISTRATORS, WORKFLOW, *APPROVALS, *tasks} <= NAMES
    for language in ("fr", "ar"):
        with translation.override(language):
            same = {name for name in NAMES if shown_name(name) == name}
            assert same <= {"Publication"}


def test_a_page_shows_the_translation_and_the_row_keeps_its_name(desk: None) -> None:
    rows = [*Group.objects.all(), *Workflow.objects.all(), *Task.objects.all()]
    rows += [task.specific for task in Task.objects.all()]
    with translation.override("ar"):
        for row in rows:
            shown = Template("{{ row.name }}").render(Context({"row": row}))
            assert shown == shown_name(row.name)
            row.save()
    assert Group.objects.filter(name=ADMINISTRATORS).exists()
    assert Workflow.objects.filter(name=WORKFLOW).exists()
    assert ensure_groups().name == ADMINISTRATORS


def test_a_name_that_an_administrator_gave_is_theirs(desk: None) -> None:
    Group.objects.filter(name=ADMINISTRATORS).update(name="Authors of Rabat <b>")
    with translation.override("fr"):
        group = Group.objects.get(name="Authors of Rabat <b>")
        assert (
            Template("{{ name }}").render(Context({"name": group.name})) == "Authors of Rabat &lt;b&gt;"
        )
        assert f"{RowName(ADMINISTRATORS)}" == shown_name(ADMINISTRATORS) != ADMINISTRATORS


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_lists_and_forms_of_the_admin_show_groups_in_the_readers_language(
    admin: Client, desk: None, language: str
) -> None:
    in_language(admin, language)

    with translation.override(language):
        assert (
            shown_name(ADMINISTRATORS) in admin.get(reverse("wagtailusers_users:add")).content.decode()
        )
    workflows = admin.get(reverse("wagtailadmin_workflows:index")).content.decode()
    with translation.override(language):
        assert shown_name(WORKFLOW) in workflows
        assert shown_name("Legal review") in workflows


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_editor_names_the_workflow_in_the_readers_language(
    admin: Client, desk: None, language: str
) -> None:
    page = make_policy_page(make_organisation())
    in_language(admin, language)

    html = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    with translation.override(language):
        assert shown_name(WORKFLOW) in html
    assert WORKFLOW not in html
