"""Signed notes, Merkle proofs and timestamps, checked with the standard library and openssl or cryptography.

Sources: C2SP signed-note and tlog-checkpoint, RFC 9162 (sections 2.1.3 and 2.1.4) and RFC 3161.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

# The DER before the 32 bytes of an Ed25519 public key (RFC 8410).
_SPKI = bytes.fromhex("302a300506032b6570032100")
_SIGNATURE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+={0,2})\n")
_DECIMAL = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)


class NoCryptography(Exception):
    """Neither the cryptography package nor a suitable openssl is here."""


class Signature(NamedTuple):
    name: str
    key_id: bytes
    value: bytes


class Note(NamedTuple):
    """A checkpoint: the signed text and what it says."""

    text: str
    signatures: list[Signature]
    origin: str
    size: int
    root: bytes


class Key(NamedTuple):
    """A public key; ``text`` is its form ``name+id+base64``."""

    text: str
    name: str
    key_id: bytes
    point: bytes

    def matches(self, signature: Signature) -> bool:
        return (self.name, self.key_id) == (signature.name, signature.key_id)

    def verifies(self, signature: Signature, text: str) -> bool:
        return verified(self.point, signature.value, text.encode())

    def signed(self, note: Note) -> bool:
        return any(self.matches(s) and self.verifies(s, note.text) for s in note.signatures)


def read_keys(content: bytes) -> list[Key]:
    """The keys of a file, one a line. Raises ``ValueError`` where a line is none."""
    text, keys = content.decode(), []
    for line in text.splitlines(True):
        name, key_id, encoded = line.rstrip("\n").split("+", 2)
        value = _decoded(encoded)
        named = hashlib.sha256(name.encode() + b"\n" + value).digest()[:4]
        if len(value) != 33 or value[:1] != b"\x01" or named.hex() != key_id:
            raise ValueError(f"{line.strip()} is no Ed25519 key of a signed note")
        keys.append(Key(line.rstrip("\n"), name, named, value[1:]))
    if not keys or text != "".join(f"{key.text}\n" for key in keys):
        raise ValueError("one key a line")
    return keys


def pem_of(keys: Sequence[Key]) -> bytes:
    """The same keys as openssl reads them."""
    return b"".join(_pem(key.point) for key in keys)


def _pem(point: bytes) -> bytes:
    encoded = base64.b64encode(_SPKI + point)
    return b"-----BEGIN PUBLIC KEY-----\n" + encoded + b"\n-----END PUBLIC KEY-----\n"


def read_note(content: bytes) -> Note:
    """A signed checkpoint. Raises ``ValueError`` where it is not one, in its one form."""
    text, blank, signed = content.decode().rpartition("\n\n")
    origin, size, root = text.split("\n")
    signatures = []
    for name, encoded in _SIGNATURE.findall(signed):
        value = _decoded(encoded)
        signatures.append(Signature(name, value[:4], value[4:]))
    again = "".join(f"— {s.name} {_encoded(s.key_id + s.value)}\n" for s in signatures)
    if not blank or not signatures or again != signed or not origin or not _DECIMAL.fullmatch(size):
        raise ValueError("not a signed checkpoint")
    if len(_decoded(root)) != 32:
        raise ValueError("the root of a checkpoint has 32 bytes")
    return Note(text + "\n", signatures, origin, int(size), _decoded(root))


def _decoded(encoded: str) -> bytes:
    value = base64.b64decode(encoded, validate=True)
    if _encoded(value) != encoded:  # bits beyond the last byte would be a second form
        raise ValueError("base64 with stray bits")
    return value


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def included(note: Note, index: int, entry: bytes, path: Sequence[str]) -> bool:
    """Whether the log of the checkpoint holds ``entry`` at ``index`` (RFC 9162, 2.1.3.2)."""
    return inclusion_holds(note.size, note.root, index, leaf_hash(entry), _hashes(path))


def grown(old: Note, new: Note, path: Sequence[str]) -> bool:
    """Whether the newer log begins with the whole older one (RFC 9162, 2.1.4.2)."""
    return consistency_holds(old.size, old.root, new.size, new.root, _hashes(path))


def _hashes(path: Sequence[str]) -> list[bytes]:
    if isinstance(path, str) or any(not re.fullmatch(r"[0-9a-f]{64}", one, re.ASCII) for one in path):
        raise ValueError("a path is a list of SHA-256 digests in hexadecimal")
    return [bytes.fromhex(one) for one in path]


def inclusion_holds(size: int, root: bytes, index: int, leaf: bytes, path: Sequence[bytes]) -> bool:
    if not 0 <= index < size:
        return False
    first, last, found = index, size - 1, leaf
    for one in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            found = _node(one, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = _node(found, one)
        first, last = first >> 1, last >> 1
    return last == 0 and found == root


def consistency_holds(
    old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]
) -> bool:
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    hashes = list(path)
    if old & (old - 1) == 0:
        hashes.insert(0, old_root)
    if not hashes:
        return False
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    was = now = hashes[0]
    for one in hashes[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            was, now = _node(one, was), _node(one, now)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            now = _node(now, one)
        first, last = first >> 1, last >> 1
    return last == 0 and was == old_root and now == new_root


def verified(point: bytes, signature: bytes, message: bytes) -> bool:
    """Whether Ed25519 (RFC 8032) holds; with the cryptography package, else with openssl 3."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return _verified_by_openssl(point, signature, message)
    try:
        Ed25519PublicKey.from_public_bytes(point).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _verified_by_openssl(point: bytes, signature: bytes, message: bytes) -> bool:
    files = (("key.pem", _pem(point)), ("signature", signature), ("message", message))
    arguments = ["pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin"]
    code, said = _openssl([*arguments, "-in", "message", "-sigfile", "signature"], files)
    if code and "Signature Verification Failure" not in said:
        raise NoCryptography(f"openssl 3 is needed, this one says: {said.strip()[:200]}")
    return not code


def openssl_timestamp(response: bytes, message: bytes, authority: str) -> str:
    """When the authority saw ``message``. Raises ``ValueError`` where its answer does not hold."""
    files = (("t.tsr", response), ("message", message), ("authority.pem", authority.encode()))
    arguments = ["ts", "-verify", "-data", "message", "-in", "t.tsr", "-CAfile", "authority.pem"]
    # A certificate that has expired since was valid when it signed.
    code, said = _openssl([*arguments, "-untrusted", "authority.pem", "-no_check_time"], files)
    if code:
        raise ValueError(" ".join(said.split())[-200:])
    _code, said = _openssl(["ts", "-reply", "-in", "t.tsr", "-text"], files)
    moment = re.search(r"Time stamp: (.+)", said)
    return moment.group(1) if moment else ""


def _openssl(arguments: list[str], files: tuple[tuple[str, bytes], ...]) -> tuple[int, str]:
    program = shutil.which("openssl")
    if program is None:
        raise NoCryptography("neither the cryptography package nor openssl is installed")
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files:
            (Path(folder) / name).write_bytes(content)
        done = subprocess.run(  # noqa: S603 - fixed arguments, files of our own
            [program, *arguments], cwd=folder, capture_output=True, check=False
        )
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")
