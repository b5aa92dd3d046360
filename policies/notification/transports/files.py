"""Development: mails become files, or are shown; nothing leaves the machine."""

from __future__ import annotations

import sys
from pathlib import Path

from django.conf import settings

from .port import SENT, Mail, OneByOne, Outcome


class ConsoleTransport(OneByOne):
    """Every mail on the standard output."""

    def _hand_over(self, mail: Mail) -> Outcome:
        sys.stdout.write(mail.content.decode("ascii", "replace").replace("\r\n", "\n"))
        sys.stdout.write("\n" + "-" * 72 + "\n")
        sys.stdout.flush()
        return SENT


class FileTransport(OneByOne):
    """One ``.eml`` per mail in ``MAIL_FOLDER``, named for its row of the ledger: a repetition replaces it."""

    def _hand_over(self, mail: Mail) -> Outcome:
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f".{mail.key}.part"
        partial.write_bytes(mail.content)
        partial.replace(folder / f"{mail.key}.eml")
        return SENT
