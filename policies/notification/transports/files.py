"""Development: mails become files, or are shown; nothing leaves the machine."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from .port import SENT, Keep, Mail, Outcome


class ConsoleTransport:
    """Every mail on the standard output."""

    trouble = ""

    def send(self, mails: Iterable[Mail], keep: Keep) -> list[Outcome]:
        outcomes = []
        for mail in mails:
            keep()
            self._write(mail)
            outcomes.append(SENT)
        return outcomes

    def close(self) -> None:
        pass

    def _write(self, mail: Mail) -> None:
        sys.stdout.write(mail.content.decode("ascii", "replace").replace("\r\n", "\n"))
        sys.stdout.write("\n" + "-" * 72 + "\n")
        sys.stdout.flush()


class FileTransport(ConsoleTransport):
    """One ``.eml`` per mail in ``MAIL_FOLDER``, named for its row of the ledger: a repetition replaces it."""

    def _write(self, mail: Mail) -> None:
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f".{mail.key}.part"
        partial.write_bytes(mail.content)
        partial.replace(folder / f"{mail.key}.eml")
