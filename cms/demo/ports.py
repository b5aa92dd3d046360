"""Sockets bound before anything is started, so that a port in use is known at once."""

from __future__ import annotations

import socket
from contextlib import suppress

from cms.demo import DemoError

HOST = "127.0.0.1"
MAIL_PORTS = range(1025, 1046)


def site_socket(port: int) -> socket.socket:
    """A socket bound to ``port``, not listening yet. Raises ``DemoError`` where it cannot be had."""
    try:
        return _bind(port)
    except PermissionError:
        problem = "needs rights you do not have"
    except OSError:
        problem = "is in use"
    raise DemoError(f"Port {port} {problem}: choose another, for example PORT={_free_after(port)}.")


def mail_socket() -> socket.socket:
    """A socket bound to 1025 or the next free port: only the site has to know which."""
    for port in (*MAIL_PORTS, 0):
        with suppress(OSError):
            return _bind(port)
    raise DemoError("No port is free for the mail sink.")


def _bind(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
    except BaseException:
        made.close()
        raise
    return made


def _free_after(port: int) -> int:
    first = max(port + 1, 1024)
    for candidate in range(first, min(first + 100, 65_536)):
        with suppress(OSError), _bind(candidate):
            return candidate
    return 8080
