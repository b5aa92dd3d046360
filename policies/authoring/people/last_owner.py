"""The database keeps an organisation's last owner, and lets no membership be changed in place.

An act is refused, and so is the deletion of the account, and a statement typed by hand. An organisation
that left has no owner any more. Two owners who are removed at once wait for each other on the organisation's row, so
that the second removal sees the first (PostgreSQL); SQLite has one writer.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE: Final = "policies_membership"
KEPT: Final = "an organisation keeps its last owner"
FIXED: Final = "a membership is given and taken, never changed"
NAMES: Final = (f"{TABLE}_keeps_last_owner", f"{TABLE}_not_changed")

_OTHERS = (
    f"SELECT 1 FROM {TABLE} WHERE organisation_id = OLD.organisation_id AND role = 'owner' "  # noqa: S608 - our names
    "AND id <> OLD.id"
)
_LEFT = "SELECT 1 FROM policies_organisation WHERE id = OLD.organisation_id AND left_at IS NOT NULL"
_SQLITE: Final = {
    NAMES[0]: f"CREATE TRIGGER {NAMES[0]} BEFORE DELETE ON {TABLE} WHEN OLD.role = 'owner' "
    f"AND NOT EXISTS ({_OTHERS}) AND NOT EXISTS ({_LEFT}) BEGIN SELECT RAISE(ABORT, '{KEPT}'); END",
    NAMES[1]: f"CREATE TRIGGER {NAMES[1]} BEFORE UPDATE OF organisation_id, person_id, role ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{FIXED}'); END",
}
_KEEP, _FIX = "policies_keep_last_owner", "policies_fix_membership"
_POSTGRESQL: Final = (
    f"""CREATE OR REPLACE FUNCTION {_KEEP}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.role = 'owner' THEN
        PERFORM 1 FROM policies_organisation WHERE id = OLD.organisation_id FOR UPDATE;
        IF NOT EXISTS ({_OTHERS}) AND NOT EXISTS ({_LEFT}) THEN
            RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN OLD;
END $$""",
    f"""CREATE OR REPLACE FUNCTION {_FIX}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{FIXED}' USING ERRCODE = 'restrict_violation';
END $$""",
    f"CREATE TRIGGER {NAMES[0]} BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {_KEEP}()",
    f"CREATE TRIGGER {NAMES[1]} BEFORE UPDATE OF organisation_id, person_id, role ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {_FIX}()",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on the table, in place of what is there; nothing before the table is."""
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        remove(connection)
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE.values():
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off: to put them on anew, and for a test's database that is emptied."""
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def faults(connection: BaseDatabaseWrapper) -> list[str]:
    """Each trigger that is missing, a sentence each."""
    asked = (
        "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    if TABLE not in connection.introspection.table_names():
        return []
    with connection.cursor() as cursor:
        cursor.execute(asked)
        there = {row[0] for row in cursor.fetchall()}
    return [f"{TABLE}: {name} is missing" for name in NAMES if name not in there]


def reinstall(*, using: str, **_: Any) -> None:
    """Receiver of ``post_migrate``."""
    install(connections[using])
