"""Sign the log as it is now, publish that, have it timestamped, and mail it to third parties.

For a timer: once an hour or a day, on the machine that has the key. What was mailed shows even that the
whole database was rolled back.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management.base import CommandError
from django.urls import reverse

from policies.evidence.offline.proofs import read_note
from policies.evidence.timestamps import BadTimestamp, request_for
from policies.management.register_command import RegisterCommand
from policies.publication import witnesses
from policies.publication.checkpoints import CannotSign, add_timestamp, publish_checkpoint
from policies.publication.last_runs import noted
from policies.publication.log import Checkpoint
from policies.publication.public_addresses import absolute

LARGEST_ANSWER = 64 * 1024
PATIENCE = 30  # seconds for the timestamp authority


class Command(RegisterCommand):
    help = "Signs the log as it is now and publishes that as a checkpoint; timestamped and mailed where set."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-mail", action="store_true", help="mail it to nobody")
        parser.add_argument("--no-timestamp", action="store_true", help="ask no timestamp authority")

    def handle(self, *, no_mail: bool, no_timestamp: bool, verbosity: int, **options: Any) -> None:
        with noted("publish_checkpoint"):
            self._publish(no_mail, no_timestamp, verbosity)

    def _publish(self, no_mail: bool, no_timestamp: bool, verbosity: int) -> None:
        try:
            checkpoint = publish_checkpoint(whole=True)
        except CannotSign as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(checkpoint.note)
        failed: list[str] = []
        checkpoint = _cosigned(checkpoint, failed)
        if settings.TIMESTAMP_URL and not no_timestamp and not checkpoint.timestamps.exists():
            try:
                _have_timestamped(checkpoint)
                self.stdout.write("timestamped")
            except (BadTimestamp, OSError) as error:
                failed.append(f"not timestamped: {error}")
        if settings.CHECKPOINT_MAIL_TO and not no_mail:
            try:
                _mail(checkpoint)
                self.stdout.write(f"mailed to {len(settings.CHECKPOINT_MAIL_TO)}")
            except OSError as error:
                failed.append(f"not mailed: {error}")
        if failed:
            raise CommandError("; ".join(failed))


def _cosigned(checkpoint: Checkpoint, failed: list[str]) -> Checkpoint:
    """With the cosignatures of the witnesses, where there are any; ``failed`` gets what is missing to the quorum."""
    try:
        trust = witnesses.policy()
        if trust is None:
            return checkpoint
        checkpoint, missing = witnesses.have_cosigned(checkpoint, trust)
    except (LookupError, ValueError) as error:
        failed.append(f"not cosigned: {error}")
        return checkpoint
    if not trust.accepts(read_note(checkpoint.note.encode())):
        failed.append(f"fewer cosigned than the policy asks for ({'; '.join(missing) or 'no address'})")
    return checkpoint


def _have_timestamped(checkpoint: Checkpoint) -> None:
    request = urllib.request.Request(  # noqa: S310 - the address is the operator's setting
        settings.TIMESTAMP_URL,
        data=request_for(checkpoint.note.encode()),
        headers={"Content-Type": "application/timestamp-query"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - as above
        response = answer.read(LARGEST_ANSWER)
    authority = Path(settings.TIMESTAMP_AUTHORITY).read_text(encoding="ascii")
    add_timestamp(checkpoint, response=response, authority=authority)


def _mail(checkpoint: Checkpoint) -> None:
    """One mail to each: the receivers do not learn of each other."""
    address = absolute(reverse("policies:checkpoint"))
    text = (
        f"{checkpoint.note}\n"
        "This is a signed checkpoint of a register of published policies. Please keep it: it shows later\n"
        "that nothing published before it was changed or removed.\n\n"
        f"The newest one is at {address}\n"
    )
    origin = checkpoint.note.split("\n")[0]
    for receiver in settings.CHECKPOINT_MAIL_TO:
        mail = EmailMessage(f"Checkpoint {checkpoint.size} of {origin}", text, to=[receiver])
        mail.attach(f"checkpoint-{checkpoint.size}.txt", checkpoint.note, "text/plain")
        mail.send()
