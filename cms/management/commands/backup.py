"""Back the site up into one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from cms.backup_keeping import NotKept, forget_old, hand_on, name_of
from cms.backups import Refused, back_up
from policies.management.register_command import RegisterCommand
from policies.publication.last_runs import ran


class Command(RegisterCommand):
    help = (
        "Writes the database, the uploads and the last checkpoint into one file, while the site runs. Without a path: into "
        "SIJILL_BACKUP_FOLDER, sealed, handed on and kept as the settings say."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="default: SIJILL_BACKUP_FOLDER")
        parser.add_argument(
            "--portable", action="store_true", help="rows, which SQLite and PostgreSQL both read; slower"
        )
        parser.add_argument("--plain", action="store_true", help="not sealed, whatever the settings say")

    def handle(self, *, path: Path | None, portable: bool, plain: bool, **options: Any) -> None:
        recipients = () if plain else settings.BACKUP_RECIPIENTS
        timed = path is None
        path = path or settings.BACKUP_FOLDER / name_of(datetime.now(UTC), sealed=bool(recipients))
        try:
            versions = back_up(path, portable=portable, recipients=recipients)
            words = (
                f"{versions} versions, {path.stat().st_size:,} bytes{', sealed' if recipients else ''}"
            )
            self.stdout.write(f"{path}: {words}")
            if timed:
                self._keep(path)
        except (Refused, NotKept, OSError) as reason:
            ran("backup", str(reason), failed=True)
            raise CommandError(str(reason)) from reason
        ran("backup", words)

    def _keep(self, path: Path) -> None:
        if settings.BACKUP_THEN:
            hand_on(path, settings.BACKUP_THEN)
            self.stdout.write("handed on")
        for old in forget_old(path.parent, settings.BACKUP_DAYS):
            self.stdout.write(f"deleted {old.name}")
