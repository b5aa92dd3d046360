"""An organisation's pages under its own domain, before everything else: the register's pages with other addresses.

``/fr/privacy/`` there is ``/fr/atlas/privacy/`` here. The page is asked for as at the register, from its shelf where it has
it, and the links to the organisation's own pages lose its name; all others lead to the register. So whatever the register
shows, the domain shows too, within the same second. Texts that prove something (JSON, archives) are passed on as they are.

No cookie goes in or out, and nothing but reading is served: no admin, no form, no interface.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final
from urllib.parse import quote

from django.db import Error, close_old_connections, connection

from policies.document.languages import CODES

StartResponse = Callable[..., Any]
Site = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

ASKED_EVERY: Final = 2.0  # seconds between two looks at which domains are proven
REMEMBERED: Final = 500  # pages with other links, in each process
# What stands beside organisations in the register's addresses: it stays there.
OF_THE_REGISTER: Final = frozenset(
    (
        *("accessibility", "api", "feed.atom", "licences", "preferences", "review", "search"),
        *("subscribe", "unsubscribe", "verify"),
    )
)
_LINK: Final = re.compile(rb'((?:href|action)=")(/[^"]*)')
_WRITTEN_ANEW: Final = ("text/html", "application/atom+xml")
_PASSED: Final = ("/static/", "/brand/", "/embed/", "/log/", "/favicon.ico")
_LEFT_OUT: Final = frozenset(("set-cookie", "content-length", "etag", "content-encoding", "vary"))
_KEPT_BACK: Final = (
    *("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"),
    *("HTTP_ACCEPT_ENCODING", "HTTP_X_FORWARDED_HOST", "HTTP_RANGE"),
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: str
    headers: list[tuple[str, str]]
    body: bytes
    packed: bytes
    etag: str


class DomainFront:
    """A WSGI application around the site's own. ``domains`` gives the slugs by their proven domains."""

    def __init__(
        self, site: Site, *, origin: str, only_https: bool, domains: Callable[[], dict[str, str]]
    ) -> None:
        self._site, self._origin, self._only_https, self._ask = site, origin, only_https, domains
        self._domains: dict[str, str] = {}
        self._asked_at = float("-inf")
        self._asking = Lock()
        self._made: OrderedDict[tuple[str, ...], _Answer] = OrderedDict()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "").partition(":")[0].lower()
        slug = None if host == self._register else self._known().get(host)
        if slug is None:
            return self._site(environ, start_response)
        return self._serve(environ, start_response, host, slug)

    @property
    def _register(self) -> str:
        return self._origin.partition("://")[2].partition(":")[0]

    def _known(self) -> dict[str, str]:
        """The proven domains, as they were two seconds ago at most; while the database is away, as they were."""
        if time.monotonic() - self._asked_at > ASKED_EVERY and self._asking.acquire(blocking=False):
            try:
                self._domains = self._ask()
            except Error as error:
                logger.warning("domains cannot be asked for: %s", type(error).__name__)
            finally:
                self._asked_at = time.monotonic()
                if not connection.in_atomic_block:
                    close_old_connections()
                self._asking.release()
        return self._domains

    def _serve(
        self, environ: dict[str, Any], start_response: StartResponse, host: str, slug: str
    ) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _say(start_response, "405 Method Not Allowed", ("Allow", "GET, HEAD"))
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        asked = quote(path) + (f"?{query}" if query else "")
        if self._only_https and environ.get("HTTP_X_FORWARDED_PROTO") != "https":
            return _say(start_response, "301 Moved Permanently", ("Location", f"https://{host}{asked}"))
        here = _Place(
            slug=slug,
            own=f"https://{host}" if self._only_https else f"http://{environ['HTTP_HOST']}",
            register=self._origin,
        )
        inner = here.inner(path)
        if inner is None:
            return _say(start_response, "404 Not Found")
        if inner.startswith("http"):
            return _say(
                start_response, "302 Found", ("Location", inner + (f"?{query}" if query else ""))
            )
        answer = self._answer(environ, inner, here)
        headers = [*answer.headers, ("ETag", answer.etag), ("Vary", "Accept-Encoding")]
        if answer.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", headers)
            return []
        body = answer.body
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") and answer.packed:
            body = answer.packed
            headers.append(("Content-Encoding", "gzip"))
        start_response(answer.status, [*headers, ("Content-Length", str(len(body)))])
        return [body] if environ["REQUEST_METHOD"] == "GET" else []

    def _answer(self, environ: dict[str, Any], inner: str, here: _Place) -> _Answer:
        """The register's answer at ``inner``, with the links of the domain."""
        held: list[Any] = []
        asked = {name: value for name, value in environ.items() if name not in _KEPT_BACK} | {
            "PATH_INFO": inner,
            "HTTP_HOST": self._origin.partition("://")[2],
            "REQUEST_METHOD": "GET",
        }
        found = self._site(asked, lambda status, headers, *_: held.append((status, headers)))
        try:
            body = b"".join(found)
        finally:
            if hasattr(found, "close"):
                found.close()
        status, headers = held[0]
        key = (here.own, inner, asked.get("QUERY_STRING", ""), status, hashlib.sha256(body).hexdigest())
        made = self._made.get(key)
        kept = [here.header(name, value) for name, value in headers if name.lower() not in _LEFT_OUT]
        if made is None:
            kind = next((value for name, value in headers if name.lower() == "content-type"), "")
            if kind.startswith(_WRITTEN_ANEW):
                body = here.rewritten(body)
            packed = (
                gzip.compress(body, 6, mtime=0) if kind.startswith(("text/", "application/")) else b""
            )
            made = _Answer(status, kept, body, packed, f'"{hashlib.sha256(body).hexdigest()[:32]}-d"')
            self._made[key] = made
            while len(self._made) > REMEMBERED:
                self._made.popitem(last=False)
        return _Answer(made.status, kept, made.body, made.packed, made.etag)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where one organisation's pages are: ``own`` and ``register`` are origins, ``slug`` its name in the register."""

    slug: str
    own: str
    register: str

    def inner(self, path: str) -> str | None:
        """The register's path of an address here; an address to go to instead; or none, where nothing is."""
        if path == "/":
            return f"{self.own}/{CODES[0]}/"
        if path.startswith(_PASSED):
            return path
        language, _, rest = path[1:].partition("/")
        if language not in CODES:
            return None
        first, _, behind = rest.partition("/")
        if first in OF_THE_REGISTER and (first != "feed.atom"):
            return f"{self.register}{quote(path)}"
        if first == self.slug:
            # An address of the register, with the name of the domain typed before it.
            return f"{self.own}/{language}/{quote(behind)}"
        return f"/{language}/{self.slug}/{rest}"

    def rewritten(self, body: bytes) -> bytes:
        """The page with the addresses of the domain: short for the organisation's own pages, the register's for others."""
        languages = "|".join(CODES).encode()
        slug, register = re.escape(self.slug).encode(), re.escape(self.register).encode()
        own = re.compile(rb"/(%s)/%s/" % (languages, slug))
        absolute = re.compile(rb"%s/(%s)/%s/" % (register, languages, slug))

        def link(match: re.Match[bytes]) -> bytes:
            path = match[2]
            if own.match(path):
                return match[1] + own.sub(rb"/\1/", path, count=1)
            if path.startswith(tuple(each.encode() for each in _PASSED)):
                return match[0]
            return match[1] + self.register.encode() + path

        body = absolute.sub(rb"%s/\1/" % self.own.encode(), body)
        return _LINK.sub(link, body)

    def header(self, name: str, value: str) -> tuple[str, str]:
        """Redirects stay here where they can, and the register's search may be asked from here."""
        if name.lower() == "location":
            return name, self._location(value)
        if name.lower() == "content-security-policy":
            return name, value.replace("form-action 'self'", f"form-action 'self' {self.register}")
        return name, value

    def _location(self, address: str) -> str:
        """Where a redirect leads, in the words of the domain."""
        path = address.removeprefix(self.register)
        for code in CODES:
            if path.startswith(f"/{code}/{self.slug}/"):
                return f"{self.own}/{code}/{path.removeprefix(f'/{code}/{self.slug}/')}"
        return f"{self.register}{path}" if path.startswith("/") else address


def _say(start_response: StartResponse, status: str, *headers: tuple[str, str]) -> Iterable[bytes]:
    start_response(
        status,
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", "0"),
            ("Cache-Control", "no-store"),
            *headers,
        ],
    )
    return []
