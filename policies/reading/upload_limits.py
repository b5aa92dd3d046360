"""How often one network may have evidence checked: each check takes a moment of a worker."""

from __future__ import annotations

import time
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from policies.publication.client_network import block_of

A_MINUTE: Final = 20  # uploads of one network; a company behind one address asks less often


def may_upload(request: HttpRequest) -> bool:
    """Count this upload; false once its network asked too often in this minute. The address itself is not kept."""
    block = salted_hmac(
        "policies.reading.upload_limits", block_of(request), algorithm="sha256"
    ).hexdigest()
    key = f"uploads:{block[:32]}:{int(time.time() // 60)}"
    cache.add(key, 0, timeout=120)
    try:
        return bool(cache.incr(key) <= A_MINUTE)
    except ValueError:  # it ran out between the two
        return True
