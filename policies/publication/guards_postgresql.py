"""The guards on PostgreSQL: triggers that raise, and rights taken away from everybody but the owner."""

from __future__ import annotations

from typing import Any

from .guards_sqlite import RULE, Unique

FUNCTION = "policies_refuse_change"
BODY = f"""
BEGIN
    RAISE EXCEPTION '% {RULE}', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
"""
FORBIDDEN = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")

# pg_trigger.tgtype: for each row 1, before 2, delete 8, update 16, truncate 32.
_ROWS, _WHOLE = 1 + 2 + 8 + 16, 2 + 32


def triggers(table: str, unique: Unique) -> dict[str, int]:  # noqa: ARG001 - as on SQLite
    """Each trigger's name and its ``tgtype``."""
    return {f"{table}_immutable": _ROWS, f"{table}_not_emptied": _WHOLE}


def statements(table: str, unique: Unique) -> list[str]:
    rows, whole = triggers(table, unique)
    return [
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${BODY}$$",
        f"DROP TRIGGER IF EXISTS {rows} ON {table}",
        f"CREATE TRIGGER {rows} BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()",
        f"DROP TRIGGER IF EXISTS {whole} ON {table}",
        f"CREATE TRIGGER {whole} BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()",
        # ALWAYS: session_replication_role = replica skips ordinary triggers.
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {rows}",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {whole}",
        _revoke(table),
    ]


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


def faults(cursor: Any, table: str, unique: Unique) -> list[str]:
    """What is wrong with the guards of one table."""
    cursor.execute(
        "SELECT t.tgname, t.tgenabled, t.tgtype, t.tgqual IS NULL AND t.tgattr = '', "
        "p.proname, btrim(p.prosrc, E' \\n') FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE t.tgrelid = %s::regclass AND NOT t.tgisinternal",
        [table],
    )
    found = {name: rest for name, *rest in cursor.fetchall()}
    wanted, wrong = triggers(table, unique), []
    for name, kind in wanted.items():
        if name not in found:
            wrong.append(f"{name} is missing")
            continue
        enabled, type_, unconditional, function, body = found[name]
        if enabled != "A":
            wrong.append(f"{name} is disabled" if enabled == "D" else f"{name} does not fire ALWAYS")
        if (type_, unconditional, function) != (kind, True, FUNCTION):
            wrong.append(f"{name} was altered")
        elif body.split() != BODY.split():
            wrong.append(f"{name} was altered: {FUNCTION}() has another body")
    wrong += [f"{name} is no trigger of ours" for name in sorted(found) if name not in wanted]
    cursor.execute("SELECT rulename FROM pg_rewrite WHERE ev_class = %s::regclass", [table])
    wrong += [f"rule {name} rewrites its statements" for (name,) in cursor.fetchall()]
    cursor.execute(
        "SELECT relpersistence = 'u', relrowsecurity, EXISTS (SELECT FROM pg_inherits WHERE inhparent = oid) "
        "FROM pg_class WHERE oid = %s::regclass",
        [table],
    )
    sentences = (
        "it is unlogged: a crash of the server empties it",
        "row security hides rows of it",
        "other tables inherit from it, and no trigger guards their rows",
    )
    wrong += [words for words, holds in zip(sentences, cursor.fetchone(), strict=True) if holds]
    return wrong
