"""What was published cannot be changed, by any statement, on either database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import CommandError
from django.db import DatabaseError, connection, transaction
from django.db.migrations import Migration

from policies.publication import guards
from policies.publication.models import Policy, PolicyVersion
from tests.factories import make_policy_page, publish, publish_text
from tests.guards import expected, lift

pytestmark = pytest.mark.django_db

TABLE = "policies_policyversion"


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def replace_row() -> None:
    columns = ", ".join(field.column for field in PolicyVersion._meta.concrete_fields)
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    upsert = "" if connection.vendor == "sqlite" else " ON CONFLICT (id) DO UPDATE SET number = 9"
    run(f"{verb} INTO {TABLE} ({columns}) SELECT {columns} FROM {TABLE} WHERE true{upsert}")


DOORS: dict[str, Callable[[], object]] = {
    "queryset update": lambda: PolicyVersion.objects.update(number=9),
    "queryset delete": lambda: PolicyVersion.objects.all().delete(),
    "instance save": lambda: PolicyVersion.objects.get(number=1).save(),
    "instance delete": lambda: PolicyVersion.objects.get(number=1).delete(),
    "bulk update": lambda: PolicyVersion.objects.bulk_update(
        [PolicyVersion(pk=PolicyVersion.objects.get(number=1).pk, content=b"x")], ["content"]
    ),
    "raw update": lambda: run(f"UPDATE {TABLE} SET content = content"),
    "raw delete": lambda: run(f"DELETE FROM {TABLE}"),
    "replace": replace_row,
    "cascade from the policy": lambda: Policy.objects.all().delete(),
}


@pytest.mark.parametrize("door", DOORS)
def test_door_is_shut(door: str) -> None:
    page = make_policy_page()
    publish(page)
    publish_text(page, "Deux")
    before = list(PolicyVersion.objects.order_by("number").values())

    with pytest.raises(DatabaseError), transaction.atomic():
        DOORS[door]()

    assert list(PolicyVersion.objects.order_by("number").values()) == before


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no TRUNCATE")
def test_truncate_is_refused() -> None:
    publish(make_policy_page())
    run("SET CONSTRAINTS ALL IMMEDIATE")  # else the deferred foreign keys refuse first

    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        run(f"TRUNCATE {TABLE} CASCADE")

    assert PolicyVersion.objects.count() == 1


def test_missing_names_the_guard_that_was_dropped() -> None:
    dropped = expected(connection, guards.GUARDED[0])[0]
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    assert guards.faults(connection) == []

    run(f"DROP TRIGGER {dropped}{on}")
    found = guards.faults(connection)
    guards.install(connection)

    assert found == [f"{TABLE}: {dropped} is missing"]
    assert guards.faults(connection) == []


def test_site_refuses_to_run_unguarded_and_says_how_to_mend_it() -> None:
    assert guards.refusal_to_run(connection) == ""
    dropped = expected(connection, guards.GUARDED[0])[0]
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""

    run(f"DROP TRIGGER {dropped}{on}")
    unguarded = guards.refusal_to_run(connection)
    run("ALTER TABLE policies_approval RENAME TO other")
    incomplete = guards.refusal_to_run(connection)

    assert unguarded.startswith("published versions are not guarded")
    assert f"{TABLE}: {dropped} is missing" in unguarded
    assert unguarded.endswith(guards.HINT)
    assert "lacks tables" in incomplete


def test_migrations_of_other_apps_and_forwards_are_nobodys_business() -> None:
    publish(make_policy_page())
    ours, theirs = Migration("0009_x", "policies"), Migration("0009_x", "auth")

    guards.refuse_backwards(using=connection.alias, plan=[(ours, False), (theirs, True)])
    with pytest.raises(CommandError, match="0009_x is not undone: policies_policyversion has rows"):
        guards.refuse_backwards(using=connection.alias, plan=[(theirs, True), (ours, True)])


def test_guards_are_not_lifted_off_a_database_that_is_no_test_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(connection.settings_dict, "NAME", "/srv/test/sijill.sqlite3")

    with pytest.raises(RuntimeError, match="not a test database"):
        lift(connection)
