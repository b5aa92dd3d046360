"""Where the processes of one machine share what they count; usable before Django's apps are loaded."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from django.conf import settings

FOLDER: Final = Path(settings.VAR) / "metrics"
# prometheus_client looks for it when it is imported.
if settings.METRICS_TOKEN:
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(FOLDER))

from prometheus_client import multiprocess  # noqa: E402


def begin() -> None:
    """Before the first process serves: what earlier ones counted goes."""
    if settings.METRICS_TOKEN:
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True, exist_ok=True)


def forget_process(number: int) -> None:
    """A process ended; what it counted stays counted."""
    if settings.METRICS_TOKEN:
        multiprocess.mark_process_dead(number)
