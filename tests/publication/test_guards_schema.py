"""What no trigger stops is compared: columns, keys and constraints of guarded tables, and where they are looked for."""

from __future__ import annotations

import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from policies.publication import guards
from policies.publication.database_roles import lost_in_a_crash, rights_too_many
from policies.publication.guards_schema import CHECKS
from policies.publication.models import PolicyVersion
from tests.factories import make_policy_page, publish
from tests.guards import lift

pytestmark = pytest.mark.django_db

POSTGRESQL = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's")
SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's")
TABLE = "policies_policyversion"


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)


def verified() -> str:
    said, wrong = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_versions", stdout=said, stderr=wrong)
    return wrong.getvalue()


def test_schema_as_migrated_has_no_fault() -> None:
    assert guards.faults(connection) == []


def test_every_check_that_is_no_list_of_values_is_known() -> None:
    guarded = [model for model in apps.get_models() if model._meta.db_table in guards.GUARDED]
    names = {
        constraint.name
        for model in guarded
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    }
    assert set(CHECKS) <= names


@POSTGRESQL
@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("ALTER COLUMN sha256 DROP NOT NULL", "column sha256 may be empty"),
        ("ALTER COLUMN published_at SET DEFAULT '2020-01-01'", "column published_at has the default"),
        ("ALTER COLUMN actor_name SET DEFAULT 'A'", "column actor_name has the default 'A'"),
        ("ALTER COLUMN actor_name TYPE text", "column actor_name has the type text, not character varying"),
        ("DROP COLUMN actor_name, ADD COLUMN actor_name varchar(200) NOT NULL GENERATED ALWAYS AS ('A') STORED",
         "column actor_name is made up from others"),
        ("DROP COLUMN emergency", "column emergency is missing"),
        ("DROP CONSTRAINT a_digest_names_one_version", "sha256 may be there twice"),
        ("DROP CONSTRAINT a_version_number_is_used_once_per_policy", "policy_id, number may be there twice"),
        ("DROP CONSTRAINT versions_count_from_one", "constraint versions_count_from_one is missing"),
        ("DROP CONSTRAINT versions_count_from_one, ADD CONSTRAINT versions_count_from_one CHECK (true)",
         "constraint versions_count_from_one was altered: CHECK (true)"),
        ("DROP CONSTRAINT versions_count_from_one, "
         "ADD CONSTRAINT versions_count_from_one CHECK (number >= 1) NOT VALID",
         "constraint versions_count_from_one is missing"),
        ("DROP CONSTRAINT a_version_was_authored_or_imported",
         "constraint a_version_was_authored_or_imported is missing"),
    ],
)  # fmt: skip
def test_changed_column_key_or_constraint_is_named(statement: str, fault: str) -> None:
    run(f"ALTER TABLE {TABLE} {statement}")

    assert any(one.startswith(f"{TABLE}: {fault}") for one in guards.faults(connection))


@POSTGRESQL
def test_dropped_reference_is_named() -> None:
    with connection.cursor() as cursor:
        names = connection.introspection.get_constraints(cursor, TABLE)
    (key,) = (name for name, one in names.items() if one["foreign_key"])
    run(f"ALTER TABLE {TABLE} DROP CONSTRAINT {key}")

    assert guards.faults(connection) == [f"{TABLE}: column policy_id may name a row that is not there"]


@SQLITE
@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"sha256" varchar(64) NOT NULL', '"sha256" varchar(64)', "column sha256 may be empty"),
        ('"origin" varchar(20)', '"origin" blob', "column origin has the type blob, not varchar(20)"),
        ('"actor_name" varchar(200) NOT NULL',
         "\"actor_name\" varchar(200) NOT NULL GENERATED ALWAYS AS ('A') VIRTUAL",
         "column actor_name is made up from others"),
        ("(STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW'))", "'2020-01-01'", "column published_at has the default '2020"),
        ('CHECK ("number" >= 1)', "CHECK (1)", "constraint versions_count_from_one is missing or was altered"),
        ('CONSTRAINT "a_digest_names_one_version" UNIQUE ("sha256"), ', "", "sha256 may be there twice"),
        ('REFERENCES "policies_policy" ("id")', "", "column policy_id may name a row that is not there"),
    ],
)  # fmt: skip
def test_table_that_was_made_anew_otherwise_is_named(old: str, new: str, fault: str) -> None:
    """As a tool that rebuilds tables leaves it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [TABLE])
        made = " ".join(cursor.fetchone()[0].split())
    altered = made.replace(old, new, 1).replace(
        "DEFERRABLE INITIALLY DEFERRED", "", 1 if not new and "REF" in old else 0
    )
    assert altered != made, made
    lift(connection)
    guards.make_room(using=connection.alias)
    run(f"DROP TABLE {TABLE}", altered)
    guards.reinstall(using=connection.alias)

    assert any(one.startswith(f"{TABLE}: {fault}") for one in guards.faults(connection))


@POSTGRESQL
@pytest.mark.parametrize("path", ["nothing", "other, public"])
def test_search_path_that_hides_the_tables_is_named(path: str) -> None:
    publish(make_policy_page())
    if path != "nothing":
        run("CREATE SCHEMA other", f"CREATE TABLE other.{TABLE} (LIKE public.{TABLE})")
    run(f"SET LOCAL search_path = {path}")

    found = guards.faults(connection)

    assert f"{TABLE}: the one in schema public is hidden by search_path {path}" in found
    assert f"{TABLE}: the one in schema public is hidden" in guards.refusal_to_run(connection) or (
        "lacks tables" in guards.refusal_to_run(connection)
    )


@POSTGRESQL
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("ALTER ROLE {role} SET search_path = nothing", "has a setting of its own: search_path=nothing"),
        ("ALTER ROLE {role} SET role = 'postgres'", "own: role=postgres"),
        ("ALTER ROLE {role} SET standard_conforming_strings = off", "own: standard_conforming_strings=off"),
        ("ALTER ROLE {role} SET local_preload_libraries = 'x'", "own: local_preload_libraries=x"),
        ("ALTER ROLE {role} SET synchronous_commit = off", "own: synchronous_commit=off"),
        ("ALTER ROLE {role} SET default_transaction_read_only = on", "own: default_transaction_read_only=on"),
        ("ALTER ROLE {role} IN DATABASE {database} SET search_path = x", "own: search_path=x"),
        ("ALTER DATABASE {database} SET search_path = x", "own: search_path=x"),
    ],
)  # fmt: skip
def test_setting_that_a_role_gave_itself_is_told(statement: str, told: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_user), quote_ident(current_database())")
        role, database = cursor.fetchone()
    run(statement.format(role=role, database=database))

    assert any(told in fault for fault in rights_too_many(connection))


@POSTGRESQL
def test_right_to_make_large_objects_is_told() -> None:
    assert any("may make large objects: lo_creat(integer)" in one for one in rights_too_many(connection))


@pytest.mark.parametrize(
    "column", ["sha256", "content", "effective_from", "published_at", "number", "authoritative"]
)
def test_empty_value_ends_no_check(column: str) -> None:
    publish(make_policy_page())
    lift(connection)
    if connection.vendor == "postgresql":
        run(f"ALTER TABLE {TABLE} ALTER COLUMN {column} DROP NOT NULL")
        run(f"UPDATE {TABLE} SET {column} = NULL")
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [TABLE])
            made = cursor.fetchone()[0]
        names = [field.column for field in PolicyVersion._meta.concrete_fields]
        taken = ", ".join("NULL" if name == column else name for name in names)
        guards.make_room(using=connection.alias)
        run(
            made.replace(f'"{TABLE}"', '"copied"').replace("NOT NULL", ""),
            f"INSERT INTO copied ({', '.join(names)}) SELECT {taken} FROM {TABLE}",
            "PRAGMA defer_foreign_keys = ON",
            f"DROP TABLE {TABLE}",
            f"ALTER TABLE copied RENAME TO {TABLE}",
        )
    guards.reinstall(using=connection.alias)

    said = verified()

    words = "do not have the digest" if column == "content" else f"its column {column} is empty"
    assert words in said


def test_value_that_is_none_of_its_column_ends_no_check() -> None:
    publish(make_policy_page())
    lift(connection)
    if connection.vendor == "postgresql":
        pytest.skip("columns of PostgreSQL hold their type")
    ignored = "PRAGMA ignore_check_constraints"
    run(f"{ignored} = ON", f"UPDATE {TABLE} SET titles = 'no JSON'", f"{ignored} = OFF")
    guards.install(connection)

    assert "its column titles says 'no JSON'" in verified()


@POSTGRESQL
@pytest.mark.parametrize(
    ("table", "statements", "fault"),
    [
        (
            TABLE,
            [
                f"ALTER TABLE {TABLE} DISABLE TRIGGER ALL",
                *(
                    f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_{name}"
                    for name in ("immutable", "not_emptied", "stamped_published_at")
                ),
            ],
            "its foreign keys are not checked: their triggers are disabled",
        ),
        (
            "policies_policy",
            ["ALTER TABLE policies_policy ENABLE ROW LEVEL SECURITY"],
            "row security hides rows of it",
        ),
        (
            "policies_organisation",
            ["CREATE RULE quiet AS ON UPDATE TO policies_organisation DO INSTEAD NOTHING"],
            "rule quiet rewrites its statements",
        ),
        (
            "policies_policy",
            [
                "CREATE TRIGGER a BEFORE INSERT ON policies_policy FOR EACH ROW "
                "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
            ],
            "a is no trigger of ours",
        ),
    ],
)
def test_way_around_a_guard_is_named(table: str, statements: list[str], fault: str) -> None:
    run(*statements)

    assert guards.faults(connection) == [f"{table}: {fault}"]


@POSTGRESQL
def test_server_that_checks_no_foreign_key_is_told_of() -> None:
    run("SET LOCAL session_replication_role = replica")

    assert lost_in_a_crash(connection) == [
        "session_replication_role is replica: no foreign key is checked"
    ]
