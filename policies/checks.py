"""System checks of the register: refuse to start when a promise could not be kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from django.db import OperationalError, connection, connections

from .evidence.notes import BadKey
from .publication.checkpoints import signing_keys
from .publication.database_roles import lost_in_a_crash, rights_too_many
from .publication.guards import HINT, faults

# A tag of its own, by which `migrate` leaves the check out: it is what puts the guards back.
GUARDS = "guards"


@register(GUARDS)
def guards_in_place(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """E001: the guards of published versions are on every database that has their tables."""
    return [
        Error(f"published rows are not guarded: {fault}", hint=HINT, id="policies.E001")
        for alias in databases or ()
        for fault in faults(connections[alias])
    ]


@register(deploy=True)
def application_role(**_: Any) -> list[CheckMessage]:
    """E010: on PostgreSQL the site runs as a role that cannot alter what it must not, and E001 holds there.
    E014: the server keeps what it has acknowledged.
    """
    if connection.vendor != "postgresql":
        return []
    try:
        wrong = rights_too_many(connection)
        unguarded = guards_in_place(databases=[connection.alias])
        unsafe = lost_in_a_crash(connection)
    except OperationalError as error:
        return [Error(f"the database cannot be checked: {error}", id="policies.E011")]
    hint = "Make the roles with deploy/postgresql-roles.sql, and run the site as the application role."
    return [
        *unguarded,
        *(Error(fault, hint=hint, id="policies.E010") for fault in wrong),
        *(Error(f"the server's setting {fault}", id="policies.E014") for fault in unsafe),
    ]


@register(deploy=True)
def log_can_be_signed(**_: Any) -> list[CheckMessage]:
    """E012: a key that is set can be read. W013: a process without one signs no checkpoint."""
    try:
        keys = signing_keys()
    except BadKey as error:
        return [Error(str(error), hint="Make one with `manage.py make_log_key`.", id="policies.E012")]
    if keys:
        return []
    hint = (
        "Make a key with `manage.py make_log_key FILE`, set SIJILL_LOG_KEY_FILE, and run "
        "`manage.py publish_checkpoint` daily. Where another machine does, silence policies.W013."
    )
    return [Caution("no key signs the log's checkpoints here", hint=hint, id="policies.W013")]
