"""Signed notes and checkpoints (C2SP signed-note and tlog-checkpoint), with Ed25519.

Keys have the text form of Go's ``golang.org/x/mod/sumdb/note``, so that the usual tools of transparency
logs read them: ``PRIVATE+KEY+name+id+base64`` signs, ``name+id+base64`` verifies.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ED25519: Final = b"\x01"
COSIGNATURE: Final = b"\x04"
_NAME = re.compile(r"[^\s+]{1,200}")


class BadKey(ValueError):
    """A text that is no key; the message states the rule and never quotes the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """``name`` is the log's origin; ``public`` is the key's text form that others verify with."""

    name: str
    secret: bytes

    @property
    def public(self) -> str:
        point = Ed25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw()
        return f"{self.name}+{key_id(self.name, point).hex()}+{_encoded(ED25519 + point)}"

    @property
    def identity(self) -> str:
        """Eight hexadecimal digits that name the key in its text forms."""
        return self.public.split("+", 2)[1]  # base64 may hold a plus sign too

    @property
    def text(self) -> str:
        """The form to keep in a file that only the log's process reads."""
        return f"PRIVATE+KEY+{self.name}+{self.identity}+{_encoded(ED25519 + self.secret)}"

    @property
    def public_witness(self) -> str:
        """The public key in the form of a witness's (C2SP tlog-cosignature): other bytes, hence another id."""
        point = Ed25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw()
        identity = key_id(self.name, point, COSIGNATURE)
        return f"{self.name}+{identity.hex()}+{_encoded(COSIGNATURE + point)}"

    def cosignature(self, text: str, at: int) -> str:
        """A witness's line: it saw this checkpoint, ``at`` in seconds since 1970, and it extends all that it saw before."""
        key = Ed25519PrivateKey.from_private_bytes(self.secret)
        identity = bytes.fromhex(self.public_witness.split("+", 2)[1])
        signed = key.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
        return f"— {self.name} {_encoded(identity + at.to_bytes(8, 'big') + signed)}\n"

    def __repr__(self) -> str:
        return f"SigningKey({self.public})"

    def signature(self, text: str) -> str:
        """The signature line of a note with this text."""
        key = Ed25519PrivateKey.from_private_bytes(self.secret)
        identity = bytes.fromhex(self.identity)
        return f"— {self.name} {_encoded(identity + key.sign(text.encode()))}\n"


def new_key(name: str) -> SigningKey:
    if not _NAME.fullmatch(name):
        raise BadKey(f"key name {name!r}: no space and no plus sign, such as policies.example.org/log")
    return SigningKey(name=name, secret=Ed25519PrivateKey.generate().private_bytes_raw())


def read_keys(text: str) -> tuple[SigningKey, ...]:
    """The keys of a file, one a line; every checkpoint is signed with all of them.

    To rotate, add the new key as a second line, publish a checkpoint that both have signed, then take
    the old line away.
    """
    keys = tuple(_read_key(line.strip()) for line in text.splitlines() if line.strip())
    if len({key.name for key in keys}) > 1:
        raise BadKey("the keys of one log have one name, the log's origin")
    return keys


def _read_key(line: str) -> SigningKey:
    parts = line.split("+", 4)
    if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
        raise BadKey("a signing key has the form PRIVATE+KEY+name+id+base64")
    try:
        secret = base64.b64decode(parts[4], validate=True)
    except ValueError:  # not only binascii.Error: characters beyond ASCII too
        raise BadKey("the last part of a signing key is base64") from None
    if len(secret) != 33 or secret[:1] != ED25519 or not _NAME.fullmatch(parts[2]):
        raise BadKey("a signing key holds the byte 1 and the 32 bytes of an Ed25519 key")
    key = SigningKey(name=parts[2], secret=secret[1:])
    if key.identity != parts[3]:
        raise BadKey("the id of a signing key follows from its name and its bytes: this one does not")
    return key


def key_id(name: str, point: bytes, algorithm: bytes = ED25519) -> bytes:
    """The four bytes that name a key in a signature line."""
    return hashlib.sha256(name.encode() + b"\n" + algorithm + point).digest()[:4]


def signed_checkpoint(keys: Sequence[SigningKey], *, size: int, root: bytes, extension: str = "") -> str:
    """The note that says: the log of this origin has ``size`` entries and this Merkle root; ``extension`` is one line more."""
    if not keys:
        raise BadKey("a checkpoint is signed with at least one key")
    text = f"{keys[0].name}\n{size}\n{_encoded(root)}\n" + (f"{extension}\n" if extension else "")
    return text + "\n" + "".join(key.signature(text) for key in keys)


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()
