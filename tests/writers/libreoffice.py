"""LibreOffice as an oracle: what it makes of tracked changes. It is used by tests only, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

_SECONDS = 540
# The system's own Python, which LibreOffice's bridge is made for.
_PYTHON = shutil.which("python3", path=os.defpath)
_PROGRAM = """
import os, signal, subprocess, sys, time
import uno
from com.sun.star.beans import PropertyValue

COMMANDS = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}

def value(name, held):
    made = PropertyValue()
    made.Name, made.Value = name, held
    return made

folder, jobs = sys.argv[1], sys.argv[2:]
pipe = f"sijill{os.getpid()}"
office = subprocess.Popen(
    ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
try:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for attempt in range(120):
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except Exception:
            time.sleep(0.5)
    desktop = there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
    helper = there.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", there)
    for job in jobs:
        how, path = job.split(":", 1)
        file = desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, (value("Hidden", True),))
        if how in COMMANDS:
            helper.executeDispatch(file.CurrentController.Frame, COMMANDS[how], "", 0, ())
        said = (value("FilterName", "Text (encoded)"), value("FilterOptions", "UTF8,LF,,"))
        file.storeToURL(uno.systemPathToFileUrl(f"{path}.{how}.txt"), said)
        file.close(True)
finally:
    try:
        os.killpg(office.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
"""


class Job(NamedTuple):
    file: bytes
    changes: Literal["accept", "reject", "leave"]


@cache
def installed() -> bool:
    if shutil.which("soffice") is None or _PYTHON is None:
        return False
    return subprocess.run([_PYTHON, "-c", "import uno"], capture_output=True).returncode == 0


def shown(jobs: Sequence[Job], folder: Path) -> list[list[str]]:
    """The lines of each file as text, all changes of it accepted, rejected, or as they are."""
    assert _PYTHON is not None
    paths = [folder / f"{at}.docx" for at in range(len(jobs))]
    for path, job in zip(paths, jobs, strict=True):
        path.write_bytes(job.file)
    named = [f"{job.changes}:{path}" for path, job in zip(paths, jobs, strict=True)]
    subprocess.run(
        [_PYTHON, "-c", _PROGRAM, str(folder), *named], timeout=_SECONDS, check=True, capture_output=True
    )
    return [
        [" ".join(line.split()) for line in text.split("\n") if line.strip()]
        for path, job in zip(paths, jobs, strict=True)
        for text in [Path(f"{path}.{job.changes}.txt").read_text("utf-8-sig")]
    ]
