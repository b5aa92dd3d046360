"""The pages that all processes of a machine share, a file each: they outlive the processes, and the database."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from policies.publication.editions import Editions, editions

from .page import Key, Page, read

logger = logging.getLogger(__name__)

_LOOK_AT: Final = 200  # the folder's size is looked at after so many pages were written
_QUIET: Final = 60.0  # seconds between two lines in the log about the same disk


class Files:
    """Pages of one release of the code, in ``folder/release``. What cannot be written is served all the same."""

    def __init__(self, folder: Path, release: str, *, largest: int) -> None:
        """``largest`` is how many bytes all pages may take together."""
        self.folder, self.release, self.largest = folder, release, largest
        self.pages = folder / release
        self._written = 0
        self._complained = 0.0

    def find(self, key: Key) -> Page | None:
        try:
            page = read(self._place(key).read_bytes())
        except OSError:
            return None
        except (ValueError, KeyError, TypeError):
            logger.warning("a file of the shelf is damaged, and made anew: %s", self._place(key))
            return None
        return page if page.key == key else None

    def put(self, page: Page) -> None:
        self._write(self._place(page.key), page.written())
        self._written += 1
        if self._written % _LOOK_AT == 0:
            self.make_room()

    def keep_editions(self, known: Editions) -> None:
        """Keep what the pages are compared with, for a process that starts while the database is down."""
        stamps = [[*subject, stamp] for subject, stamp in known.stamps.items()]
        self._write(self.folder / "editions.json", json.dumps(stamps).encode())

    def touch(self) -> None:
        """The database answered now."""
        with suppress(OSError):
            os.utime(self.folder / "editions.json")

    def kept_editions(self) -> tuple[Editions, float]:
        """What was known last, and when the database last answered any process."""
        place = self.folder / "editions.json"
        try:
            stamps = {(a, b): stamp for a, b, stamp in json.loads(place.read_bytes())}
            return editions(stamps), place.stat().st_mtime
        except (OSError, ValueError, TypeError):
            return editions({}), 0.0

    def addresses(self) -> Iterator[Key]:
        """Of the pages of this release, those written last first."""
        for _when, _size, file in sorted(self._all(self.pages), reverse=True):
            with suppress(OSError, ValueError, KeyError, TypeError), file.open("rb") as opened:
                path, query = json.loads(opened.readline())["key"]
                yield path, query

    def former(self) -> list[Files]:
        """Releases of the code before this one that left pages here."""
        with suppress(OSError):
            folders = [each for each in self.folder.iterdir() if each.is_dir() and each != self.pages]
            return [Files(self.folder, each.name, largest=self.largest) for each in folders]
        return []

    def remove(self) -> None:
        """Remove all pages of this release."""
        for _when, _size, file in list(self._all(self.pages)):
            with suppress(OSError):
                file.unlink()
        for folder in [*self.pages.glob("*"), self.pages]:
            with suppress(OSError):
                folder.rmdir()

    def make_room(self) -> None:
        """Remove what was written first, until all pages take three quarters of what they may."""
        found = sorted(self._all(self.pages))
        taken = sum(size for _when, size, _file in found)
        if taken <= self.largest:
            return
        for _when, size, file in found:
            if taken <= self.largest * 3 // 4:
                return
            with suppress(OSError):
                file.unlink()
                taken -= size

    def _all(self, folder: Path) -> Iterator[tuple[float, int, Path]]:
        for file in folder.glob("*/*"):
            with suppress(OSError):
                status = file.stat()
                yield status.st_mtime, status.st_size, file

    def _place(self, key: Key) -> Path:
        name = hashlib.sha256("\0".join(key).encode()).hexdigest()
        return self.pages / name[:2] / name[2:]

    def _write(self, place: Path, content: bytes) -> None:
        """Whole or not at all; nobody else on this machine can read or change it."""
        part = place.with_name(f"{place.name[:8]}.{secrets.token_hex(8)}")
        try:
            for folder in (self.folder, self.pages, place.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            part.replace(place)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            now = time.monotonic()
            if now - self._complained > _QUIET:
                self._complained = now
                logger.warning("the shelf cannot be written (%s): pages are kept in memory only", error)
