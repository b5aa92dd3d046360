"""The database's own refusal to change what was published: triggers on SQLite and on PostgreSQL.

Installed by the first migration and again after every ``migrate``: SQLite drops a table's triggers when
Django rebuilds the table. Measured there: ``INSERT OR REPLACE`` deletes rows past a DELETE trigger, so
SQLite also gets a guard before INSERT on every unique key.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

RULE = "is immutable: published rows are never changed or deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A table whose rows are written once, and the sets of columns that are unique in it."""

    table: str
    unique: tuple[tuple[str, ...], ...]


GUARDED = (
    Guarded(
        table="policies_policyversion",
        unique=(
            ("id",),
            ("policy_id", "number"),
            ("policy_id", "previous_sha256"),
            ("policy_id", "source_revision"),
            ("sha256",),
        ),
    ),
    Guarded(table="policies_noticerecord", unique=(("id",), ("notice_id", "number"))),
    Guarded(table="policies_formeraddress", unique=(("id",), ("hub_slug", "slug"))),
    Guarded(table="policies_auditentry", unique=(("id",),)),
    Guarded(table="policies_withdrawal", unique=(("id",), ("version_id",))),
    Guarded(table="policies_retirement", unique=(("id",), ("policy_id",))),
    Guarded(table="policies_logentry", unique=(("id",), ("position",), ("subject",))),
    Guarded(table="policies_logkey", unique=(("id",), ("public",))),
    Guarded(table="policies_checkpoint", unique=(("id",), ("sha256",))),
    Guarded(table="policies_timestamp", unique=(("id",),)),
    Guarded(table="policies_approval", unique=(("id",), ("version_id",))),
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards on every guarded table there is (an early migration has not all), replacing what is there."""
    tables = set(connection.introspection.table_names())
    statements = {"postgresql": _postgresql, "sqlite": _sqlite}[connection.vendor]
    with connection.cursor() as cursor:
        for table in (table for table in GUARDED if table.table in tables):
            for statement in statements(table):
                cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the guards off a *test* database, so that it can be emptied between tests.

    Raises ``RuntimeError`` on any other database: there is no bypass.
    """
    name = str(connection.settings_dict["NAME"])
    if not Path(name).name.startswith(("test", "file:memorydb")):
        raise RuntimeError(f"refusing to lift the guards of {name!r}: it is not a test database")
    with connection.cursor() as cursor:
        for table in GUARDED:
            for trigger in expected(connection, table):
                on = f" ON {table.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The guards that are absent, disabled or weakened, as ``table: trigger``."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # tgenabled A: fires in every session_replication_role.
            cursor.execute(
                "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE t.tgenabled = 'A' AND pg_table_is_visible(c.oid)"
            )
        else:
            cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        present = {tuple(row) for row in cursor.fetchall()}
    return [
        f"{table.table}: {trigger}"
        for table in GUARDED
        for trigger in expected(connection, table)
        if (table.table, trigger) not in present
    ]


def expected(connection: BaseDatabaseWrapper, guarded: Guarded) -> list[str]:
    """The names of the triggers this table has on this database."""
    if connection.vendor == "postgresql":
        return [f"{guarded.table}_immutable", f"{guarded.table}_not_emptied"]
    inserts = [f"{guarded.table}_not_replaced_{i}" for i in range(len(guarded.unique))]
    return [f"{guarded.table}_not_updated", f"{guarded.table}_not_deleted", *inserts]


def _postgresql(guarded: Guarded) -> list[str]:
    table = guarded.table
    rows, whole = f"{table}_immutable", f"{table}_not_emptied"
    return [
        f"""
        CREATE OR REPLACE FUNCTION policies_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% {RULE}', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """,
        f"DROP TRIGGER IF EXISTS {rows} ON {table}",
        f"CREATE TRIGGER {rows} BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION policies_refuse_change()",
        f"DROP TRIGGER IF EXISTS {whole} ON {table}",
        f"CREATE TRIGGER {whole} BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION policies_refuse_change()",
        # ALWAYS: session_replication_role = replica skips ordinary triggers.
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {rows}",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {whole}",
    ]


def _sqlite(guarded: Guarded) -> list[str]:
    table = guarded.table
    refuse = f"SELECT RAISE(ABORT, '{table} {RULE}')"
    statements = []
    for event in ("UPDATE", "DELETE"):
        name = f"{table}_not_{event.lower()}d"
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN {refuse}; END",
        ]
    for position, columns in enumerate(guarded.unique):
        name = f"{table}_not_replaced_{position}"
        same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
        taken = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608 - our own names
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN EXISTS ({taken}) BEGIN {refuse}; END",
        ]
    return statements


def reinstall(*, using: str, **_: Any) -> None:
    """Receiver of ``post_migrate``."""
    from django.db import connections

    install(connections[using])
