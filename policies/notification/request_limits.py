"""How often one place may ask for a subscription, counted in the database for all processes."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.db import models
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

# A company or a school behind one address asks less often in an hour.
PER_HOUR = 30
# All places together: many times what a busy day brings, and few enough for any mail server.
PER_HOUR_OVERALL = 3_000

EVERYBODY = "everybody"


class ClientHour(models.Model):
    """How often one block of network addresses, or everybody, asked for mails within one hour.

    ``block`` is a keyed digest, or ``everybody``: the network address itself is not kept.
    """

    block = models.CharField(max_length=64)
    hour = models.DateTimeField()
    asked = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["block", "hour"], name="a_block_is_counted_once_an_hour")
        ]

    def __str__(self) -> str:
        return f"{self.block[:8]} at {self.hour:%Y-%m-%d %H}:00: {self.asked}"


def may_ask(request: HttpRequest) -> bool:
    """Count this request; false once its block of addresses, or all together, asked too often this hour.

    A request that is refused for its own block does not use up what others may ask.
    """
    block = salted_hmac(
        "policies.notification.request_limits", block_of(request), algorithm="sha256"
    ).hexdigest()
    return _counted(block, PER_HOUR) and _counted(EVERYBODY, PER_HOUR_OVERALL)


def _counted(block: str, most: int) -> bool:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    ClientHour.objects.bulk_create([ClientHour(block=block, hour=hour)], ignore_conflicts=True)
    counted = ClientHour.objects.filter(block=block, hour=hour, asked__lt=most)
    return counted.update(asked=F("asked") + 1) == 1


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
