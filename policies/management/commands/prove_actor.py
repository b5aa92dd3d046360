"""The opening of an entry's commitment: who published, withdrew, approved or withheld, as a proof to hand over."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from policies.management.register_command import RegisterCommand
from policies.publication.log import LogEntry, stored_bytes
from policies.publication.openings import Opening


class Command(RegisterCommand):
    help = "Print the facts and the salt behind the commitment of an entry of the log, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("position", type=int, help="where the entry stands in the log")

    def handle(self, *_arguments: Any, position: int, **_options: Any) -> None:
        entry = LogEntry.objects.filter(position=position).first()
        if entry is None:
            raise CommandError(f"the log has no entry {position}")
        opening = Opening.objects.filter(subject=entry.subject).first()
        if opening is None:
            raise CommandError(f"entry {position} ({entry.subject}) commits to nothing")
        said = stored_bytes(entry.content)
        if json.loads(said).get("committed") != opening.committed:
            raise CommandError(f"entry {position} commits to other facts than are on record")
        proof = {
            "position": position,
            "entry": said.decode(),
            "salt": opening.salt,
            "facts": opening.facts,
        }
        self.stdout.write(json.dumps(proof, ensure_ascii=False, indent=2))
