"""What stands before the site: it answers from the shelf, and goes on doing so when all behind it is down."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from threading import Lock
from typing import Any, Final

from django.http.request import split_domain_port, validate_host
from django.template.loader import render_to_string
from django.utils import translation

from policies.document.languages import CODES

from .page import DOUBTFUL, Header, Key, Page, accepted
from .shelf import Shelf

StartResponse = Callable[..., Any]
Site = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

RETRY_AFTER: Final = 30  # seconds
FROM_SHELF: Final = "sijill.shelf"  # in the environment of a request that the shelf answered
STATES: Final = ("/healthz", "/readyz")
_OK: Final = "200 OK"
_TEXT: Final = ("Content-Type", "text/plain; charset=utf-8")
_REMEMBERED: Final = 200  # different values of a header
_SAFE: Final = ("GET", "HEAD")
# What a 304 says of the page that the reader has (RFC 9110, 15.4.5).
_OF_A_304: Final = frozenset(("vary", "etag", "link", "memento-datetime", "access-control-allow-origin"))


class Front:
    """A WSGI application around the site's own."""

    def __init__(
        self, site: Site, shelf: Shelf, *, origin: str, hosts: list[str], only_https: bool
    ) -> None:
        """``origin`` is the address under which the site is known, ``hosts`` the names it answers to."""
        self.site, self.shelf = site, shelf
        self._pages = shelf.memory.pages
        self._watch = shelf.watch
        self._names, self._only_https = hosts, only_https
        self._scheme, _, self._host = origin.partition("://")
        self._hosts: dict[str, bool] = {}
        self._accepted: dict[str, tuple[str, ...]] = {"": accepted("")}
        self._making: dict[Key, Lock] = {}
        self._banners: dict[str, bytes] = {}
        self._unavailable: dict[str, bytes] = {}
        shelf.make = self._make

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if not self.shelf.started:
            self.shelf.start()
        if environ["REQUEST_METHOD"] in _SAFE and self._is_ours(environ):
            page = self._pages.get((environ["PATH_INFO"], environ.get("QUERY_STRING", "")))
            if page is not None and not page.old:
                now = time.time()
                if now < page.until and now < self._watch.contact + DOUBTFUL:
                    return self._answer(environ, start_response, page, now)
            return self._look_further(environ, start_response)
        # Who looks after the process asks it by its address, without the proxy and without the site's name.
        if environ["PATH_INFO"] in STATES:
            return self._state(environ["PATH_INFO"], start_response)
        if self._watch.refusal:
            return self._down(environ, start_response)
        return self.site(environ, start_response)

    def _is_ours(self, environ: dict[str, Any]) -> bool:
        """Whether the request came to a name of this site, by https where the site has it: else the site answers."""
        if self._only_https and environ.get("HTTP_X_FORWARDED_PROTO") != "https":
            return False
        host = environ.get("HTTP_HOST", "")
        known = self._hosts.get(host)
        if known is None:
            known = validate_host(split_domain_port(host)[0], self._names)
            if len(self._hosts) < _REMEMBERED:
                self._hosts[host] = known
        return known

    def _answer(
        self, environ: dict[str, Any], start_response: StartResponse, page: Page, now: float
    ) -> Iterable[bytes]:
        page.used = True
        environ[FROM_SHELF] = True
        header = environ.get("HTTP_ACCEPT_ENCODING", "")
        wanted = self._accepted.get(header)
        if wanted is None:
            wanted = accepted(header)
            if len(self._accepted) < _REMEMBERED:
                self._accepted[header] = wanted
        said = page.said
        encoding = next(name for name in wanted if name in said)
        cached = ("Cache-Control", page.cached(now))
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known is not None and (page.etag in known or known.strip() == "*"):
            kept = [header for header in said[encoding] if header[0].lower() in _OF_A_304]
            start_response("304 Not Modified", [*kept, cached])
            return []
        start_response(_OK, [*said[encoding], cached])
        return [page.body(encoding)] if environ["REQUEST_METHOD"] == "GET" else []

    def _look_further(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """The page for every query, the page in a file, the page made now; else what is left of an old one."""
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if path in STATES:
            return self._state(path, start_response)
        if self._watch.refusal:
            return self._down(environ, start_response)
        page = self._found((path, query))
        now = time.time()
        if page is not None and self.shelf.is_true(page, now):
            return self._answer(environ, start_response, page, now)
        if self._watch.lost(now) and (
            page is not None or self._language(path) or path.startswith("/api/")
        ):
            if page is None:
                return self._down(environ, start_response)
            return self._in_doubt(environ, start_response, page, now)
        if page is None:
            return self._made(environ, start_response, None)
        # Readers of one page wait for one to make it.
        with self._making.setdefault(page.key, Lock()):
            again = self._found((path, query))
            now = time.time()
            if again is not None and self.shelf.is_true(again, now):
                return self._answer(environ, start_response, again, now)
            try:
                return self._made(environ, start_response, page)
            finally:
                self._making.pop(page.key, None)

    def _found(self, key: Key) -> Page | None:
        page = self.shelf.find(key)
        if page is None and key[1]:
            page = self.shelf.find((key[0], ""))
            if page is not None and not page.any_query:
                return None
        return page

    def _made(
        self, environ: dict[str, Any], start_response: StartResponse, former: Page | None
    ) -> Iterable[bytes]:
        """The site's answer: as a page of the shelf where it became one. Where it fails, ``former`` is left."""
        held: list[tuple[str, list[Header]]] = []
        answer: Any = self.site(environ, lambda status, headers, *_: held.append((status, headers)))
        page = getattr(answer, "page", None)
        now = time.time()
        if page is not None:
            _close(answer)
            return self._answer(environ, start_response, page, now)
        status, headers = held[0]
        if former is not None and status.startswith("503"):
            _close(answer)
            return self._in_doubt(environ, start_response, former, now)
        start_response(status, headers)
        return answer

    def _in_doubt(
        self, environ: dict[str, Any], start_response: StartResponse, page: Page, now: float
    ) -> Iterable[bytes]:
        """A page while nothing can be asked: as it is while it is true, then under a warning."""
        # The bytes of a version stay what they are, whatever is published.
        if self.shelf.is_true(page, now) or (page.kept and not page.old):
            return self._answer(environ, start_response, page, now)
        if not page.html:
            return self._down(environ, start_response)
        headers, body = page.warned(self._banner(self._language(page.key[0]) or "en"))
        start_response(_OK, headers)
        return [body] if environ["REQUEST_METHOD"] == "GET" else []

    def _down(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """503 in the reader's language, without asking anything."""
        path = environ["PATH_INFO"]
        language = "api" if path.startswith("/api/") else self._language(path)
        body = self._unavailable.get(language)
        if body is None:
            body = _unavailable(language)
            self._unavailable[language] = body
        kind = "application/problem+json" if language == "api" else "text/html; charset=utf-8"
        start_response(
            f"503 {HTTPStatus.SERVICE_UNAVAILABLE.phrase}",
            [
                ("Content-Type", kind),
                ("Content-Length", str(len(body))),
                ("Retry-After", str(RETRY_AFTER)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
                ("Access-Control-Allow-Origin", "*"),
            ],
        )
        return [body] if environ["REQUEST_METHOD"] != "HEAD" else []

    def _banner(self, language: str) -> bytes:
        if language not in self._banners:
            with translation.override(language):
                self._banners[language] = render_to_string("policies/_in_doubt.html").encode()
        return self._banners[language]

    def _state(self, path: str, start_response: StartResponse) -> Iterable[bytes]:
        """``/healthz``: the process answers. ``/readyz``: its database does too, is guarded, and its clock is right."""
        words = "ok"
        if path == "/readyz":
            if not self._watch.ready or self._watch.lost(time.time()):
                words = "waiting for the database"
            elif self._watch.unready:  # names alone: strangers read this
                words = f"not ready: {', '.join(self._watch.unready)}"
        body = f"{words}\n".encode()
        status = _OK if words == "ok" else f"503 {HTTPStatus.SERVICE_UNAVAILABLE.phrase}"
        start_response(
            status, [_TEXT, ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
        )
        return [body]

    def _language(self, path: str) -> str:
        first = path[1:].partition("/")[0]
        return first if first in CODES else ""

    def _make(self, key: Key) -> None:
        """Ask the site for a page as a reader would; it puts it on the shelf."""
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": key[0],
            "QUERY_STRING": key[1],
            "SERVER_NAME": self._host.partition(":")[0],
            "SERVER_PORT": "443" if self._scheme == "https" else "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self._host,
            "HTTP_X_FORWARDED_PROTO": self._scheme,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": self._scheme,
            "wsgi.input": _Empty(),
            "wsgi.errors": None,
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        _close(self.site(environ, lambda *_: None))


def _unavailable(language: str) -> bytes:
    """What a reader of this language is told; of ``api``, a client of it (RFC 9457)."""
    if language == "api":
        problem = {"type": "about:blank", "title": "Service Unavailable", "status": 503}
        return json.dumps(problem).encode()
    with translation.override(language or "en"):
        return render_to_string("policies/503.html", {"language": language}).encode()


class _Empty:
    """The body of a request that has none."""

    def read(self, *_: int) -> bytes:
        return b""

    readline = read


def _close(answer: Any) -> None:
    if hasattr(answer, "close"):
        answer.close()
