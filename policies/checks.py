"""System checks of the register: refuse to start when a promise could not be kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from .publication.guards import missing


@register(Tags.database)
def guards_in_place(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """E001: the guards of published versions are on every database that has their tables."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if "policies_policyversion" not in connection.introspection.table_names():
            continue
        errors += [
            Error(
                f"published rows are not guarded: {guard}",
                hint="Run `manage.py migrate`: it restores the guards.",
                id="policies.E001",
            )
            for guard in missing(connection)
        ]
    return errors
