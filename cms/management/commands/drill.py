"""Practise the restore: put a backup into another database, verify all of it, and note how that ended."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from cms.backup_keeping import NotKept, is_sealed, kept, opened
from cms.backups import Refused, back_up
from policies.management.register_command import RegisterCommand
from policies.publication.last_runs import noted, ran

ENDING: Final = "_drill"


class Command(RegisterCommand):
    help = (
        "Restores the newest backup into SIJILL_DRILL_DATABASE_URL, which it empties, or else into a file of SQLite, and "
        "verifies it. A sealed backup needs --identity; without, a backup of this moment is practised with."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--identity", type=Path, help="the file of the age key that opens sealed backups"
        )

    def handle(self, *, identity: Path | None, **options: Any) -> None:
        with noted("drill"):
            try:
                words = self._practise(identity)
            except (Refused, NotKept, psycopg.Error, OSError) as error:
                raise CommandError(str(error)) from error
        ran("drill", words)
        self.stdout.write(words)

    def _practise(self, identity: Path | None) -> str:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory()))
            target = settings.DRILL_DATABASE_URL
            if target:
                _empty(target)
            else:
                target = f"sqlite:///{folder / 'drill.sqlite3'}"
            into_sqlite = target.startswith("sqlite")
            newest = next(reversed(kept(settings.BACKUP_FOLDER)), None)
            # PostgreSQL's own copy goes into PostgreSQL alone.
            usable = newest is not None and into_sqlite == (connection.vendor == "sqlite")
            if usable and newest is not None and (identity or not is_sealed(newest)):
                plain, what = stack.enter_context(opened(newest, identity)), newest.name
            else:
                plain, what = folder / "drill.tar", "a backup of this moment"
                back_up(plain, portable=into_sqlite != (connection.vendor == "sqlite"))
            said = _restored(plain, target, folder / "var")
        return f"{what} was restored into {'SQLite' if into_sqlite else 'PostgreSQL'}: {said}"


def _empty(address: str) -> None:
    """Empty the database of the drill. Refuses one whose name does not say that it is."""
    name = urlsplit(address).path.lstrip("/")
    if not name.endswith(ENDING):
        raise Refused(
            f"SIJILL_DRILL_DATABASE_URL names {name!r}, which would be emptied: it must end in {ENDING}"
        )
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("DROP SCHEMA public CASCADE")
        database.execute("CREATE SCHEMA public")


def _restored(backup: Path, target: str, var: Path) -> str:
    """The last line of the verification, in a process of its own: this one is of the site's database."""
    kept_settings = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SIJILL_")
        or name in ("SIJILL_BASE_URL", "SIJILL_SECRET_KEY", "SIJILL_SECRET_KEY_FILE")
    }
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", "restore", str(backup)],
        cwd=settings.BASE_DIR,
        env=kept_settings | {"SIJILL_DATABASE_URL": target, "SIJILL_VAR": str(var)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refused(" ".join((done.stderr or done.stdout).split())[-280:])
    return next(line for line in done.stdout.splitlines() if " faults" in line)
