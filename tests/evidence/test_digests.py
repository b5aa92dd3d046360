"""The digest of frozen bytes."""

from __future__ import annotations

import hashlib

from policies.evidence.digests import HEX_LENGTH, digest


def test_digest_is_sha256_of_the_exact_bytes() -> None:
    assert digest(b"abc") == hashlib.sha256(b"abc").hexdigest()
    assert len(digest(b"")) == HEX_LENGTH
