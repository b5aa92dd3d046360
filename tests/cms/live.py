"""The site as production serves it: gunicorn with a public address, on the test's database; asked byte by byte."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.databases import url_of
from tests.run import ROOT

HOST = "policies.example.org"
PATIENCE = 300  # seconds: decides no test, and lets a slow machine finish


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; names of headers in lower case, a header that came twice joined by a comma."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A running site; ``log`` is the file of all it writes."""

    port: int
    log: Path

    def lines(self) -> list[str]:
        """Of the log so far. Only a line feed ends a line, as for ``grep``."""
        return self.log.read_text(encoding="utf-8", errors="replace").split("\n")

    def ask(
        self, path: bytes | str, *headers: bytes | str, method: str = "GET", body: bytes = b""
    ) -> Answer:
        """Send just these bytes, as the https proxy in front of the site would, and read the answer."""
        given = [line if isinstance(line, bytes) else line.encode() for line in headers]
        named = {line.partition(b":")[0].lower() for line in given}
        if b"host" not in named:
            given.append(b"Host: " + HOST.encode())
        if b"x-forwarded-proto" not in named:
            given.append(b"X-Forwarded-Proto: https")
        if body:
            given.append(b"Content-Length: %d" % len(body))
        raw = path if isinstance(path, bytes) else path.encode()
        lines = [method.encode() + b" " + raw + b" HTTP/1.1", *given, b"Connection: close", b"", body]
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            connection.sendall(b"\r\n".join(lines))
            received = b"".join(iter(lambda: connection.recv(65536), b""))
        return _read(received)


def _read(received: bytes) -> Answer:
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        name = name.lower()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    if headers.get("transfer-encoding") == "chunked":
        body = _joined(body)
    return Answer(status=int(first.split()[1]), headers=headers, body=body)


def _joined(chunks: bytes) -> bytes:
    found = b""
    while chunks:
        size, _, chunks = chunks.partition(b"\r\n")
        found, chunks = found + chunks[: int(size, 16)], chunks[int(size, 16) + 2 :]
    return found


def environment(folder: Path, database: str = "") -> dict[str, str]:
    """Of a site with its files in this folder; ``database`` is its address, where that is not the test's own."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("SIJILL_")}
    return given | {
        "SIJILL_DATABASE_URL": database or url_of(connection),
        "SIJILL_VAR": str(folder),
        "SIJILL_BASE_URL": f"https://{HOST}",
        "SIJILL_SECRET_KEY": settings.SECRET_KEY,  # sessions that a test makes are known there
    }


def collect(folder: Path) -> None:
    """Put the static files where a site in this folder has them; it takes longer than all else."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment(folder), check=True, timeout=PATIENCE)


@contextmanager
def started(
    folder: Path, *, database: str = "", workers: int = 1, static: Path | None = None
) -> Iterator[Site]:
    """The site on a free port, its files in this folder; ended with everything it started.

    ``static`` is a folder where the static files were collected before.
    """
    log = folder / "site.log"
    if static is None:
        collect(folder)
    elif not (folder / "static").exists():
        (folder / "static").symlink_to(static / "static")
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as output:
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{listener.fileno()}"]
        command += ["--worker-class=gthread", f"--workers={workers}", "--threads=4"]
        process = subprocess.Popen(
            [*command, "--no-control-socket", "--access-logfile=-", "cms.wsgi"],
            cwd=ROOT,
            env=environment(folder, database),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            pass_fds=[listener.fileno()],
        )
        try:
            yield Site(port=port, log=log)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)
