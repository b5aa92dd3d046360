"""Calling a webhook: signed as Standard Webhooks says, to a public address only, and without following anybody elsewhere.

The name is resolved once and the connection goes to that very address, so that no second answer of the DNS leads inside.
"""

from __future__ import annotations

import http.client
import ipaddress
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _
from standardwebhooks.webhooks import Webhook as Signer

from policies.publication.refusal import Refusal, Refused

from .webhooks import WebhookCall

PATIENCE: Final = 15.0  # seconds for all of a call
LONGEST_READ: Final = 4096  # bytes of an answer; more is not asked for
_EMBEDDING: Final = ipaddress.ip_network("64:ff9b::/96")  # IPv4 behind NAT64
logger = logging.getLogger(__name__)

Address = tuple[int, str]  # family and number
Resolve = Callable[[str, int], list[Address]]


class CannotCall(Refused):
    """The address is none that may be called."""


class Unsafe(OSError):
    """The name leads to a machine that is not of the public internet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    taken: bool
    answer: str
    gone: bool = False


def resolve(host: str, port: int) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, str(place[0])) for family, _type, _protocol, _name, place in found]


def is_public(number: str) -> bool:
    """Whether this is an address of the public internet, and no other one is written inside it."""
    found = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and (
        found.ipv4_mapped or found.sixtofour or found.teredo or found in _EMBEDDING
    ):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


def require_callable(url: str) -> None:
    """Raises ``CannotCall`` for what is no plain https address of a host with a name."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme == "https" and bool(parts.hostname) and "." in (parts.hostname or "")
        fine = fine and not (parts.username or parts.password or parts.fragment) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or len(url) > 500 or not url.isascii() or any(map(str.isspace, url)) or _is_number(url):
        message = _("“%(url)s” is no https address with the name of a host.") % {"url": url[:100]}
        raise CannotCall(Refusal(code="no_address", field="url", message=message))


def _is_number(url: str) -> bool:
    with suppress(ValueError):
        ipaddress.ip_address(urlsplit(url).hostname or "")
        return True
    return False


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Makes calls. What tests put in place of: where names lead, what may be reached, and whose certificates count."""

    resolve: Resolve = resolve
    may_reach: Callable[[str], bool] = is_public
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    patience: float = PATIENCE

    def call(self, call: WebhookCall) -> Outcome:
        """POST the event; never raises for what the other side does."""
        parts = urlsplit(call.webhook.url)
        try:
            require_callable(call.webhook.url)
            connection = self._connected(parts.hostname or "", parts.port or 443)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            return self._asked(connection, path, call)
        except CannotCall as refused:
            return Outcome(taken=False, answer=str(refused))
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            return Outcome(taken=False, answer=f"{type(error).__name__}: {error}")

    def _connected(self, host: str, port: int) -> http.client.HTTPSConnection:
        found = self.resolve(host, port)
        if not found or not all(self.may_reach(number) for _family, number in found):
            raise Unsafe(f"{host} leads to no public address")
        _family, number = found[0]
        connection = http.client.HTTPSConnection(host, port, timeout=self.patience, context=self.trust)
        plain = socket.create_connection((number, port), timeout=self.patience)
        try:
            connection.sock = self.trust.wrap_socket(plain, server_hostname=host)
        except OSError:
            plain.close()
            raise
        return connection

    def _asked(self, connection: http.client.HTTPSConnection, path: str, call: WebhookCall) -> Outcome:
        # A receiver that sends a byte now and then never meets the timeout of the socket.
        end = threading.Timer(self.patience, _cut, [connection.sock])
        end.daemon = True
        end.start()
        try:
            connection.request("POST", path, call.content.encode(), headers=signed(call))
            answer = connection.getresponse()
            said = answer.read(LONGEST_READ).decode("utf-8", "replace")
        finally:
            end.cancel()
            connection.close()
        words = f"{answer.status} {' '.join(said.split())}".strip()
        return Outcome(
            taken=200 <= answer.status < 300, answer=words, gone=answer.status == HTTPStatus.GONE
        )


def _cut(sock: Any) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def signed(call: WebhookCall) -> dict[str, str]:
    """The headers of Standard Webhooks: an id that repetitions share, the moment, and a signature by each secret."""
    moment = timezone.now()
    name = f"msg_{call.uuid.hex}"
    signatures = [Signer(secret).sign(name, moment, call.content) for secret in call.webhook.secrets]
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Sijill",
        "webhook-id": name,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
