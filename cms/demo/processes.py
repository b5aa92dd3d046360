"""The processes of the demo: started in order, watched, and ended to the last one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cms.demo import DemoError
from cms.demo.parent import end_with_parent

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 8.0  # seconds the processes have to end before they are killed


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
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
        self.children.append(Child(name=name, process=process, log=log))

    def look(self) -> None:
        """Raise ``DemoError`` where a process has ended: all are to run as long as the demo does."""
        for child in self.children:
            code = child.process.poll()
            if code is not None:
                how = f"exit code {code}" if code >= 0 else f"killed by signal {-code}"
                raise DemoError(
                    f"The demo ended because its {child.name} process did ({how}):"
                    f" see {os.path.relpath(child.log)}{_last_line(child.log) if code > 0 else ''}"
                )

    def end(self, patience: float = PATIENCE) -> None:
        """End every process and whatever it started; return when none is left."""
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
