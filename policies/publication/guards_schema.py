"""Whether the columns, keys and constraints of a guarded table are those of its model: what no trigger stops an owner, or
a tool that meant well, from taking away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Now

from .guards_sqlite import NOW, Unique

Table = tuple[type[models.Model], Unique]
# How PostgreSQL writes the check constraints of guarded tables that are no list of values; a test says what a new one
# must be.
CHECKS: Final = {
    "a_checkpoint_covers_an_entry": "CHECK ((size >= 1))",
    "versions_count_from_one": "CHECK ((number >= 1))",
    "two_persons_withhold_a_text": "CHECK ((NOT (asked_account = actor_account)))",
    "two_persons_show_a_text_again": "CHECK ((NOT (asked_account = actor_account)))",
    "two_persons_withdraw_a_version": (
        "CHECK ((((actor_account IS NULL) AND (asked_account IS NULL)) OR ((actor_account IS NOT NULL) "
        "AND (asked_account IS NOT NULL) AND (NOT ((asked_account = actor_account) "
        "AND (asked_account IS NOT NULL) AND (actor_account IS NOT NULL))))))"
    ),
    "only_the_first_version_is_initial_and_has_no_predecessor": (
        "CHECK ((((number = 1) AND ((previous_sha256)::text = ''::text) AND ((significance)::text = 'initial'::text)) "
        "OR ((number > 1) AND (NOT ((previous_sha256)::text = ''::text)) "
        "AND (NOT ((significance)::text = 'initial'::text)))))"
    ),
}
# Where a type has another name in PostgreSQL's catalogue than in SQL.
_SHORT: Final = {"varchar": "character varying", "bool": "boolean"}


class Column(NamedTuple):
    """A column as a database has it, or must have it."""

    type: str
    required: bool
    default: str
    made_up: bool
    """Generated from others: nothing that is written there is kept."""


def faults(connection: BaseDatabaseWrapper, tables: Sequence[Table]) -> list[str]:
    """What is wrong, as ``table: what is wrong``. A newer release may have more columns."""
    found = []
    with connection.cursor() as cursor:
        for model, unique in tables:
            table = model._meta.db_table
            wrong = _wrong_columns(connection, cursor, model)
            if connection.vendor == "postgresql":
                wrong += _wrong_on_postgresql(cursor, model, unique)
            else:
                wrong += _wrong_on_sqlite(connection, cursor, model, unique)
            found += [f"{table}: {fault}" for fault in wrong]
    return found


def hidden(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> list[str]:
    """Tables that ``search_path`` hides: then every check would look at others, or at nothing."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, n.nspname, current_setting('search_path') FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = ANY(%s) AND c.relkind IN ('r', 'v') "
            "AND NOT pg_table_is_visible(c.oid) ORDER BY c.relname",
            [list(tables)],
        )
        return [
            f"{table}: the one in schema {schema} is hidden by search_path {path}"
            for table, schema, path in cursor.fetchall()
        ]


def _wrong_columns(connection: BaseDatabaseWrapper, cursor: Any, model: type[models.Model]) -> list[str]:
    there = _columns(connection, cursor, model._meta.db_table)
    wrong = []
    for field in model._meta.concrete_fields:
        name, wanted = str(field.column), _wanted(connection, field)
        found = there.get(name)
        if found is None:
            wrong.append(f"column {name} is missing")
            continue
        if found.type != wanted.type:
            wrong.append(f"column {name} has the type {found.type}, not {wanted.type}")
        if wanted.required and not found.required:
            wrong.append(f"column {name} may be empty")
        if found.default != wanted.default:
            wrong.append(f"column {name} has the default {found.default or 'none'}")
        if found.made_up:
            wrong.append(f"column {name} is made up from others: what is written there is not kept")
    return wrong


def _wanted(connection: BaseDatabaseWrapper, field: Any) -> Column:
    kind = str(field.db_type(connection)).lower()
    default = ""
    if isinstance(field.db_default, Now):
        default = "statement_timestamp()" if connection.vendor == "postgresql" else NOW
    if connection.vendor == "postgresql":
        name, _, length = kind.partition("(")
        kind = _SHORT.get(name, name) + (f"({length}" if length else "")
    return Column(kind, not field.null, default, made_up=False)


def _columns(connection: BaseDatabaseWrapper, cursor: Any, table: str) -> dict[str, Column]:
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, "
            "COALESCE(pg_get_expr(d.adbin, d.adrelid), ''), a.attgenerated <> '' FROM pg_attribute a "
            "LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum) "
            "WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped",
            [table],
        )
    else:
        cursor.execute(
            "SELECT name, lower(type), \"notnull\" OR pk, COALESCE(dflt_value, ''), hidden <> 0 "
            "FROM pragma_table_xinfo(%s)",
            [table],
        )
    return {
        name: Column(kind, bool(required), default, bool(made_up))
        for name, kind, required, default, made_up in cursor.fetchall()
    }


def _wrong_on_postgresql(cursor: Any, model: type[models.Model], unique: Unique) -> list[str]:
    table = model._meta.db_table
    cursor.execute(
        "SELECT (SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_attribute a "
        "WHERE a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)) FROM pg_index i "
        "WHERE i.indrelid = %s::regclass AND i.indisunique AND i.indisvalid AND i.indpred IS NULL "
        "AND i.indexprs IS NULL",
        [table],
    )
    keys = [set(columns) for (columns,) in cursor.fetchall()]
    cursor.execute(
        "SELECT conname, contype, convalidated, pg_get_constraintdef(oid), (SELECT attname FROM pg_attribute "
        "WHERE attrelid = conrelid AND attnum = conkey[1]), confrelid::regclass::text FROM pg_constraint "
        "WHERE conrelid = %s::regclass",
        [table],
    )
    checks, references = {}, set()
    for name, kind, valid, definition, column, other in cursor.fetchall():
        if kind == "c" and valid:
            checks[name] = definition
        elif kind == "f" and valid:
            references.add((column, other))
    wrong = _missing_keys(unique, keys) + _missing_references(model, references)
    for constraint in _checks_of(model):
        name = constraint.name
        if name not in checks:
            wrong.append(f"constraint {name} is missing")
        elif _without_casts(checks[name]) != _without_casts(
            CHECKS.get(name) or _list_of_values(constraint)
        ):
            wrong.append(f"constraint {name} was altered: {checks[name]}")
    return wrong


def _without_casts(definition: str) -> str:
    """A constraint as it reads before and after a dump: PostgreSQL then writes the casts of text in other places."""
    return re.sub(r"::(?:text|character varying)(?:\[\])?|[()\s]", "", definition)


def _list_of_values(constraint: models.CheckConstraint) -> str:
    """How PostgreSQL writes ``Q(column__in=values)``; empty for another condition."""
    condition = constraint.condition
    child = condition.children[0] if isinstance(condition, models.Q) else None
    if not isinstance(child, tuple) or not child[0].endswith("__in"):
        return ""
    values = ", ".join(f"'{value}'::character varying" for value in child[1])
    return f"CHECK ((({child[0].removesuffix('__in')})::text = ANY ((ARRAY[{values}])::text[])))"


def _wrong_on_sqlite(
    connection: BaseDatabaseWrapper, cursor: Any, model: type[models.Model], unique: Unique
) -> list[str]:
    table = model._meta.db_table
    cursor.execute(
        "SELECT key.name, part.name FROM pragma_index_list(%s) AS key, pragma_index_info(key.name) AS part "
        'WHERE key."unique" AND NOT key.partial',
        [table],
    )
    parts: dict[str, set[str]] = {}
    for key, column in cursor.fetchall():
        parts.setdefault(key, set()).add(column)
    cursor.execute('SELECT "from", "table" FROM pragma_foreign_key_list(%s)', [table])
    references = set(cursor.fetchall())
    cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
    made = "".join(cursor.fetchone()[0].split())
    keys = [*parts.values(), {str(model._meta.pk.column)}]
    wrong = _missing_keys(unique, keys) + _missing_references(model, references)
    editor = connection.schema_editor(collect_sql=True)  # only asked how it would write them
    for constraint in _checks_of(model):
        sql = str(constraint.constraint_sql(model, editor))
        if "".join(sql.split()) not in made:
            wrong.append(f"constraint {constraint.name} is missing or was altered")
    return wrong


def _checks_of(model: type[models.Model]) -> Iterator[models.CheckConstraint]:
    return (one for one in model._meta.constraints if isinstance(one, models.CheckConstraint))


def _missing_keys(unique: Unique, keys: list[set[str]]) -> list[str]:
    return [f"{', '.join(columns)} may be there twice" for columns in unique if set(columns) not in keys]


def _missing_references(model: type[models.Model], there: set[tuple[str, str]]) -> list[str]:
    return [
        f"column {field.column} may name a row that is not there"
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and (field.column, field.related_model._meta.db_table) not in there
    ]
