"""A command of the register: where its database cannot be used, it says why in one sentence."""

from __future__ import annotations

import os
import sys
from typing import Any, ClassVar, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

BROKEN_PIPE: Final = 141  # as a shell says of a program that SIGPIPE ended


class RegisterCommand(BaseCommand):
    """The database is looked at only after an error, so that a backup is made before a migration too."""

    exit_code: ClassVar[int] = 1
    """Of a process that ends because the database cannot be used."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            done = super().execute(*args, **options)
            sys.stdout.flush()
            return done
        except BrokenPipeError:
            # The reader of the output has seen enough (``| head``): nothing more is said, not at the exit either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(BROKEN_PIPE) from None
        except Error as error:
            if connection.in_atomic_block or not (reason := _unusable()):
                raise
            raise CommandError(reason, returncode=self.exit_code) from error


def _unusable() -> str:
    """Why no command can use the database; empty where the error has another cause."""
    connection.close()
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        return f"the database does not answer: {' '.join(str(error).split())}"
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not pending:
        return ""
    state = (
        "lacks migrations of this release"
        if executor.loader.applied_migrations
        else "was never migrated"
    )
    return f"the database {state}: run `manage.py migrate` as the owner of its tables"
