"""Every door of the database through which a published row could change or vanish, for any guarded table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, models

from policies.publication.guards import unique_keys
from tests.publication.rows import model_of


@dataclass(frozen=True, kw_only=True)
class Door:
    """One way to try; ``open`` raises where it is shut, or changes nothing."""

    name: str
    open: Callable[[], object]


def run(*statements: str) -> Callable[[], None]:
    def attempt() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    return attempt


def doors(table: str) -> Iterator[Door]:
    """The doors of one table on the database at hand."""
    model = model_of(table)
    yield from _orm(model)
    names = [field.column for field in model._meta.concrete_fields]
    column, columns = names[-1], ", ".join(names)
    sqlite = connection.vendor == "sqlite"
    statements = {
        "raw update": [f"UPDATE {table} SET {column} = {column}"],
        "raw delete": [f"DELETE FROM {table}"],
        "delete by subquery": [f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table})"],
        "upsert": [
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE true "
            f"ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}"
        ],
    }
    statements |= _sqlite(table, names) if sqlite else _postgresql(table, column)
    for name, tried in statements.items():
        yield Door(name=name, open=run(*tried))


def _orm(model: type[models.Model]) -> Iterator[Door]:
    objects = model._default_manager
    field = [field for field in model._meta.concrete_fields if not field.primary_key][-1]
    yield Door(name="queryset update", open=lambda: objects.update(**{field.name: models.F(field.name)}))
    yield Door(name="queryset delete", open=lambda: objects.all().delete())
    yield Door(name="raw queryset delete", open=lambda: objects.all()._raw_delete(connection.alias))
    yield Door(name="instance save", open=lambda: _first(objects).save())
    yield Door(name="instance delete", open=lambda: _first(objects).delete())
    yield Door(
        name="instance saved under its key as new", open=lambda: _first(objects).save(force_insert=True)
    )
    yield Door(name="bulk update", open=lambda: objects.bulk_update([_first(objects)], [field.name]))
    yield Door(
        name="bulk create over conflicts",
        open=lambda: objects.bulk_create(
            [_first(objects)],
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=[field.name],
        ),
    )
    yield Door(
        name="update or create",
        open=lambda: objects.update_or_create(
            pk=_first(objects).pk,
            defaults={field.name: getattr(_first(objects), field.attname)}
            if not field.is_relation
            else {field.name: getattr(_first(objects), field.name)},
        ),
    )


def _first(objects: models.Manager[models.Model]) -> models.Model:
    return objects.order_by("pk").first() or objects.get()


def _sqlite(table: str, names: list[str]) -> dict[str, list[str]]:
    columns = ", ".join(names)
    found = {
        "update or replace": [f"UPDATE OR REPLACE {table} SET id = id"],
        "update or ignore": [f"UPDATE OR IGNORE {table} SET id = id + 100"],
        "cte delete": [f"WITH gone AS (SELECT id FROM {table}) DELETE FROM {table} WHERE id IN gone"],
        "cte update": [f"WITH x AS (SELECT 1) UPDATE {table} SET id = id"],
        "update from another table": [f"UPDATE {table} SET id = id FROM policies_organisation"],
        "update of the row number": [f"UPDATE {table} SET rowid = rowid + 100"],
        "upsert on any key": [
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE true "
            f"ON CONFLICT DO UPDATE SET {names[-1]} = excluded.{names[-1]}"
        ],
        "delete through a view": [
            f"CREATE VIEW seen AS SELECT id FROM {table}",
            f"CREATE TRIGGER t INSTEAD OF DELETE ON seen BEGIN DELETE FROM {table} WHERE id = OLD.id; END",
            "DELETE FROM seen",
        ],
        "delete by a trigger of another table": [
            f"CREATE TRIGGER t AFTER UPDATE ON policies_organisation BEGIN DELETE FROM {table}; END",
            "UPDATE policies_organisation SET id = id",
        ],
        "delete by a temporary trigger": [
            f"CREATE TEMP TRIGGER t AFTER UPDATE ON policies_organisation BEGIN DELETE FROM {table}; END",
            "UPDATE policies_organisation SET id = id",
        ],
        "delete under another name": [f"ALTER TABLE {table} RENAME TO gone", "DELETE FROM gone"],
        "delete under another name, by the rules of old": [
            "PRAGMA legacy_alter_table = ON",
            f"ALTER TABLE {table} RENAME TO gone",
            "DELETE FROM gone",
        ],
        "replace with checks ignored": [
            "PRAGMA ignore_check_constraints = ON",
            f"REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}",
        ],
        "foreign keys off, delete": ["PRAGMA foreign_keys = OFF", f"DELETE FROM {table}"],
        "replace with recursive triggers off": [
            "PRAGMA recursive_triggers = OFF",
            f"REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}",
        ],
    }
    for position, unique in enumerate(unique_keys(table)):
        # The same row again under another key, so that only this unique key is taken.
        values = ", ".join(
            name if name in unique else f"{name} + 1000" if name == "id" else name for name in names
        )
        found[f"replace by unique key {position}"] = [
            f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {values} FROM {table} LIMIT 1"
        ]
    return found


def _postgresql(table: str, column: str) -> dict[str, list[str]]:
    return {
        "update returning": [f"UPDATE {table} SET {column} = {column} RETURNING id"],
        "cte delete": [f"WITH gone AS (DELETE FROM {table} RETURNING *) SELECT count(*) FROM gone"],
        "cte update": [f"WITH x AS (UPDATE {table} SET id = id RETURNING *) SELECT count(*) FROM x"],
        "merge": [
            f"MERGE INTO {table} t USING (SELECT id FROM {table}) s ON t.id = s.id "
            "WHEN MATCHED THEN DELETE"
        ],
        "merge update": [
            f"MERGE INTO {table} t USING {table} s ON t.id = s.id WHEN MATCHED THEN UPDATE SET id = t.id"
        ],
        "copy of what is deleted": [f"COPY (DELETE FROM {table} RETURNING id) TO '/dev/null'"],
        "function with its owner's rights": [
            "CREATE FUNCTION gone() RETURNS void LANGUAGE sql SECURITY DEFINER "
            f"BEGIN ATOMIC DELETE FROM {table}; END",
            "SELECT gone()",
        ],
        "delete under another name": [f"ALTER TABLE {table} RENAME TO gone", "DELETE FROM gone"],
        "delete through a view": [
            f"CREATE VIEW seen AS SELECT id FROM {table}",
            "DELETE FROM seen",
        ],
        "delete from a table it is made a part of": [*_part_of_another(table), "DELETE FROM whole"],
        "update of a table it is made a part of": [*_part_of_another(table), "UPDATE whole SET id = id"],
        "move to another part": [
            *_part_of_another(table),
            "CREATE TABLE other PARTITION OF whole FOR VALUES IN (-1)",
            "UPDATE whole SET id = -1",
        ],
        "truncate a table it is made a part of": [*_part_of_another(table), "TRUNCATE whole"],
        "delete from a table it is made to inherit from": [*_heir(table), "DELETE FROM parent"],
        "update of a table it is made to inherit from": [*_heir(table), "UPDATE parent SET id = id"],
        "truncate a table it is made to inherit from": [*_heir(table), "TRUNCATE parent"],
        "update by join": [f"UPDATE {table} t SET id = t.id FROM {table} s WHERE s.id = t.id"],
        "delete only": [f"DELETE FROM ONLY {table}"],
        "truncate": ["SET CONSTRAINTS ALL IMMEDIATE", f"TRUNCATE {table}"],
        "truncate cascade": ["SET CONSTRAINTS ALL IMMEDIATE", f"TRUNCATE {table} CASCADE"],
        "truncate from the parent": [
            "SET CONSTRAINTS ALL IMMEDIATE",
            "TRUNCATE policies_organisation RESTART IDENTITY CASCADE",
        ],
        "as a replica, delete": ["SET LOCAL session_replication_role = replica", f"DELETE FROM {table}"],
        "as a replica, update": [
            "SET LOCAL session_replication_role = replica",
            f"UPDATE {table} SET id = id",
        ],
        "prepared delete": [f"PREPARE gone AS DELETE FROM {table}", "EXECUTE gone"],
        "anonymous block": [f"DO $$ BEGIN DELETE FROM {table}; END $$"],
        "cursor": [
            f"DECLARE c CURSOR FOR SELECT id FROM {table} FOR UPDATE",
            "FETCH 1 FROM c",
            f"DELETE FROM {table} WHERE CURRENT OF c",
        ],
    }


def _part_of_another(table: str) -> list[str]:
    return [
        "SET CONSTRAINTS ALL IMMEDIATE",  # no table is altered with checks pending
        f"CREATE TABLE whole (LIKE {table}) PARTITION BY LIST (id)",
        f"ALTER TABLE whole ATTACH PARTITION {table} DEFAULT",
    ]


def _heir(table: str) -> list[str]:
    return [
        "SET CONSTRAINTS ALL IMMEDIATE",
        f"CREATE TABLE parent (LIKE {table})",
        f"ALTER TABLE {table} INHERIT parent",
    ]


def owner_doors(table: str) -> dict[str, list[str]]:
    """What only the owner of the tables may do; the application must not."""
    return {
        "drop the table": [f"DROP TABLE {table} CASCADE"],
        "drop a trigger": [f"DROP TRIGGER {table}_immutable ON {table}"],
        "disable the triggers": [f"ALTER TABLE {table} DISABLE TRIGGER ALL"],
        "weaken the triggers": [f"ALTER TABLE {table} ENABLE TRIGGER ALL"],
        "rename the table": [f"ALTER TABLE {table} RENAME TO gone"],
        "drop a column": [f"ALTER TABLE {table} DROP COLUMN id CASCADE"],
        "rewrite a column": [f"ALTER TABLE {table} ALTER COLUMN id TYPE text USING '0'"],
        "add a trigger": [
            f"CREATE TRIGGER a BEFORE INSERT ON {table} FOR EACH ROW "
            "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        ],
        "let another table inherit from it": [f"CREATE TABLE child () INHERITS ({table})"],
        "take it out of the log of the server": [f"ALTER TABLE {table} SET UNLOGGED"],
        "rename a column": [f"ALTER TABLE {table} RENAME COLUMN id TO other"],
        "give a column another default": [f"ALTER TABLE {table} ALTER COLUMN id SET DEFAULT 1"],
        "make a function with its owner's rights": [
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"
        ],
        "make an event trigger": [
            "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION policies_refuse_change()"
        ],
        "lock it against everybody": [f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"],
        "read a file of the server": ["CREATE TABLE f (l text)", "COPY f FROM '/etc/hostname'"],
        "add a rule": [f"CREATE RULE r AS ON UPDATE TO {table} DO INSTEAD NOTHING"],
        "replace the function": [
            "CREATE OR REPLACE FUNCTION policies_refuse_change() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NEW; END $$"
        ],
        "hide it behind a temporary table": [f"CREATE TEMP TABLE {table} (id int)"],
        "hide it behind a schema": ["CREATE SCHEMA other"],
        "take it over": [f"ALTER TABLE {table} OWNER TO CURRENT_USER"],
        "grant it to oneself": [f"GRANT UPDATE ON {table} TO CURRENT_USER"],
        "become a replica": ["SET session_replication_role = replica", f"DELETE FROM {table}"],
        "row security": [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"],
    }
