"""Django's system checks: what `check --deploy` asks of a running site, and the guards before every command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import connection, connections

# Each room's own, registered by being imported.
from .authoring import schedule_checks  # noqa: F401
from .authoring.people import last_owner
from .notification import late_warnings, waiting_checks  # noqa: F401
from .publication.guards import HINT, faults
from .publication.site_checks import findings
from .reading.shelf import shelf_checks  # noqa: F401

# A tag of its own, by which `migrate` leaves the check out: it is what puts the guards back.
GUARDS = "guards"
# The doctor leaves these out of Django's checks: it asks each of ours by itself, and says more.
RUNNING = "running_site"
GUARDED = "policies.E001"
KEEPING_OWNERS = "policies.E004"


@register(GUARDS)
def guards_in_place(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """E001: the guards of published versions are on every database that has their tables; E004: and those of owners."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        for fault in faults(connections[alias]):
            found.append(Error(f"published rows are not guarded: {fault}", hint=HINT, id=GUARDED))
        for fault in last_owner.faults(connections[alias]):
            found.append(Error(f"last owners are not kept: {fault}", hint=HINT, id=KEEPING_OWNERS))
    return found


@register(RUNNING, deploy=True)
def running_site(**_: Any) -> list[CheckMessage]:
    """Everything that ``publication.site_checks`` lists.

    Of SQLite the guards are not asked here: a release is checked where there is no database yet.
    """
    without = () if connection.vendor == "postgresql" else (GUARDED,)
    return list(findings(without=without))
