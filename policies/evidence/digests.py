"""Digests of frozen bytes, and the chain they form within one policy.

Each version's bytes name the digest of the version before it, so no earlier text can be exchanged
without changing every later digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

ALGORITHM: Final = "sha256"
HEX_LENGTH: Final = 64


def digest(content: bytes) -> str:
    """SHA-256 (FIPS 180-4) of the bytes, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What one version claims: its number, its exact bytes, its digest and its predecessor's."""

    number: int
    content: bytes
    sha256: str
    previous_sha256: str


def broken_links(chain: Iterable[Link]) -> list[str]:
    """What is wrong with a policy's versions, oldest first; an empty list means the chain holds."""
    faults = []
    previous = ""
    for expected, link in enumerate(chain, start=1):
        if link.number != expected:
            faults.append(f"version {link.number} stands where version {expected} must")
        if link.previous_sha256 != previous:
            faults.append(f"version {link.number}: does not follow on digest {previous or 'none'}")
        if digest(link.content) != link.sha256:
            faults.append(f"version {link.number}: its bytes do not have the digest {link.sha256}")
        elif (json.loads(link.content).get("previous") or "") != previous:
            faults.append(f"version {link.number}: its bytes name another predecessor")
        previous = link.sha256
    return faults
