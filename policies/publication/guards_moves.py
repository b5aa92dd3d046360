"""The guards of the register's addresses: a published policy goes nowhere, and no organisation that has published
changes its address, unless the event was written first (``addresses``).

These triggers ask other tables. On SQLite no table that a trigger names can be rebuilt: they are taken off before a
migration and put back after it.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper

from . import guards_postgresql

RULE: Final = "is moved only by an event of the log"
# For each table: when an UPDATE of it is refused. The same SQL on both databases.
CONDITIONS: Final = {
    "policies_policy": (
        "(NEW.uuid <> OLD.uuid OR NEW.organisation_id <> OLD.organisation_id OR NEW.slug <> OLD.slug) "
        "AND EXISTS (SELECT 1 FROM policies_policyversion WHERE policy_id = OLD.id) "
        "AND (NEW.uuid <> OLD.uuid OR NOT EXISTS (SELECT 1 FROM policies_policymove moved "
        "WHERE moved.policy_id = OLD.id AND moved.organisation_id = NEW.organisation_id "
        "AND moved.slug = NEW.slug AND moved.id = (SELECT max(id) FROM policies_policymove "
        "WHERE policy_id = OLD.id)))"
    ),
    "policies_organisation": (
        "NEW.slug <> OLD.slug AND EXISTS (SELECT 1 FROM policies_policyversion version "
        "JOIN policies_policy policy ON policy.id = version.policy_id WHERE policy.organisation_id = OLD.id) "
        "AND NOT EXISTS (SELECT 1 FROM policies_organisationname named WHERE named.organisation_id = OLD.id "
        "AND named.slug = NEW.slug AND named.id = (SELECT max(id) FROM policies_organisationname "
        "WHERE organisation_id = OLD.id))"
    ),
}
NEEDED: Final = (
    "policies_policyversion",
    "policies_policymove",
    "policies_organisationname",
    *CONDITIONS,
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put them on, in place of what is there, where all their tables are."""
    if not set(NEEDED) <= set(connection.introspection.table_names()):
        return
    remove(connection)
    with connection.cursor() as cursor:
        for table in CONDITIONS:
            for statement in _statements(connection.vendor, table):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in CONDITIONS:
            if table in tables:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table)}{on}")


def faults(connection: BaseDatabaseWrapper) -> list[str]:
    """What is wrong with them, as ``table: what is wrong``. Before the first ``migrate`` nothing is."""
    tables = set(connection.introspection.table_names())
    if not tables.intersection(NEEDED):
        return []
    if connection.vendor == "postgresql":
        found = _found_on_postgresql(connection)
    else:
        found = _found_on_sqlite(connection)
    wrong = []
    for table in CONDITIONS:
        name = _name(table)
        if name not in found:
            wrong.append(f"{table}: {name} is missing")
        elif found[name].split() != _body(connection.vendor, table).split():
            wrong.append(f"{table}: {name} was altered")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in tables.intersection(CONDITIONS):
                ways = guards_postgresql.ways_around(cursor, table) + _others(cursor, table)
                wrong += [f"{table}: {way}" for way in ways]
    return wrong


def _others(cursor: Any, table: str) -> list[str]:
    """Triggers that are not ours: they decide what stands in a row."""
    cursor.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgname <> %s ORDER BY 1",
        [table, _name(table)],
    )
    return [f"{name} is no trigger of ours" for (name,) in cursor.fetchall()]


def _found_on_postgresql(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The bodies of the functions that fire for each row, always, before an update, by the name of the trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, CASE WHEN t.tgenabled = 'A' AND t.tgtype = 19 AND t.tgqual IS NULL AND t.tgattr = '' "
            "AND p.proconfig IS NULL AND l.lanname = 'plpgsql' THEN p.prosrc ELSE '' END "
            "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN pg_language l ON l.oid = p.prolang WHERE pg_table_is_visible(c.oid) AND t.tgname = ANY(%s)",
            [[_name(table) for table in CONDITIONS]],
        )
        return dict(cursor.fetchall())


def _found_on_sqlite(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _name(table: str) -> str:
    return f"{table}_not_moved"


def _body(vendor: str, table: str) -> str:
    """Of the function on PostgreSQL, of the whole trigger on SQLite."""
    if vendor == "postgresql":
        refused = f"RAISE EXCEPTION '{table} {RULE}' USING ERRCODE = 'restrict_violation'"
        return f"BEGIN IF {CONDITIONS[table]} THEN {refused}; END IF; RETURN NEW; END"
    return (
        f"CREATE TRIGGER {_name(table)} BEFORE UPDATE ON {table} WHEN {CONDITIONS[table]} "
        f"BEGIN SELECT RAISE(ABORT, '{table} {RULE}'); END"
    )


def _statements(vendor: str, table: str) -> list[str]:
    body = _body(vendor, table)
    if vendor != "postgresql":
        return [body]
    function = f"policies_refuse_move_{table.removeprefix('policies_')}"
    return [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
        f"CREATE TRIGGER {_name(table)} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {_name(table)}",
    ]
