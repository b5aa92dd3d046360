"""A small witness (C2SP tlog-witness): it cosigns checkpoints of the logs that it knows, each only when it extends the last.

    python -m policies.evidence.witness --new-key witness.example.org/w1 > witness.key
    python -m policies.evidence.witness --key witness.key --logs logs.txt --state FOLDER [--listen 127.0.0.1:8444]

For a machine that the log's operator does not run, behind a proxy with https. ``logs.txt`` holds the public keys of the logs,
one a line. What was cosigned last is on the disk before the answer is given: a witness never cosigns two histories.
"""

from __future__ import annotations

import argparse
import base64
import fcntl
import hashlib
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from .notes import SigningKey, new_key, read_keys
from .offline import proofs

LARGEST: Final = 64 * 1024  # bytes of a request
MOST_HASHES: Final = 63
SIZE: Final = "text/x.tlog.size"

Answer = tuple[HTTPStatus, str, str]
"""The status, the type of the body, and the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """``logs`` are the keys that it trusts; ``folder`` holds a file for each log with what was cosigned last."""

    key: SigningKey
    logs: tuple[proofs.Key, ...]
    folder: Path
    clock: Callable[[], float] = time.time

    def add_checkpoint(self, request: bytes) -> Answer:
        """The answer to ``POST …/add-checkpoint``."""
        try:
            old, path, note = _read(request)
        except ValueError:
            return _plain(HTTPStatus.BAD_REQUEST)
        known = [key for key in self.logs if key.name == note.origin]
        if not known:
            return _plain(HTTPStatus.NOT_FOUND)
        if not any(key.signed(note) for key in known):
            return _plain(HTTPStatus.FORBIDDEN)
        if old > note.size:
            return _plain(HTTPStatus.BAD_REQUEST)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return self._extended(old, path, note)

    def _extended(self, old: int, path: list[bytes], note: proofs.Note) -> Answer:
        size, root = self._last(note.origin)
        if old != size or (size == note.size and root != note.root):
            return HTTPStatus.CONFLICT, SIZE, f"{size}\n"
        grown = proofs.consistency_holds
        if not (grown(old, root, note.size, note.root, path) if old else not path):
            return _plain(HTTPStatus.UNPROCESSABLE_ENTITY)
        self._keep(note)
        return (
            HTTPStatus.OK,
            "text/plain; charset=utf-8",
            self.key.cosignature(note.text, int(self.clock())),
        )

    def _file(self, origin: str) -> Path:
        return self.folder / hashlib.sha256(origin.encode()).hexdigest()

    def _last(self, origin: str) -> tuple[int, bytes]:
        """The size and the root that were cosigned last; 0 of a log that never was."""
        file = self._file(origin)
        if not file.exists():
            return 0, b""
        size, root = file.read_text(encoding="ascii").split()
        return int(size), bytes.fromhex(root)

    def _keep(self, note: proofs.Note) -> None:
        file = self._file(note.origin)
        beside = file.with_suffix(".new")
        with beside.open("w", encoding="ascii") as opened:
            opened.write(f"{note.size} {note.root.hex()}\n")
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(file)


def _read(request: bytes) -> tuple[int, list[bytes], proofs.Note]:
    head, blank, checkpoint = request.partition(b"\n\n")
    first, *hashes = head.decode("ascii").split("\n")
    word, _space, old = first.partition(" ")
    if word != "old" or not blank or str(int(old)) != old or len(hashes) > MOST_HASHES:
        raise ValueError("not of its form")
    path = [base64.b64decode(one, validate=True) for one in hashes]
    if any(len(one) != 32 for one in path):
        raise ValueError("a hash has 32 bytes")
    return int(old), path, proofs.read_note(checkpoint)


def _plain(status: HTTPStatus) -> Answer:
    return status, "text/plain; charset=utf-8", f"{status.phrase}\n"


def handler_of(witness: Witness) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if not self.path.endswith("/add-checkpoint") or not 0 < length <= LARGEST:
                status, kind, body = _plain(
                    HTTPStatus.NOT_FOUND if length <= LARGEST else HTTPStatus(413)
                )
                self.close_connection = True
            else:
                status, kind, body = witness.add_checkpoint(self.rfile.read(length))
            content = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Nothing: who asks is nobody's business."""

    return Handler


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m policies.evidence.witness", description="A witness."
    )
    parser.add_argument("--new-key", metavar="NAME", help="print a new key with this name, and end")
    parser.add_argument("--key", type=Path, help="the witness's key")
    parser.add_argument("--logs", type=Path, help="the public keys of the logs, one a line")
    parser.add_argument("--state", type=Path, help="the folder of what was cosigned")
    parser.add_argument("--listen", default="127.0.0.1:8444", help="where it answers (%(default)s)")
    options = parser.parse_args(arguments)
    if options.new_key:
        print(new_key(options.new_key).text)
        return 0
    if not (options.key and options.logs and options.state):
        parser.error("--key, --logs and --state are needed")
    (key,) = read_keys(options.key.read_text(encoding="utf-8"))
    options.state.mkdir(parents=True, exist_ok=True)
    logs = tuple(proofs.read_keys(options.logs.read_bytes()))
    witness = Witness(key=key, logs=logs, folder=options.state)
    host, _colon, port = options.listen.rpartition(":")
    print(f"cosigns as {key.public_witness}", flush=True)
    with ThreadingHTTPServer((host, int(port)), handler_of(witness)) as server:
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
