"""Every door by every role on both databases: it is shut when nothing that was published has changed."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from policies.publication import guards
from policies.publication.database_roles import lost_in_a_crash, rights_too_many
from policies.publication.guards import GUARDED
from policies.publication.guards_postgresql import FORBIDDEN
from tests.publication.doors import doors, owner_doors, run
from tests.publication.rows import fill, snapshot

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
SHUT = (DatabaseError, ProtectedError, CommandError)
POSTGRESQL = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="roles are PostgreSQL's")


PRAGMAS = (
    "PRAGMA recursive_triggers = ON",
    "PRAGMA legacy_alter_table = OFF",
    "PRAGMA ignore_check_constraints = OFF",
)


def walk(attempts: dict[str, Any], before: object) -> list[str]:
    """Try each door in a savepoint; returns those that changed something, or did what they were refused."""
    opened = []
    for name, attempt in attempts.items():
        try:
            with transaction.atomic():
                attempt()
                changed = snapshot() != before
                transaction.set_rollback(True)
        except SHUT:
            changed = snapshot() != before
        if changed:
            opened.append(name)
        if connection.vendor == "sqlite":  # no savepoint undoes a pragma
            run(*PRAGMAS)()
    return opened


@pytest.mark.parametrize("table", GUARDED)
def test_unique_keys_of_a_guarded_table_are_those_the_database_has(table: str) -> None:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table).values()

    unique = {tuple(one["columns"]) for one in constraints if one["unique"] or one["primary_key"]}
    assert set(guards.unique_keys(table)) == unique


def test_doors_of_the_database_are_shut() -> None:
    fill()
    before = snapshot()
    attempts = {f"{table}: {door.name}": door.open for table in GUARDED for door in doors(table)}

    opened = walk(attempts, before)

    print(f"{len(attempts)} doors of {len(GUARDED)} tables on {connection.vendor}")
    assert [table for table, rows in before.items() if not rows] == [], "no row to protect"
    assert opened == []
    assert len(attempts) >= 20 * len(GUARDED)
    assert guards.faults(connection) == []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a database of PostgreSQL is no file")
@pytest.mark.django_db(transaction=True)
def test_doors_of_the_file_are_shut(tmp_path: Path) -> None:
    fill()
    before = snapshot()
    copy = tmp_path / "copy.sqlite3"
    run(f"VACUUM INTO '{copy}'")()
    again = f"ATTACH '{connection.settings_dict['NAME']}' AS again"
    attempts = {}
    for table in GUARDED:
        attempts |= {
            f"{table}: update by a second name of the file": [
                again,
                f"UPDATE again.{table} SET id = id",
            ],
            f"{table}: delete by a second name of the file": [again, f"DELETE FROM again.{table}"],
            f"{table}: drop triggers by a second name of the file, update": [
                again,
                f"DELETE FROM again.sqlite_master WHERE tbl_name = '{table}'",
            ],
            f"{table}: replace from a copy": [
                f"ATTACH '{copy}' AS copy",
                f"REPLACE INTO main.{table} SELECT * FROM copy.{table}",
            ],
        }
    opened = []
    for name, statements in attempts.items():
        said = _tried(run(*statements))
        if snapshot() != before or not said:
            opened.append(name)
        connection.close()  # what was attached goes with it

    print(f"{len(attempts)} doors of the file")
    assert opened == []
    assert guards.faults(connection) == []


def test_refusal_says_what_is_immutable() -> None:
    fill()
    for table in GUARDED:
        with pytest.raises(DatabaseError, match=f"{table} is immutable"), transaction.atomic():
            run(f"UPDATE {table} SET id = id")()


# The application role of production


@pytest.fixture
def application() -> Iterator[str]:
    """The roles of deploy/postgresql-roles.sql, really made; the test's statements run as the application."""
    database = str(connection.settings_dict["NAME"])
    owner, app = f"{database}_owner", f"{database}_app"
    fill()
    script = (ROOT / "deploy/postgresql-roles.sql").read_text(encoding="utf-8")
    values = {"database": database, "owner": owner, "app": app}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered with checks pending
        for statement in statements_of(script, values):
            cursor.execute(statement)
            if statement.startswith("SELECT"):
                for (generated,) in cursor.fetchall():
                    cursor.execute(generated)
        cursor.execute(f'SET LOCAL ROLE "{owner}"')
        guards.install(connection)  # as migrate does
        cursor.execute(f'SET LOCAL ROLE "{app}"')
    yield app
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def statements_of(script: str, values: dict[str, str]) -> Iterator[str]:
    """What psql would send: comments and variables resolved; ``\\gexec`` ends a statement like ``;``."""
    lines = [line.split("--")[0] for line in script.splitlines() if not line.startswith("--")]
    text = "\n".join(lines).replace("\\gexec", ";")
    for name, value in values.items():
        text = text.replace(f":'{name}'", f"'{value}'").replace(f':"{name}"', f'"{value}"')
    return (statement.strip() for statement in text.split(";") if statement.strip())


@POSTGRESQL
def test_doors_are_shut_to_the_application_role(application: str) -> None:
    before = snapshot()
    done = []

    def noted(name: str, attempt: Callable[[], object]) -> Callable[[], None]:
        def tried() -> None:
            attempt()
            done.append(name)

        return tried

    attempts = {}
    for table in GUARDED:
        found = {door.name: door.open for door in doors(table)}
        found |= {name: run(*tried) for name, tried in owner_doors(table).items()}
        for name, attempt in found.items():
            attempts[f"{table}: {name}"] = noted(name, attempt)

    opened = walk(attempts, before)

    print(f"{len(attempts)} doors of {len(GUARDED)} tables as the application role")
    assert opened == []
    # Not only without effect: refused. (PostgreSQL passes over a grant to oneself with a warning.)
    assert set(done) <= {"grant it to oneself"}


@POSTGRESQL
def test_application_role_has_no_right_too_many(application: str) -> None:
    assert rights_too_many(connection) == []
    assert guards.faults(connection) == []


@POSTGRESQL
def test_application_role_can_still_publish(application: str) -> None:
    from tests.factories import make_organisation, make_policy_page, publish

    version = publish(make_policy_page(make_organisation("second")))

    assert version.number == 1


@POSTGRESQL
def test_superuser_and_owner_are_told_of(settings: Any) -> None:
    found = " ".join(rights_too_many(connection))

    for words in ("is a superuser", "may create temporary tables", "owns policies_policyversion"):
        assert words in found


@POSTGRESQL
@pytest.mark.parametrize(
    ("granted", "told_of"),
    [
        ("UPDATE, DELETE", "UPDATE, DELETE"),
        ("UPDATE (content)", "UPDATE"),
        ("REFERENCES (content)", "REFERENCES"),
        ("ALL", ", ".join(FORBIDDEN)),
    ],
)
@pytest.mark.parametrize("whom", ["application", "everybody"])
def test_right_that_was_granted_again_is_told_and_taken_away_by_migrate(
    application: str, granted: str, told_of: str, whom: str
) -> None:
    grantee = f'"{application}"' if whom == "application" else "PUBLIC"
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f"GRANT {granted} ON policies_policyversion TO {grantee}")
        cursor.execute(f'SET LOCAL ROLE "{application}"')
        told = rights_too_many(connection)
        cursor.execute("RESET ROLE")
        guards.install(connection)
        cursor.execute(f'SET LOCAL ROLE "{application}"')

    assert [fault.split(application)[1] for fault in told] == [
        f" may {told_of} on policies_policyversion"
    ]
    assert rights_too_many(connection) == []


@POSTGRESQL
@pytest.mark.parametrize(
    ("granted", "told_of"),
    [
        (
            "CREATE SCHEMA other; GRANT CREATE ON SCHEMA other TO {app}",
            "may create tables and functions",
        ),
        ("GRANT CREATE ON DATABASE {database} TO {app}", "may create schemas"),
        ("GRANT TEMP ON DATABASE {database} TO {app}", "may create temporary tables"),
        ("GRANT {owner} TO {app}", "owns policies_policyversion"),
        (
            "CREATE FUNCTION quiet() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
            "may call quiet(), which acts with its owner's rights",
        ),
    ],
)
def test_way_around_the_roles_is_told(application: str, granted: str, told_of: str) -> None:
    names = {
        "app": f'"{application}"',
        "owner": f'"{application.removesuffix("_app")}_owner"',
        "database": f'"{connection.settings_dict["NAME"]}"',
    }
    run("RESET ROLE", *granted.format(**names).split("; "), f'SET LOCAL ROLE "{application}"')()

    found = rights_too_many(connection)

    assert f"the database role {application} {told_of}" in "\n".join(found)


@POSTGRESQL
def test_server_that_acknowledges_what_it_may_lose_is_told_of() -> None:
    assert "synchronous_commit" not in "".join(lost_in_a_crash(connection))

    run("SET LOCAL synchronous_commit = off")()

    assert "synchronous_commit is off: a crash may lose what was published" in lost_in_a_crash(
        connection
    )


# Weakened guards

# What the owner of the tables may take away, on either database.
TAKEN = {
    "column": (
        ["ALTER TABLE policies_policyversion RENAME COLUMN actor_name TO other"],
        "column actor_name is missing",
    ),
    "dropped column": (
        ["ALTER TABLE policies_policyversion DROP COLUMN actor_account"],
        "column actor_account is missing",
    ),
    "table": (
        ["ALTER TABLE policies_approval RENAME TO other"],
        "policies_approval: the table is missing",
    ),
}

WEAKENED = {
    "sqlite": {
        "missing": (["DROP TRIGGER policies_policyversion_not_updated"], "not_updated is missing"),
        "altered": (
            [
                "DROP TRIGGER policies_policyversion_not_deleted",
                "CREATE TRIGGER policies_policyversion_not_deleted BEFORE DELETE ON policies_policyversion "
                "BEGIN SELECT 1; END",
            ],
            "not_deleted was altered",
        ),
        "stranger": (
            [
                "CREATE TRIGGER quiet BEFORE UPDATE ON policies_policyversion "
                "BEGIN SELECT RAISE(IGNORE); END"
            ],
            "quiet is no trigger of ours",
        ),
        "stranger by another name": (
            [
                "CREATE TRIGGER quiet BEFORE INSERT ON POLICIES_PolicyVersion "
                "BEGIN SELECT RAISE(IGNORE); END"
            ],
            "quiet is no trigger of ours",
        ),
        "temporary trigger": (
            [
                "CREATE TEMP TRIGGER quiet BEFORE INSERT ON Policies_policyversion "
                "BEGIN SELECT RAISE(IGNORE); END"
            ],
            "temporary trigger quiet stands before it",
        ),
        "temporary table": (
            ["CREATE TEMP TABLE Policies_policyversion AS SELECT * FROM policies_policyversion"],
            "temporary table Policies_policyversion stands before it",
        ),
        "temporary view": (
            [
                "CREATE TEMP VIEW policies_policyversion AS SELECT * FROM main.policies_policyversion WHERE 0"
            ],
            "temporary view policies_policyversion stands before it",
        ),
        "unique index": (
            ["CREATE UNIQUE INDEX other ON policies_policyversion (actor_name)"],
            "unique index other lets rows be replaced",
        ),
        "unique index on what is reckoned": (
            ["CREATE UNIQUE INDEX other ON policies_policyversion (number % 1000)"],
            "unique index other lets rows be replaced",
        ),
        "its pages": (
            [
                "CREATE TABLE other (id)",
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master "
                "WHERE name = 'policies_policyversion') WHERE name = 'other'",
                "PRAGMA writable_schema = OFF",
            ],
            "other writes to its pages",
        ),
        "schema": (
            [
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_master SET sql = replace(sql, 'BEFORE UPDATE ON', 'BEFORE UPDATE OF id ON') "
                "WHERE name = 'policies_policyversion_not_updated'",
                "PRAGMA writable_schema = OFF",
            ],
            "not_updated was altered",
        ),
        **TAKEN,
        "pragma": (["PRAGMA recursive_triggers = OFF"], "recursive_triggers is off"),
    },
    "postgresql": {
        "missing": (
            ["DROP TRIGGER policies_policyversion_immutable ON policies_policyversion"],
            "_immutable is missing",
        ),
        "disabled": (
            ["ALTER TABLE policies_policyversion DISABLE TRIGGER policies_policyversion_immutable"],
            "_immutable is disabled",
        ),
        "origin": (
            ["ALTER TABLE policies_policyversion ENABLE TRIGGER policies_policyversion_not_emptied"],
            "_not_emptied does not fire ALWAYS",
        ),
        "body": (
            [
                "CREATE OR REPLACE FUNCTION policies_refuse_change() RETURNS trigger LANGUAGE plpgsql "
                "AS $$ BEGIN RETURN NEW; END $$"
            ],
            "policies_refuse_change() has another body",
        ),
        "condition": (
            [
                "DROP TRIGGER policies_policyversion_immutable ON policies_policyversion",
                "CREATE TRIGGER policies_policyversion_immutable BEFORE UPDATE OR DELETE "
                "ON policies_policyversion FOR EACH ROW WHEN (OLD.number > 1000) "
                "EXECUTE FUNCTION policies_refuse_change()",
                "ALTER TABLE policies_policyversion ENABLE ALWAYS TRIGGER policies_policyversion_immutable",
            ],
            "_immutable was altered",
        ),
        "columns": (
            [
                "DROP TRIGGER policies_policyversion_immutable ON policies_policyversion",
                "CREATE TRIGGER policies_policyversion_immutable BEFORE DELETE OR UPDATE OF number "
                "ON policies_policyversion FOR EACH ROW EXECUTE FUNCTION policies_refuse_change()",
                "ALTER TABLE policies_policyversion ENABLE ALWAYS TRIGGER policies_policyversion_immutable",
            ],
            "_immutable was altered",
        ),
        "stranger": (
            [
                "CREATE TRIGGER quiet BEFORE INSERT ON policies_policyversion FOR EACH ROW "
                "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
            ],
            "quiet is no trigger of ours",
        ),
        "heirs": (
            ["CREATE TABLE heir () INHERITS (policies_policyversion)"],
            "other tables inherit from it",
        ),
        "unlogged": (["ALTER TABLE policies_approval SET UNLOGGED"], "it is unlogged"),
        "row security": (
            ["ALTER TABLE policies_policyversion ENABLE ROW LEVEL SECURITY"],
            "row security hides rows",
        ),
        **TAKEN,
        "rule out of sight": (
            [
                "CREATE RULE quiet AS ON DELETE TO policies_policyversion DO INSTEAD NOTHING",
                "CREATE SCHEMA other",
                "SET LOCAL search_path = other, public",
            ],
            "rule quiet rewrites",
        ),
        "rule": (
            ["CREATE RULE quiet AS ON DELETE TO policies_policyversion DO INSTEAD NOTHING"],
            "rule quiet rewrites",
        ),
    },
}


BEYOND_MIGRATE = {
    *("stranger", "stranger by another name", "temporary trigger", "temporary table", "temporary view"),
    *(
        "unique index",
        "unique index on what is reckoned",
        "its pages",
        "column",
        "dropped column",
        "table",
    ),
    *("heirs", "unlogged", "row security", "rule", "rule out of sight"),
}


@pytest.mark.parametrize("how", sorted({how for doors_ in WEAKENED.values() for how in doors_}))
def test_weakened_guard_is_told_and_the_site_refuses_to_start(how: str) -> None:
    if how not in WEAKENED[connection.vendor]:
        pytest.skip(f"not on {connection.vendor}")
    statements, words = WEAKENED[connection.vendor][how]
    run(*statements)()

    found = guards.faults(connection)
    with pytest.raises(SystemCheckError) as refused:
        call_command("check", databases=["default"])
    if how == "pragma":
        run("PRAGMA recursive_triggers = ON")()
    elif not how.startswith("temporary"):  # they end with the connection
        guards.install(connection)

    assert any(words in fault for fault in found)
    assert "policies.E001" in str(refused.value)
    assert "manage.py migrate" in str(refused.value)
    restored = guards.faults(connection)
    # What somebody added or took is told until they undo it: migrate drops nothing it does not know.
    assert restored == [] or how in BEYOND_MIGRATE


# Commands


@pytest.mark.django_db(transaction=True)
def test_doors_of_commands_are_shut(tmp_path: Path) -> None:
    fill()
    before = snapshot()
    dumped = io.StringIO()
    call_command("dumpdata", "policies.policyversion", stdout=dumped)
    rows = json.loads(dumped.getvalue())
    for row in rows:
        row["fields"]["actor_name"] = "Somebody else"
    (tmp_path / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    refused = {
        "flush": lambda: call_command("flush", interactive=False, verbosity=0),
        "loaddata over what is there": lambda: call_command(
            "loaddata", tmp_path / "rows.json", verbosity=0
        ),
        "loaddata past the signals": lambda: call_command(
            "loaddata", tmp_path / "rows.json", ignore=True, verbosity=0
        ),
        "migrate zero": lambda: call_command("migrate", "policies", "zero", verbosity=0),
        "sqlflush": lambda: _at_once(_sql("sqlflush")),
        "purge embeds": lambda: call_command("purge_embeds"),
        "restore over what is there": lambda: call_command("restore", _backup(tmp_path)),
    }
    for name, command in refused.items():
        said = _tried(command)
        assert snapshot() == before, name
        assert any(words in said for words in REFUSALS), (name, said)
    for name in HARMLESS:
        call_command(*name.split())
        assert snapshot() == before, name
    print(f"{len(refused) + len(HARMLESS)} commands on {connection.vendor}")
    assert guards.faults(connection) == []


# What a refusal says: the guards, the migrations, a foreign key, or the command itself (no embeds are kept here).
REFUSALS = ("immutable", "not undone", "flush", "FOREIGN KEY", "not empty", "wagtailcore_embed")
HARMLESS = (
    "purge_revisions",
    "purge_revisions --days 0",
    "publish_scheduled",
    "remove_stale_contenttypes --no-input --include-stale-apps",
    "clearsessions",
    "fixtree",
    "rebuild_references_index",
    "update_index",
    "index_texts",
    "set_url_paths",
    "publish_scheduled_pages",
    "create_log_entries_from_revisions",
    "update_translation_fields",
    "sync_translation_fields --noinput",
    "migrate",
    "migrate --run-syncdb",
)


def _tried(command: Callable[[], object]) -> str:
    """What its refusal says; nothing where it ended well."""
    try:
        command()
    except Exception as error:
        return str(error) or type(error).__name__
    return ""


def _backup(folder: Path) -> Path:
    call_command("backup", folder / "backup.tar", stdout=io.StringIO())
    return folder / "backup.tar"


def _at_once(statements: list[str]) -> None:
    """In one transaction, as sqlflush prints them: tables without a guard would be empty before the refusal."""
    with transaction.atomic():
        run(*statements)()


def _sql(command: str) -> list[str]:
    said = io.StringIO()
    call_command(command, stdout=said, no_color=True)
    return [
        line for line in said.getvalue().splitlines() if line.strip() not in ("BEGIN;", "COMMIT;", "")
    ]


@pytest.mark.django_db(transaction=True)
def test_dumped_and_restored_database_has_its_guards(tmp_path: Path) -> None:
    fill()
    before = snapshot()
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        import sqlite3

        copy = tmp_path / "restored.sqlite3"
        with sqlite3.connect(copy) as restored:
            source = sqlite3.connect(str(values["NAME"]))
            source.backup(restored)
            source.close()
            with pytest.raises(sqlite3.IntegrityError, match="immutable"):
                restored.execute("DELETE FROM policies_policyversion")
            count = restored.execute("SELECT count(*) FROM policies_policyversion").fetchone()[0]
        restored.close()
        assert count == len(before["policies_policyversion"])
        return
    if not (shutil.which("pg_dump") and shutil.which("psql")):
        pytest.skip("no pg_dump")
    import psycopg

    name = f"{values['NAME']}_restored"
    server = f"postgresql://{values['USER'] or 'postgres'}@{values['HOST'] or '127.0.0.1'}:{values['PORT'] or 5432}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as outside:
        outside.execute(f'DROP DATABASE IF EXISTS "{name}"')
        outside.execute(f'CREATE DATABASE "{name}"')
        try:
            dump = tmp_path / "dump.sql"
            subprocess.run(["pg_dump", f"{server}/{values['NAME']}", "-f", dump], check=True, timeout=60)
            subprocess.run(["psql", "-q", f"{server}/{name}", "-f", dump], check=True, timeout=60,
                           capture_output=True)  # fmt: skip
            with psycopg.connect(f"{server}/{name}") as restored:
                enabled = restored.execute(
                    "SELECT DISTINCT tgenabled FROM pg_trigger WHERE NOT tgisinternal "
                    "AND tgrelid = 'policies_policyversion'::regclass"
                ).fetchall()
                assert enabled == [("A",)]
                with pytest.raises(psycopg.errors.RestrictViolation, match="immutable"):
                    restored.execute("DELETE FROM policies_policyversion")
        finally:
            outside.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
