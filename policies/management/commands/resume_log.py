"""The operator's act by which the log goes on: after a backup was restored that lacks what was signed, where the signer's
memory was lost, or by a clock that was set back.

The act is an entry of the log, public and for ever. It says how many entries are lost and under which root they were
signed: who kept an older checkpoint can still show them.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from policies.management.register_command import RegisterCommand
from policies.publication.audit_trail import AuditEntry, note
from policies.publication.checkpoints import CannotSign, resume


class Command(RegisterCommand):
    help = "Records in the log that it goes on after less than was signed, or by another clock, and signs that."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reason", required=True, help="public, in plain words: what happened")

    def handle(self, *, reason: str, verbosity: int, **options: Any) -> None:
        if not reason.strip():
            raise CommandError("--reason is empty: say what happened, it is public")
        try:
            checkpoint, lost = resume(reason.strip()[:1000])
        except CannotSign as error:
            raise CommandError(str(error)) from error
        note(AuditEntry.Action.RESUMED, "the log", details={"lost": lost, "size": checkpoint.size})
        if verbosity:
            self.stdout.write(checkpoint.note)
        self.stdout.write(f"resumed: {lost} entries that were signed are lost")
