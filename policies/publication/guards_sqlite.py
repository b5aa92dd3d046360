"""The guards on SQLite: triggers that abort.

Measured: ``INSERT OR REPLACE`` deletes rows past a DELETE trigger, so every unique key also has a guard
before INSERT.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

RULE = "is immutable: published rows are never changed or deleted"
STAMPED = "is the moment of the database itself, whatever a statement says"
# As Django writes ``Now()`` on SQLite. One statement has one such moment, also in the triggers that it fires.
NOW = "STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')"

Unique = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the guards of a table depend on: its name, its unique sets of columns, and its columns that hold the moment
    when the row was written.
    """

    table: str
    unique: Unique
    stamped: tuple[str, ...]


def triggers(shape: Shape) -> dict[str, str]:
    """Each trigger's name and the statement that makes it."""
    table = shape.table
    refuse = f"SELECT RAISE(ABORT, '{table} {RULE}')"
    made = {}
    for event in ("UPDATE", "DELETE"):
        name = f"{table}_not_{event.lower()}d"
        made[name] = f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN {refuse}; END"
    for position, columns in enumerate(shape.unique):
        name = f"{table}_not_replaced_{position}"
        same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
        taken = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608 - our own names
        made[name] = (
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN EXISTS ({taken}) BEGIN {refuse}; END"
        )
    for column in shape.stamped:
        name = f"{table}_stamped_{column}"
        made[name] = (
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN NEW.{column} IS NOT {NOW} "
            f"BEGIN SELECT RAISE(ABORT, '{table} {column} {STAMPED}'); END"
        )
    return made


def statements(shape: Shape) -> list[str]:
    return [
        statement
        for name, create in triggers(shape).items()
        for statement in (f"DROP TRIGGER IF EXISTS {name}", create)
    ]


def faults(cursor: Any, shape: Shape) -> list[str]:
    """What is wrong with the guards of one table."""
    table = shape.table
    # SQLite keeps a name as it was typed, and finds it in any case.
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s COLLATE NOCASE",
        [table],
    )
    found = dict(cursor.fetchall())
    wanted = triggers(shape)
    wrong = [
        f"{name} {'was altered' if name in found else 'is missing'}"
        for name, sql in wanted.items()
        if found.get(name, "").split() != sql.split()
    ]
    wrong += [f"{name} is no trigger of ours" for name in sorted(found) if name not in wanted]
    wrong += _ways_around(cursor, table, shape.unique)
    cursor.execute("PRAGMA recursive_triggers")
    if cursor.fetchone()[0] != 1:
        wrong.append("recursive_triggers is off on this connection")
    return wrong


def _ways_around(cursor: Any, table: str, unique: Unique) -> list[str]:
    """What lets rows be replaced, hidden or written to without a trigger of the table noticing."""
    cursor.execute(
        "SELECT key.name, part.name FROM pragma_index_list(%s) AS key, pragma_index_info(key.name) AS part "
        'WHERE key."unique"',
        [table],
    )
    keys: dict[str, set[str]] = {}
    for key, column in cursor.fetchall():
        keys.setdefault(key, set()).add(column)
    wrong = [
        f"unique index {key} lets rows be replaced"
        for key, columns in sorted(keys.items())
        if columns not in map(set, unique)
    ]
    cursor.execute(
        "SELECT other.name || ' writes to its pages' FROM sqlite_master AS own "
        "JOIN sqlite_master AS other ON other.rootpage = own.rootpage "
        "WHERE own.type = 'table' AND own.name = %s AND other.name <> own.name UNION ALL "
        "SELECT 'temporary ' || type || ' ' || name || ' stands before it on this connection' "
        "FROM sqlite_temp_master WHERE tbl_name = %s COLLATE NOCASE",
        [table, table],
    )
    return wrong + [words for (words,) in cursor.fetchall()]
