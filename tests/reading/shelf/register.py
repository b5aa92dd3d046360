"""A site that says how often it was asked, behind a shelf whose threads do not run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from policies.publication.editions import Editions, editions
from policies.reading.shelf.front import Front
from policies.reading.shelf.page import Page
from policies.reading.shelf.shelf import Shelf

ORIGIN = "https://policies.example.org"
HOST = "policies.example.org"
SUBJECT = (1, 2)


class Answer:
    """What came back."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""

    def __call__(self, status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        self.status, self.headers = int(status.split()[0]), dict(headers)


class Site:
    """What is behind the shelf: ``answer`` is what it says, ``asked`` the paths it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: Callable[[dict[str, Any], Any], Iterable[bytes]] = self.fine

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        return self.answer(environ, start_response)

    @staticmethod
    def fine(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"from the site"]

    @staticmethod
    def down(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
        return [b"down"]


class Bench:
    """Site, shelf and front together; the database answered just now and knows these editions."""

    def __init__(self, folder: Path, *, only_https: bool = True) -> None:
        self.site = Site()
        self.shelf = Shelf(folder, "release", refusal_to_run=lambda: "")
        self.shelf.start = lambda: None  # type: ignore[method-assign]
        self.front = Front(self.site, self.shelf, origin=ORIGIN, hosts=[HOST], only_https=only_https)
        self.know(editions({SUBJECT: 7}))

    def know(self, known: Editions, *, contact: float | None = None) -> None:
        import time

        self.shelf.watch.known = known
        self.shelf.watch.began = self.shelf.watch.contact = time.time() if contact is None else contact
        self.shelf.watch.ready = True

    def keep(self, page: Page) -> Page:
        self.shelf.put(page)
        return page

    def ask(self, path: str = "/fr/atlas/privacy/", query: str = "", **environ: str) -> Answer:
        given = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": HOST,
            "HTTP_X_FORWARDED_PROTO": "https",
        }
        answer = Answer()
        answer.body = b"".join(self.front(given | environ, answer))
        return answer
