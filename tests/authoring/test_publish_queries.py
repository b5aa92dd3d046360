"""How often an emergency release from the editor asks the database, and how often each answer is worked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from policies.authoring import forms, models, readiness
from policies.authoring.models import PolicyPage
from policies.publication.models import PolicyVersion
from tests.authoring.forms import form_data
from tests.factories import make_organisation, make_policy_page, publish

pytestmark = pytest.mark.django_db

# PostgreSQL takes the log's head, and asks before each lock of a row that it is not held yet.
MOST = {"sqlite": 90, "postgresql": 94}
# The version before leaves the readers' search, row by row on SQLite, and a notice is written.
# The draft's people are free again.
MOST_LATER = {"sqlite": 99, "postgresql": 104}


@pytest.fixture(autouse=True)
def warm(admin: Client) -> None:
    """What a process asks once in its life, such as the kinds of content, counts for no release."""
    page = make_policy_page(make_organisation("before"))
    page.save_revision()
    admin.post(f"/admin/pages/{page.pk}/edit/", emergency(page))


def emergency(page: PolicyPage, **values: Any) -> dict[str, Any]:
    notes = {f"change_note_{code}": "Note" for code in ("fr", "en", "ar")}
    reason = {"emergency": "on", "emergency_reason": "It cannot wait."}
    return {**form_data(page, **notes, **reason, **values), "action-publish": "1"}


def queries(act: Callable[[], Any]) -> list[str]:
    """What is asked of the database meanwhile; the marks that open and close a transaction ask nothing."""
    asked: list[str] = []

    def note(execute: Any, sql: str, *args: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT")):
            asked.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(note):
        act()
    return asked


def test_first_release_as_an_emergency_takes_few_queries(admin: Client) -> None:
    page = make_policy_page()
    page.save_revision()
    data = emergency(page)

    asked = queries(lambda: admin.post(f"/admin/pages/{page.pk}/edit/", data))

    assert PolicyVersion.objects.latest("pk").emergency
    assert len(asked) <= MOST[connection.vendor]


def test_later_release_takes_few_queries_too(admin: Client) -> None:
    page = make_policy_page()
    publish(page)
    admin.get(f"/admin/pages/{page.pk}/edit/")
    data = emergency(page, heading_fr="Neuf", heading_en="New", heading_ar="جديد")

    asked = queries(lambda: admin.post(f"/admin/pages/{page.pk}/edit/", data))

    assert PolicyVersion.objects.latest("number").number == 2
    assert len(asked) <= MOST_LATER[connection.vendor]


def test_each_answer_is_worked_out_once(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = make_policy_page()
    page.save_revision()
    done: Counter[str] = Counter()

    def counted(module: Any, name: str) -> None:
        original = getattr(module, name)

        def count(*args: Any, **values: Any) -> Any:
            done[name] += 1
            return original(*args, **values)

        monkeypatch.setattr(module, name, count)

    for module, name in (
        (forms, "settle"),
        (models, "settle"),
        (readiness, "draft_refusals"),
        (readiness, "document_of"),
    ):
        counted(module, name)
    admin.post(f"/admin/pages/{page.pk}/edit/", emergency(page))

    assert PolicyVersion.objects.exists()
    assert done == {"settle": 1, "draft_refusals": 1, "document_of": 1}
