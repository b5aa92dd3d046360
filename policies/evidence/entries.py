"""What the log says of each event: one JSON object in RFC 8785 form, whose bytes are the leaf.

The version's own bytes do not hold the moment of publication; its entry does, beside their digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from .offline.checking import canonical


def event_entry(event: str, *, policy: object, **facts: int | str | date | Mapping[str, str]) -> bytes:
    """``policy`` is the register's UUID of the policy. The facts of each event are these:

    ``version``: ``number``, ``sha256`` of the version's bytes, ``effective_from`` and ``published_at``.
    ``withdrawal`` of a version that will never apply: ``number``, ``sha256``, ``reason`` and ``withdrawn_at``.
    ``retirement`` of a policy that gets no new version: ``reason`` and ``retired_at``.
    """
    said = {name: _written(fact) for name, fact in facts.items()}
    return canonical({"entry": event, "policy": str(policy)} | said)


def _written(fact: int | str | date | Mapping[str, str]) -> object:
    match fact:
        case datetime():
            return instant(fact)
        case date():
            return fact.isoformat()
        case _:
            return fact


def instant(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds: one moment has one form."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
