"""Restore a backup into an empty database, and check what came out of it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser

from cms.backup_keeping import NotKept, opened
from cms.backups import Refused, make_statistics, restore
from policies.management.register_command import RegisterCommand

OWN = (
    "Compared with the backup's own checkpoint, since no other was named (--checkpoint FILE): what is younger than "
    "the backup is not missed by it."
)


class Command(RegisterCommand):
    help = (
        "Restores a backup, migrates, and ends in verify_versions, compared with the checkpoint kept elsewhere "
        "(--checkpoint) or else with the one in the backup."
    )
    requires_system_checks = []  # an empty database has no guards yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--identity", type=Path, help="the file of the age key that opens a sealed backup"
        )
        parser.add_argument(
            "--checkpoint", type=Path, help="the newest checkpoint that somebody else has kept"
        )

    def handle(
        self,
        *,
        path: Path,
        identity: Path | None,
        checkpoint: Path | None,
        verbosity: int,
        **options: Any,
    ) -> None:
        if checkpoint is not None and not checkpoint.is_file():
            raise CommandError(f"{checkpoint} is not there: nothing was restored")
        try:
            with opened(path, identity) as plain:
                held = restore(plain)
        except (Refused, NotKept, FileNotFoundError) as refused:
            raise CommandError(str(refused)) from refused
        call_command("migrate", interactive=False, verbosity=0)
        call_command("index_texts", verbosity=0, stdout=StringIO())
        make_statistics()
        with TemporaryDirectory() as folder:
            if checkpoint is None and held:
                checkpoint = Path(folder) / "checkpoint"
                checkpoint.write_text(held, encoding="utf-8")
                self.stdout.write(OWN)
            call_command(
                "verify_versions", checkpoint=checkpoint, verbosity=verbosity, stdout=self.stdout
            )
