"""The pages that this process has at hand, up to a number of bytes."""

from __future__ import annotations

from threading import Lock

from .page import Key, Page


class Memory:
    """``pages`` is read without a lock: a reader sees a page or none, never half of one."""

    def __init__(self, largest: int) -> None:
        self.pages: dict[Key, Page] = {}
        self._largest = largest
        self._taken = 0
        self._lock = Lock()

    def put(self, page: Page) -> None:
        with self._lock:
            former = self.pages.pop(page.key, None)
            self._taken += page.size - (former.size if former else 0)
            self.pages[page.key] = page
            if self._taken > self._largest:
                self._make_room()

    def forget(self) -> None:
        with self._lock:
            self.pages.clear()
            self._taken = 0

    def all(self) -> list[Page]:
        with self._lock:
            return list(self.pages.values())

    def _make_room(self) -> None:
        """First what nobody asked for since the last time, the oldest first; then simply the oldest."""
        # Pages that were packed since they came take less.
        self._taken = sum(page.size for page in self.pages.values())
        if self._taken <= self._largest:
            return
        for unused in (True, False):
            for key, page in list(self.pages.items())[:-1]:
                if self._taken <= self._largest * 3 // 4:
                    break
                if unused and page.used:
                    continue
                del self.pages[key]
                self._taken -= page.size
        for page in self.pages.values():
            page.used = False
        self._taken = sum(page.size for page in self.pages.values())
