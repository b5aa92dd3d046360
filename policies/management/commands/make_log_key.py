"""A new key for the log's checkpoints, in a file that only its owner may read."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from policies.evidence.notes import BadKey, SigningKey, new_key, read_keys


class Command(BaseCommand):
    help = (
        "Makes a key that signs the log's checkpoints and appends it to a file, which SIJILL_LOG_KEY_FILE "
        "then names. A second key in the file begins a rotation: both sign until the first line is taken away."
    )
    requires_system_checks: list[str] = []  # the key is made before the site can run

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where it is kept; - prints it instead")
        parser.add_argument("--name", default=settings.LOG_ORIGIN, help="the log's origin (%(default)s)")

    def handle(self, *, file: Path, name: str, **options: Any) -> None:
        try:
            if str(file) == "-":
                self.stdout.write(new_key(name).text)
                return
            key = _appended(file, name)
        except (BadKey, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Public key, to hand out: {key.public}")


def _appended(file: Path, name: str) -> SigningKey:
    """Refuses a file that holds anything else than keys of the same log."""
    there = file.read_text(encoding="utf-8") if file.exists() else ""
    key = new_key(name)
    read_keys(f"{there}\n{key.text}")
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(("" if not there or there.endswith("\n") else "\n") + key.text + "\n")
    return key
