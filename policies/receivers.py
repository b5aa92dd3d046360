"""The only junction of rooms: what happens in one when something happened in another."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from .notification.announcing import announce
from .publication.freeze import version_frozen
from .publication.models import PolicyVersion


@receiver(version_frozen, dispatch_uid="policies.notification.announce")
def tell_readers(version: PolicyVersion, **_: Any) -> None:
    """Runs inside the freezing transaction: the version and its notice are both written or neither."""
    announce(version)
