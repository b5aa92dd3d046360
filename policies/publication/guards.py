"""Triggers by which the database refuses to change what was published: on which tables, and whether they are whole.

Migrations install them, and every ``migrate`` does again: SQLite drops a table's triggers when Django rebuilds the
table. The triggers themselves are in ``guards_sqlite`` and ``guards_postgresql``.

A new append-only table is one line in ``GUARDED``. A test compares that line with the model and tries to write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from . import guards_postgresql, guards_sqlite

HINT = "Run `manage.py migrate` as the owner of the tables: it restores the guards."


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
    Guarded(table="policies_formeraddress", unique=(("id",), ("organisation_slug", "slug"))),
    Guarded(table="policies_auditentry", unique=(("id",),)),
    Guarded(table="policies_withdrawal", unique=(("id",), ("version_id",))),
    Guarded(table="policies_retirement", unique=(("id",), ("policy_id",))),
    Guarded(table="policies_logentry", unique=(("id",), ("position",), ("subject",))),
    Guarded(table="policies_logkey", unique=(("id",), ("public",))),
    Guarded(table="policies_checkpoint", unique=(("id",), ("sha256",))),
    Guarded(table="policies_timestamp", unique=(("id",),)),
    Guarded(table="policies_approval", unique=(("id",), ("version_id",))),
    Guarded(table="policies_consent", unique=(("id",),)),
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards on every guarded table that exists, in place of what is there."""
    kind = kind_of(connection)
    with connection.cursor() as cursor:
        for guarded in present(connection):
            for statement in kind.statements(guarded.table, guarded.unique):
                cursor.execute(statement)


def faults(connection: BaseDatabaseWrapper) -> list[str]:
    """Every table, column or guard that is missing, disabled or weakened, as ``table: what is wrong``.

    Before the first ``migrate`` nothing is missing.
    """
    there = present(connection)
    absent = [guarded.table for guarded in GUARDED if there and guarded not in there]
    with connection.cursor() as cursor:
        return [
            *(f"{table}: the table is missing" for table in absent),
            *(
                f"{guarded.table}: {fault}"
                for guarded in there
                for fault in (
                    *_absent_columns(cursor, guarded.table),
                    *kind_of(connection).faults(cursor, guarded.table, guarded.unique),
                )
            ),
        ]


def _absent_columns(cursor: Any, table: str) -> list[str]:
    """Columns that were dropped or renamed, which no trigger stops. A newer release may have more columns."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    cursor.execute(f"SELECT * FROM {table} WHERE 1 = 0")  # noqa: S608 - our own name
    found = {column[0] for column in cursor.description}
    columns = [field.column for field in model._meta.concrete_fields]
    return [f"column {column} is missing" for column in columns if column not in found]


def refusal_to_run(connection: BaseDatabaseWrapper) -> str:
    """Why nothing may serve or publish from this database; empty when its guards are in place."""
    if len(present(connection)) < len(GUARDED):
        return "the database lacks tables of what was published. Run `manage.py migrate` as their owner."
    unguarded = faults(connection)
    return f"published versions are not guarded ({', '.join(unguarded)}). {HINT}" if unguarded else ""


def present(connection: BaseDatabaseWrapper) -> list[Guarded]:
    """The guarded tables that this database has."""
    tables = set(connection.introspection.table_names())
    return [guarded for guarded in GUARDED if guarded.table in tables]


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
        for guarded in present(connection):
            cursor.execute(f"SELECT 1 FROM {guarded.table} LIMIT 1")  # noqa: S608 - our own name
            if cursor.fetchone():
                raise CommandError(
                    f"{backwards[0]} is not undone: {guarded.table} has rows, and what was published "
                    "is never removed"
                )


def kind_of(connection: BaseDatabaseWrapper) -> ModuleType:
    """The triggers of this kind of database."""
    return {"postgresql": guards_postgresql, "sqlite": guards_sqlite}[connection.vendor]
