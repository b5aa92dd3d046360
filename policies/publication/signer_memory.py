"""What this signer signed last, kept outside the database: a log that does not extend it is not signed.

A database that was restored from an older backup, or a copy of it elsewhere, knows nothing of what was signed since; a
second history under the same key would begin there. ``resume_log`` is the recorded act that lets signing go on.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from policies.evidence.offline.proofs import Note, read_note


class NoMemory(Exception):
    """The memory cannot be read or kept; the message says why."""


@dataclass(slots=True)
class Memory:
    """The last note that was signed; none if nothing was remembered yet. Only under ``opened``."""

    path: Path
    note: Note | None

    def keep(self, note: str) -> None:
        """Remember this note before anybody sees it: whole or not at all, also when the power goes."""
        beside = self.path.with_name(f"{self.path.name}.new")
        try:
            with beside.open("w", encoding="utf-8") as file:
                file.write(note)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path)
            folder = os.open(self.path.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
        except OSError as error:
            raise NoMemory(f"{self.path} cannot be written: {error.strerror}") from None
        self.note = read_note(note.encode())


@contextmanager
def opened() -> Iterator[Memory]:
    """The memory, to this process alone until the block ends. Raises ``NoMemory``."""
    path = Path(settings.LOG_MEMORY_FILE)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_name(f"{path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield Memory(path, _remembered(path))
    except OSError as error:
        raise NoMemory(f"{path} cannot be used: {error.strerror}") from None


def _remembered(path: Path) -> Note | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        return read_note(content)
    except ValueError:
        raise NoMemory(f"{path} is no checkpoint: it was altered or damaged") from None
