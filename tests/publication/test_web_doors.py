"""Every door of the web by every role on both databases: shut when nothing that was published has changed."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from policies.authoring.models import PolicyPage
from tests.people import ADMINISTRATORS, AUTHORS, PUBLISHERS, REVIEWERS, TRANSLATORS, join
from tests.publication.rows import snapshot
from tests.publication.test_verification import past_the_guards
from tests.publication.web_doors import Register, make_register, web_doors

pytestmark = pytest.mark.django_db

ANONYMOUS, SUPERUSER = "anonymous", "superuser"
# Each role tries every door: who may nothing, who publishes and who may all; the others in the long tests.
TRYING = [
    pytest.param((ANONYMOUS, PUBLISHERS, SUPERUSER), id="some"),
    pytest.param(
        (AUTHORS, TRANSLATORS["fr"], REVIEWERS, ADMINISTRATORS), id="others", marks=pytest.mark.long
    ),
]
READ = ("/fr/atlas/privacy/v1.json", "/ar/atlas/privacy/v2.json")


def client_of(role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role == SUPERUSER:
        client.force_login(User.objects.create_superuser("root", "root@example.org", "x"))
    elif role != ANONYMOUS:
        user = User.objects.create_user(role, "member@example.org", "x")
        join(user, role)
        client.force_login(user)
    return client


def read() -> list[bytes]:
    """What readers are given at the addresses of the versions; a policy that moved is followed."""
    return [Client().get(path, follow=True).content for path in READ]


def lost(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> list[str]:
    """The tables of which a row changed or went; what was added is no loss."""
    return [
        table
        for table, rows in before.items()
        if {row["id"]: row for row in after[table] if row["id"] in {r["id"] for r in rows}}
        != {row["id"]: row for row in rows}
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE policies_policyversion SET actor_name = 'x' WHERE number = 1",
        "DELETE FROM policies_auditentry",
    ],
)
def test_what_is_changed_past_the_guards_would_be_noticed(statement: str) -> None:
    make_register()
    before = snapshot()

    past_the_guards(statement)

    assert lost(before, snapshot()) == [statement.split()[1 if "UPDATE" in statement else 2]]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("roles", TRYING)
def test_doors_of_the_web_are_shut_to_every_role(roles: tuple[str, ...]) -> None:
    register: Register = make_register()
    clients = {role: client_of(role) for role in roles}
    before, texts = snapshot(), read()
    doors = list(web_doors(register))
    names = [name for name, _request in doors]
    opened, broken = [], []

    for name, request in doors:
        for role, client in clients.items():
            with transaction.atomic():
                answer = request(client)
                if "for a while" in name:
                    call_command("publish_scheduled", stdout=io.StringIO())
                tables = lost(before, snapshot())
                if tables or (answer.status_code < 400 and read() != texts):
                    opened.append(f"{role}: {name} {tables}")
                if not PolicyPage.objects.live().filter(pk=register.page.pk).exists():
                    opened.append(f"{role}: {name} (the page)")
                if answer.status_code >= 500:
                    broken.append(f"{role}: {name}")
                transaction.set_rollback(True)

    print(f"{len(doors)} doors of the web, {len(doors) * len(roles)} attempts by {len(roles)} roles")
    assert len(set(names)) == len(names) > 100
    assert not opened, "\n".join(opened)
    assert broken == []
