"""Triggers by which the database refuses to change what was published: on which tables, and whether they are whole.

Migrations install them, and every ``migrate`` does again: SQLite drops a table's triggers when Django rebuilds the
table. The triggers themselves are in ``guards_sqlite`` and ``guards_postgresql``.

A new append-only table is one line in ``GUARDED``. A test tries to write to each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from . import guards_postgresql, guards_sqlite
from .guards_sqlite import Unique

HINT = "Run `manage.py migrate` as the owner of the tables: it restores the guards."


GUARDED = (
    "policies_policyversion",
    "policies_noticerecord",
    "policies_formeraddress",
    "policies_auditentry",
    "policies_withdrawal",
    "policies_retirement",
    "policies_logentry",
    "policies_logkey",
    "policies_checkpoint",
    "policies_timestamp",
    "policies_approval",
    "policies_consent",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards on every guarded table that exists, in place of what is there."""
    kind = kind_of(connection)
    with connection.cursor() as cursor:
        for table in present(connection):
            for statement in kind.statements(table, unique_keys(table)):
                cursor.execute(statement)


def faults(connection: BaseDatabaseWrapper) -> list[str]:
    """Every table, column or guard that is missing, disabled or weakened, as ``table: what is wrong``.

    Before the first ``migrate`` nothing is missing.
    """
    kind, there = kind_of(connection), present(connection)
    found = [f"{table}: the table is missing" for table in GUARDED if there and table not in there]
    with connection.cursor() as cursor:
        for table in there:
            wrong = _absent_columns(cursor, table) + kind.faults(cursor, table, unique_keys(table))
            found += [f"{table}: {fault}" for fault in wrong]
    return found


def unique_keys(table: str) -> Unique:
    """The sets of columns that are unique in a guarded table."""
    meta: Any = _model_of(table)._meta
    return (
        *((field.column,) for field in meta.concrete_fields if field.unique),
        *(
            tuple(meta.get_field(name).column for name in constraint.fields)
            for constraint in meta.total_unique_constraints
        ),
    )


def _model_of(table: str) -> type[Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def _absent_columns(cursor: Any, table: str) -> list[str]:
    """Columns that were dropped or renamed, which no trigger stops. A newer release may have more columns."""
    cursor.execute(f"SELECT * FROM {table} WHERE 1 = 0")  # noqa: S608 - our own name
    found = {column[0] for column in cursor.description}
    columns = [field.column for field in _model_of(table)._meta.concrete_fields]
    return [f"column {column} is missing" for column in columns if column not in found]


def refusal_to_run(connection: BaseDatabaseWrapper) -> str:
    """Why nothing may serve or publish from this database; empty when its guards are in place."""
    if len(present(connection)) < len(GUARDED):
        return "the database lacks tables of what was published. Run `manage.py migrate` as their owner."
    unguarded = faults(connection)
    return f"published versions are not guarded ({', '.join(unguarded)}). {HINT}" if unguarded else ""


def present(connection: BaseDatabaseWrapper) -> list[str]:
    """The guarded tables that this database has."""
    tables = set(connection.introspection.table_names())
    return [table for table in GUARDED if table in tables]


def reinstall(*, using: str, **_: Any) -> None:
    """Receiver of ``post_migrate``."""
    install(connections[using])


def refuse_backwards(*, using: str, plan: Sequence[tuple[Any, bool]] = (), **_: Any) -> None:
    """Receiver of ``pre_migrate``: no migration is undone where something was published.

    Undoing one would drop columns or whole tables, past every trigger.
    """
    backwards = [migration for migration, back in plan if back and migration.app_label == "policies"]
    if not backwards:
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in present(connection):
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - our own name
            if cursor.fetchone():
                raise CommandError(
                    f"{backwards[0]} is not undone: {table} has rows, and what was published "
                    "is never removed"
                )


def kind_of(connection: BaseDatabaseWrapper) -> ModuleType:
    """The triggers of this kind of database."""
    return {"postgresql": guards_postgresql, "sqlite": guards_sqlite}[connection.vendor]
