"""Which network a request comes from: what is counted when a stranger may do something so many times only."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def block_of(request: HttpRequest) -> str:
    """The client's network: a /24 of IPv4, a /48 of IPv6 (what one customer usually holds)."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        # Behind our own proxy (which also says that the request came over https): it adds the client
        # at the end of the list; what stands before was written by the client itself.
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    try:
        client = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    client = getattr(client, "ipv4_mapped", None) or client
    prefix = 24 if client.version == 4 else 48
    return str(ipaddress.ip_network(f"{client}/{prefix}", strict=False))
