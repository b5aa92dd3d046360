"""What the log says of each event: one JSON object in RFC 8785 form, whose bytes are the leaf.

The version's own bytes do not hold the moment of publication; its entry does, beside their digest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

from .digests import digest
from .offline.whole_proof import MOMENTS, canonical


def event_entry(
    event: str, *, policy: object = None, **facts: int | str | date | Mapping[str, str]
) -> bytes:
    """``policy`` is the register's UUID of the policy, none for an event of no policy. The facts of each event are these:

    ``version``: ``number``, ``sha256`` of the version's bytes, ``effective_from`` and ``published_at``, and where the
    policy stood: ``organisation`` (``id``, ``slug`` and its names by language) and ``slug``. Versions that were logged
    before say nothing of that.
    ``withdrawal`` of a version that will never apply: ``number``, ``sha256``, ``reason`` and ``withdrawn_at``.
    ``retirement`` of a policy that gets no new version: ``reason`` and ``retired_at``.
    ``notice`` that readers were told of a version: its ``number`` and ``sha256``, ``notice`` and its ``kind``, ``record``
    (the digest of the sealed record), the ``root`` of its deliveries (``deliveries``) and ``at``. Earlier entries say how many
    ``deliveries`` there were; since then that is committed to.
    ``later_day`` that was approved with a version, in case its readers are told late: ``number``, ``sha256``, ``day``, ``at``.
    ``late``: so many of a notice's ``readers`` were told ``late``, after the ``last_day`` that leaves the ``promised_days``;
    ``number`` and ``sha256`` of the version, ``moved_to``: the number of the version with a later day, or 0; and ``at``.
    ``approval`` of an emergency release by a second person: ``number``, ``sha256`` and ``approved_at``.
    ``move`` of a policy to another address: ``organisation``, ``slug`` and ``at``.
    ``census`` at the end of what a checkpoint covers: ``size``, the entries before it, ``policies`` and ``root`` (see
    ``census``), ``resumptions``, how many there are before it, ``verifier``, the SHA-256 of the program that checks bundles now, and ``at``.
    ``resumption`` of the log: ``kept``, ``lost``, ``signed_root``, ``reason`` and ``at``.
    ``organisation`` that has another name or address: ``organisation`` and ``at``.
    ``withholding`` of a version's text or of a ``part`` of it: ``number``, ``sha256``, ``category``, ``reason`` and ``at``.
    ``reinstatement`` of what was withheld: ``number``, ``sha256``, ``part``, ``reason`` and ``at``.
    Any of these may have ``committed``, a commitment to what is not public of it (``commitment``).
    """
    said = {name: _written(fact) for name, fact in facts.items()}
    about = {} if policy is None else {"policy": str(policy)}
    return canonical({"entry": event} | about | said)


def commitment(salt: str, facts: Mapping[str, object]) -> str:
    """What the log says of facts that are not public: 64 hexadecimal digits that tell nothing of them.

    ``salt`` is 64 random hexadecimal digits. A person who is given salt and facts computes the same: SHA-256 over the line
    ``sijill/commitment/v1``, the 32 bytes of the salt, and the facts in RFC 8785 form.
    """
    return digest(b"sijill/commitment/v1\n" + bytes.fromhex(salt) + canonical(dict(facts)))


def committing(entry: bytes, committed: str) -> bytes:
    """The entry with a commitment."""
    return canonical(json.loads(entry) | {"committed": committed})


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


def moment_of(leaf: bytes) -> datetime | None:
    """When the event of an entry happened; none if it says no moment, or is no entry."""
    try:
        said = json.loads(leaf)
        return next(datetime.fromisoformat(said[name]) for name in MOMENTS if name in said)
    except (StopIteration, TypeError, ValueError, RecursionError):
        return None
