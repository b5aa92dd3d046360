"""One page on the shelf: its bytes in every encoding, what it was made from, and until when it is true."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from typing import Any, Final

import brotli

from policies.publication.editions import Subject

Header = tuple[str, str]
Key = tuple[str, str]  # path and query, as the server gives them

# Seconds for which a cache between us and the reader may answer without asking: a change shows within two.
SHARED: Final = 1
# Seconds without contact with the register after which a page is shown under a warning only. A proxy cannot warn.
DOUBTFUL: Final = 60
# Made anew for every answer.
_OURS: Final = frozenset(
    ("cache-control", "etag", "content-length", "content-encoding", "vary", "date", "set-cookie")
)
_MAIN: Final = b'<main id="main"'
_PREFERRED: Final = ("br", "gzip")
_QUALITY: Final = 9  # of brotli; 11 takes ten times as long for two per cent less


class Page:
    """``old`` and ``used`` are the only things about it that change."""

    __slots__ = (
        "any_query",
        "bodies",
        "etag",
        "headers",
        "html",
        "kept",
        "key",
        "old",
        "said",
        "stamp",
        "subject",
        "until",
        "used",
        "vary",
    )

    def __init__(
        self,
        *,
        key: Key,
        subject: Subject,
        stamp: int,
        until: float,
        any_query: bool,
        etag: str,
        kept: str,
        headers: Iterable[Header],
        bodies: dict[str, bytes],
    ) -> None:
        """``until`` is POSIX time. ``kept`` is what caches are told where the view said so itself, else empty."""
        self.key = key
        self.subject, self.stamp, self.until = subject, stamp, until
        self.any_query, self.etag, self.kept = any_query, etag, kept
        headers = list(headers)
        vary = next((value for name, value in headers if name.lower() == "vary"), "")
        self.vary = f"{vary}, Accept-Encoding".lstrip(", ") if "encoding" not in vary.lower() else vary
        self.headers = [(name, value) for name, value in headers if name.lower() not in _OURS]
        self.html = any(
            value.startswith("text/html") for name, value in headers if name == "Content-Type"
        )
        self.bodies = bodies
        self.old = False
        self.used = True
        self._write()

    def _write(self) -> None:
        """The headers of each encoding, ready to be sent."""
        self.said = {
            encoding: self._headers(self.headers, encoding, body, self.tag(encoding))
            for encoding, body in {**self.bodies, "": self.body("")}.items()
        }

    def _headers(self, headers: list[Header], encoding: str, body: bytes, etag: str) -> list[Header]:
        found = [*headers, ("Vary", self.vary), ("ETag", etag), ("Content-Length", str(len(body)))]
        return [*found, ("Content-Encoding", encoding)] if encoding else found

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values())) + 4_000

    def tag(self, encoding: str) -> str:
        return f'"{self.etag}-{encoding}"' if encoding else f'"{self.etag}"'

    def body(self, encoding: str) -> bytes:
        """The bytes in this encoding, one of those in ``said``; the plain ones are unpacked for the few who take no other."""
        kept = self.bodies.get(encoding)
        return gzip.decompress(self.bodies["gzip"]) if kept is None else kept

    def compress(self) -> None:
        """Add brotli, which takes too long for a reader who waits. The plain bytes, three quarters of a page, go."""
        if "br" not in self.bodies:
            packed = brotli.compress(self.body(""), quality=_QUALITY)
            # In one step: readers are answered meanwhile.
            self.bodies = {"br": packed, **self.bodies}
            self._write()
        if "gzip" in self.bodies:
            self.bodies = {encoding: body for encoding, body in self.bodies.items() if encoding}

    def cached(self, now: float) -> str:
        """What caches are told: how long they may answer with it, also while this site fails."""
        if self.kept:
            return self.kept
        left = int(self.until - now) if self.until < now + DOUBTFUL else DOUBTFUL
        if left < SHARED:
            return "public, no-cache"
        return f"public, max-age=0, s-maxage={SHARED}, stale-if-error={left}"

    def warned(self, banner: bytes) -> tuple[list[Header], bytes]:
        """The page under a warning; no cache keeps it."""
        body = self.body("").replace(_MAIN, banner + _MAIN, 1)
        headers = self._headers(self.headers, "", body, f'"{self.etag}-w"')
        return [*headers, ("Cache-Control", "no-store")], body

    def written(self) -> bytes:
        """As a file: a line of JSON, then the bodies."""
        facts: dict[str, Any] = {
            "key": self.key,
            "subject": self.subject,
            "stamp": self.stamp,
            "until": None if self.until == float("inf") else self.until,
            "any_query": self.any_query,
            "etag": self.etag,
            "kept": self.kept,
            "headers": [*self.headers, ("Vary", self.vary)],
            "bodies": {encoding: len(body) for encoding, body in self.bodies.items()},
        }
        return json.dumps(facts).encode() + b"\n" + b"".join(self.bodies.values())


def read(written: bytes) -> Page:
    """Raises ``ValueError``, ``KeyError`` or ``TypeError`` for what is no such file."""
    first, _, rest = written.partition(b"\n")
    facts = json.loads(first)
    bodies, at = {}, 0
    for encoding, size in facts.pop("bodies").items():
        bodies[encoding] = rest[at : at + size]
        at += size
    if at != len(rest):
        raise ValueError(f"{len(rest)} bytes where {at} were written")
    facts["until"] = float("inf") if facts["until"] is None else facts["until"]
    facts["key"], facts["subject"] = tuple(facts["key"]), tuple(facts["subject"])
    facts["headers"] = [(name, value) for name, value in facts["headers"]]
    return Page(bodies=bodies, **facts)


def encodings_of(body: bytes) -> dict[str, bytes]:
    """The body, and packed with gzip."""
    return {"gzip": gzip.compress(body, 6, mtime=0), "": body}


_ACCEPTED = re.compile(
    r"\s*([a-z*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d*)?))?\s*(?:,|$)", re.ASCII | re.IGNORECASE
)


def accepted(header: str) -> tuple[str, ...]:
    """The encodings a reader takes, the one we prefer first, the plain bytes last (RFC 9110, 12.5.3)."""
    weights = {name.lower(): float(weight or 1) for name, weight in _ACCEPTED.findall(header)}
    rest = weights.get("*", 0.0)
    return (*(name for name in _PREFERRED if weights.get(name, rest) > 0), "")
