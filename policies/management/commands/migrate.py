"""Migrate the database; the guards of what was published are put back at the end.

Django's command, which a missing guard does not stop: after a migration that was interrupted, this is what
restores it.
"""

from __future__ import annotations

from typing import Any

from django.core.checks.registry import registry
from django.core.management.commands import migrate

from policies.checks import GUARDS


class Command(migrate.Command):
    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        return super().get_check_kwargs(options) | {"tags": registry.tags_available() - {GUARDS}}
