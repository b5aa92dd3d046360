"""The works of a running site that a clock starts: each with how often, for systemd's timers and for ``scheduler``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A command of ``manage.py``, and how often it runs."""

    command: str
    every: timedelta
    arguments: tuple[str, ...] = ()


DAY: Final = timedelta(days=1)

WORKS: Final = (
    Work(command="publish_scheduled", every=timedelta(minutes=1)),
    Work(command="publish_checkpoint", every=DAY),
    Work(command="backup", every=DAY),
    Work(command="clearsessions", every=DAY),
    Work(command="verify_versions", every=7 * DAY),
    Work(command="drill", every=30 * DAY),
)
