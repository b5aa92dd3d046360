"""How often one place may ask for a subscription, counted in the database for all processes."""

from __future__ import annotations

from django.db import models
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from policies.publication.client_network import block_of

# A company or a school behind one address asks less often in an hour.
PER_HOUR = 30
TRIES_PER_HOUR = 60
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


def may_try(request: HttpRequest, what: str) -> bool:
    """Count a try at something secret, named ``what``; false once its block of addresses tried too often this hour."""
    return may_repeat(f"{what} from {block_of(request)}", TRIES_PER_HOUR)


def may_repeat(what: str, most: int) -> bool:
    """Count ``what``; false once it was done ``most`` times this hour. Only a keyed digest of it is kept."""
    block = salted_hmac(
        "policies.notification.request_limits.what", what, algorithm="sha256"
    ).hexdigest()
    return _counted(block, most)


def _counted(block: str, most: int) -> bool:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    ClientHour.objects.bulk_create([ClientHour(block=block, hour=hour)], ignore_conflicts=True)
    counted = ClientHour.objects.filter(block=block, hour=hour, asked__lt=most)
    return counted.update(asked=F("asked") + 1) == 1
