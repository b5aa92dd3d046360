"""Back the site up into one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from cms.backups import CannotBackUp, back_up
from policies.management.register_command import RegisterCommand


class Command(RegisterCommand):
    help = "Writes the database, the uploads and the last checkpoint into one file, while the site runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="default: backups/ in SIJILL_VAR")

    def handle(self, *, path: Path | None, **options: Any) -> None:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        try:
            made = back_up(path or Path(settings.VAR) / "backups" / f"sijill-{stamp}.tar")
        except CannotBackUp as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{made.path}: {made.versions} versions, {made.bytes:,} bytes")
