"""What the demo is made of: sockets bound first, processes ended to the last one, and the end with the parent.

Sockets are bound before anything is started, so that a port in use is known at once.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
PATIENCE = 8.0  # seconds the processes have to end before they are killed
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


class DemoError(Exception):
    """Why the demo does not start, or why it ended, in one sentence."""


def site_socket(port: int) -> socket.socket:
    """A socket bound to ``port``, not listening yet. Raises ``DemoError`` where it cannot be had."""
    try:
        return _bind(port)
    except OSError as error:
        problem = "needs rights you do not have" if isinstance(error, PermissionError) else "is in use"
    raise DemoError(f"Port {port} {problem}: choose another, for example PORT={_free_after(port)}.")


def mail_socket() -> socket.socket:
    """A socket bound to any free port: only the site has to know which.

    It listens at once. Two demos that start together were given one port before, as long as neither listened.
    """
    made = _bind(0)
    made.listen()
    return made


def _bind(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if port:  # of a port that the system chooses, it would give the same one twice
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
    except BaseException:
        made.close()
        raise
    return made


def _free_after(port: int) -> int:
    for candidate in range(max(port + 1, 1024), min(port + 1024, 65_536)):
        with suppress(OSError), _bind(candidate):
            return candidate
    return 8080


class Child(NamedTuple):
    """A process in a group of its own: Ctrl-C does not reach it, it is ended in its turn."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def signal(self, number: int) -> None:
        """Send a signal to the process and to everything it started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


class Processes:
    """What was started. Output goes to ``<logs>/<name>.log``."""

    def __init__(self, logs: Path, environment: Mapping[str, str]) -> None:
        self.logs = logs
        self.environment = environment
        self.children: list[Child] = []

    def start(self, name: str, arguments: Sequence[str], listener: socket.socket | None = None) -> None:
        """Start this Python with ``arguments``, and ``--fd N`` where it inherits ``listener``."""
        inherited = [listener.fileno()] if listener else []
        log = self.logs / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own modules
                [sys.executable, *arguments, *(f"--fd={number}" for number in inherited)],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=inherited,
                preexec_fn=end_with_parent,
            )
        self.children.append(Child(name, process, log))

    def look(self) -> None:
        """Raise ``DemoError`` when a process has ended: each runs as long as the demo does."""
        for child in self.children:
            code = child.process.poll()
            if code is not None:
                how = f"exit code {code}" if code >= 0 else f"killed by signal {-code}"
                raise DemoError(
                    f"The demo ended because its {child.name} process did ({how}):"
                    f" see {os.path.relpath(child.log)}{_last_line(child.log) if code > 0 else ''}"
                )

    def end(self, patience: float = PATIENCE) -> None:
        """End every process and all that it started; return when none is left."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + patience
        for child in self.children:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
            # What is left of its group: one that did not hear, a child of a child.
            child.signal(signal.SIGKILL)
            child.process.wait()


def _last_line(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return f", which ends with: {lines[-1]}" if lines else ""


def end_with_parent() -> None:
    """Have Linux end this process should its parent be killed outright. Nothing on other systems."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def parent_watch() -> Callable[[], bool]:
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
