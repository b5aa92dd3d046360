"""Back the site up into one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from cms.backups import Refused, back_up
from policies.management.register_command import RegisterCommand


class Command(RegisterCommand):
    help = "Writes the database, the uploads and the last checkpoint into one file, while the site runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="default: backups/ in SIJILL_VAR")

    def handle(self, *, path: Path | None, **options: Any) -> None:
        path = path or Path(settings.VAR) / "backups" / f"sijill-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar"
        try:
            versions = back_up(path)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{path}: {versions} versions, {path.stat().st_size:,} bytes")
