"""The guards of published rows, for tests that must get past them."""

from __future__ import annotations

from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from policies.publication.guards import GUARDED, kind_of, shape_of


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the guards off a test database, so that it can be emptied between tests.

    Raises ``RuntimeError`` on any other database.
    """
    name = str(connection.settings_dict["NAME"])
    if not Path(name).name.startswith(("test", "file:memorydb")):
        raise RuntimeError(f"refusing to lift the guards of {name!r}: it is not a test database")
    with connection.cursor() as cursor:
        for table in GUARDED:
            for trigger in expected(connection, table):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}{on}")


def expected(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """The names of the triggers this table has on this database."""
    return list(kind_of(connection).triggers(shape_of(table)))
