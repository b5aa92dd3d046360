"""What the log says of each event: one JSON object in RFC 8785 form, whose bytes are the leaf.

The version's own bytes do not hold the moment of publication; its entry does, beside their digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from .offline.checking import canonical


def version_entry(
    *, policy: str, number: int, sha256: str, effective_from: date, published_at: datetime
) -> bytes:
    """``policy`` is the register's UUID of the policy, ``sha256`` the digest of the version's bytes."""
    return canonical(
        {
            "entry": "version",
            "policy": policy,
            "number": number,
            "sha256": sha256,
            "effective_from": effective_from.isoformat(),
            "published_at": instant(published_at),
        }
    )


def withdrawal_entry(
    *, policy: str, number: int, sha256: str, reason: Mapping[str, str], withdrawn_at: datetime
) -> bytes:
    """The version of this number and digest will never apply."""
    return canonical(
        {
            "entry": "withdrawal",
            "policy": policy,
            "number": number,
            "sha256": sha256,
            "reason": dict(reason),
            "withdrawn_at": instant(withdrawn_at),
        }
    )


def retirement_entry(*, policy: str, reason: Mapping[str, str], retired_at: datetime) -> bytes:
    """The policy gets no new version."""
    return canonical(
        {
            "entry": "retirement",
            "policy": policy,
            "reason": dict(reason),
            "retired_at": instant(retired_at),
        }
    )


def instant(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds: one moment has one form."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
