"""All rows of the database as lines of JSON, which either kind of database writes and either reads.

Values are taken as the database has them, not through Django's fields, so that nothing is computed again on the way: the
bytes of a version are its bytes. What is derived (search indexes) and what ends by itself (sessions) stays behind.
"""

from __future__ import annotations

import base64
import json
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, Model

LEFT_BEHIND: Final = frozenset(("wagtailsearch", "sessions"))
AT_ONCE: Final = 2_000  # rows

_Value = Callable[[Any], Any]


def migrations() -> list[str]:
    """The migrations that this database has: rows are read only into tables of the same form."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def write_rows(folder: Path) -> None:
    """A file for each table, all of one moment."""
    folder.mkdir()
    with _reading() as rows_of:
        for model in _models():
            written = [_WRITTEN.get(_type_of(field), _same) for field in _columns(model)]
            with (folder / f"{model._meta.db_table}.jsonl").open("w", encoding="utf-8") as file:
                for row in rows_of(_select(model)):
                    values = [
                        None if value is None else form(value)
                        for form, value in zip(written, row, strict=True)
                    ]
                    file.write(json.dumps(values, ensure_ascii=False) + "\n")


def read_rows(folder: Path) -> None:
    """Put the rows into a database that was just migrated, in the place of those that migrating made; all or nothing."""
    with transaction.atomic(), connection.cursor() as cursor, _without_triggers(cursor):
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys=ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        models = _models()
        for model in models:
            cursor.execute(f"DELETE FROM {_quoted(model._meta.db_table)}")  # noqa: S608 - our own name
        for model in models:
            _fill(cursor, model, folder / f"{model._meta.db_table}.jsonl")
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _fill(cursor: Any, model: type[Model], file: Path) -> None:
    columns = _columns(model)
    read = [_READ.get(_type_of(field), _same) for field in columns]
    places = ", ".join(["%s"] * len(columns))
    names = ", ".join(_quoted(field.column) for field in columns)
    insert = f"INSERT INTO {_quoted(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608
    with file.open(encoding="utf-8") as lines:
        for part in _parts(lines):
            cursor.executemany(
                insert,
                [
                    [
                        None if value is None else form(value)
                        for form, value in zip(read, json.loads(line), strict=True)
                    ]
                    for line in part
                ],
            )


def _models() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in LEFT_BEHIND
        and model._meta.db_table in connection.introspection.table_names()
    ]


def _columns(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _type_of(field: Field[Any, Any]) -> str:
    """Of the column: a key's is that of what it names."""
    while field.remote_field is not None:
        field = field.target_field  # type: ignore[attr-defined]
    return field.get_internal_type()


def _select(model: type[Model]) -> str:
    names = ", ".join(_quoted(field.column) for field in _columns(model))
    key = _quoted(model._meta.pk.column)
    return f"SELECT {names} FROM {_quoted(model._meta.db_table)} ORDER BY {key}"  # noqa: S608


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))


@contextmanager
def _reading() -> Iterator[Callable[[str], Iterable[Sequence[Any]]]]:
    """A function that gives the rows of a query; all see the database of one moment, and hold up nobody who writes."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as own:
            own.execute("BEGIN")
            yield own.execute
        return

    def rows_of(query: str) -> Iterator[Sequence[Any]]:
        with connection.chunked_cursor() as cursor:
            cursor.execute(query)
            while rows := cursor.fetchmany(AT_ONCE):
                yield from rows

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield rows_of


@contextmanager
def _without_triggers(cursor: Any) -> Iterator[None]:
    """Of a database that holds nothing yet: what is published is put in as it was, moments and all. Then exactly as before.

    Only the owner of the tables can do this; it is what ``pg_restore`` does, which makes the triggers last.
    """
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {_quoted(name)}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql.replace("%", "%%"))
        return
    cursor.execute(
        "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgenabled <> 'D' ORDER BY 1, 2"
    )
    enabled = cursor.fetchall()
    for table, name, _how in enabled:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {_quoted(name)}")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table, name, how in enabled:
        kind = {"A": "ALWAYS ", "R": "REPLICA "}.get(how, "")
        cursor.execute(f"ALTER TABLE {table} ENABLE {kind}TRIGGER {_quoted(name)}")


def _parts(lines: Iterable[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for line in lines:
        part.append(line)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _same(value: Any) -> Any:
    return value


def _moment(value: datetime | str) -> str:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


# How a value of the database is written, and how what was written becomes one again, by the type of its column.
_WRITTEN: Final[dict[str, _Value]] = {
    "BinaryField": lambda value: base64.b64encode(bytes(value)).decode(),
    "BooleanField": bool,
    "DateField": str,
    "DateTimeField": _moment,
    "JSONField": str,
    "UUIDField": lambda value: uuid.UUID(str(value)).hex,
}
_READ: Final[dict[str, _Value]] = {
    "BinaryField": base64.b64decode,
    "DateField": lambda value: connection.ops.adapt_datefield_value(date.fromisoformat(value)),
    "DateTimeField": lambda value: connection.ops.adapt_datetimefield_value(
        datetime.fromisoformat(value)
    ),
    "UUIDField": lambda value: uuid.UUID(value) if connection.vendor == "postgresql" else value,
}
