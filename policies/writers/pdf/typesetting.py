"""Setting PDFs in a process of its own, with limits, few at once: what it takes is given back when it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final

AT_ONCE: Final = 2
"""PDFs that one process of the site makes at the same time."""
PATIENCE: Final = 5.0  # seconds to wait for a turn
SECONDS: Final = 30
_PROGRAM: Final = f"{__package__}.typesetting_child"
_ROOT: Final = Path(__file__).resolve().parents[3]
_KEPT: Final = ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")
_turns = BoundedSemaphore(AT_ONCE)


class TypesettingBusy(Exception):
    """Too many PDFs are being made: it can be asked for again."""


class TypesettingFailed(Exception):
    """The text could not be set; the message is for the log."""


def typeset(
    data: dict[str, Any], *, moment: datetime, attached: tuple[str, bytes] | None = None
) -> bytes:
    """The PDF of this data; ``attached`` is the name and the content of a file within it.

    The same for the same data, ``moment`` and attachment. Raises ``TypesettingBusy`` and ``TypesettingFailed``.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    if attached is not None:
        inputs |= {"attached": attached[0], "content": attached[1].decode()}
    asked = json.dumps({"inputs": inputs, "timestamp": int(moment.timestamp())}).encode()
    if not _turns.acquire(timeout=PATIENCE):
        raise TypesettingBusy(f"{AT_ONCE} PDFs are being made, and more wait")
    try:
        return _run(asked + b"\n")
    finally:
        _turns.release()


def _run(sent: bytes) -> bytes:
    """What the child answers. Its environment holds no secret of the site."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=_ROOT,
        env=environment,
        start_new_session=True,
    ) as child:
        try:
            answer, errors = child.communicate(sent, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise TypesettingFailed(f"setting it took more than {SECONDS} seconds") from None
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
    if child.returncode != 0 or not answer.startswith(b"%PDF"):
        last = errors.decode(errors="replace").strip().split("\n")[-1]
        raise TypesettingFailed(f"the process ended with {child.returncode}: {last}")
    return answer
