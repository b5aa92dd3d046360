"""The digest of frozen bytes.

Each version's bytes name the digest of the version before it, so no earlier text can be exchanged
without changing every later digest.
"""

from __future__ import annotations

import hashlib
from typing import Final

HEX_LENGTH: Final = 64


def digest(content: bytes) -> str:
    """SHA-256 (FIPS 180-4) of the bytes, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
