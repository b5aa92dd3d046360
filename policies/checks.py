"""Django's system checks: what `check --deploy` asks of a running site, and the guards before every command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import connection, connections

from .publication.guards import HINT, faults
from .publication.site_checks import findings

# A tag of its own, by which `migrate` leaves the check out: it is what puts the guards back.
GUARDS = "guards"
GUARDED = "policies.E001"


@register(GUARDS)
def guards_in_place(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """E001: the guards of published versions are on every database that has their tables."""
    return [
        Error(f"published rows are not guarded: {fault}", hint=HINT, id=GUARDED)
        for alias in databases or ()
        for fault in faults(connections[alias])
    ]


@register(deploy=True)
def running_site(**_: Any) -> list[CheckMessage]:
    """Everything that ``publication.site_checks`` lists.

    Of SQLite the guards are not asked here: a release is checked where there is no database yet.
    """
    without = () if connection.vendor == "postgresql" else (GUARDED,)
    return list(findings(without=without))
