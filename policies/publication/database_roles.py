"""PostgreSQL's roles in production: migrations run as the owner, the site as a role that owns nothing."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from .guards import present
from .guards_postgresql import FORBIDDEN

_ATTRIBUTES = {
    "rolsuper": "is a superuser",
    "rolcreaterole": "may create roles",
    "rolcreatedb": "may create databases",
    "rolreplication": "may replicate",
    "rolbypassrls": "bypasses row security",
}
# What a role may say otherwise than the server does: how long it waits, how it plans, what it logs. Every other setting may
# change what a statement means, where it looks or what it keeps.
HARMLESS = (
    r"(application_name|client_min_messages|cursor_tuple_fraction|effective_cache_size|geqo\w*|idle_\w+_timeout|jit\w*"
    r"|lock_timeout|timezone|lc_\w+|default_text_search_config|statement_timeout|work_mem|maintenance_work_mem|temp_buffers|enable_\w+|log_\w+|max_parallel_\w+"
    r"|parallel_\w+|random_page_cost|seq_page_cost|tcp_\w+|auto_explain\.\w+|pg_stat_statements\.\w+)"
)


def rights_too_many(connection: BaseDatabaseWrapper) -> list[str]:
    """What the role of this connection may do on PostgreSQL although it must not, a sentence each."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT current_user, {', '.join(_ATTRIBUTES)}, "  # noqa: S608 - our own names
            "has_database_privilege(current_database(), 'TEMP'), "
            "has_database_privilege(current_database(), 'CREATE'), "
            "(SELECT bool_or(has_schema_privilege(oid, 'CREATE')) FROM pg_namespace WHERE nspname !~ '^pg_'), "
            "(SELECT pg_has_role(datdba, 'MEMBER') FROM pg_database WHERE datname = current_database()) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        role, *answers = cursor.fetchone()
        sentences = [
            *_ATTRIBUTES.values(),
            "may create temporary tables, which hide real ones",
            "may create schemas, and in them tables that hide real ones",
            "may create tables and functions",
            "owns the database",
        ]
        found += [sentence for sentence, holds in zip(sentences, answers, strict=True) if holds]
        for table in present(connection):
            rights = ", ".join(f"{_asking(right)}('{table}', '{right}')" for right in FORBIDDEN)
            cursor.execute(
                f"SELECT pg_has_role(relowner, 'MEMBER'), {rights} "  # noqa: S608 - our own names
                f"FROM pg_class WHERE oid = '{table}'::regclass"
            )
            owns, *held = cursor.fetchone()
            if owns:
                found.append(f"owns {table}")
            may = [right for right, holds in zip(FORBIDDEN, held, strict=True) if holds]
            if may:
                found.append(f"may {', '.join(may)} on {table}")
        cursor.execute(
            "SELECT f.oid::regprocedure FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.prosecdef "
            "AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND has_function_privilege(f.oid, 'EXECUTE')"
        )
        found += [
            f"may call {name}, which acts with its owner's rights" for (name,) in cursor.fetchall()
        ]
        found += _of_its_own(cursor)
    return [f"the database role {role} {sentence}" for sentence in found]


def _of_its_own(cursor: Any) -> list[str]:
    """What every role may do unless it is watched: set for good what statements mean, and make large objects."""
    cursor.execute(
        "SELECT DISTINCT 'has a setting of its own: ' || setting FROM pg_db_role_setting, unnest(setconfig) setting "
        "WHERE setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = current_user)) "
        "AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())) "
        "AND lower(split_part(setting, '=', 1)) !~ %s ORDER BY 1",
        [f"^{HARMLESS}$"],
    )
    found = [sentence for (sentence,) in cursor.fetchall()]
    cursor.execute(
        "SELECT string_agg(f.oid::regprocedure::text, ', ' ORDER BY f.proname) FROM pg_proc f "
        "WHERE f.pronamespace = 'pg_catalog'::regnamespace AND f.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea') "
        "AND has_function_privilege(f.oid, 'EXECUTE')"
    )
    if makers := cursor.fetchone()[0]:
        found.append(f"may make large objects: {makers}")
    return found


def lost_in_a_crash(connection: BaseDatabaseWrapper) -> list[str]:
    """The settings by which this server acknowledges what a power cut may still lose, a sentence each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE setting = 'off' "
            "AND name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name"
        )
        found = [f"{name} is off: a crash may lose what was published" for (name,) in cursor.fetchall()]
        cursor.execute("SELECT current_setting('session_replication_role')")
        role = cursor.fetchone()[0]
    if role != "origin":
        found.append(f"session_replication_role is {role}: no foreign key is checked")
    return found


def _asking(right: str) -> str:
    """PostgreSQL's function that asks for this right; some rights can be granted on one column alone."""
    return "has_any_column_privilege" if right in ("UPDATE", "REFERENCES") else "has_table_privilege"
