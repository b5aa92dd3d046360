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
from django.db.models.functions import Now

from . import guards_moves, guards_postgresql, guards_schema, guards_sqlite
from .guards_sqlite import Shape, Unique

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
    "policies_policymove",
    "policies_organisationname",
    "policies_withholding",
    "policies_reinstatement",
    "policies_opening",
    "policies_consent",
    "policies_laterday",
    "policies_latetelling",
)

# Moments that are not those of writing the row: what was asked for is written once it is confirmed.
OF_ANOTHER_MOMENT = {("policies_consent", "at")}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards on every guarded table that exists, in place of what is there."""
    kind = kind_of(connection)
    with connection.cursor() as cursor:
        for table in present(connection):
            for statement in kind.statements(shape_of(table)):
                cursor.execute(statement)


def faults(connection: BaseDatabaseWrapper) -> list[str]:
    """Every table, column or guard that is missing, disabled or weakened, as ``table: what is wrong``.

    Before the first ``migrate`` nothing is missing.
    """
    kind, there = kind_of(connection), present(connection)
    found = guards_schema.hidden(connection, GUARDED)
    found += [f"{table}: the table is missing" for table in GUARDED if there and table not in there]
    with connection.cursor() as cursor:
        for table in there:
            found += [f"{table}: {fault}" for fault in kind.faults(cursor, shape_of(table))]
    shapes = [(_model_of(table), unique_keys(table)) for table in there]
    return found + guards_schema.faults(connection, shapes) + guards_moves.faults(connection)


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


def shape_of(table: str) -> Shape:
    """What the guards of a guarded table depend on."""
    stamped = (
        str(field.column)
        for field in _model_of(table)._meta.concrete_fields
        if isinstance(getattr(field, "db_default", None), Now)
        and (table, field.column) not in OF_ANOTHER_MOMENT
    )
    return Shape(table=table, unique=unique_keys(table), stamped=tuple(stamped))


def _model_of(table: str) -> type[Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


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
    guards_moves.install(connections[using])


def make_room(*, using: str, **_: Any) -> None:
    """Receiver of ``pre_migrate``: SQLite rebuilds no table that another's trigger names, until ``reinstall``."""
    if connections[using].vendor == "sqlite":
        guards_moves.remove(connections[using])


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
