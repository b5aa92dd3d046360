"""Ending with the process that started one, in the cases where it sends no signal."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def end_with_parent() -> None:
    """Have Linux end this process should its parent be killed outright. Nothing on other systems."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def watch() -> Callable[[], bool]:
    """A function that says whether the parent of this process still is, and was not told to end.

    ``make``, interrupted alone (``kill -INT``), waits for its child and tells it nothing. Linux shows
    that it no longer catches the signal.
    """
    parent = os.getppid()
    caught = _catches_interrupt(parent)
    return lambda: os.getppid() == parent and (not caught or _catches_interrupt(parent))


def _catches_interrupt(process: int) -> bool:
    with suppress(OSError, ValueError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("SigCgt:"):
                return bool(int(line.split()[1], 16) & 1 << signal.SIGINT - 1)
    return False
