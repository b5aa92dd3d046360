"""Checks of the running site: that the folder of rendered pages can be written, and is in use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core import checks

from policies.publication.site_checks import Seen, When, site_check


@site_check(
    "policies.W088",
    room="reading",
    level=checks.WARNING,
    hint="Give the account of the site the right to write there; else each process makes every page for itself.",
    when=When.READY,
)
def shelf_written() -> Iterator[str]:
    """The folder of rendered pages can be written."""
    folder = Path(settings.SHELF_ROOT)
    if not settings.SHELF:
        yield Seen("pages are not kept: debugging is on")
        return
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(there, os.W_OK):
        yield f"{there} cannot be written"
