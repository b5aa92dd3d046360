"""The guards on PostgreSQL: triggers that raise, and rights taken away from everybody but the owner."""

from __future__ import annotations

from typing import Any

from .guards_sqlite import RULE, Shape

FUNCTION = "policies_refuse_change"
STAMP = (
    "policies_stamp_"  # with the name of a column: by the clock, not by the beginning of the transaction
)
BODY = f"""
BEGIN
    RAISE EXCEPTION '% {RULE}', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
"""
FORBIDDEN = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")

# pg_trigger.tgtype: for each row 1, before 2, insert 4, delete 8, update 16, truncate 32.
_ROWS, _WHOLE, _NEW = 1 + 2 + 8 + 16, 2 + 32, 1 + 2 + 4
_WHEN = {
    _ROWS: "BEFORE UPDATE OR DELETE ON {} FOR EACH ROW",
    _WHOLE: "BEFORE TRUNCATE ON {} FOR EACH STATEMENT",
    _NEW: "BEFORE INSERT ON {} FOR EACH ROW",
}


def triggers(shape: Shape) -> dict[str, tuple[int, str]]:
    """Each trigger's name, its ``tgtype`` and its function."""
    table = shape.table
    return {
        f"{table}_immutable": (_ROWS, FUNCTION),
        f"{table}_not_emptied": (_WHOLE, FUNCTION),
        **{f"{table}_stamped_{column}": (_NEW, STAMP + column) for column in shape.stamped},
    }


def body_of(function: str) -> str:
    """The body that a function of ours has."""
    if function == FUNCTION:
        return BODY
    return f"BEGIN NEW.{function.removeprefix(STAMP)} := pg_catalog.clock_timestamp(); RETURN NEW; END"


def statements(shape: Shape) -> list[str]:
    table, made = shape.table, []
    for name, (kind, function) in triggers(shape).items():
        made += [
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $${body_of(function)}$$",
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"CREATE TRIGGER {name} {_WHEN[kind].format(table)} EXECUTE FUNCTION {function}()",
            # ALWAYS: session_replication_role = replica skips ordinary triggers.
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
        ]
    return [*made, _revoke(table)]


def _revoke(table: str) -> str:
    """Take from everybody but the owner what no code may do there: a new table inherits default grants."""
    return f"""
    DO $$
    DECLARE held record;
    BEGIN
        FOR held IN
            SELECT DISTINCT CASE granted.grantee WHEN 0 THEN 'PUBLIC'
                ELSE quote_ident(pg_get_userbyid(granted.grantee)) END AS grantee
            FROM pg_class c, aclexplode(c.relacl) AS granted
            WHERE c.oid = '{table}'::regclass AND granted.grantee <> c.relowner
            UNION SELECT CASE granted.grantee WHEN 0 THEN 'PUBLIC'
                ELSE quote_ident(pg_get_userbyid(granted.grantee)) END
            FROM pg_attribute a, aclexplode(a.attacl) AS granted
            WHERE a.attrelid = '{table}'::regclass
        LOOP
            EXECUTE 'REVOKE {", ".join(FORBIDDEN)} ON {table} FROM ' || held.grantee;
        END LOOP;
    END $$
    """  # noqa: S608 - our own name


def faults(cursor: Any, shape: Shape) -> list[str]:
    """What is wrong with the guards of one table."""
    table = shape.table
    cursor.execute(
        "SELECT t.tgname, t.tgenabled, t.tgtype, t.tgqual IS NULL AND t.tgattr = '', "
        "p.proname, btrim(p.prosrc, E' \\n'), p.proconfig IS NOT NULL OR l.lanname <> 'plpgsql' FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang "
        "WHERE t.tgrelid = %s::regclass AND NOT t.tgisinternal",
        [table],
    )
    found = {name: rest for name, *rest in cursor.fetchall()}
    wanted, wrong = triggers(shape), []
    for name, (kind, own) in wanted.items():
        if name not in found:
            wrong.append(f"{name} is missing")
            continue
        enabled, type_, unconditional, function, body, settings = found[name]
        if enabled != "A":
            wrong.append(f"{name} is disabled" if enabled == "D" else f"{name} does not fire ALWAYS")
        if (type_, unconditional, function) != (kind, True, own):
            wrong.append(f"{name} was altered")
        elif body.split() != body_of(own).split() or settings:
            wrong.append(f"{name} was altered: {own}() has another body")
    wrong += [f"{name} is no trigger of ours" for name in sorted(found) if name not in wanted]
    return wrong + ways_around(cursor, table)


def ways_around(cursor: Any, table: str) -> list[str]:
    """What else rewrites, hides or loses rows of a table, or lets them name what is not there."""
    wrong = []
    cursor.execute("SELECT rulename FROM pg_rewrite WHERE ev_class = %s::regclass", [table])
    wrong += [f"rule {name} rewrites its statements" for (name,) in cursor.fetchall()]
    cursor.execute(
        "SELECT relpersistence = 'u', relrowsecurity, EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid), "
        "EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgisinternal AND tgenabled NOT IN ('O', 'A')) "
        "FROM pg_class c WHERE c.oid = %s::regclass",
        [table],
    )
    sentences = (
        "it is unlogged: a crash of the server empties it",
        "row security hides rows of it",
        "other tables inherit from it, and no trigger guards their rows",
        "its foreign keys are not checked: their triggers are disabled",
    )
    wrong += [words for words, holds in zip(sentences, cursor.fetchone(), strict=True) if holds]
    return wrong
