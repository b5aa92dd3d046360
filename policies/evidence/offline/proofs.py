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

# A checkpoint with this line ends with a census: its last entry counts the events of every policy.
CENSUS = "census/v1"
NOBODY = bytes(32)  # stands for a place in a census below which there is no policy
# What a stranger may send: more than any bundle has, and little enough to check at once.
MOST_KEYS, MOST_SIGNATURES, LONGEST_PATH = 16, 32, 63
ED25519, COSIGNATURE = b"\x01", b"\x04"  # of C2SP signed-note and tlog-cosignature
# The DER before the 32 bytes of an Ed25519 public key (RFC 8410).
_SPKI = bytes.fromhex("302a300506032b6570032100")
_SIGNATURE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+={0,2})\n")
# C2SP signed-note: no space and no plus sign; nor what a terminal obeys.
_KEY_NAME = re.compile(r"[^\s+]{1,200}")
_MONTHS = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]  # as openssl writes them, in every locale
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
    counted: bool  # it ends with a census


class Key(NamedTuple):
    """A public key; ``text`` is its form ``name+id+base64``. A ``witness`` cosigns and is no key of the log."""

    text: str
    name: str
    key_id: bytes
    point: bytes
    witness: bool = False

    def matches(self, signature: Signature) -> bool:
        return (self.name, self.key_id) == (signature.name, signature.key_id)

    def verifies(self, signature: Signature, text: str) -> bool:
        value = signature.value
        if self.witness:
            text = f"cosignature/v1\ntime {cosigned_at(signature)}\n{text}"
            value = value[8:]
        return verified(self.point, value, text.encode())

    def signed(self, note: Note) -> bool:
        return any(self.matches(s) and self.verifies(s, note.text) for s in note.signatures)


def cosigned_at(signature: Signature) -> int:
    """When a witness says it cosigned, in seconds since 1970."""
    return int.from_bytes(signature.value[:8], "big")


def read_keys(content: bytes) -> list[Key]:
    """The keys of a file, one a line. Raises ``ValueError`` where a line is none."""
    text, keys = content.decode(), []
    if text.count("\n") > MOST_KEYS:
        raise ValueError(f"more than {MOST_KEYS} keys")
    for line in text.splitlines(True):
        name, key_id, encoded = line.rstrip("\n").split("+", 2)
        value = _decoded(encoded)
        named = hashlib.sha256(name.encode() + b"\n" + value).digest()[:4]
        of_form = _KEY_NAME.fullmatch(name) and name.isprintable() and len(value) == 33
        if not of_form or value[:1] not in (ED25519, COSIGNATURE) or named.hex() != key_id:
            raise ValueError(f"{line.strip()} is no Ed25519 key of a signed note")
        keys.append(Key(line.rstrip("\n"), name, named, value[1:], value[:1] == COSIGNATURE))
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
    origin, size, root, *extension = text.split("\n")
    signatures = []
    if signed.count("\n") > MOST_SIGNATURES or extension not in ([], [CENSUS]):
        raise ValueError("not a checkpoint of a register")
    for name, encoded in _SIGNATURE.findall(signed):
        value = _decoded(encoded)
        signatures.append(Signature(name, value[:4], value[4:]))
    again = "".join(f"— {s.name} {_encoded(s.key_id + s.value)}\n" for s in signatures)
    if not blank or not signatures or again != signed or not origin or not _DECIMAL.fullmatch(size):
        raise ValueError("not a signed checkpoint")
    if len(_decoded(root)) != 32 or len(set(signatures)) != len(signatures):
        raise ValueError("the root of a checkpoint has 32 bytes, and each signature is there once")
    return Note(text + "\n", signatures, origin, int(size), _decoded(root), bool(extension))


def _decoded(encoded: str) -> bytes:
    value = base64.b64decode(encoded, validate=True)
    if _encoded(value) != encoded:  # bits beyond the last byte would be a second form
        raise ValueError("base64 with stray bits")
    return value


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def included(note: Note, index: int, entry: bytes, path: Sequence[str]) -> bool:
    """Whether the log of the checkpoint holds ``entry`` at ``index`` (RFC 9162, 2.1.3.2)."""
    return inclusion_holds(note.size, note.root, index, leaf_hash(entry), _hashes(path))


def grown(old: Note, new: Note, path: Sequence[str]) -> bool:
    """Whether the newer log begins with the whole older one (RFC 9162, 2.1.4.2)."""
    return consistency_holds(old.size, old.root, new.size, new.root, _hashes(path))


def _hashes(path: Sequence[str]) -> list[bytes]:
    if isinstance(path, str) or len(path) > LONGEST_PATH:
        raise ValueError(f"a path has at most {LONGEST_PATH} hashes")
    if any(not re.fullmatch(r"[0-9a-f]{64}", one, re.ASCII) for one in path):
        raise ValueError("a path is a list of SHA-256 digests in hexadecimal")
    return [bytes.fromhex(one) for one in path]


def key_of(policy: str) -> bytes:
    """Where a policy stands in a census: bit after bit, from the top."""
    return hashlib.sha256(policy.encode()).digest()


def bit_of(key: bytes, depth: int) -> int:
    return key[depth // 8] >> (7 - depth % 8) & 1


def counted_leaf(policy: str, events: int, last: int) -> bytes:
    """What a census says of a policy: how many events it has, and the position of its last one."""
    return leaf_hash(f"{policy} {events} {last}".encode())


def counted(root: bytes, policy: str, events: int, last: int, path: Sequence[str]) -> bool:
    """Whether the census of this root says that of the policy."""
    key, found, hashes = key_of(policy), counted_leaf(policy, events, last), _hashes(path)
    for depth in reversed(range(len(hashes))):
        beside = hashes[depth]
        found = node(beside, found) if bit_of(key, depth) else node(found, beside)
    return found == root


def inclusion_holds(size: int, root: bytes, index: int, leaf: bytes, path: Sequence[bytes]) -> bool:
    if not 0 <= index < size:
        return False
    first, last, found = index, size - 1, leaf
    for one in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            found = node(one, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node(found, one)
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
            was, now = node(one, was), node(one, now)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            now = node(now, one)
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


def openssl_timestamp(response: bytes, message: bytes, authority: str, trusted: str = "") -> str:
    """When the authority saw ``message``, as ``2026-12-01T03:04:05Z``. Raises ``ValueError`` where its answer does not hold.

    ``authority`` holds its certificates (PEM); where ``trusted`` holds some, only these are trusted, and those help to reach them.
    """
    files = (
        ("t.tsr", response),
        ("message", message),
        ("authority.pem", authority.encode()),
        ("trusted.pem", (trusted or authority).encode()),
    )
    arguments = ["ts", "-verify", "-data", "message", "-in", "t.tsr", "-CAfile", "trusted.pem"]
    # A certificate that has expired since was valid when it signed.
    code, said = _openssl([*arguments, "-untrusted", "authority.pem", "-no_check_time"], files)
    if code:
        raise ValueError(" ".join(said.split())[-200:])
    _code, said = _openssl(["ts", "-reply", "-in", "t.tsr", "-text"], files)
    moment = re.search(
        r"Time stamp: (\w{3}) +(\d+) (\d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT", said, re.ASCII
    )
    if moment is None or moment.group(1) not in _MONTHS:
        raise ValueError("the answer says no moment")
    month, day, clock, year = moment.groups()
    return f"{year}-{_MONTHS.index(month) + 1:02}-{int(day):02}T{clock}Z"


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
